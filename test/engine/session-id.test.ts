import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sessionIdOf } from '../../src/engine/index.js'
import type { StreamItem } from '../../src/engine/index.js'
import { nodeDigest } from '../../src/shell/node-digest.js'
import { runs } from '../seed.js'

const ruleset = 'ab'.repeat(32)

const idOf = (stream: readonly StreamItem[], environment = 'sandbox', backend = 'auto'): string =>
  sessionIdOf({ environment, backend, stream }, ruleset, nodeDigest)

/** The id by the letter of LED-11 from canonical text that is written by hand. */
const expected = (program: string): string => {
  const bytes = createHash('sha256').update(`{"program":${program},"ruleset":"${ruleset}"}`).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

describe('[LED-11] session ids', () => {
  test('an empty stream', () => {
    expect(idOf([])).toBe(expected('{"backend":"auto","env":"sandbox","stream":[]}'))
  })

  test('each kind of item', () => {
    const items: readonly StreamItem[] = [
      { kind: 'token', tokenId: 't1' },
      { kind: 'source', source: 'cx(q2=1, q1=0)' },
      { kind: 'source', source: 'cx(' },
      { kind: 'operator', name: 'pulse', params: new Map<string, number | string>([['b', 1e21], ['a', '"']]) },
      { kind: 'transition', to: 'production' },
    ]
    const stream =
      '[{"token":"t1"},{"op":"cx","params":{"q1":0,"q2":1}},{"source":"cx("},' +
      '{"op":"pulse","params":{"a":"\\"","b":1e+21}},{"transition":"production"}]'
    expect(idOf(items, 'production', 'x-sim')).toBe(expected(`{"backend":"x-sim","env":"production","stream":${stream}}`))
  })

  test('text and object form share it', () => {
    const object: StreamItem = { kind: 'operator', name: 'h', params: new Map([['q', -0]]) }
    expect(idOf([{ kind: 'source', source: ' h(q = 0.0)' }])).toBe(idOf([object]))
  })

  test('[LED-09] always a UUID of version 8', () => {
    fc.assert(
      fc.property(fc.string(), (tokenId) => {
        expect(idOf([{ kind: 'token', tokenId }])).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      }),
      runs(200),
    )
  })
})
