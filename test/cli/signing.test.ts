import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Json } from '../../src/base/index.js'
import { makeSchemaOracle } from '../../src/oracle/schema-oracle.js'
import { documentOf, ensureBuilt, makeFolder, qcompute, root } from './command.js'
import type { Finished } from './command.js'
import { runVerb } from './in-process.js'

let folder = ''
const run = (...args: readonly string[]): Promise<Finished> => runVerb(args, folder)
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return name
}
const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
const modeOf = (name: string): number => statSync(join(folder, name)).mode & 0o777
const keyId = async (name: string): Promise<string> => {
  const json = documentOf((await run('keys', 'new', '-o', name, '--json')).stdout, 'keys')
  return String(json['key_id'])
}
let [alice, bob] = ['', '']

const schemaOf = (name: string): Json =>
  JSON.parse(readFileSync(join(root, 'specs', 'schemas', `${name}.schema.json`), 'utf8')) as Json
const oracle = makeSchemaOracle(new Map(['replays', 'replay', 'error'].map((name) => [name, schemaOf(name)])))

beforeAll(async () => {
  ensureBuilt()
  folder = makeFolder()
  copyFileSync(join(root, 'examples', 'programs', 'tour.yaml'), join(folder, 'tour.yaml'))
  expect((await run('run', 'tour.yaml', '--clock', 'logical')).status).toBe(0)
  ;[alice, bob] = [await keyId('alice'), await keyId('bob')]
  expect((await run('ledger', 'sign', 'tour.qtrace', '--key', 'alice.key')).status).toBe(0)
  // Another lawful history under the signatures of the first.
  write('another.yaml', read('tour.yaml').replace('- t(q=0)', '- x(q=0)'))
  expect((await run('run', 'another.yaml', '--clock', 'logical')).status).toBe(0)
  copyFileSync(join(folder, 'another.qtrace'), join(folder, 'swapped.qtrace'))
  copyFileSync(join(folder, 'tour.qtrace.dsse.json'), join(folder, 'swapped.qtrace.dsse.json'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('[PRF-30] keys new', () => {
  test('writes two files, the private one for its owner only, and shows neither', async () => {
    const { status, stdout, stderr } = await run('keys', 'new')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toMatch(/^key [0-9a-f]{64}\n {2}private {3}qcompute\.key .*\n {2}public {4}qcompute\.pub\n$/)
    expect([modeOf('qcompute.key'), modeOf('alice.key')]).toEqual([0o600, 0o600])
    expect(read('qcompute.key')).toMatch(/^-----BEGIN PRIVATE KEY-----\n/)
    expect(read('qcompute.pub')).toMatch(/^-----BEGIN PUBLIC KEY-----\n/)
    expect(stdout).not.toContain(read('qcompute.key').split('\n')[1] ?? 'none')
  })

  test('replaces nothing without --force, and leaves nothing half made', async () => {
    const before = [read('alice.key'), read('alice.pub')]
    expect(
      await run('keys', 'new', '-o', 'alice'),
    ).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('alice.pub:1:1: error file-exists') })
    expect([read('alice.key'), read('alice.pub')]).toEqual(before)
    write('half.pub', 'mine')
    expect((await run('keys', 'new', '-o', 'half')).status).toBe(2)
    expect(() => read('half.key')).toThrow(/ENOENT/)
    write('other.key', 'mine')
    expect(
      await run('keys', 'new', '-o', 'other'),
    ).toMatchObject({ status: 2, stderr: expect.stringContaining('other.key:1:1: error file-exists') })
    expect(read('other.key')).toBe('mine')
    expect(() => read('other.pub')).toThrow(/ENOENT/)
    chmodSync(join(folder, 'other.key'), 0o644)
    expect((await run('keys', 'new', '-o', 'other', '--force')).status).toBe(0)
    expect(modeOf('other.key')).toBe(0o600)
    mkdirSync(join(folder, 'taken.pub'))
    write('taken.key', 'mine')
    expect((await run('keys', 'new', '-o', 'taken', '--force')).status).toBe(2)
    expect(read('taken.key')).toBe('mine')
    symlinkSync('circle', join(folder, 'circle'))
    for (const name of ['no/such/folder', 'alice.key/x', 'circle/x', 'a\0b', 'x'.repeat(300)]) {
      expect((await run('keys', 'new', '-o', name)).status, name).toBe(2)
    }
  })

  test('a symbolic link in place of the private key is not followed', async () => {
    write('elsewhere', 'mine')
    symlinkSync('elsewhere', join(folder, 'linked.key'))
    expect((await run('keys', 'new', '-o', 'linked')).status).toBe(2)
    expect((await run('keys', 'new', '-o', 'linked', '--force')).status).toBe(0)
    expect(read('elsewhere')).toBe('mine')
  })
})

describe('[PRF-32] [PRF-33] ledger sign', () => {
  test('signs beside the trace, a second signer is added, the first not again', async () => {
    copyFileSync(join(folder, 'tour.qtrace'), join(folder, 'copy.qtrace'))
    const first = await run('ledger', 'sign', 'copy.qtrace', '--key', 'alice.key')
    expect(first.stdout).toMatch(new RegExp(`^copy\\.qtrace signed by ${alice}\n`))
    const second = documentOf((await run('ledger', 'sign', 'copy.qtrace', '--key', 'bob.key', '--json')).stdout, 'sign')
    expect(second).toMatchObject(
      { key_id: bob, envelope: 'copy.qtrace.dsse.json', signatures: 2, added: true, signed: { tree_size: 17, ended: 'closed' } },
    )
    documentOf(read('copy.qtrace.dsse.json'), 'envelope')
    const before = read('copy.qtrace.dsse.json')
    const again = await run('ledger', 'sign', 'copy.qtrace', '--key', 'alice.key')
    expect(again).toMatchObject({ status: 0, stdout: expect.stringContaining('was signed already by') })
    expect(read('copy.qtrace.dsse.json')).toBe(before)
    expect((await run('ledger', 'sign', 'tour.qtrace', '--key', 'alice.key', '-o', 'elsewhere.json')).status).toBe(0)
    expect(read('elsewhere.json')).toBe(read('tour.qtrace.dsse.json'))
  })

  test('refuses a trace that is not valid or not closed: exit 1 and no file', async () => {
    write('forged.qtrace', read('tour.qtrace').replace('"to":"production"', '"to":"sandbox"'))
    expect(
      await run('ledger', 'sign', 'forged.qtrace', '--key', 'alice.key'),
    ).toMatchObject({ status: 1, stderr: expect.stringContaining('error trace-invalid') })
    write('open.qtrace', read('tour.qtrace').split('\n').slice(0, -2).join('\n').concat('\n'))
    expect((await run('ledger', 'sign', 'open.qtrace', '--key', 'alice.key')).status).toBe(1)
    for (const name of ['forged.qtrace.dsse.json', 'open.qtrace.dsse.json']) expect(() => read(name)).toThrow(/ENOENT/)
  })

  test('refuses an envelope over something else, unless forced, and one that it cannot read', async () => {
    write('short.yaml', 'qcompute: program/1\n')
    expect((await run('run', 'short.yaml', '--clock', 'logical')).status).toBe(0)
    copyFileSync(join(folder, 'tour.qtrace.dsse.json'), join(folder, 'short.qtrace.dsse.json'))
    const refused = await run('ledger', 'sign', 'short.qtrace', '--key', 'alice.key')
    expect(refused).toMatchObject({ status: 2, stderr: expect.stringContaining('error payload-differs') })
    expect(read('short.qtrace.dsse.json')).toBe(read('tour.qtrace.dsse.json'))
    expect((await run('ledger', 'sign', 'short.qtrace', '--key', 'alice.key', '--force')).status).toBe(0)
    expect((await run('replay', 'short.qtrace', '--signed-by', 'alice.pub')).status).toBe(0)
    write('short.qtrace.dsse.json', '{}')
    expect(
      await run('ledger', 'sign', 'short.qtrace', '--key', 'alice.key'),
    ).toMatchObject({ status: 2, stderr: expect.stringContaining('key-missing') })
    expect((await run('ledger', 'sign', 'short.qtrace', '--key', 'alice.key', '-o', 'short.qtrace', '--force')).status).toBe(2)
    expect((await run('ledger', 'sign', 'short.qtrace', '--key', 'alice.key', '-o', 'alice.key', '--force')).status).toBe(2)
    expect(read('alice.key')).toContain('PRIVATE KEY')
  })

  test('[PRF-38] a key that others can read: a warning; no key, a public key: exit 2', async () => {
    copyFileSync(join(folder, 'bob.key'), join(folder, 'open.key'))
    chmodSync(join(folder, 'open.key'), 0o644)
    const warned = await run('ledger', 'sign', 'tour.qtrace', '--key', 'open.key', '-o', 'open.json')
    expect(warned).toMatchObject({ status: 0, stderr: expect.stringMatching(/^open\.key:1:1: warning signing-key-exposed /) })
    for (const [key, code] of [['alice.pub', 'signing-key-wrong'], ['missing.key', 'file-missing'], ['tour.yaml', 'signing-key-wrong']]) {
      const refused = await run('ledger', 'sign', 'tour.qtrace', '--key', key ?? '')
      expect(refused).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining(`error ${code}`) })
      documentOf((await run('ledger', 'sign', 'tour.qtrace', '--key', key ?? '', '--json')).stdout, 'error')
    }
    expect((await run('ledger', 'sign', 'tour.qtrace')).status).toBe(2)
  })
})

