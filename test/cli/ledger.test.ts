import { copyFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { documentOf, ensureBuilt, makeFolder, qcompute, root } from './command.js'
import type { Finished } from './command.js'
import { runVerb } from './in-process.js'

let folder = ''
let lines: readonly string[] = []
const merkleRoot = (): string => (JSON.parse(lines.at(-1) ?? '') as { merkle_root: string }).merkle_root
const chainRoot = (): string => (JSON.parse(lines.at(-1) ?? '') as { root: string }).root

const run = (...args: readonly string[]): Promise<Finished> => runVerb(args, folder)
const write = (name: string, text: string | Uint8Array): string => {
  writeFileSync(join(folder, name), text)
  return name
}
const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
const linesText = (some: readonly string[]): string => some.map((line) => `${line}\n`).join('')

beforeAll(async () => {
  ensureBuilt()
  folder = makeFolder()
  copyFileSync(join(root, 'examples', 'programs', 'tour.yaml'), join(folder, 'tour.yaml'))
  expect((await run('run', 'tour.yaml', '--clock', 'logical')).status).toBe(0)
  lines = read('tour.qtrace').trimEnd().split('\n')
  write('forged.qtrace', read('tour.qtrace').replace('"to":"production"', '"to":"sandbox"'))
  expect((await run('ledger', 'prove', 'tour.qtrace', '--op', '3', '-o', 'op3.json')).status).toBe(0)
  expect((await run('ledger', 'prove', 'tour.qtrace', '--prefix', '5', '-o', 'grown.json')).status).toBe(0)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('[PRF-05] ledger prove', () => {
  test('writes to standard output, to a file with -o, and the same document with --json', async () => {
    const plain = await run('ledger', 'prove', 'tour.qtrace', '--op', '3')
    expect(plain).toMatchObject({ status: 0, stderr: '', stdout: read('op3.json') })
    const json = await run('ledger', 'prove', 'tour.qtrace', '--op', '3', '--json')
    expect(json).toMatchObject({ status: 0, stdout: read('op3.json') })
    expect(documentOf(json.stdout, 'proof')).toMatchObject({ format: 'inclusion-proof/1', entry: { leaf_index: 4, line: lines[4] } })
    const named = await run('ledger', 'prove', 'tour.qtrace', '--seq', '4', '-o', 'seq4.json')
    expect(named.stdout).toMatch(/^tour\.qtrace -> seq4\.json\n {2}proves {4}seq 4 of 17 lines stands in the trace\n/)
    expect(read('seq4.json')).toBe(read('op3.json'))
    expect(
      await run('ledger', 'prove', 'tour.qtrace', '--seq', '4', '-o', 'seq4.json'),
    ).toMatchObject({ status: 2, stderr: expect.stringContaining('file-exists') })
    expect((await run('ledger', 'prove', 'tour.qtrace', '--seq', '4', '-o', 'seq4.json', '--force')).status).toBe(0)
    expect((await run('ledger', 'prove', 'tour.qtrace', '--seq', '4', '-o', 'tour.qtrace', '--force')).status).toBe(2)
  })

  test('every operator and every line has a proof that verifies', async () => {
    for (let seq = 0; seq < lines.length - 1; seq += 4) {
      expect((await run('ledger', 'prove', 'tour.qtrace', '--seq', String(seq), '-o', 'any.json', '--force')).status).toBe(0)
      expect((await run('ledger', 'verify', 'any.json', '--root', merkleRoot())).status).toBe(0)
    }
    for (const size of ['1', '16', '17']) {
      expect((await run('ledger', 'prove', 'tour.qtrace', '--prefix', size, '-o', 'any.json', '--force')).status).toBe(0)
      expect((await run('ledger', 'verify', 'any.json', '--root', merkleRoot())).status).toBe(0)
    }
  })

  test('a trace that is not valid is refused with its first finding: exit 1, no file', async () => {
    const { status, stderr, stdout } = await run('ledger', 'prove', 'forged.qtrace', '--op', '3', '-o', 'none.json')
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).toMatch(/^forged\.qtrace:7:1: error trace-invalid the trace is not valid: .*seq 6 \/validation\/reason/)
    expect(() => read('none.json')).toThrow(/ENOENT/)
    documentOf((await run('ledger', 'prove', 'forged.qtrace', '--op', '3', '--json')).stdout, 'error')
    write('open.qtrace', linesText(lines.slice(0, 5)))
    expect((await run('ledger', 'prove', 'open.qtrace', '--seq', '1')).status).toBe(1)
  })

  const absent: readonly (readonly [readonly string[], RegExp])[] = [
    [['--op', '9'], /operator-missing the trace has no operator 9; expected --op from 1 to 8/],
    [['--seq', '17'], /line-missing the footer is no leaf of the tree: it holds its root; expected --seq from 0 to 16/],
    [['--seq', '18'], /line-missing the trace has no line 18/],
    [['--prefix', '18'], /line-missing the trace has only 17 lines before its footer/],
    [[], /name exactly one of --op, --seq, --prefix and --from/],
    [['--op', '1', '--seq', '1'], /name exactly one/],
    [['--op', '0'], /whole number from 1/],
    [['--seq', '1e3'], /whole number from 0/],
    [['--seq', '-1'], /./],
    [['--from', 'missing.qtrace'], /missing\.qtrace:1:1: error file-missing/],
  ]
  test.each(absent)('%j is exit 2', async (args, message) => {
    const { status, stdout, stderr } = await run('ledger', 'prove', 'tour.qtrace', ...args)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toMatch(message)
  })

  test('a law that nobody has is exit 2, found with --rules', async () => {
    const rules = join(root, 'examples', 'rulesets', 'staging')
    const staging = join(root, 'examples', 'programs', 'staging.yaml')
    expect((await run('run', staging, '-o', 'staging.qtrace', '--rules', rules)).status).toBe(0)
    expect(
      await run('ledger', 'prove', 'staging.qtrace', '--op', '1'),
    ).toMatchObject({ status: 2, stderr: expect.stringContaining('law-not-found') })
    expect((await run('ledger', 'prove', 'staging.qtrace', '--op', '1', '--rules', rules)).status).toBe(0)
  })
})

describe('[PRF-06] an earlier state in a file', () => {
  test('whole or torn, as a crash leaves it', async () => {
    write('crashed.qtrace', linesText(lines.slice(0, 5)))
    const whole = await run('ledger', 'prove', 'tour.qtrace', '--from', 'crashed.qtrace')
    expect(whole).toMatchObject({ status: 0, stderr: '', stdout: read('grown.json') })
    write('torn.qtrace', linesText(lines.slice(0, 5)) + (lines[5] ?? '').slice(0, 30))
    const torn = await run('ledger', 'prove', 'tour.qtrace', '--from', 'torn.qtrace')
    expect(torn).toMatchObject({ status: 0, stdout: read('grown.json') })
    expect(torn.stderr).toMatch(/^torn\.qtrace:6:1: warning tail-torn the torn tail that begins here is left out$/m)
    // A frame line without the line that closed the frame, and parts that a loss of power left out.
    const frame = lines.findIndex((line) => line.includes('"type":"frame"'))
    write('frame.qtrace', linesText(lines.slice(0, frame + 1)))
    expect(await run('ledger', 'prove', 'tour.qtrace', '--from', 'frame.qtrace', '-o', 'frame.json')).toMatchObject({
      status: 0,
      stderr: expect.stringContaining(`frame.qtrace:${frame + 1}:1: warning tail-torn`),
    })
    expect(JSON.parse(read('frame.json'))).toMatchObject({ old_size: frame })
    write('power.qtrace', `${linesText(lines.slice(0, 5))}{"a":\u0000\u0000\n${linesText(lines.slice(6, 8))}`)
    expect(await run('ledger', 'prove', 'tour.qtrace', '--from', 'power.qtrace')).toMatchObject({ status: 0, stdout: read('grown.json') })
    expect((await run('ledger', 'prove', 'tour.qtrace', '--from', 'tour.qtrace')).status).toBe(0)
  })

  test('[LED-22] [LED-23] what a crash has left is an earlier state of the recovered trace, wherever it was torn', async () => {
    const whole = read('tour.qtrace')
    for (let cut = (lines[0] ?? '').length + 1; cut < whole.length - (lines.at(-1) ?? '').length; cut += 397) {
      write('left.qtrace', whole.slice(0, cut))
      write('kept.qtrace', whole.slice(0, cut))
      expect((await run('ledger', 'recover', 'left.qtrace')).status).toBe(0)
      const proven = await run('ledger', 'prove', 'left.qtrace', '--from', 'kept.qtrace', '-o', 'left.json', '--force')
      expect(proven.status, `cut at ${cut}`).toBe(0)
      expect((await run('ledger', 'verify', 'left.json')).status).toBe(0)
    }
  })

  test('another history, a longer one, an unsound one and none', async () => {
    write('other.yaml', read('tour.yaml').replace('- t(q=0)', '- x(q=0)'))
    expect((await run('run', 'other.yaml', '--clock', 'logical')).status).toBe(0)
    // The id of a session is made of its program: the first line differs already.
    const other = await run('ledger', 'prove', 'tour.qtrace', '--from', 'other.qtrace')
    expect(other).toMatchObject(
      { status: 1, stderr: expect.stringMatching(/^other\.qtrace:1:1: error prefix-differs line 0 is another one/) },
    )
    write('short.yaml', 'qcompute: program/1\n')
    expect((await run('run', 'short.yaml', '--clock', 'logical')).status).toBe(0)
    expect((await run('ledger', 'prove', 'short.qtrace', '--from', 'tour.qtrace')).status).toBe(1)
    write('broken.qtrace', linesText(lines.slice(0, 5)).replace('"op_id":2', '"op_id":7'))
    expect(await run('ledger', 'prove', 'tour.qtrace', '--from', 'broken.qtrace')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^broken\.qtrace:3:1: error trace-invalid line 2 is not sound: \/hash_self \(chain, LED-03\)/),
    })
    write('nothing.qtrace', (lines[0] ?? '').slice(0, 40))
    expect(
      await run('ledger', 'prove', 'tour.qtrace', '--from', 'nothing.qtrace'),
    ).toMatchObject({ status: 2, stderr: expect.stringContaining('no whole line') })
  })
})

