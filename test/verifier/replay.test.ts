import canonicalize from 'canonicalize'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LIMITS } from '../../src/base/index.js'
import { bindLaw } from '../../src/kernel/index.js'
import type { Law } from '../../src/artifact/law.js'
import { makeVerifier } from '../../src/verifier/verifier.js'
import { nodeDigest } from '../../src/shell/node-digest.js'
import { nobleDigest } from '../../src/oracle/noble-digest.js'
import { lawWith } from '../kernel/fixture.js'
import { runs } from '../seed.js'
import { clock, decodeUtf8, findKernel, kernel, law, perform, startSession, trace, verify, verifyBytes } from './fixture.js'
import type { Item } from './fixture.js'
import { edit, parse, rehash, write } from './tampering.js'
import type { PlainLine } from './tampering.js'

const h = 'h(q=0)'
const cx = 'cx(q1=0, q2=1)'
const pulse = (duration: number, amplitude: number): string => `pulse(q=0, duration=${duration}, amplitude=${amplitude})`
const VALID = { replay: { valid: true, reasons: [] }, findings: [], findings_total: 0, law: 'found', unknownDigest: null }

describe('[RTR-50] streams of the specification', () => {
  const streams: readonly [string, Item[]][] = [
    ['sandbox', [h, 'x(q=0)']], ['sandbox', [h, cx]], ['sandbox', [cx, 'measure(q=0)']], ['production', ['token:t1', pulse(20, 0.5)]],
    ['sandbox', ['token:t1', h, cx, '->production', pulse(10, 0.3)]], ['sandbox', [h, 'measure(q=0)', 'x(q=0)']],
    ['sandbox', [...Array<string>(12).fill(h), cx]], ['sandbox', Array<string>(13).fill(h)], ['sandbox', [cx, 'x(q=0)']],
    ['sandbox', [cx, 'barrier()', cx]], ['sandbox', []], ['archive', [h]],
  ]
  test.each(streams)('%s %j replays', (env, items) => {
    expect(verify(trace(items, { env }))).toMatchObject(VALID)
  })
})

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
      runs(400),
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
      runs(1000),
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
      runs(1000),
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