describe('[PRF-35] [PRF-36] replay --signed-by', () => {
  test('valid and signed: exit 0', async () => {
    const { status, stdout, stderr } = await run('replay', 'tour.qtrace', '--signed-by', 'alice.pub')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toMatch(/^tour\.qtrace: valid, signed by 1 key\n/)
    expect(stdout).toContain(`signed by ${alice} (alice.pub)`)
    const json = documentOf((await run('replay', 'tour.qtrace', '--signed-by', 'alice.pub', '--json')).stdout, 'replay')
    expect(json).toMatchObject({
      replay: { valid: true },
      findings: [],
      signatures: {
        valid: true, envelope: 'tour.qtrace.dsse.json', signers: [{ key_id: alice, file: 'alice.pub', signed: true }], findings: [],
      },
    })
    expect(documentOf((await run('replay', 'tour.qtrace', '--json')).stdout, 'replay')).not.toHaveProperty('signatures')
  })

  test('[PRF-39] [LED-15] another history that is lawful passes replay and fails here', async () => {
    expect(await run('replay', 'swapped.qtrace')).toMatchObject({ status: 0, stdout: expect.stringContaining('swapped.qtrace: valid\n') })
    const caught = await run('replay', 'swapped.qtrace', '--signed-by', 'alice.pub')
    expect(caught).toMatchObject({ status: 1, stdout: expect.stringMatching(/^swapped\.qtrace: valid, but not signed as asked\n/) })
    expect(caught.stdout).toContain(`another trace was signed by ${alice}`)
    const json = documentOf((await run('replay', 'swapped.qtrace', '--signed-by', 'alice.pub', '--json')).stdout, 'replay') as {
      signatures: { findings: readonly { path: string }[] }
    }
    expect(json).toMatchObject({ replay: { valid: true }, findings_total: 0, signatures: { valid: false } })
    expect(json.signatures.findings.map(({ path }) => path)).toEqual(['/head', '/merkle_root', '/root', '/session_id'])
  })

  test('a footer that is lawful but another is caught by its hash alone', async () => {
    // With a wall clock the time of the footer is an input: replay accepts a later one.
    expect((await run('run', 'tour.yaml', '-o', 'late.qtrace')).status).toBe(0)
    expect((await run('ledger', 'sign', 'late.qtrace', '--key', 'alice.key')).status).toBe(0)
    const { createHash } = await import('node:crypto')
    const lines = read('late.qtrace').trimEnd().split('\n')
    const { hash_self: _, ...footer } = JSON.parse(lines.at(-1) ?? '') as { timestamp: string; hash_self: string }
    const later = JSON.stringify({ ...footer, timestamp: '2099-01-01T00:00:00.000Z' })
    const hash = createHash('sha256').update(later).digest('hex')
    const footerLine = (text: string): string => later.replace('"lineage"', `"hash_self":"${text}","lineage"`)
    write('late.qtrace', [...lines.slice(0, -1), footerLine(hash), ''].join('\n'))
    const verdict = await run('replay', 'late.qtrace', '--signed-by', 'alice.pub', '--json')
    expect(
      JSON.parse(verdict.stdout),
    ).toMatchObject({ replay: { valid: true }, signatures: { valid: false, findings: [{ path: '/head' }] } })
    expect(verdict.status).toBe(1)
  })

  test('every key that is named must have signed', async () => {
    const { status, stdout } = await run('replay', 'tour.qtrace', '--signed-by', 'alice.pub', '--signed-by', 'bob.pub')
    expect(status).toBe(1)
    expect(stdout).toContain(`no signature of ${bob} (bob.pub)`)
  })

  test('a trace that is not valid stays so', async () => {
    write('invalid.qtrace', read('tour.qtrace').replace('"to":"production"', '"to":"sandbox"'))
    copyFileSync(join(folder, 'tour.qtrace.dsse.json'), join(folder, 'invalid.qtrace.dsse.json'))
    const { status, stdout } = await run('replay', 'invalid.qtrace', '--signed-by', 'alice.pub')
    expect(status).toBe(1)
    expect(stdout).toMatch(/^invalid\.qtrace: invalid: /)
  })

  const bad: readonly (readonly [readonly string[], string])[] = [
    [['replay', 'short.yaml', '--signed-by', 'alice.pub'], 'short.yaml.dsse.json:1:1: error file-missing'],
    [['replay', 'tour.qtrace', '--signed-by', 'alice.key'], 'alice.key:1:1: error signing-key-wrong the file holds a private key'],
    [['replay', 'tour.qtrace', '--signed-by', 'missing.pub'], 'missing.pub:1:1: error file-missing'],
    [['replay', 'tour.qtrace', '--signed-by', 'alice.pub', '--signature', 'tour.yaml'], 'tour.yaml:1:1: error json-syntax'],
    [['replay', 'tour.qtrace', '--signature', 'tour.qtrace.dsse.json'], '--signature needs --signed-by'],
    [[
      'replay', 'tour.qtrace', 'tour.qtrace', '--signed-by', 'alice.pub', '--signature', 'tour.qtrace.dsse.json',
    ], '--signature is for one trace'],
  ]
  test.each(bad)('[PRF-38] %j is exit 2', async (args, message) => {
    write('short.yaml', 'qcompute: program/1\n')
    const { status, stderr } = await run(...args)
    expect(status).toBe(2)
    expect(stderr).toContain(message)
    documentOf((await run(...args, '--json')).stdout, 'error')
  })

  test('several traces, each with its own envelope, one after the other and in threads', () => {
    const several = ['tour.qtrace', 'swapped.qtrace', 'tour.qtrace']
    for (const jobs of ['1', '2']) {
      const { status, stdout } = qcompute(['replay', ...several, '--signed-by', 'alice.pub', '--jobs', jobs, '--json'], folder)
      expect(status).toBe(1)
      const documents = JSON.parse(stdout) as readonly { signatures: { valid: boolean } }[]
      expect(oracle.validate('replays', documents as unknown as Json)).toEqual([])
      expect(documents.map(({ signatures }) => signatures.valid)).toEqual([true, false, true])
    }
    const text = qcompute(['replay', ...several, '--signed-by', 'alice.pub'], folder)
    expect(text).toMatchObject(
      { status: 1, stdout: expect.stringContaining('swapped.qtrace: unsigned: the trace is valid, but not signed as asked') },
    )
  })
})

