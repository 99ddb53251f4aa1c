import { describe, expect, test } from 'vitest'
import { QComputeError, qProve, qSession, qSign, qVerifyProof, qVerifySignatures } from '../../src/index.js'
import { makeKeyPair } from '../../src/shell/key-files.js'
import { cx, h, trace } from '../verifier/fixture.js'

const bytesOf = (lines: readonly string[]): Uint8Array => Buffer.from(lines.map((line) => `${line}\n`).join(''))
const LINES = trace([h, cx, h])
const TRACE = bytesOf(LINES)
const footer = JSON.parse(LINES.at(-1) ?? '') as { merkle_root: string }

const codeOf = (work: () => unknown): string => {
  try {
    work()
  } catch (thrown) {
    if (thrown instanceof QComputeError) return thrown.code
    throw thrown
  }
  return 'nothing'
}
// Whoever uses the library from JavaScript may hand over anything.
const anything = (value: unknown): never => value as never

describe('[PRF-22] proofs in the library', () => {
  test('a proof is made, survives JSON, and is checked against an outside root', () => {
    const proof = qProve(TRACE, { op: 2 })
    const verdict = qVerifyProof(JSON.stringify(proof), { root: footer.merkle_root })
    expect(verdict).toMatchObject({ valid: true, findings: [], entry: { type: 'operator', op_id: 2 } })
    expect(qVerifyProof(JSON.parse(JSON.stringify(proof)) as typeof proof)).toMatchObject({ valid: true })
    expect(qVerifyProof(proof, { root: '0'.repeat(64) })).toMatchObject({ valid: false, findings: [{ code: 'root' }] })
    expect(qVerifyProof({ ...proof, tree_size: 99 })).toMatchObject({ valid: false })
    const grown = qProve(TRACE, { prefix: 2 })
    expect(qVerifyProof(grown, { oldRoot: String(grown['old_root']) })).toMatchObject({ valid: true, entry: null })
    expect(qVerifyProof(qProve(TRACE, { seq: 0 }))).toMatchObject({ valid: true, entry: { type: 'header' } })
  })

  test('what is refused', () => {
    expect(codeOf(() => qProve(TRACE, { op: 9 }))).toBe('bad-input')
    for (const what of [{}, { op: 1, seq: 1 }, { op: '1' }, { op: -1 }, { op: 0.5 }, null, 7, { step: 1 }]) {
      expect(codeOf(() => qProve(TRACE, anything(what)))).toBe('bad-input')
    }
    expect(codeOf(() => qProve(bytesOf(LINES.slice(0, 3)), { op: 1 }))).toBe('bad-file')
    expect(codeOf(() => qProve(new Uint8Array(), { op: 1 }))).toBe('bad-file')
    expect(codeOf(() => qProve('/no/such/trace', { op: 1 }))).toBe('bad-file')
    const cycle: { self?: unknown } = {}
    cycle.self = cycle
    for (const proof of [null, undefined, 7, '', '{}', [], cycle, '\ud800', () => 1, { toJSON: () => undefined }]) {
      expect(codeOf(() => qVerifyProof(anything(proof)))).toBe('bad-input')
    }
    const proof = qProve(TRACE, { op: 1 })
    for (const outside of [{ root: 'x' }, { root: 1 }, { oldRoot: '0'.repeat(64) }, { other: 1 }, 7]) {
      expect(codeOf(() => qVerifyProof(proof, anything(outside)))).toBe('bad-input')
    }
  })
})

describe('[PRF-40] signatures in the library', () => {
  const [alice, bob] = [makeKeyPair(), makeKeyPair()]

  test('signed by one, by two, and not by a third', () => {
    const one = qSign(TRACE, alice.privateKey)
    const two = qSign(TRACE, bob.privateKey, { envelope: JSON.stringify(one) })
    expect(qVerifySignatures(TRACE, two, [alice.publicKey, bob.publicKey])).toEqual({
      valid: true,
      signers: [{ keyId: alice.keyId, signed: true }, { keyId: bob.keyId, signed: true }],
      findings: [],
      replay: { valid: true, reasons: [] },
    })
    expect(
      qVerifySignatures(TRACE, one, [bob.publicKey]),
    ).toMatchObject({ valid: false, signers: [{ signed: false }], replay: { valid: true } })
  })

  test('[PRF-39] another lawful history, and a trace that is not valid, are not what was signed', () => {
    const envelope = qSign(TRACE, alice.privateKey)
    const session = qSession({ clock: 'logical' })
    session.apply('x', { q: 0 })
    const other = session.traceBytes()
    expect(qVerifySignatures(other, envelope, [alice.publicKey])).toMatchObject({ valid: false, replay: { valid: true } })
    const forged = Buffer.from(Buffer.from(TRACE).toString().replace('"op_id":2', '"op_id":3'))
    // The footer still names the root that was signed: only replay sees the change.
    expect(qVerifySignatures(forged, envelope, [alice.publicKey])).toMatchObject({ valid: false, findings: [], replay: { valid: false } })
  })

  test('what is refused', () => {
    const envelope = qSign(TRACE, alice.privateKey)
    for (const key of ['', alice.publicKey, null, 7]) expect(codeOf(() => qSign(TRACE, anything(key)))).toBe('bad-input')
    expect(codeOf(() => qSign(bytesOf(LINES.slice(0, 2)), alice.privateKey))).toBe('bad-file')
    expect(codeOf(() => qSign(bytesOf(trace([h])), alice.privateKey, { envelope }))).toBe('bad-input')
    for (const options of [{ envelope: 7 }, { envelope: '{}' }, { other: 1 }]) {
      expect(codeOf(() => qSign(TRACE, alice.privateKey, anything(options)))).toBe('bad-input')
    }
    for (const keys of [[], null, [7], [alice.privateKey], 'x']) {
      expect(codeOf(() => qVerifySignatures(TRACE, envelope, anything(keys)))).toBe('bad-input')
    }
    expect(codeOf(() => qVerifySignatures(TRACE, anything(null), [alice.publicKey]))).toBe('bad-input')
  })
})