describe('report', () => {
  test('[RPL-04] at most 1,000 findings are kept, the first ones, and all are counted', () => {
    const lines = trace(Array<string>(1500).fill('x(q=1)'))
    const forged = lines.map((line) => line.replace('"predicted":0.0625', '"predicted":1'))
    const report = verify(forged)
    expect(report.findings).toHaveLength(1000)
    expect(report.findings_total).toBe(3000)
    expect(report.findings[0]).toMatchObject({ seq: 1, code: 'value', path: '/drift/predicted', expected: 0.0625, actual: 1 })
    expect(report.replay.reasons).toEqual(['drift violation', 'hash chain invalid'])
  })

  test('[RPL-02] a report on long values stays small', () => {
    const lines = trace(Array<string>(20).fill(h)).map(parse)
    const forged = rehash(lines.map((line) => ({ ...line, extra: 'é'.repeat(100_000), type: line['type'] ?? null }))).map(write)
    expect(JSON.stringify(verify(forged)).length).toBeLessThan(400_000)
  })

  test('[RPL-06] a wrong verdict is the reason, its consequences are findings only', () => {
    const lines = trace([h]).map(parse)
    const refused = { ...lines[1], validation: { allowed: false, reason: 'invalid arguments' }, routing: null, drift: null, frame_id: null }
    const report = verify(rehash(lines.with(1, refused)).map(write))
    expect(report.replay.reasons).toEqual(['illegal operator'])
    expect(report.findings.map(({ path }) => path).sort()).toEqual(['/drift', '/frame_id', '/routing', '/validation/allowed',
      '/validation/reason'])
    const unhashed = verify(lines.with(1, refused).map(write))
    expect(unhashed.replay.reasons).toEqual(['illegal operator', 'hash chain invalid'])
  })

  test('[RPL-05] reasons are listed once, in the order of the table', () => {
    const lines = trace(['token:t', h, '->production', h]).map(parse)
    const change = (type: string, path: string[], value: number | string | boolean): void => {
      const index = lines.findIndex((line) => line['type'] === type)
      lines[index] = edit(lines[index] as PlainLine, path, value)
    }
    change('footer', ['ended'], 'x')
    change('footer', ['root'], 'a'.repeat(64))
    change('operator', ['validation', 'allowed'], false)
    change('frame', ['frame_drift', 'max'], 9)
    change('frame', ['environment'], 'x')
    change('frame', ['backend'], 'x')
    change('frame', ['tier'], 'x')
    change('transition', ['validation', 'allowed'], false)
    expect(verify(lines.map(write)).replay.reasons).toEqual([
      'illegal operator', 'illegal transition', 'tier violation', 'backend violation', 'environment violation', 'drift violation',
      'hash chain invalid', 'capture mismatch',
    ])
  })

  test('[RPL-30] the session is reconstructed', () => {
    const lines = trace(['token:t1', h, cx, 'nope(', '->production', 'token:t1', pulse(10, 0.3)])
    const frame = (id: number) => lines.map(parse).find((line) => line['type'] === 'frame' && line['frame_id'] === id) as PlainLine
    const shown = ({ type: _t, seq: _s, timestamp: _ts, hash_prev: _p, hash_self: _h, ...rest }: PlainLine) => rest
    expect(verify(lines).replay.reconstructed_session).toEqual({
      session_id: '00000000-0000-8000-8000-000000000000',
      environment: 'production',
      drift_bound: 0.5,
      backend_legal: ['local-sim', 'hybrid-sim', 'hardware-qpu-2'],
      frames: { count: 3, first: shown(frame(1)), last: shown(frame(3)) },
      lineage: ['sandbox', 'production'],
      tokens: { deployed: ['t1'] },
      drift: { accumulated: 0.5, bound: 0.5 },
      timestamp_open: clock(0),
      timestamp_close: clock(lines.length - 1),
      counts: { operators: 4, tokens: 2, transitions: 1, refused: { operators: 1, tokens: 1, transitions: 0 }, frames: 3 },
    })
    expect(verify(lines.slice(0, -1)).replay.reconstructed_session).toMatchObject({ timestamp_close: null, frames: { count: 2 } })
    expect(verify(lines.slice(1)).replay.reconstructed_session).toBeNull()
  })

  test('[RPL-31] every recomputed frame, operator and transition, as it should stand, without chain fields', () => {
    const lines = trace(['token:t1', h, cx, 'nope(', '->production', '->production', pulse(10, 0.3)])
    const seen: unknown[] = []
    const sink = (one: unknown): void => void seen.push(one)
    verify(lines, { full: { frame: sink, operator: sink, transition: sink } })
    const wanted = lines.map(parse).filter(({ type }) => ['frame', 'operator', 'transition'].includes(String(type)))
    expect(seen).toEqual(wanted.map(({ seq: _s, hash_prev: _p, hash_self: _h, ...rest }) => rest))
  })

  test('[RPL-32] every step is shown to a second opinion', () => {
    const lines = trace(['token:t1', h, cx])
    const kinds: string[] = []
    verify(lines, { observe: ({ seq, state, event, step }) => {
      kinds.push(`${seq} ${event.kind}`)
      expect(kernel.step(state, event)?.entry).toEqual(step.entry)
    } })
    expect(kinds).toEqual(['1 token', '2 source', '4 source', '6 close'].map((kind) => kind.replace('source', 'operator')))
  })
})