describe('[PRF-37] ledger verify against what was signed', () => {
  beforeAll(async () => {
    expect((await run('ledger', 'prove', 'tour.qtrace', '--op', '3', '-o', 'op3.json')).status).toBe(0)
    expect((await run('ledger', 'prove', 'another.qtrace', '--op', '3', '-o', 'another3.json')).status).toBe(0)
  })
  const verify = (proof: string, ...more: readonly string[]): Promise<Finished> =>
    run('ledger', 'verify', proof, '--signature', 'tour.qtrace.dsse.json', '--signed-by', ...more)

  test('the proof of a signed trace holds, another one and another signer do not', async () => {
    expect(
      await verify('op3.json', 'alice.pub'),
    ).toMatchObject({ status: 0, stdout: expect.stringContaining('checked   against what was signed') })
    const json = documentOf((await verify('op3.json', 'alice.pub', '--json')).stdout, 'proof-verdict')
    expect(json).toMatchObject({ proof: { valid: true, outside: ['signature'] }, signatures: { valid: true } })
    expect(await verify('another3.json', 'alice.pub')).toMatchObject({ status: 1, stdout: expect.stringContaining('PRF-37') })
    const unsigned = await verify('op3.json', 'bob.pub')
    expect(unsigned).toMatchObject({ status: 1, stdout: expect.stringContaining(`no signature of ${bob}`) })
    expect(unsigned.stdout).toContain('the root comes from the proof itself')
    expect(
      documentOf((await verify('op3.json', 'bob.pub', '--json')).stdout, 'proof-verdict'),
    ).toMatchObject({ proof: { valid: false }, findings: [] })
  })

  test('[PRF-38] keys and envelopes that cannot be read are exit 2', async () => {
    expect((await verify('op3.json', 'missing.pub')).status).toBe(2)
    expect((await run('ledger', 'verify', 'op3.json', '--signature', 'missing.json', '--signed-by', 'alice.pub')).status).toBe(2)
  })
})

test('[PRF-30] no output of any verb shows a private key', async () => {
  const body = read('alice.key').split('\n')[1] ?? 'none'
  for (const args of [
    ['ledger', 'sign', 'tour.qtrace', '--key', 'alice.key', '-o', 'more.json', '--json'],
    ['replay', 'tour.qtrace', '--signed-by', 'alice.key'],
    ['ledger', 'verify', 'alice.key'],
    ['run', 'alice.key'],
  ]) {
    const { stdout, stderr } = await run(...args)
    expect(stdout + stderr).not.toContain(body)
  }
  expect(read('more.json')).not.toContain(body)
})
