import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureBuilt, makeFolder, root } from '../cli/command.js'
import { hasTime } from '../seed.js'
import { codesOf, inPairs, spawned } from './spawned.js'

let folder = ''
beforeAll(() => {
  ensureBuilt()
  folder = makeFolder()
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

const TIME = 300_000
const PROGRAM = 'qcompute: program/1\nstream: [h(q=0)]\n'

const NAMES = [
  'with space', ' ', "it's", '"quoted"', 'new\nline', 'carriage\rreturn', 'tab\t', 'bell\u0007\u001b[31mred', '-dash', '--help',
    '--json', '$(touch x)', '`x`', '%s%n',
  'semi;colon', 'a&b|c>d', '*', '?[a-z]', '~', '#hash', 'back\\slash', 'C:\\x', 'é漢字\u{1f984}', 'e\u0301', '\u202egnp', '\u2028',
    '__proto__', 'name:1:2', '...',
  'n'.repeat(240), '漢'.repeat(80),
]

describe('[LAW-61, CMD-11] names of files', () => {
  test('run, replay, explain and import take any name', async () => {
    await inPairs(NAMES.entries(), async ([at, name]) => {
      const inside = join(folder, `names ${at}`)
      mkdirSync(inside)
      writeFileSync(join(inside, name), PROGRAM)
      writeFileSync(join(inside, `${name}.qasm`), 'OPENQASM 2.0; qreg q[1]; U(0,0,0) q[0];\n')
      const own = (path: string): string => (path.startsWith('-') ? `./${path}` : path)
      const verbs = [
        ['run', own(name), '-o', own(`${name}.t`), '--rules', 'openqasm'],
        ['replay', own(`${name}.t`)],
        ['explain', own(`${name}.t`), '--op', '1'],
        ['import', 'qasm', own(`${name}.qasm`), '-o', own(`${name}.p`)],
      ]
      // The rest in the deep run: a process costs far more than a name.
      for (const args of hasTime ? verbs : verbs.slice(0, at % 9 === 0 ? 4 : 1)) {
        const run = await spawned(args, inside)
        expect(run.status, `${JSON.stringify(args)}: ${run.stderr}`).toBe(0)
      }
    })
  }, TIME)

  test('a name that begins with a dash is taken after --', async () => {
    writeFileSync(join(folder, '-o'), PROGRAM)
    expect((await spawned(['run', '-o', 'dash.qtrace', '--', '-o'], folder)).status).toBe(0)
    expect(existsSync(join(folder, 'dash.qtrace'))).toBe(true)
  }, TIME)
})

describe('[LAW-61, CMD-12] paths that cannot be', () => {
  const LONG = 'n'.repeat(300)
  const DEEP = 'd/'.repeat(3000)
  const cases = (): readonly (readonly [readonly string[], string])[] => {
    writeFileSync(join(folder, 'p.yaml'), PROGRAM)
    writeFileSync(join(folder, 'c.qasm'), 'OPENQASM 2.0; qreg q[1];\n')
    writeFileSync(join(folder, 'file'), '')
    symlinkSync('loop', join(folder, 'loop'))
    return [
      [['run', LONG], 'file-missing'],
      [['run', DEEP], 'file-missing'],
      [['run', 'file/below'], 'file-missing'],
      [['run', ''], 'file-missing'],
      [['run', 'p.yaml', '-o', LONG], 'file-missing'],
      [['run', 'p.yaml', '-o', 'file/below'], 'file-missing'],
      [['run', 'p.yaml', '-o', 'gone/below'], 'file-missing'],
      [['run', 'p.yaml', '-o', 'loop'], 'file-missing'],
      [['run', 'p.yaml', '-o', 'loop', '--force'], 'file-missing'],
      [['run', 'p.yaml', '-o', '/dev/zero', '--force'], 'file-kind'],
      [['run', 'p.yaml', '--rules', LONG], 'file-missing'],
      [['run', 'p.yaml', '--rules', DEEP], 'file-missing'],
      [['run', 'p.yaml', '--rules', 'loop'], 'file-missing'],
      [['run', 'p.yaml', '--rules', 'file'], 'rules-missing'],
      [['run', 'p.yaml', '--rules', 'file/below'], 'file-missing'],
      [['run', 'p.yaml', '--rules', ''], 'rules-missing'],
      [['replay', LONG], 'file-missing'],
      [['replay', 'x', '--rules', LONG], 'file-missing'],
      [['explain', 'x', '--op', '1', '--rules', 'loop'], 'file-missing'],
      [['import', 'qasm', 'c.qasm', '--rules', LONG], 'file-missing'],
      [['import', 'qasm', 'c.qasm', '-o', LONG], 'file-missing'],
      [['import', 'qasm', 'c.qasm', '-o', 'file/below'], 'file-missing'],
      [['import', 'qasm', 'c.qasm', '-o', 'loop', '--force'], 'file-missing'],
      [['import', 'qasm', 'c.qasm', '-o', '/dev/zero', '--force'], 'file-kind'],
      [['import', 'qasm', 'c.qasm', '-o', '.', '--force'], 'file-kind'],
    ]
  }
  test('each is a problem with a code', async () => {
    await inPairs(cases(), async ([args, code]) => {
      const run = await spawned(args, folder)
      expect(run.status, args.join(' ').slice(0, 200)).toBe(2)
      expect(codesOf(run), args.join(' ').slice(0, 200)).toEqual([code])
    })
  }, TIME)
})

describe('[LAW-61, CMD-14] folders of bundles', () => {
  const bundle = (path: string): void => cpSync(join(root, 'rules', 'qcompute', '1.0.0'), path, { recursive: true })

  test('links among the bundles: a circle is no bundle, a link to a bundle is one', async () => {
    const tree = join(folder, 'tree')
    mkdirSync(join(tree, 'qcompute'), { recursive: true })
    bundle(join(folder, 'elsewhere'))
    symlinkSync(tree, join(tree, 'again'))
    symlinkSync('self', join(tree, 'self'))
    symlinkSync(join(folder, 'elsewhere'), join(tree, 'qcompute', '1.0.0'))
    writeFileSync(join(folder, 'p.yaml'), PROGRAM)
    const run = await spawned(['run', 'p.yaml', '-o', 'tree.qtrace', '--rules', tree], folder)
    expect(run.status, run.stderr).toBe(0)
  }, TIME)

  test('a folder that may not be listed is a problem', async () => {
    const closed = join(folder, 'closed')
    bundle(closed)
    chmodSync(closed, 0)
    const run = await spawned(['run', 'p.yaml', '-o', 'closed.qtrace', '--rules', closed], folder)
    chmodSync(closed, 0o755)
    if (process.getuid?.() === 0) return
    expect(run.status).toBe(2)
    expect(codesOf(run)).toEqual(['file-access'])
  }, TIME)

  test('a bundle that is a pipe or a device is refused at once', async () => {
    const law = join(folder, 'piped')
    mkdirSync(law)
    execFileSync('mkfifo', [join(law, 'bundle.yaml')])
    const run = await spawned(['run', 'p.yaml', '--rules', law], folder)
    expect(run.status).toBe(2)
    expect(codesOf(run)).toContain('file-kind')
  }, TIME)
})
