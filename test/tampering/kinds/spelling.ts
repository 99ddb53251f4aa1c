import { makeRandom } from '../corpus.js'
import type { Trace } from '../corpus.js'
import { parse, relink, sha256 } from '../forge.js'
import type { Plain, PlainLine } from '../forge.js'
import { FIRST, foundIn, places } from '../kind.js'
import type { Forgery, Kind } from '../kind.js'

const TOKEN = /"(?:[^"\\]|\\.)*"|-?[0-9][^,}\]]*|true|false|null|[{}[\]:,]/gu

type Random = (below: number) => number

/** Another text of a line, or null where the spelling has no place in it. */
type Respell = (text: string, random: Random) => string | null

/** Respells one token that has another spelling. */
const token = (respell: (text: string) => string | null): Respell => (text, random) => {
  const tokens = [...text.matchAll(TOKEN)].map(([one]) => one)
  const spots = tokens.flatMap((one, index) => {
    const other = respell(one)
    return other === null || other === one ? [] : [{ index, other }]
  })
  const spot = spots[random(Math.max(1, spots.length))]
  return spot === undefined ? null : tokens.with(spot.index, spot.other).join('')
}

const isNumber = (one: string): boolean => /^-?[0-9]/.test(one)
const number = (respell: (text: string) => string | null): Respell => token((one) => (isNumber(one) ? respell(one) : null))
const integer = (respell: (text: string) => string): Respell => number((one) => (/^-?[0-9]+$/.test(one) ? respell(one) : null))
const zero = (other: string): Respell => number((one) => (one === '0' ? other : null))
const text = (respell: (inner: string) => string | null): Respell =>
  token((one) => {
    const inner = one.startsWith('"') ? respell(one.slice(1, -1)) : null
    return inner === null ? null : `"${inner}"`
  })
const unit = (one: string, upper = false): string => {
  const hex = one.charCodeAt(0).toString(16).padStart(4, '0')
  return `\\u${upper ? hex.toUpperCase() : hex}`
}
const mark = (sign: string, other: string): Respell => token((one) => (one === sign ? other : null))

