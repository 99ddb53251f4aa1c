// Bundles the command into dist/cli/: main.js and a few chunks instead of some two hundred modules, since loading those takes longer than
// most runs (specs/decisions/0028-bundled-command.md). The build calls it; the library in dist/ stays as the compiler wrote it.
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { licencesOf } from './licences.mjs'

const CHUNK = /^command-.*\.mjs(\.map)?$/
const NOTICES = 'command-licences.txt'

// The packages that few verbs need stay outside; Node loads them when they are asked for.
const OUTSIDE = /^(?:node:|ajv|json-rules-engine|xstate|@noble\/)/

/** The modules that are started by their file name: the command itself and the threads of its verbs. */
const entriesOf = (folder) =>
  Object.fromEntries(
    readdirSync(folder)
      .filter((name) => name === 'main.ts' || name.endsWith('-worker.ts'))
      .map((name) => [basename(name, '.ts'), join(folder, name)]),
  )

/** The files of the bundled command of the tree at `root`, by name. Whatever cannot be resolved is an error. */
export const bundleCommand = async (root) => {
  const warnings = []
  const build = await rolldown({
    input: entriesOf(join(root, 'src', 'cli')),
    cwd: root,
    platform: 'node',
    external: OUTSIDE,
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
    onLog: (_level, { message }) => void warnings.push(message),
  })
  const codeSplitting = { groups: [{ name: 'shared', minShareCount: 2 }] }
  const { output } = await build.generate({ format: 'esm', sourcemap: true, chunkFileNames: 'command-[name].mjs', codeSplitting })
  await build.close()
  if (warnings.length > 0) throw new Error(`the bundler warns:\n${warnings.join('\n')}`)
  const files = new Map(output.map((file) => [file.fileName, file.type === 'chunk' ? file.code : file.source]))
  const modules = output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []))
  return files.set(NOTICES, licencesOf(modules).map((text) => `${text}\n`).join('\n'))
}

/** Writes what differs, so that a command that runs meanwhile keeps its files, and removes chunks that are no longer made. */
const write = (folder, files) => {
  for (const [name, text] of files) {
    const path = join(folder, name)
    if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text)
  }
  for (const name of readdirSync(folder)) if (CHUNK.test(name) && !files.has(name)) rmSync(join(folder, name))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url))
  write(join(root, 'dist', 'cli'), await bundleCommand(root))
}