describe('law', () => {
  const lines = trace([h, cx])
  test('[RPL-13] a law that nobody has leaves the verdict open, or finds what form and chain show', () => {
    const none = { findKernel: () => null }
    expect(verify(lines, none)).toMatchObject({
      law: 'unknown', unknownDigest: law.digest, findings: [], replay: { valid: false, reasons: [], reconstructed_session: null },
    })
    const forged = lines.map((line) => line.replace('"reason":"tier-escalation"', '"reason":"tier-binding"'))
    expect(verify(forged, none).findings).toMatchObject([{ seq: 3, code: 'chain', path: '/hash_self' }])
    expect(verify(lines.slice(0, -1), none).findings).toMatchObject([{ seq: 5, code: 'order', expected: 'footer' }])
    expect(verify([...lines, lines[1] ?? ''], none).findings[0]).toMatchObject({ seq: 6, code: 'order', actual: 'operator' })
    const unrooted = rehash(lines.map(parse)).map((line) => (line['type'] === 'footer' ? { ...line, merkle_root: 'a'.repeat(64) } : line))
    expect(verify(unrooted.map(write), none).findings.map(({ path }) => path)).toContain('/merkle_root')
  })

  test('[RPL-13] id and version of the ruleset are those of the law', () => {
    for (const name of ['id', 'version']) {
      const report = verify(rehash(lines.map(parse).with(0, edit(parse(lines[0] ?? ''), ['ruleset', name], 'x'))).map(write))
      expect(report.findings).toMatchObject([{ seq: 0, code: 'law', path: `/ruleset/${name}`, actual: 'x', clause: 'RPL-13' }])
      expect(report.replay.reasons).toEqual(['capture mismatch'])
    }
  })

  test.each([['environment', 'environment violation'], ['backend', 'backend violation']])('[RPL-18] an unknown %s is a %s',
    (name, reason) => {
    const report = verify(rehash(lines.map(parse).with(0, edit(parse(lines[0] ?? ''), [name], '__proto__'))).map(write))
    expect(report.findings).toEqual([{ seq: 0, code: 'value', path: `/${name}`, expected: null, actual: '__proto__', clause: 'RPL-18' }])
    expect(report.replay).toEqual({ valid: false, reasons: [reason], reconstructed_session: null })
  })

  test('[RPL-12] of another format nothing but form and chain is judged', () => {
    const foreign = rehash(lines.map(parse).map((line, index) =>
      (index === 0 ? { ...line, format: 'qtrace/2', new: 1 } : { ...line, more: true })))
    expect(verify(foreign.map(write)).findings).toEqual([
      { seq: 0, code: 'value', path: '/format', expected: 'qtrace/1', actual: 'qtrace/2', clause: 'RPL-12' },
    ])
    expect(verify(foreign.slice(0, -1).toSpliced(1, 1).map(write)).findings.map(({ seq, code }) => [seq, code])).toEqual([[0, 'value'],
      [1, 'chain'], [1, 'chain']])
  })

  test('[RPL-16] an invariant of the law that does not hold is a finding, named with its clause', () => {
    const strict: Law = {
      ...law,
      invariants: [{ name: 'no operator', form: 'step', clause: 'SES-99',
        holds: { kind: 'not', of: { kind: 'test', left: { fact: 'operator-parsed', params: new Map(), field: null }, decorators: [],
        operator: 'equal', right: { kind: 'literal', value: true } } } }],
    }
    const report = verify(lines, { findKernel: () => bindLaw(strict) })
    expect(report.findings).toEqual([1, 3].map((seq) => ({ seq, code: 'invariant', path: '', expected: 'no operator', actual: null,
      clause: 'SES-99' })))
    expect(report.replay.reasons).toEqual(['capture mismatch'])
  })

  test('[RPL-13] another law with the same digest is not the same law', () => {
    const other = bindLaw({ ...lawWith({ 'drift.yaml': [['0.25', '0.125']] }), digest: law.digest })
    expect(verify(lines, { findKernel: () => other }).replay.reasons).toEqual(['drift violation'])
  })
})

