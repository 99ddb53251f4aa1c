// Compiles src/ to dist/ and bundles the command. Quiet when good; the exit code is that of the step that fails.
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readdirSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const OUTPUT_ENDINGS = ['.d.ts.map', '.d.ts', '.js.map', '.js']
const BUILD_INFO = '.tsbuildinfo'

/** Every file below `folder`, as paths relative to it with `/`. Empty when the folder is absent. */
const filesBelow = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    : []

/** The outputs in `dist` whose source in `src` is gone; files that no compiler wrote are left alone. */
export const staleOutputs = (sources, outputs) => {
  const stems = new Set(sources.filter((path) => path.endsWith('.ts')).map((path) => path.slice(0, -3)))
  return outputs.filter((path) => {
    const ending = OUTPUT_ENDINGS.find((candidate) => path.endsWith(candidate))
    return ending !== undefined && !stems.has(path.slice(0, -ending.length))
  })
}

/** The sources that have no output yet; when there is one, the incremental record lies and must go. */
export const missingOutputs = (sources, outputs) => {
  const present = new Set(outputs)
  return sources
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
    .filter((path) => !present.has(`${path.slice(0, -3)}.js`) || !present.has(`${path.slice(0, -3)}.d.ts`))
}

/** Runs the whole build in `root` and returns the exit code. */
export const build = (root) => {
  const dist = join(root, 'dist')
  const sources = filesBelow(join(root, 'src'))
  if (sources.length === 0) {
    console.error('build: no file found under src/')
    return 1
  }
  for (const path of staleOutputs(sources, filesBelow(dist))) rmSync(join(dist, path))
  if (missingOutputs(sources, filesBelow(dist)).length > 0) rmSync(join(dist, BUILD_INFO), { force: true })

  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const run = spawnSync(process.execPath, [compiler, '-p', join(root, 'tsconfig.json')], { cwd: root, stdio: 'inherit' })
  if (run.error !== undefined) console.error(`build: the compiler did not start: ${run.error.message}`)
  if (run.status !== 0) return run.status ?? 1

  const command = join(dist, 'cli', 'main.js')
  if (!existsSync(join(root, 'src', 'cli', 'main.ts'))) return 0
  for (const tool of ['bundle-command.mjs', 'read-artifacts.mjs']) {
    const step = spawnSync(process.execPath, [fileURLToPath(new URL(tool, import.meta.url)), root], { cwd: root, stdio: 'inherit' })
    if (step.error !== undefined) console.error(`build: ${tool} did not start: ${step.error.message}`)
    if (step.status !== 0) return step.status ?? 1
  }
  chmodSync(command, 0o755)
  return 0
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = build(fileURLToPath(new URL('..', import.meta.url)))
}
