import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LIMITS } from '../../src/base/index.js'
import { expectedSeq, isCount, isHash } from '../../src/ledger/chain.js'
import { hasCanonicalForm, isCanonical, parseLine } from '../../src/ledger/decode.js'
import { isId, readOperatorInput, readParams } from '../../src/ledger/inputs.js'
import { misfitsOf } from '../../src/ledger/shape.js'
import { isTimestamp } from '../../src/ledger/timestamp.js'
import { runs } from '../seed.js'

describe('parsing', () => {
  const refused = ['', ' ', 'null', '[]', '1', '{', '{"type":"x"}', '{"type":1}', '{}', '{"type":"constructor"}', "{'type':'token'}",
    '\ufeff{"type":"token"}']
  test.each(refused)('[RPL-07] %j is no line', (text) => {
    expect(parseLine(text)).toBeNull()
  })

  test('[NUM-05] deep nesting is refused without a crash', () => {
    const deep = (levels: number): string => `{"type":"token","x":${'['.repeat(levels)}${']'.repeat(levels)}}`
    expect(hasCanonicalForm(parseLine(deep(LIMITS.jsonDepth.value - 1)))).toBe(true)
    expect(hasCanonicalForm(parseLine(deep(LIMITS.jsonDepth.value)))).toBe(false)
    const hostile = parseLine(deep(500_000))
    expect(hostile === null || !hasCanonicalForm(hostile)).toBe(true)
  })

  const formless = ['{"a":1e400}', '{"a":-1e400}', '{"a":"\\ud800"}', '{"\\udc00":1}', '[["\\udfff\\ud800"]]']
  test.each(formless)('[NUM-01] [NUM-02] %s has no canonical form', (text) => {
    expect(hasCanonicalForm(JSON.parse(text))).toBe(false)
  })

  const spellings = ['{"a":1.0}', '{"a":-0}', '{"a":1E0}', '{"a": 1}', '{"b":1,"a":1}', '{"a":1,"a":1}', '{"a":"\\u0061"}', '{"a":"\\/"}',
    '{"a":1}\r', '{"a":10000000000000001}']
  test.each(spellings)('[RPL-09] %s is another spelling', (text) => {
    expect(isCanonical(text, JSON.parse(text))).toBe(false)
  })

  test('[RPL-09] the canonical form is itself', () => {
    for (const text of ['{"":0,"__proto__":{},"a":[1e+21,"\\u0000€"],"z":null}']) expect(isCanonical(text, JSON.parse(text))).toBe(true)
  })
})

describe('timestamps', () => {
  const real = ['2026-01-01T00:00:00.000Z', '0000-02-29T23:59:59.999Z', '2000-02-29T12:00:00.000Z', '9999-12-31T23:59:59.999Z',
    '2024-02-29T00:00:00.000Z']
  test.each(real)('[LED-04] %s is one', (text) => {
    expect(isTimestamp(text)).toBe(true)
  })
  const unreal = [
    '2026-02-29T00:00:00.000Z', '1900-02-29T00:00:00.000Z', '2026-04-31T00:00:00.000Z', '2026-00-01T00:00:00.000Z',
    '2026-13-01T00:00:00.000Z', '2026-01-00T00:00:00.000Z', '2026-01-32T00:00:00.000Z', '2026-01-01T24:00:00.000Z',
    '2026-01-01T00:60:00.000Z', '2026-06-30T23:59:60.000Z', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00.0000Z',
    '2026-01-01t00:00:00.000z', '2026-01-01 00:00:00.000Z', '+002026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000+00:00',
    '2026-01-01T00:00:00.000Z\n', ' 2026-01-01T00:00:00.000Z', '٢٠٢٦-01-01T00:00:00.000Z', '',
  ]
  test.each(unreal)('[LED-04] %j is none', (text) => {
    expect(isTimestamp(text)).toBe(false)
  })
  test('[LED-04] every instant of these years is one, and what Date does not give back is none', () => {
    const day = fc.tuple(fc.nat(9999), fc.integer({ min: 0, max: 13 }), fc.integer({ min: 0, max: 32 }))
    fc.assert(
      fc.property(day, ([year, month, date]) => {
        const pad = (value: number, width: number): string => String(value).padStart(width, '0')
        const text = `${pad(year, 4)}-${pad(month, 2)}-${pad(date, 2)}T01:02:03.004Z`
        const parsed = new Date(text)
        expect(isTimestamp(text)).toBe(!Number.isNaN(parsed.getTime()) && parsed.toISOString() === text)
      }),
      runs(2000),
    )
  })
})

