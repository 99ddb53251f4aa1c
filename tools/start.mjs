// The main job on the bundled examples: runs each program, writes its trace to a temporary folder, and replays the trace.
// With arguments (`npm start -- replay TRACE`) it is the command itself.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readTree } from './fences/tree.mjs'

/** The paths of the programs among `files` (`{ path, text }`): those that say so in their first key. */
export const programsIn = (files) => files.filter(({ text }) => /^(#.*\n|\s*\n)*qcompute: program\/1\s/.test(text)).map(({ path }) => path)

/** Runs the command with `words` in `root`, its output shown; gives its exit code. */
const command = (root, words) => {
  const run = spawnSync(process.execPath, [join(root, 'dist', 'cli', 'main.js'), ...words], { cwd: root, stdio: 'inherit' })
  if (run.error !== undefined) console.error(`start: the command did not start: ${run.error.message}`)
  return run.status ?? 1
}

const runExamples = (root) => {
  const programs = programsIn(readTree(root, ['examples'], ['.yaml']))
  if (programs.length === 0) {
    console.error('start: no program found under examples/')
    return 1
  }
  const folder = mkdtempSync(join(tmpdir(), 'qcompute-'))
  try {
    for (const program of programs) {
      const trace = join(folder, basename(program).replace(/\.yaml$/, '.qtrace'))
      for (const words of [['run', program, '-o', trace], ['replay', trace]]) {
        console.log(`\n$ qcompute ${words.map((word) => (word === trace ? basename(trace) : word)).join(' ')}`)
        const code = command(root, words)
        if (code !== 0) return code
      }
    }
    return 0
  } finally {
    rmSync(folder, { recursive: true })
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const words = process.argv.slice(2)
  process.exitCode = words.length > 0 ? command(root, words) : runExamples(root)
}
