import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureBuilt, root } from '../cli/command.js'
import { install, pack, runtimePackages } from './pack.js'
import type { Packed } from './pack.js'

const BYTES_MAX = 5_000_000

const folder = mkdtempSync(join(tmpdir(), 'qcompute package '))
let packed: Packed = { tarball: '', files: [] }

beforeAll(() => {
  ensureBuilt()
  packed = pack(folder)
  install(packed, folder)
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Finished {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs Node in the folder, with nothing of this tree within reach. */
const node = (...args: readonly string[]): Finished => {
  const env = { PATH: process.env['PATH'], HOME: folder }
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', env })
  return { status, stdout, stderr }
}

const script = (text: string): Finished => node('--input-type=module', '--eval', text)

const sourcesBelow = (path: string): readonly string[] =>
  readdirSync(join(root, path), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => name.slice(0, -3).replaceAll('\\', '/'))

describe('what is packed', () => {
  const paths = (): readonly string[] => packed.files.map(({ path }) => path)

  test('what runs, its types, the laws and the specification; no test, tool, bench, source, map or hidden file', () => {
    const allowed = [
      /^(package\.json|README\.md|LICENSE)$/, /^dist\/[\w/-]+\.(js|d\.ts)$/, /^dist\/web\/verifier\.bundle\.mjs$/,
      /^dist\/cli\/command-([\w-]+\.mjs|licences\.txt)$/, /^dist\/read\/[0-9a-f]{64}\.json$/,
      /^rules\/[\w./-]+\.yaml$/, /^machines\/[\w./-]+\.json$/, /^specs\/[\w./-]+\.(md|json|yaml)$/,
      /^examples\/[\w./-]+\.(yaml|json|qasm)$/,
    ]
    expect(paths().filter((path) => !allowed.some((pattern) => pattern.test(path)))).toEqual([])
    expect(paths().filter((path) => path.split('/').some((name) => name.startsWith('.')))).toEqual([])
    expect(packed.files.reduce((total, { size }) => total + size, 0)).toBeLessThan(BYTES_MAX)
  })

  test('every module of src with its declaration, and no other', () => {
    const modules = sourcesBelow('src')
    expect(modules.length).toBeGreaterThan(100)
    const built = paths().filter((path) => /^dist\/.*\.(js|ts)$/.test(path))
    expect(new Set(built)).toEqual(new Set(modules.flatMap((name) => [`dist/${name}.js`, `dist/${name}.d.ts`])))
  })

  test('laws, machines, schemas and licences, and what package.json names', () => {
    expect(paths()).toEqual(expect.arrayContaining([
      'LICENSE', 'README.md', 'rules/qcompute/1.0.0/bundle.yaml', 'machines/session/1.0.0.json', 'specs/schemas/trace-line.schema.json',
      'specs/ledger.md', 'examples/programs/tour.yaml', 'dist/cli/main.js', 'dist/cli/command-licences.txt',
      'dist/web/verifier.bundle.mjs', expect.stringMatching(/^dist\/read\//),
    ]))
    const bundle = readFileSync(join(folder, 'node_modules/qcompute/dist/web/verifier.bundle.mjs'), 'utf8')
    for (const name of ['qcompute', '@noble/hashes', 'yaml']) expect(bundle.slice(0, 6000)).toMatch(new RegExp(`^ \\* ${name} \\d`, 'm'))
  })

  // The bundled command has maps in the tree; they are as large as all the rest.
  test('no map is packed, and the library refers to none', () => {
    const built = paths().filter((path) => path.startsWith('dist/') && !path.startsWith('dist/cli/'))
    expect(paths().filter((path) => path.endsWith('.map'))).toEqual([])
    const textOf = (path: string): string => readFileSync(join(folder, 'node_modules/qcompute', path), 'utf8')
    expect(built.filter((path) => textOf(path).includes('sourceMappingURL='))).toEqual([])
  })

  test('publint has nothing to say', async () => {
    const pkgDir = join(folder, 'node_modules', 'qcompute')
    const { messages, pkg } = await publint({ pkgDir, pack: false, strict: true, level: 'suggestion' })
    expect(pkg?.['name']).toBe('qcompute')
    expect(messages.map((message) => formatMessage(message, pkg ?? {}))).toEqual([])
  })

  test('publint would speak', async () => {
    const pkgDir = join(folder, 'faulty')
    mkdirSync(pkgDir)
    writeFileSync(join(pkgDir, 'package.json'), JSON.stringify({ name: 'faulty', version: '1.0.0', exports: { '.': './absent.js' } }))
    const { messages } = await publint({ pkgDir, pack: false, strict: true, level: 'suggestion' })
    expect(messages.length).toBeGreaterThan(0)
  })
})

describe('in an empty folder with the runtime dependencies alone', () => {
  test('nothing else is there', () => {
    const there = readdirSync(join(folder, 'node_modules')).filter((name) => name !== '.bin')
    const wanted = ['qcompute', ...runtimePackages().map((path) => path.split('/')[1] ?? '')]
    expect(new Set(there)).toEqual(new Set(wanted))
    expect(runtimePackages().length).toBeLessThan(25)
    for (const name of ['vitest', 'typescript', 'rolldown']) expect(script(`import '${name}'`).stderr).toContain('ERR_MODULE_NOT_FOUND')
  })

  test('the command runs, replays, asks the oracles and imports', () => {
    const command = join('node_modules', '.bin', 'qcompute')
    const examples = join('node_modules', 'qcompute', 'examples')
    const did = [
      node(command, '--version'),
      node(command, 'run', join(examples, 'programs', 'tour.yaml'), '-o', 'tour.qtrace', '--clock', 'logical'),
      node(command, 'replay', 'tour.qtrace', '--oracle', '--full', '--json'),
      node(command, 'explain', 'tour.qtrace', '--op', '4'),
      node(command, 'import', 'qasm', join(examples, 'circuits', 'ghz_5.qasm'), '-o', 'ghz.yaml'),
      node(command, 'run', 'ghz.yaml', '--rules', 'openqasm'),
    ]
    expect(did.map(({ status, stderr }) => ({ status, stderr }))).toEqual(did.map(() => ({ status: 0, stderr: '' })))
    expect(JSON.parse(did[2]?.stdout ?? '')).toMatchObject({ replay: { valid: true } })
  })

  test('the library is imported by its names, and by no other', () => {
    const { status, stdout, stderr } = script(`
      import { qReplay, qSession } from 'qcompute'
      import { lifecycleMachines } from 'qcompute/xstate'
      import * as web from 'qcompute/web'
      import * as bundled from 'qcompute/web/bundle'
      import schema from 'qcompute/schemas/run.schema.json' with { type: 'json' }
      import { readFile } from 'node:fs/promises'
      import { fileURLToPath } from 'node:url'
      const session = qSession({ clock: 'logical' })
      session.h({ q: 0 })
      const trace = session.traceBytes()
      const said = [qReplay(trace).valid, typeof lifecycleMachines, schema.title]
      const at = fileURLToPath(import.meta.resolve('qcompute/package.json')).replace(/package\\.json$/, '')
      const read = (path) => readFile(at + path, 'utf8').catch(() => null)
      for (const { openLaw, verifyTrace } of [web, bundled]) {
        const bundle = (path) => read('rules/qcompute/1.1.0/' + path)
        const law = await openLaw({ name: 'x', bundle, machine: (path) => read('machines/' + path) })
        said.push((await verifyTrace(trace, [law])).valid)
      }
      said.push(await import('qcompute/dist/index.js').catch((error) => error.code))
      console.log(JSON.stringify(said))
    `)
    const noise = stderr.split('\n').filter((line) => line !== '' && !/ExperimentalWarning: Importing JSON|--trace-warnings/.test(line))
    expect({ status, noise }).toEqual({ status: 0, noise: [] })
    expect(JSON.parse(stdout)).toEqual([true, 'function', expect.any(String), true, true, 'ERR_PACKAGE_PATH_NOT_EXPORTED'])
  })

  test.each([
    ['nodenext', { module: 'nodenext', moduleResolution: 'nodenext', lib: ['es2023'] }, ['library.ts', 'lifecycle.ts']],
    ['bundler', { module: 'esnext', moduleResolution: 'bundler', lib: ['es2023', 'dom'] }, ['library.ts', 'lifecycle.ts', 'web.ts']],
    ['web, nodenext', { module: 'nodenext', moduleResolution: 'nodenext', lib: ['es2023', 'dom'] }, ['web.ts']],
  ])('the types hold under %s, without deep imports', (name, options, files) => {
    const project = join(folder, name.replace(/\W/g, ''))
    cpSync(join(root, 'test', 'package', 'consumer'), project, { recursive: true })
    const compilerOptions = {
      ...options, types: [], target: 'es2023', strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noEmit: true,
      noPropertyAccessFromIndexSignature: true, skipLibCheck: false,
    }
    writeFileSync(join(project, 'package.json'), '{"type":"module"}')
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }))
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
    const { stdout } = node(tsc, '-p', project, '--pretty', 'false')
    // XState's own declarations hold neither without DOM nor under exactOptionalPropertyTypes; lines that go on are indented.
    const errors = stdout.split('\n').filter((line) => /^\S/.test(line) && !line.startsWith('node_modules/xstate/'))
    expect(errors).toEqual([])
    const listed = node(tsc, '-p', project, '--listFilesOnly').stdout
    for (const file of [...files, 'qcompute/dist/base/json.d.ts']) expect(listed).toContain(file)
  })
})