const ordered = (value: Plain, order: (names: string[], depth: number) => string[], depth = 0): string => {
  if (Array.isArray(value)) return `[${value.map((item) => ordered(item, order, depth + 1)).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = value as PlainLine
  const names = order(Object.keys(members), depth)
  return `{${names.map((name) => `${JSON.stringify(name)}:${ordered(members[name] ?? null, order, depth + 1)}`).join()}}`
}
const order = (arrange: (names: string[], depth: number) => string[]): Respell => (line) => {
  const other = ordered(parse(line), arrange)
  return other === line ? null : other
}

/** Spellings of the same line: its value, and so every hash, stays what it is. */
const SAME: readonly (readonly [name: string, respell: Respell])[] = [
  ['a number with a point, 1.0', integer((one) => `${one}.0`)],
  ['a number with an exponent, 1e0', integer((one) => `${one}e0`)],
  ['a number with a great exponent letter, 1E0', integer((one) => `${one}E0`)],
  ['a number with a shifted point, 10e-1', integer((one) => (one === '0' ? '0e1' : `${one}0e-1`))],
  ['a number with a signed exponent, 1e+0', integer((one) => `${one}e+0`)],
  ['a fraction with a zero more, 0.50', number((one) => (/^-?[0-9]+\.[0-9]+$/.test(one) ? `${one}0` : null))],
  ['a fraction with digits beyond the double', number((one) => (/^-?0\.[0-9]+5$/.test(one) ? `${one}00000000000000000000001` : null))],
  ['minus zero', zero('-0')],
  ['minus zero with an exponent', zero('-0e7')],
  ['a number too small, read as 0', zero('1e-400')],
  ['a character as an escape, \\u0041', text((one) => (/^[a-z]/.test(one) ? `${unit(one)}${one.slice(1)}` : null))],
  ['a slash as an escape, \\/', text((one) => (one.includes('/') ? one.replace('/', '\\/') : null))],
  ['an escape with great digits, \\u001F', text((one) => (one.includes('\\u001f') ? one.replace('\\u001f', '\\u001F') : null))],
  ['a short escape as a long one, \\u000a', text((one) => (one.includes('\\n') ? one.replace('\\n', '\\u000a') : null))],
  ['a quote as a long escape, \\u0022', text((one) => (one.includes('\\"') ? one.replace('\\"', '\\u0022') : null))],
  ['a character beyond ASCII as an escape', text((one) =>
    (/[\u0080-\ud7ff]/.test(one) ? one.replace(/[\u0080-\ud7ff]/, (c) => unit(c)) : null))],
  ['a character of two units as two escapes', text((one) =>
    (/[\ud800-\udfff]/.test(one) ? one.replaceAll(/[\ud800-\udfff]/g, (c) => unit(c)) : null))],
  ['white space behind a bracket', mark('{', '{ ')],
  ['white space before a bracket', mark('}', ' }')],
  ['white space behind a colon', mark(':', ': ')],
  ['white space behind a comma', mark(',', ', ')],
  ['a tab behind a comma', mark(',', ',\t')],
  ['a carriage return behind a comma', mark(',', ',\r')],
  ['white space inside an empty object or list', (line) => {
    // By tokens: brackets inside a text are no list.
    const tokens = [...line.matchAll(TOKEN)].map(([one]) => one)
    const opening = tokens.findIndex((one, index) => ['{}', '[]'].includes(`${one}${tokens[index + 1] ?? ''}`))
    return opening < 0 ? null : tokens.with(opening, `${tokens[opening] ?? ''} `).join('')
  }],
  ['white space before the line', (line) => ` ${line}`],
  ['white space behind the line', (line) => `${line} `],
  ['CR LF', (line) => `${line}\r`],
  ['members in reverse', order((names) => names.toReversed())],
  ['members as people write them, type first', order((names) =>
    names.toSorted((one, other) => Number(other === 'type') - Number(one === 'type')))],
  ['two members exchanged', order((names, depth) => (depth === 0 ? [names[1] ?? '', names[0] ?? '', ...names.slice(2)] : names))],
  ['members of an inner object in reverse', order((names, depth) => (depth === 0 ? names : names.toReversed()))],
  ['a member twice, the same', (line, random) => twice(line, random)],
  ['a member twice, the first wrong', (line) => line.replace(/"seq":\d+/, '"seq":777,$&')],
  ['an inner member twice, the first wrong', (line) =>
    replaced(line, /"(?:allowed|overflow)":(?:true|false)/, (one) => `${flipped(one)},${one}`)],
  ['hash_self with its name as an escape', (line) => line.replace('"hash_self"', '"\\u0068ash_self"')],
  ['hash_self with a digit as an escape', (line) =>
    line.replace(/("hash_self":")(.)/, (_all, head: string, digit: string) => head + unit(digit))],
  ['hash_self twice, the first wrong', (line) => line.replace('"hash_self"', `"hash_self":"${'0'.repeat(64)}","hash_self"`)],
]

const replaced = (line: string, what: RegExp, by: (one: string) => string): string | null =>
  (what.test(line) ? line.replace(what, by) : null)
const flipped = (one: string): string => (one.endsWith('true') ? one.replace('true', 'false') : one.replace('false', 'true'))

const twice = (line: string, random: Random): string => {
  const members = Object.entries(parse(line))
  const [name, value] = members[random(members.length)] ?? ['', null]
  const one = `${JSON.stringify(name)}:${ordered(value, (names) => names)}`
  return line.replace(one, () => `${one},${one}`)
}

const spell = (name: string, respell: Respell): Kind => ({
  group: 'spellings',
  name,
  effort: 'as it stands',
  clause: 'RPL-09',
  first: FIRST.line,
  forge: (trace) =>
    places(trace).map((index) => () => {
      const before = trace.texts[index] ?? ''
      const after = respell(before, makeRandom(`${trace.name} ${index} ${name}`))
      if (after === null || after === before) return null
      return foundIn(`line ${index}`, index, trace.texts.with(index, after), { code: 'form', only: ['capture mismatch'], total: 1 })
    }),
})

/** The bytes of a line without the member hash_self, spelt as they are: what a careless reader would hash. */
const hashedAsSpelt = (trace: Trace, index: number, spelt: string): readonly string[] | null => {
  const member = /"hash_self":"[0-9a-f]{64}",?/
  if (!member.test(spelt)) return null
  const hash = sha256(spelt.replace(member, ''))
  const own = spelt.replace(/("hash_self":")[0-9a-f]{64}/, (_all, head: string) => head + hash)
  const lines = relink(trace.lines.with(index, { ...parse(trace.texts[index] ?? '{}'), hash_self: hash }), (place) => place <= index)
  return lines.map((line, place) => (place === index ? own : JSON.stringify(line)))
}

/** Spellings that are no JSON: a reader of parts of a line could overlook them if the hash fits. */
const NO_JSON: readonly (readonly [name: string, respell: Respell])[] = [
  ['a leading zero', integer((one) => `0${one}`)],
  ['a plus', number((one) => `+${one}`)],
  ['a point at the end', integer((one) => `${one}.`)],
  ['a digit more behind a space', integer((one) => `${one} 0`)],
  ['an underscore', integer((one) => `${one}_0`)],
  ['a comma too many', mark(',', ',,')],
  ['a bracket too many', (line) => `${line}}`],
  ['a letter too many', (line) => `${line}x`],
  ['a quote too few', (line) => line.replace(/"(?=,)/, '')],
  ['a raw control character', text((one) => `${one}\u0001`)],
]

const sortedText = (line: string): string => ordered(parse(line), (names) => names.toSorted((one, other) => (one < other ? -1 : 1)))

const speltAndHashed = (name: string, spellings: typeof SAME): Kind => ({
  group: 'spellings',
  name,
  effort: 're-hashed',
  clause: 'LED-03',
  first: FIRST.line,
  forge: (trace) =>
    places(trace).flatMap((index) =>
      spellings.map(([how, respell]) => (): Forgery | null => {
        const before = trace.texts[index] ?? ''
        const after = respell(before, makeRandom(`${trace.name} ${index} ${how} hashed`))
        const texts = after === null || after === before ? null : hashedAsSpelt(trace, index, after)
        if (texts === null) return null
        const told = { code: 'form', reasons: ['capture mismatch'] } as const
        return foundIn(`line ${index}, ${how}`, index, texts.map((one, place) => (place === index ? one : sortedText(one))), told)
      }),
    ),
})

export const SPELLING_KINDS: readonly Kind[] = [...SAME.map(([name, respell]) => spell(name, respell)),
  speltAndHashed('any of these spellings, hash_self made of the line as it is spelt', SAME),
  ...NO_JSON.map((one) => speltAndHashed(`${one[0]}, hash_self made of the line as it is spelt`, [one])),
]
