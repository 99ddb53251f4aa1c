import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Scalar } from '../../src/artifact/law.js'
import { isWellFormed, utf8Length } from '../../src/base/index.js'
import { parseInvocation as engineParse } from '../../src/engine/grammar.js'
import { parseInvocation as kernelParse } from '../../src/kernel/grammar.js'
import { runs } from '../seed.js'

interface Parsed {
  readonly name: string
  readonly params: readonly (readonly [string, Scalar])[]
}

const NAME = '[A-Za-z_][A-Za-z0-9_]*'
const SPACE = '[ \\t\\n\\r]*'
const NUMBER = '-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?'
const TEXT = '"(?:[^"\\\\\\u0000-\\u001f]|\\\\(?:["\\\\/bfnrt]|u[0-9a-fA-F]{4}))*"'
const VALUE = `${NUMBER}|true|false|${TEXT}`
const HEAD = new RegExp(`^${SPACE}(${NAME})${SPACE}\\(${SPACE}`)
const ARGUMENT = new RegExp(`^(${NAME})${SPACE}=${SPACE}(${VALUE})${SPACE}`)
const TAIL = new RegExp(`^\\)${SPACE}$`)

/** A third reading of SES-20 and SES-21, by regular expressions and JSON.parse. */
const reference = (text: string): Parsed | null => {
  if (!isWellFormed(text) || utf8Length(text) > 4096) return null
  const head = HEAD.exec(text)
  if (head === null) return null
  let rest = text.slice(head[0].length)
  const params: [string, Scalar][] = []
  while (!TAIL.test(rest)) {
    if (params.length > 0) {
      const comma = /^,[ \t\n\r]*/.exec(rest)
      if (comma === null) return null
      rest = rest.slice(comma[0].length)
    }
    const argument = ARGUMENT.exec(rest)
    if (argument === null) return null
    const [whole, name = '', written = ''] = argument
    const value = JSON.parse(written) as Scalar
    if (typeof value === 'number' && !Number.isFinite(value)) return null
    if (typeof value === 'string' && !isWellFormed(value)) return null
    if (params.some(([other]) => other === name)) return null
    params.push([name, value === 0 ? 0 : value])
    rest = rest.slice(whole.length)
  }
  return { name: head[1] ?? '', params }
}

const plain = (parsed: { readonly name: string; readonly params: ReadonlyMap<string, Scalar> } | null): Parsed | null =>
  parsed === null ? null : { name: parsed.name, params: [...parsed.params] }

const compare = (text: string): boolean => {
  const expected = reference(text)
  expect(plain(kernelParse(text))).toStrictEqual(expected)
  expect(plain(engineParse(text))).toStrictEqual(expected)
  return expected !== null
}

const PIECES = [
  ...['h', 'cx', '_', 'a1', '__proto__', '(', '(', ')', ')', ',', '=', '=', ' ', '\t', '\n', '\r', '\u00a0', '\ufeff', '\u2028', '\v'],
  ...['0', '-0', '1', '01', '-', '+1', '.5', '1.', '1.5', '1e5', '1E+5', '1e', '1e999', '-1e999', '5e-324', '9007199254740993'],
  ...['1_0', '0x1'],
  ...['true', 'false', 'null', 'True', '[', ']', '{', '}', '"', '"a"', '"\\n"', '"\\u0041"', '"\\ud83d\\ude00"', '"\\ud800"', '"\\x"'],
  ...['"\u{1f600}"', '\ud800', '"\u0000"', '"\u007f"', '"\\/"', '"\\u00g0"', '"', '\\', '\u0660', '\u00e9', "'a'"],
]

const soup = fc
  .tuple(fc.constantFrom('', 'h(', 'h(q=', 'h(q=1,b='), fc.array(fc.constantFrom(...PIECES), { maxLength: 10 }), fc.constantFrom('', ')'))
  .map(([start, pieces, end]) => start + pieces.join('') + end)

const space = fc.constantFrom('', '', '', ' ', '\n\t', '\r')
const name = fc.constantFrom('h', 'cx', '_', 'q', 'q2', '__proto__', 'constructor', 'A9_')
const literal = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.constantFrom('-0', '1.0', '10e-1', '1E400', '0.0', 'true', 'false', '1e-400', '123456789012345678901234567890'),
  fc.string({ unit: 'binary', maxLength: 5 }).map((value) => JSON.stringify(value)),
  fc.constantFrom('"\\u00e9\\/"', '"\\ud83d\\ude00"', '"\\udc00"', '"\\b\\f\\r"'),
)
const argument = fc.tuple(space, name, space, space, literal, space).map(([a, key, b, c, value, d]) => `${a}${key}${b}=${c}${value}${d}`)
const sound = fc
  .tuple(space, name, space, fc.array(argument, { maxLength: 3 }), space, space)
  .map(([a, called, b, args, c, d]) => `${a}${called}${b}(${args.length === 0 ? c : args.join(',')})${d}`)

/** A sound text with one piece put in, taken out or doubled. */
const damaged = fc.tuple(sound, fc.nat(), fc.constantFrom(...PIECES), fc.nat({ max: 2 })).map(([text, at, piece, how]) => {
  const place = text.length === 0 ? 0 : at % text.length
  if (how === 0) return text.slice(0, place) + piece + text.slice(place)
  return how === 1 ? text.slice(0, place) + text.slice(place + 1) : text.slice(0, place) + text.charAt(place) + text.slice(place)
})

test.each([
  ['soup', soup, 6_000, 100],
  ['sound texts', sound, 3_000, 1_000],
  ['damaged texts', damaged, 6_000, 1_000],
  ['any text', fc.string({ unit: 'binary' }), 1_000, 0],
] as const)('[SES-20] [SES-21] %s: kernel, engine and a reference of regular expressions', (_title, texts, numRuns, parsedLeast) => {
  let parsed = 0
  fc.assert(
    fc.property(texts, (text) => {
      if (compare(text)) parsed++
    }),
    runs(numRuns),
  )
  expect(parsed).toBeGreaterThanOrEqual(parsedLeast)
})

test.each(['h(q="\ud800\\udc00")', 'h(q="\\ud800\udc00")', 'h(q="\ud800")', 'h(q="\\ud800")'])('[SES-21] no half pairs: %j', (text) => {
  expect(compare(text)).toBe(false)
})

test.each([4095, 4096, 4097])('[SES-21] a text of %i bytes', (bytes) => {
  for (const unit of ['x', '\u00e9', '\u20ac', '\u{1f600}']) {
    const frame = utf8Length('h(q="")')
    const count = Math.floor((bytes - frame) / utf8Length(unit))
    const text = `h(q="${unit.repeat(count)}")`
    expect(compare(text.padEnd(text.length + bytes - utf8Length(text), ' '))).toBe(bytes <= 4096)
  }
})