describe('time', () => {
  const at = (lines: readonly string[], index: number, timestamp: string): PlainLine[] =>
    rehash(lines.map(parse).with(index, edit(parse(lines[index] ?? ''), ['timestamp'], timestamp)))

  test('[LED-04] a time that is earlier than the line before, or none, is a finding', () => {
    const lines = trace(['token:t', 'token:u'])
    expect(verify(at(lines, 2, '2025-12-31T23:59:59.999Z').map(write)).findings).toEqual([
      { seq: 2, code: 'time', path: '/timestamp', expected: clock(1), actual: '2025-12-31T23:59:59.999Z', clause: 'LED-04' },
    ])
    for (const wrong of ['2026-02-30T00:00:00.000Z', '', 'x","type":"header', '\u0000']) {
      expect(verify(at(lines, 2, wrong).map(write)).findings[0]).toMatchObject({ seq: 2, code: 'time', path: '/timestamp', expected: null,
        actual: wrong })
    }
    expect(verify(at(lines, 2, clock(1)).map(write)).replay.valid).toBe(true)
  })

  test('[RPL-17] [LED-14] a recovered footer and its frame line have the time of the line before them', () => {
    const still = (until: number) => (seq: number) => clock(Math.min(seq, until))
    expect(verify(trace([h, cx], { recover: true, clock: still(3) }))).toMatchObject(VALID)
    expect(verify(trace([], { recover: true, clock: still(0) }))).toMatchObject(VALID)
    expect(verify(trace(['nope('], { recover: true, clock: still(1) }))).toMatchObject(VALID)
    const late = verify(trace([h, cx], { recover: true, clock: still(4) }))
    expect(late.findings).toEqual([4, 5].map((seq) => ({ seq, code: 'time', path: '/timestamp', expected: clock(3), actual: clock(4),
      clause: 'RPL-17' })))
    expect(late.replay.reasons).toEqual(['capture mismatch'])
    expect(verify(trace([h, cx], { recover: true, clock: still(5) })).findings.map(({ seq }) => seq)).toEqual([4, 5])
  })
})

describe('going on after a fault', () => {
  test('[RPL-08] after an undecodable line seq and hash_prev are held against the last decodable one', () => {
    const lines = trace(['token:t', 'token:u', 'token:v', 'token:w'])
    const { findings } = verify(lines.with(2, 'junk'))
    expect(findings.map(({ seq, code, path }) => `${seq} ${code} ${path}`)).toEqual([
      '2 form ', '3 chain /hash_prev', '5 value /counts/tokens', '5 chain /merkle_root',
    ])
    expect(findings[1]).toMatchObject({ expected: parse(lines[1] ?? '')['hash_self'], actual: parse(lines[2] ?? '')['hash_self'] })
  })

  test('[RPL-10] inputs of a wrong type give a finding and leave the state as it is', () => {
    const lines = trace(['token:t', h, 'token:u']).map(parse)
    const report = verify(rehash(lines.with(1, edit(lines[1] as PlainLine, ['token_id'], 5))).map(write))
    expect(report.findings[0]).toMatchObject({ seq: 1, code: 'field', path: '/token_id', actual: 5 })
    expect(report.replay.reconstructed_session?.tokens.deployed).toEqual(['u'])
  })

  test('[LED-05] a source whose text parses should not be there', () => {
    const lines = trace([h]).map(parse)
    const report = verify(rehash(lines.with(1, { ...lines[1], source: h })).map(write))
    expect(report.findings).toMatchObject([{ seq: 1, code: 'field', path: '/source', expected: null, actual: h }])
    const bare = verify(rehash(lines.with(1, { ...lines[1], source: h, name: null, params: null })).map(write))
    expect(bare.findings.map(({ path }) => path).sort()).toEqual(['/name', '/params', '/source'])
  })
})

test('[RPL-02] [NUM-05] a long trace leaves nothing behind for each line', () => {
  const total = process.env['QCOMPUTE_DEEP'] === '1' ? 1_000_000 : 150_000
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
    if (count === 50_000) before = process.memoryUsage().heapUsed
  }
  session.close()
  verifier.push(Buffer.from(text))
  const after = process.memoryUsage().heapUsed
  expect(verifier.end()).toMatchObject(VALID)
  expect(after - before).toBeLessThan(64 * 1_048_576)
})
