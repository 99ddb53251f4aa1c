import canonicalize from 'canonicalize'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LIMITS } from '../../src/base/index.js'
import { nobleDigest } from '../../src/oracle/noble-digest.js'
import { nodeDigest } from '../../src/shell/node-digest.js'
import { makeVerifier } from '../../src/verifier/verifier.js'
import { bytesHeld } from '../heap.js'
import { hasTime, runs } from '../seed.js'
import { clock, cx, decodeUtf8, findKernel, h, perform, pulse, startSession, trace, VALID, verify, verifyBytes } from './fixture.js'
import type { Item } from './fixture.js'

const number = fc.oneof(fc.constantFrom(0, -0, 1, 2, 0.5, 1e21, 5e-324), fc.double({ noNaN: true, noDefaultInfinity: true }))
const scalar = fc.oneof(number, fc.boolean(), fc.string({ unit: 'grapheme', maxLength: 6 }))
const anyName = fc.oneof(fc.constantFrom('q', 'q1', 'q2', 'duration', 'amplitude', '__proto__', 'constructor'),
  fc.string({ unit: 'grapheme', maxLength: 5 }))
const item: fc.Arbitrary<Item> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(h, 'x(q=1)', 'h ( q = 3 )') },
  { weight: 4, arbitrary: fc.constantFrom(cx, 'swap(q1=2,q2=3)', 'cx(q1=0,q2=0)') },
  { weight: 3, arbitrary: fc.constantFrom(pulse(20, 0.5), 'measure(q=0)', 'barrier()', 'flush()') },
  { weight: 2, arbitrary: fc.constantFrom('token:t1', 'token:t2', 'token:€😀', 'token:__proto__') },
  { weight: 2, arbitrary: fc.constantFrom('->production', '->archive', '->sandbox', '->nowhere', '->constructor') },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => `?${text}`) },
  {
    weight: 2,
    arbitrary: fc.record({
      op: fc.oneof(fc.constantFrom('h', 'cx', 'pulse', 'measure', 'barrier', '__proto__', 'toString', ''),
        fc.string({ unit: 'grapheme', maxLength: 5 })),
      params: fc.uniqueArray(fc.tuple(anyName, scalar),
        { selector: ([name]) => name, maxLength: 4 }).map((pairs) => Object.fromEntries(pairs)),
    }),
  },
)
const program = fc.record({
  items: fc.array(item, { maxLength: 40 }),
  env: fc.constantFrom('sandbox', 'production', 'archive'),
  backend: fc.constantFrom('auto', 'local-sim', 'hybrid-sim', 'hardware-qpu-2'),
  recover: fc.boolean(),
})

describe('random programs', () => {
  test('[RPL-14] [RPL-20] [LED-12] what the engine writes is valid, and has the session that the engine shows', () => {
    fc.assert(
      fc.property(program, ({ items, ...options }) => {
        // A recovered session ends with the time of its last line.
        const lines = trace(items, { ...options, ...(options.recover ? { clock: () => clock(0) } : {}) })
        expect(verify(lines)).toMatchObject(VALID)
      }),
      runs(200),
    )
  })

  test('[RPL-02] any division into chunks gives the same report', () => {
    fc.assert(
      fc.property(program, fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 8 }), fc.nat(), fc.nat(255),
        (one, cuts, place, byte) => {
        const bytes = Buffer.from(trace(one.items, one).map((line) => `${line}\n`).join(''))
        bytes[place % bytes.length] = byte
        const whole = verifyBytes(bytes)
        const verifier = makeVerifier({ findKernel, digest: nodeDigest, decodeUtf8 })
        for (let at = 0, index = 0; at < bytes.length; index++) {
          const size = cuts[index % cuts.length] ?? 1
          verifier.push(bytes.subarray(at, at + size))
          at += size
        }
        expect(verifier.end()).toEqual(whole)
      }),
      runs(150),
    )
  })

  test('[RPL-20] another implementation of the digest gives the same report', () => {
    const lines = trace(['token:t1', h, cx, '->production', pulse(1, 1)])
    expect(verify(lines, { digest: nobleDigest })).toEqual(verify(lines))
  })
})