describe('[PRF-08] ledger verify', () => {
  test('without the trace: what is proven, the session, the law', async () => {
    mkdirSync(join(folder, 'away'), { recursive: true })
    copyFileSync(join(folder, 'op3.json'), join(folder, 'away', 'op3.json'))
    const { status, stdout, stderr } = qcompute(['ledger', 'verify', 'op3.json', '--root', merkleRoot()], join(folder, 'away'))
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toMatch(/^op3\.json: valid\n {2}proves {4}seq 4 of 17 lines stands in the trace\n {2}line {6}seq 4, operator at /)
    expect(stdout).toContain('"name":"cx"')
    expect(stdout).toMatch(/law {7}qcompute 1\.1\.0 sha256 [0-9a-f]{64}/)
    expect(stdout).toContain('  checked   against --root\n')
    const json = documentOf((await run('ledger', 'verify', 'op3.json', '--json')).stdout, 'proof-verdict')
    expect(json).toMatchObject({
      proof: { valid: true, kind: 'inclusion', tree_size: 17, merkle_root: merkleRoot(), leaf_index: 4, outside: [] },
      findings: [],
      signatures: null,
    })
  })

  test('[PRF-09] says that the root comes from the proof itself, unless one comes from outside', async () => {
    expect((await run('ledger', 'verify', 'op3.json')).stdout).toContain('the root comes from the proof itself: name an outside copy')
    expect((await run('ledger', 'verify', 'grown.json')).stdout).toContain('the root comes from the proof itself')
    const { old_root: oldRoot } = JSON.parse(read('grown.json')) as { old_root: string }
    const old = await run('ledger', 'verify', 'grown.json', '--old-root', oldRoot)
    expect(old).toMatchObject(
      { status: 0, stdout: expect.stringContaining('the old root against --old-root; the root comes from the proof itself') },
    )
    const both = await run('ledger', 'verify', 'grown.json', '--old-root', oldRoot, '--root', merkleRoot().toUpperCase())
    expect(both).toMatchObject({ status: 0, stdout: expect.stringContaining('against --root, --old-root') })
  })

  test('[PRF-09] another root is found: exit 1; the root of the chain is told apart', async () => {
    const other = await run('ledger', 'verify', 'op3.json', '--root', 'ab'.repeat(32))
    expect(other).toMatchObject({ status: 1, stderr: '', stdout: expect.stringMatching(/^op3\.json: invalid\n {2}claims /) })
    expect(other.stdout).toMatch(/first of 1 fault\n {4}at \/merkle_root \(root, PRF-09\)\n {6}expected "abab.*\n {6}actual {3}"/)
    const chain = await run('ledger', 'verify', 'op3.json', '--root', chainRoot())
    expect(chain).toMatchObject(
      { status: 1, stderr: expect.stringContaining('the root of the chain; a proof is checked against the merkle_root') },
    )
    expect((await run('ledger', 'verify', 'grown.json', '--old-root', 'ab'.repeat(32))).status).toBe(1)
    const json = documentOf((await run('ledger', 'verify', 'op3.json', '--root', 'ab'.repeat(32), '--json')).stdout, 'proof-verdict')
    expect(json).toMatchObject({ proof: { valid: false, outside: ['root'] }, findings: [{ code: 'root', path: '/merkle_root' }] })
  })

  test('a changed proof is found: exit 1, in text and JSON', async () => {
    write('changed.json', read('op3.json').replace('\\"q1\\":0', '\\"q1\\":1'))
    expect(
      await run('ledger', 'verify', 'changed.json'),
    ).toMatchObject({ status: 1, stdout: expect.stringContaining('/entry/line/hash_self (chain, LED-03)') })
    const json = documentOf((await run('ledger', 'verify', 'changed.json', '--json')).stdout, 'proof-verdict')
    expect(json).toMatchObject({ proof: { valid: false, entry: null }, findings: [{ code: 'chain' }] })
    write('junk-line.json', JSON.stringify({ ...JSON.parse(read('op3.json')), header: { leaf_index: 0, line: '\u001b[31m', path: [] } }))
    const junk = await run('ledger', 'verify', 'junk-line.json')
    expect(junk.status).toBe(1)
    expect(junk.stdout).not.toContain('\u001b')
  })

  const bad: readonly (readonly [string, string | Uint8Array, string])[] = [
    ['nothing', '', 'json-syntax'],
    ['binary', new Uint8Array([0x80, 0, 255]), 'file-encoding'],
    ['deep', '['.repeat(300_000), 'file-too-deep'],
    ['large', Buffer.alloc(9_000_000, 32), 'file-too-large'],
    ['another document', '{"format":"qtrace/1"}', 'value-outside'],
  ]
  test.each(bad)('[PRF-07] %s is exit 2 with a place', async (_, content, code) => {
    write('bad.json', content)
    const { status, stdout, stderr } = await run('ledger', 'verify', 'bad.json')
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toMatch(new RegExp(`^bad\\.json:\\d+:\\d+: error ${code} `))
    documentOf((await run('ledger', 'verify', 'bad.json', '--json')).stdout, 'error')
  })

  test('[PRF-07] files of other kinds and arguments that do not fit', async () => {
    symlinkSync('loop', join(folder, 'loop'))
    for (const name of ['missing.json', 'away', '/dev/zero', 'loop', 'a\nb']) expect((await run('ledger', 'verify', name)).status).toBe(2)
    write('quotes "and\' spaces.json', read('op3.json'))
    expect((await run('ledger', 'verify', 'quotes "and\' spaces.json')).status).toBe(0)
    expect(
      await run('ledger', 'verify', 'op3.json', '--root', 'abc'),
    ).toMatchObject({ status: 2, stderr: expect.stringContaining('64 hex digits') })
    expect(
      await run('ledger', 'verify', 'op3.json', '--old-root', 'ab'.repeat(32)),
    ).toMatchObject({ status: 2, stderr: expect.stringContaining('--old-root') })
    expect(
      await run('ledger', 'verify', 'op3.json', '--signed-by', 'x.pub'),
    ).toMatchObject({ status: 2, stderr: expect.stringContaining('--signature') })
  })
})

test('[CMD-31] [CMD-10] [CMD-11] the command does the same: help with examples, one document, exit codes, unknown verbs', () => {
  const command = (...args: readonly string[]): Finished => qcompute(args, folder)
  for (const verb of [['ledger'], ['ledger', 'sign']]) {
    expect(command(...verb, '--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('Examples:') })
  }
  expect(command('ledger', 'prov')).toMatchObject({ status: 2, stderr: expect.stringContaining('Did you mean prove?') })
  const [text, json] = [
    command('ledger', 'prove', 'tour.qtrace', '--op', '3'), command('ledger', 'prove', 'tour.qtrace', '--op', '3', '--json'),
  ]
  expect([text.status, json.status, text.stderr, text.stdout]).toEqual([0, 0, '', json.stdout])
  expect(command('ledger', 'verify', 'changed.json').status).toBe(1)
})