describe('inputs', () => {
  const record = (members: object) => ({ type: 'operator', ...members }) as never
  test('[RPL-01] source if it is there, else name and params', () => {
    expect(readOperatorInput(record({ source: 'h(' }))).toEqual({ kind: 'source', source: 'h(' })
    expect(readOperatorInput(record({ source: 'h(', name: 'h', params: {} }))).toEqual({ kind: 'source', source: 'h(' })
    expect(readOperatorInput(record({ name: 'h', params: { q: 1 } }))).toEqual({ kind: 'operator', name: 'h', params: new Map([['q', 1]]) })
  })
  const unfit = [{}, { name: 1, params: {} }, { name: null, params: null }, { name: 'h' }, { name: 'h', params: [] },
    { name: 'h', params: { q: null } },
    { name: 'h', params: { q: {} } }, { name: '\ud800', params: {} }, { source: null }, { source: 5, name: 'h', params: {} },
      { name: 'h', params: 'q' }]
  test.each(unfit)('[RPL-07] %j gives no input', (members) => {
    expect(readOperatorInput(record(members))).toBeNull()
  })
  test('[SES-23] -0 is 0, names of prototypes are names, what is no double is refused', () => {
    const params = readParams(JSON.parse('{"__proto__":1,"constructor":-0,"toString":"x"}'))
    expect([...(params ?? [])]).toEqual([['__proto__', 1], ['constructor', 0], ['toString', 'x']])
    expect(Object.is(params?.get('constructor'), 0)).toBe(true)
    expect(readParams(JSON.parse('{"q":1e400}'))).toBeNull()
  })
  test('[SES-30] ids have 1 to 256 code points', () => {
    expect([isId(''), isId('a'), isId('😀'.repeat(256)), isId('😀'.repeat(257)), isId('a'.repeat(257)), isId('\ud83d'), isId(1)]).toEqual(
      [false, true, true, false, false, false, false],
    )
  })
})

describe('shape and chain', () => {
  test('[LED-05] missing, extra and mistyped members have a path each', () => {
    const token = { type: 'token', seq: -1, timestamp: 'x', hash_prev: 'A'.repeat(64), hash_self: 'a'.repeat(64),
      validation: { allowed: 1, x: 2 }, extra: null }
    expect(misfitsOf(token as never).map(({ path }) => path.join('/'))).toEqual(
      ['seq', 'hash_prev', 'token_id', 'validation/allowed', 'validation/reason', 'validation/x', 'extra'],
    )
  })
  test('[LED-09] a session id is a UUID of version 4 or 8, lower case, variant 10', () => {
    const misfit = (id: string): boolean => misfitsOf({ type: 'header', session_id: id } as never).some(({ path }) =>
      path[0] === 'session_id')
    expect(misfit('00000000-0000-8000-8000-000000000000')).toBe(false)
    expect(misfit('aaaaaaaa-bbbb-4ccc-bddd-eeeeeeeeeeee')).toBe(false)
    const wrong = ['', '00000000-0000-5000-8000-000000000000', '00000000-0000-4000-c000-000000000000',
      'AAAAAAAA-bbbb-4ccc-bddd-eeeeeeeeeeee']
    for (const id of wrong) expect(misfit(id)).toBe(true)
  })
  test('[RPL-08] [NUM-03] seq is relative to what was written, else the index', () => {
    expect(expectedSeq({ index: 3, seq: 10, hash: '' }, 4)).toBe(11)
    expect(expectedSeq({ index: 3, seq: 10, hash: '' }, 6)).toBe(13)
    expect(expectedSeq({ index: 3, seq: null, hash: '' }, 4)).toBe(4)
    expect(expectedSeq({ index: -1, seq: null, hash: '' }, 0)).toBe(0)
    expect([isCount(0), isCount(-1), isCount(1.5), isCount(2 ** 53), isCount('1')]).toEqual([true, false, false, false, false])
    expect([isHash('a'.repeat(64)), isHash('A'.repeat(64)), isHash('a'.repeat(63)), isHash(`${'a'.repeat(64)}\n`), isHash(null)]).toEqual(
      [true, false, false, false, false],
    )
  })
})