describe('junk', () => {
  const base = Buffer.from(trace(['token:t1', h, cx, 'nope(', '->production', pulse(10, 1), '->archive', h]).map((line) =>
    `${line}\n`).join(''))
  const check = (bytes: Uint8Array): void => {
    const report = verifyBytes(bytes)
    expect(report.findings.length).toBe(Math.min(report.findings_total, LIMITS.findingsMax.value))
    expect(report.replay.valid).toBe(report.findings_total === 0 && report.law === 'found')
    expect(report.findings.every(({ seq }, index) => index === 0 || seq >= (report.findings[index - 1]?.seq ?? 0))).toBe(true)
    expect(() => canonicalize(report)).not.toThrow()
    if (report.replay.valid) expect(Buffer.from(bytes).equals(base)).toBe(true)
  }

  test('[RPL-02] [NUM-05] random bytes never throw', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), check), runs(500))
    fc.assert(fc.property(fc.array(fc.json({ maxDepth: 4 })), (texts) => check(Buffer.from(texts.join('\n')))), runs(200))
  })

  test('[RPL-02] [NUM-05] a trace with other bytes in it never throws, and is never valid', () => {
    const change = fc.record({ at: fc.nat(base.length - 1), drop: fc.nat(200),
      bytes: fc.oneof(fc.uint8Array({ maxLength: 6 }), fc.string().map((text) => Buffer.from(text))) })
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        let bytes: Buffer = base
        for (const { at, drop, bytes: put } of changes) bytes = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + drop)])
        check(bytes)
      }),
      runs(400),
    )
  })

  const values = fc.oneof(fc.json({ maxDepth: 2 }),
    fc.constantFrom('1e400', '-0', '"\\ud800"', '9007199254740993', '-1', '1e300', `"${'x'.repeat(300)}"`, '[[[[]]]]'))
  test('[RPL-07] [NUM-05] any value anywhere never throws, and is found', () => {
    const lines = base.toString().split('\n').slice(0, -1)
    fc.assert(
      fc.property(fc.nat(lines.length - 1), fc.nat(40), values, (index, place, value) => {
        const line = lines[index] ?? ''
        const spots = [...line.matchAll(/:(?=[^0-9:]|[0-9]+[,}])/g)].map((match) => (match.index ?? 0) + 1)
        const start = spots[place % spots.length] ?? 0
        const end = start + (line.slice(start).match(/^("(?:[^"\\]|\\.)*"|[^,}\]]*)/)?.[0].length ?? 0)
        check(Buffer.from(`${lines.with(index, line.slice(0, start) + value + line.slice(end)).join('\n')}\n`))
      }),
      runs(400),
    )
  })

  test('[RPL-15] [LED-06] no bytes at all have no lines', () => {
    expect(verifyBytes(new Uint8Array(0))).toMatchObject({ lines: 0, replay: { valid: false },
      findings: [{ seq: 0, code: 'order', expected: 'header' }] })
  })

  test('[NUM-05] [RPL-10] a line that is too long is a finding, and the rest is judged', () => {
    const lines = trace([h, h])
    const report = verify(lines.toSpliced(2, 0, `{"type":"${'x'.repeat(LIMITS.traceLineBytes.value)}"}`))
    expect(report.findings[0]).toMatchObject({ seq: 2, code: 'form', actual: 'too long', clause: 'LED-01' })
    expect(report.replay.reasons).toEqual(['hash chain invalid', 'capture mismatch'])
  })

  test('[LED-01] a missing LF at the end is a finding of the last line', () => {
    const lines = trace([h])
    expect(verifyBytes(Buffer.from(lines.join('\n'))).findings).toEqual([
      { seq: 3, code: 'form', path: '', expected: '\n', actual: null, clause: 'LED-01' },
    ])
    expect(verifyBytes(Buffer.from(`${lines.join('\n')}\n\n`)).findings).toMatchObject([{ seq: 4, code: 'form', actual: '' }])
  })
})

test('[RPL-02] [NUM-05] a long trace leaves nothing behind for each line', () => {
  const total = hasTime ? 1_000_000 : 150_000
  const verifier = makeVerifier({ findKernel, digest: nodeDigest, decodeUtf8 })
  let text = ''
  const push = (line: string): void => {
    text += `${line}\n`
    if (text.length < 100_000) return
    verifier.push(Buffer.from(text))
    text = ''
  }
  const session = startSession({ write: push })
  let before = 0
  for (let count = 0; count < total; count++) {
    perform(session, count % 5 === 0 ? 'cx(q1=0,q2=1)' : 'h(q=0)')
    if (count === 50_000) before = bytesHeld()
  }
  session.close()
  verifier.push(Buffer.from(text))
  const after = bytesHeld()
  expect(verifier.end()).toMatchObject(VALID)
  expect(after - before).toBeLessThan(2 * 1_048_576)
})
