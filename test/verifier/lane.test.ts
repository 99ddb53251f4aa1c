import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nodeDigest } from '../../src/shell/node-digest.js'
import type { Report } from '../../src/verifier/verifier.js'
import { runs } from '../seed.js'
import { clock, cx, h, pulse, trace, verifyBytes } from './fixture.js'
import type { Item } from './fixture.js'

// Whoever takes every line (RPL-31) has them judged one by one; without, most are compared from their bytes.
const SINKS = { frame: () => undefined, operator: () => undefined, transition: () => undefined }

const bytesOf = (lines: readonly string[]): Buffer => Buffer.from(lines.map((line) => `${line}\n`).join(''))
const both = (bytes: Uint8Array): readonly [Report, Report] => [verifyBytes(bytes), verifyBytes(bytes, { full: SINKS })]

const STREAM: readonly Item[] = [
  h, cx, 'x(q=1)', 'nope()', 'h(q=-1)', 'token:t1', '->production', pulse(10, 0.5), 'measure(q=0)', ...Array<string>(10).fill(h),
  'barrier()', cx, { op: 'h', params: { q: 1e300 } }, { op: 'h', params: {} },
  { op: 'x', params: { q: 1, constructor: true, text: 'a}b' } }, h,
]

/** How many lines were hashed from their bytes, and how many from their text. */
const counted = (lines: readonly string[]): { readonly fromBytes: number; readonly fromText: number } => {
  let [fromBytes, fromText] = [0, 0]
  const digest = {
    ...nodeDigest,
    sha256Hex: (text: string) => (fromText++, nodeDigest.sha256Hex(text)),
    // Inner nodes of the tree have 65 bytes, no line is so short.
    sha256Binary: (bytes: Uint8Array) => ((fromBytes += bytes.length > 65 ? 1 : 0), nodeDigest.sha256Binary(bytes)),
  }
  expect(verifyBytes(bytesOf(lines), { digest }).replay.valid).toBe(true)
  return { fromBytes, fromText }
}

describe('lines that are compared from their bytes', () => {
  test('[RPL-01] operators and frames are, all else is judged line by line', () => {
    const { fromBytes, fromText } = counted(trace([h, cx, h, 'measure(q=0)', h, 'nope()', 'h(q=-1)']))
    // Seven operators, three frames that they close; header, last frame and footer.
    expect([fromBytes, fromText]).toEqual([10, 3])
  })
  test.each<readonly [string, readonly Item[], number]>([
    ['a text that does not parse', ['h('], 0],
    ['a name beyond ASCII', [{ op: 'ä', params: {} }], 0],
    ['parameters beyond ASCII', [{ op: 'h', params: { ä: 1 } }], 0],
    ['a string with a brace', [{ op: 'h', params: { q: '}' } }], 0],
    ['a string with a quote', [{ op: 'h', params: { q: 'a"b' } }], 1],
    ['an empty name', [{ op: '', params: {} }], 0],
    ['a long line', [{ op: 'h', params: { q: 'x'.repeat(4000) } }], 0],
    ['a number that is written with an exponent', [{ op: 'h', params: { q: 1e300 } }], 1],
    ['a name that objects inherit', [{ op: '__proto__', params: { constructor: 1 } }], 1],
    ['tokens and transitions', ['token:a', '->production', '->nowhere'], 0],
  ])('[RPL-01] %s is taken one way or the other', (_name, items, fromBytes) => {
    expect(counted(trace(items)).fromBytes).toBe(fromBytes)
  })
  test('[LED-04] times in one second, across seconds, at a standstill', () => {
    const starts = [0, 999, 59_999, 3_599_999, 86_399_999]
    for (const start of starts) {
      const lines = trace([h, h, cx, h, h], { clock: (seq) => clock(start + Math.floor(seq / 2)) })
      expect(counted(lines).fromBytes).toBe(7)
    }
  })
})

describe('[RPL-02] both ways say the same', () => {
  const lines = trace(STREAM)
  const bytes = bytesOf(lines)

  test('of the trace and of every beginning of it', () => {
    for (let end = 0; end <= bytes.length; end += 23) {
      const [fast, slow] = both(bytes.subarray(0, end))
      expect(fast).toEqual(slow)
    }
    expect(both(bytes)[0].replay.valid).toBe(true)
  })
  test('of every byte that is another', () => {
    const others = [0x00, 0x0a, 0x20, 0x22, 0x2c, 0x30, 0x31, 0x39, 0x61, 0x7d, 0x80, 0xff]
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.constantFrom(...others), (at, byte) => {
        fc.pre(bytes[at] !== byte)
        const changed = Buffer.from(bytes)
        changed[at] = byte
        const [fast, slow] = both(changed)
        expect(fast).toEqual(slow)
        expect(fast.replay.valid).toBe(false)
      }),
      runs(150),
    )
  })
  test('of bytes that are dropped or doubled', () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 80 }), fc.boolean(), (at, length, doubled) => {
        const piece = bytes.subarray(at, at + length)
        const after = bytes.subarray(at + length)
        const changed = Buffer.concat([bytes.subarray(0, at), ...(doubled ? [piece, piece] : []), after])
        const [fast, slow] = both(changed)
        expect(fast).toEqual(slow)
        expect(fast.replay.valid).toBe(false)
      }),
      runs(120),
    )
  })
})
