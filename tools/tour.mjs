// The README's console blocks: `node tools/tour.mjs` plays every command in a scratch folder and writes the outputs into the README.
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const BLOCK = /```console\n([\s\S]*?)```/g

/** A folder with what a clone has, and `qcompute` on the path; `remove()` deletes it. */
function scratch() {
  const folder = mkdtempSync(join(tmpdir(), 'qcompute-tour-'))
  for (const name of ['examples', 'rules', 'machines']) cpSync(join(root, name), join(folder, name), { recursive: true })
  const bin = join(folder, '.bin')
  mkdirSync(bin)
  const command = join(bin, 'qcompute')
  writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'dist/cli/main.js')}" "$@"\n`)
  chmodSync(command, 0o755)
  return { folder, bin, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

function play(command, { folder, bin }) {
  const { stdout, status, error } = spawnSync('bash', ['-c', `${command} 2>&1`.replace(/; echo (.*) 2>&1$/, ' 2>&1; echo $1')], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: `${bin}:${process.env.PATH}`, HOME: folder, LANG: 'C.UTF-8', NO_COLOR: '1' },
  })
  if (error) throw error
  if (status !== 0 && !command.includes('; echo')) throw new Error(`exit ${status}: ${command}\n${stdout}`)
  return stdout
}

/** The README with the outputs of its commands as they are now. */
export function playTour() {
  const path = join(root, 'README.md')
  const now = readFileSync(path, 'utf8')
  const place = scratch()
  let commands = 0
  try {
    const fresh = now.replace(BLOCK, (_, body) => {
      const played = body
        .split('\n')
        .filter((line) => line.startsWith('$ '))
        .map((line) => {
          commands += 1
          return `${line}\n${play(line.slice(2), place)}`
        })
      return `\`\`\`console\n${played.join('')}\`\`\``
    })
    return { path, now, fresh, commands }
  } finally {
    place.remove()
  }
}

const atRoot = (path) => new URL(`../${path}`, import.meta.url).href

const MODULES = { qcompute: 'dist/index.js', 'qcompute/xstate': 'dist/oracle/xstate.js', xstate: 'node_modules/xstate/dist/xstate.cjs.mjs' }

/** For each js block of the README: what its `// prints: ` line promises, and what it prints. */
export function playSnippets() {
  const blocks = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/```js\n([\s\S]*?)```/g)].map((match) => match[1])
  const place = scratch()
  try {
    return blocks.map((block, index) => {
      const file = join(place.folder, `snippet-${index}.mjs`)
      const code = Object.entries(MODULES).reduce((text, [name, path]) => text.replaceAll(`'${name}'`, JSON.stringify(atRoot(path))), block)
      writeFileSync(file, code)
      const { stdout, stderr } = spawnSync(process.execPath, [file], { cwd: place.folder, encoding: 'utf8' })
      return { promised: /^\/\/ prints: (.*)$/m.exec(block)?.[1] ?? '', printed: `${stdout}${stderr}`.trim() }
    })
  } finally {
    place.remove()
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { path, fresh, commands } = playTour()
  writeFileSync(path, fresh)
  console.log(`${commands} commands played`)
}
