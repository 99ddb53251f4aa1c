import { describe, expect, test } from 'vitest'
import type { Law } from '../../src/artifact/law.js'
import { bindLaw } from '../../src/kernel/index.js'
import { lawWith } from '../kernel/fixture.js'
import { clock, cx, h, kernel, law, pulse, trace, VALID, verify } from './fixture.js'
import type { Item } from './fixture.js'
import { edit, parse, rehash, write } from './tampering.js'
import type { PlainLine } from './tampering.js'

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
    const twice = rehash(lines.toSpliced(1, 0, lines[0] ?? '').map(parse)).map((line, seq) => ({ ...line, timestamp: clock(seq) }))
    expect(verify(rehash(twice).map(write), none).findings).toEqual([
      { seq: 1, code: 'order', path: '', expected: null, actual: 'header', clause: 'LED-06' },
    ])
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

  const NO_IDS = ['', 'x', '00000000-0000-8000-8000-00000000000A', '00000000-0000-0000-8000-000000000000',
    '00000000-0000-1000-8000-000000000000', '00000000-0000-4000-c000-000000000000', '00000000-0000-8000-8000-000000000000\n']
  test.each(NO_IDS)('[LED-09] %j is no id of a session, with the law and without', (id) => {
    const forged = rehash(lines.map(parse).with(0, edit(parse(lines[0] ?? ''), ['session_id'], id))).map(write)
    const finding = { seq: 0, code: 'field', path: '/session_id', expected: null, actual: id, clause: 'LED-09' }
    for (const report of [verify(forged), verify(forged, { findKernel: () => null })]) {
      expect(report).toMatchObject({ findings: [finding], findings_total: 1, replay: { valid: false, reasons: ['capture mismatch'] } })
    }
  })

  test.each(['00000000-0000-4000-a000-00000000000a', 'ffffffff-ffff-8fff-bfff-ffffffffffff'])('[LED-09] %s is an id', (id) => {
    const other = rehash(lines.map(parse).with(0, edit(parse(lines[0] ?? ''), ['session_id'], id))).map(write)
    expect(verify(other)).toMatchObject(VALID)
  })

  test.each([['environment', 'environment violation'], ['backend', 'backend violation']])('[RPL-18] an unknown %s is a %s',
    (name, reason) => {
    const report = verify(rehash(lines.map(parse).with(0, edit(parse(lines[0] ?? ''), [name], '__proto__'))).map(write))
    expect(report.findings).toEqual([{ seq: 0, code: 'value', path: `/${name}`, expected: null, actual: '__proto__', clause: 'RPL-18' }])
    expect(report.replay).toEqual({ valid: false, reasons: [reason], reconstructed_session: null })
  })

  test('[RPL-18] an unknown environment and an unknown backend are both told', () => {
    const header = { ...parse(lines[0] ?? ''), environment: 'x', backend: 'y' }
    const report = verify(rehash(lines.map(parse).with(0, header)).map(write))
    expect(report.findings.map(({ path, actual, clause }) => [path, actual, clause])).toEqual([
      ['/environment', 'x', 'RPL-18'], ['/backend', 'y', 'RPL-18'],
    ])
    expect(report.replay.reasons).toEqual(['backend violation', 'environment violation'])
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

describe('frame lines', () => {
  const lines = trace([h, cx, 'x(q=0)']).map(parse)
  const findings = (changed: readonly PlainLine[]) => verify(rehash(changed).map(write)).findings

  test('[RPL-10] [RPL-11] one whose next line has no step is held against the open frame, and not blamed for that line', () => {
    expect(lines.map(({ type }) => type).slice(1, 4)).toEqual(['operator', 'frame', 'operator'])
    const unfit = lines.with(3, edit(lines[3] as PlainLine, ['name'], 5))
    expect(findings(unfit)[0]).toMatchObject({ seq: 3, code: 'field', path: '/name' })
    const both = unfit.with(2, edit(unfit[2] as PlainLine, ['tier'], 'x'))
    expect(findings(both)[0]).toMatchObject({ seq: 2, code: 'value', path: '/tier', expected: 'r1', actual: 'x' })
    const torn = verify([...rehash(lines.slice(0, 3)).map(write), '{"backend'])
    expect(torn.findings.map(({ seq, code }) => [seq, code])).toEqual([[3, 'form'], [4, 'order']])
  })

  test('[RPL-11] [LED-07] one that should stand and does not is missed where the line stands that closes the frame', () => {
    expect(findings(lines.toSpliced(2, 1))[0]).toEqual({
      seq: 2, code: 'order', path: '', expected: 'frame', actual: 'operator', clause: 'LED-07',
    })
  })

  test('[RPL-11] one that stands and should not is found where it stands', () => {
    const early = lines.toSpliced(1, 0, lines[2] as PlainLine)
    expect(findings(early)[0]).toEqual({ seq: 1, code: 'order', path: '', expected: null, actual: 'frame', clause: 'RPL-11' })
  })
})

describe('the ending', () => {
  const lines = trace([h]).map(parse)
  const ended = (value: string) => verify(rehash(lines.with(3, edit(lines[3] as PlainLine, ['ended'], value))).map(write)).findings

  test('[RPL-01] [SES-49] is that of closing unless it is that of recovery', () => {
    expect(ended('over')).toEqual([{ seq: 3, code: 'value', path: '/ended', expected: 'closed', actual: 'over', clause: 'SES-49' }])
  })
  test('[RPL-17] closing that calls itself recovery has the wrong times', () => {
    expect(ended('recovered').map(({ seq, clause }) => `${seq} ${clause}`)).toEqual(['2 RPL-17', '3 RPL-17'])
  })
})
