import { expect, test } from 'vitest'
import { clock, h, trace, VALID, verify } from './fixture.js'
import type { Item } from './fixture.js'
import { rehash, parse, write } from './tampering.js'

type Values = { readonly [name: string]: string | number | boolean }

const many = (count: number, value: string | number | boolean = 0, name = 'p'): Values =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${name}${index}`, value]))

const textOf = (name: string, params: Values, literal: (value: string | number | boolean) => string = JSON.stringify): string =>
  `${name}(${Object.entries(params).map(([key, value]) => `${key}=${literal(value)}`).join(',')})`

const op = (name: string, params: Values = {}): Item => ({ op: name, params })

// {"s":"…"} has eight bytes beside the text.
const ofBytes = (bytes: number, unit = 'x'): Values => ({ s: unit.repeat((bytes - 8) / Buffer.byteLength(unit)) })

test.each<[string, Item]>([
  ['64 parameters', op('h', many(64, 0, 'é'))],
  ['65,536 bytes', op('h', ofBytes(65_536))],
  ['65,536 bytes of other characters', op('h', ofBytes(65_536, 'é'))],
  ['a name of 256 code points', op('😀'.repeat(256))],
  ['no name', op('')],
  ['a text with a long name', `${'n'.repeat(4094)}()`],
  ['a text with many parameters', textOf('h', many(400))],
  ['a text whose numbers are short for what they are', textOf('h', many(400, 1e20), () => '1e20')],
  ['a text with small numbers', textOf('h', many(400, -1.5e-7), () => '-15e-8')],
  ['a text with many texts', textOf('h', many(300, '\n"é'))],
  ['a text that does not parse', '?'.repeat(65_536)],
])('[SES-23] [NUM-05] %s can be captured', (_what, item) => {
  expect(verify(trace([h, item]))).toMatchObject(VALID)
})

test.each<[string, Item, readonly string[], string]>([
  ['65 parameters that no text names', op('h', many(65, 0, 'é')), ['/params'], 'SES-23'],
  ['a parameter too many, written like two', op('h', { ...many(64), 'a=1,b': 1 }), ['/params'], 'SES-23'],
  ['parameters that are too many for a text', op('h', many(1000)), ['/params'], 'SES-23'],
  ['65,537 bytes', op('h', ofBytes(65_537)), ['/params'], 'SES-23'],
  ['65,538 bytes of other characters', op('h', ofBytes(65_538, 'é')), ['/params'], 'SES-23'],
  ['a name of 257 code points that is none', op('😀'.repeat(257)), ['/name'], 'SES-23'],
  ['a name that is one byte too long for a text', op('n'.repeat(4095)), ['/name'], 'SES-23'],
  ['both', op('?'.repeat(257), many(65)), ['/name', '/params'], 'SES-23'],
  ['a text of 65,537 bytes', '?'.repeat(65_537), ['/source'], 'NUM-05'],
  ['a text of 65,538 bytes', 'é'.repeat(32_769), ['/source'], 'NUM-05'],
])('[SES-23] [NUM-05] [RPL-10] %s is no input, and the state stays', (_what, item, paths, clause) => {
  const lines = trace([item, h])
  const { findings, replay } = verify(lines)
  const excess = findings.filter(({ seq }) => seq === 1)
  expect(excess.map(({ code, path, clause: of }) => [code, path, of])).toEqual(paths.map((path) => ['field', path, clause]))
  expect(replay.reconstructed_session?.counts.operators).toBe(1)
  expect(findings).toContainEqual({ seq: 2, code: 'value', path: '/op_id', expected: 1, actual: 2, clause: 'SES-24' })
  expect(verify(lines, { findKernel: () => null }).findings.map(({ seq, path }) => [seq, path])).toEqual(paths.map((path) => [1, path]))
})

test('[RPL-10] what follows a line that is no input is judged as if it were absent', () => {
  const without = trace([h, h]).map(parse)
  const line = parse(trace([op('h', many(65, 0, 'é'))])[1] ?? '')
  const lines = without.toSpliced(1, 0, { ...line, timestamp: clock(0) }).map(write)
  const { findings } = verify(rehash(lines.map(parse)).map(write))
  expect(findings.map(({ seq, path }) => [seq, path])).toEqual([[1, '/params']])
})
