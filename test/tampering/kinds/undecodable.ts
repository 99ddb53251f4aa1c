import { LIMITS } from '../../../src/base/index.js'
import type { Reason } from '../../../src/verifier/reason.js'
import { CORPUS, makeRandom } from '../corpus.js'
import type { Trace } from '../corpus.js'
import { bytesOf } from '../forge.js'
import { FIRST, foundIn, named, places } from '../kind.js'
import type { Kind } from '../kind.js'

// RPL-08: a line that is lost leaves a gap in the chain, unless it is the last.
const reasonsAt = (trace: Trace, index: number): readonly Reason[] =>
  index === trace.lines.length - 1 ? ['capture mismatch'] : ['hash chain invalid', 'capture mismatch']

/** A kind that makes one line undecodable; `respell` gives null where it has no place. */
const broken = (name: string, clause: string, respell: (text: string, random: (below: number) => number) => string | null): Kind => ({
  group: 'undecodable lines',
  name,
  effort: 'as it stands',
  clause,
  first: FIRST.line,
  forge: (trace) =>
    places(trace).map((index) => () => {
      const before = trace.texts[index] ?? ''
      const after = respell(before, makeRandom(`${trace.name} ${index} ${name}`))
      const told = { code: 'form', reasons: reasonsAt(trace, index) } as const
      return after === null ? null : foundIn(named(trace, index), index, trace.texts.with(index, after), told)
    }),
})

/** A place behind the opening quote of a text, of a name or a value. */
const inText = (text: string, put: string, random: (below: number) => number): string => {
  const spots = [...text.matchAll(/"(?:[^"\\]|\\.)*"/gu)].map(({ index }) => index + 1)
  const spot = spots[random(spots.length)] ?? 1
  return text.slice(0, spot) + put + text.slice(spot)
}

const number =
  (put: string) =>
  (text: string, random: (below: number) => number): string => {
    const spots = [...text.matchAll(/(?<=[:[,])-?[0-9][^,}\]"]*(?=[,}\]])/g)]
    const { 0: found = '', index = 0 } = spots[random(spots.length)] ?? {}
    return text.slice(0, index) + put + text.slice(index + found.length)
  }

const texts: readonly Kind[] = [
  broken('a number with a plus, +1', 'NUM-01', number('+1')),
  broken('a number with a leading zero, 01', 'NUM-01', number('01')),
  broken('a number that ends with its point, 1.', 'NUM-01', number('1.')),
  broken('a number that begins with its point, .5', 'NUM-01', number('.5')),
  broken('a hexadecimal number, 0x1', 'NUM-01', number('0x1')),
  broken('a number that is none, NaN', 'NUM-01', number('NaN')),
  broken('a number without end, Infinity', 'NUM-01', number('-Infinity')),
  broken('a number too great, 1e400', 'NUM-01', number('1e400')),
  broken('a lone high surrogate as an escape', 'NUM-02', (text, random) => inText(text, '\\ud800', random)),
  broken('a lone low surrogate as an escape', 'NUM-02', (text, random) => inText(text, '\\udc00', random)),
  broken('surrogates in the wrong order', 'NUM-02', (text, random) => inText(text, '\\ude00\\ud83d', random)),
  broken('a NUL in a text', 'LED-01', (text, random) => inText(text, '\u0000', random)),
  broken('a control character in a text', 'LED-01', (text, random) => inText(text, '\u001f', random)),
  broken('an escape that is none', 'LED-01', (text, random) => inText(text, '\\x41', random)),
  broken('a NUL behind a line', 'LED-01', (text) => `${text}\u0000`),
  broken('a byte order mark before a line', 'LED-01', (text) => `\ufeff${text}`),
  broken('a space that JSON does not know', 'LED-01', (text) => text.replace(',', ',\u00a0')),
  broken('a line separator of Unicode', 'LED-01', (text) => text.replace(',', ',\u2028')),
  broken('a comment', 'LED-01', (text) => text.replace('{', '{/**/')),
  broken('a comma too many', 'LED-01', (text) => text.replace(/\}$/, ',}')),
  broken('a comma too few', 'LED-01', (text) => text.replace(',', '')),
  broken('apostrophes for quotes', 'LED-01', (text) => text.replace('"type"', "'type'")),
  broken('a name without quotes', 'LED-01', (text) => text.replace('"type"', 'type')),
  broken('something behind the object', 'LED-01', (text) => `${text}x`),
  broken('the object twice in a line', 'LED-01', (text) => text + text),
  broken('the object in a list', 'LED-01', (text) => `[${text}]`),
  broken('the object as a text', 'LED-01', (text) => JSON.stringify(text)),
  broken('null in place of a line', 'LED-01', () => 'null'),
  broken('an empty object', 'RPL-07', () => '{}'),
  broken('an empty line in place of a line', 'LED-01', () => ''),
  broken('a type that is none', 'RPL-07', (text) => text.replace(/"type":"[a-z]+"/, '"type":"__proto__"')),
  broken('a type with great letters', 'RPL-07', (text) => text.replace(/"type":"[a-z]+"/, (one) => one.toUpperCase())),
  broken('a type twice, the last none', 'RPL-07', (text) => text.replace(/"type":"[a-z]+"/, '$&,"type":"none"')),
  broken('brackets too deep', 'NUM-05', (text) => text.replace('{', `{"a":${'['.repeat(2000)}${']'.repeat(2000)},`)),
]

/** Bytes put behind the opening quote of some text of a line. */
const bytes = (name: string, ...put: number[]): Kind => ({
  group: 'undecodable lines',
  name: `bytes that are no UTF-8: ${name}`,
  effort: 'as it stands',
  clause: 'LED-01',
  first: FIRST.line,
  forge: (trace) =>
    places(trace).map((index) => () => {
      const line = Buffer.from(trace.texts[index] ?? '')
      const spots = [...line.keys()].filter((place) => line[place] === 0x22 && line[place - 1] !== 0x5c && line[place + 1] !== 0x2c)
      const spot = (spots[makeRandom(`${trace.name} ${index} ${name}`)(spots.length)] ?? 0) + 1
      const start = bytesOf(trace.texts.slice(0, index)).length + spot
      const whole = bytesOf(trace.texts)
      const forged = Buffer.concat([whole.subarray(0, start), Buffer.from(put), whole.subarray(start)])
      return { what: named(trace, index), bytes: forged, first: index, code: 'form', reasons: reasonsAt(trace, index) }
    }),
})

const BYTES: readonly Kind[] = [
  bytes('NUL in two bytes', 0xc0, 0x80),
  bytes('a slash in two bytes', 0xc0, 0xaf),
  bytes('DEL in two bytes', 0xc1, 0xbf),
  bytes('two bytes in three', 0xe0, 0x9f, 0xbf),
  bytes('three bytes in four', 0xf0, 0x8f, 0xbf, 0xbf),
  bytes('a high surrogate', 0xed, 0xa0, 0x80),
  bytes('a pair of surrogates', 0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80),
  bytes('beyond the last character', 0xf4, 0x90, 0x80, 0x80),
  bytes('a first byte that is none', 0xf5, 0x80, 0x80, 0x80),
  bytes('a byte that is none', 0xff),
  bytes('a second byte alone', 0x80),
  bytes('the first of two bytes alone', 0xc3),
  bytes('two of three bytes', 0xe2, 0x82),
  bytes('three of four bytes', 0xf0, 0x9f, 0x98),
  bytes('a letter of Latin 1', 0xe9),
]

/** Changes of what stands between lines. */
const between = (name: string, forge: (before: readonly string[], after: readonly string[]) => string): Kind => ({
  group: 'undecodable lines',
  name,
  effort: 'as it stands',
  clause: 'LED-01',
  first: FIRST.line,
  forge: (trace) =>
    places(trace).slice(0, -1).map((index) => () => {
      const text = forge(trace.texts.slice(0, index + 1), trace.texts.slice(index + 1))
      const isInserted = text.includes('\n\n') || text.startsWith('\n')
      const first = isInserted ? index + 1 : index
      // RPL-08: the line behind one that is put in has the number of another place.
      const also = isInserted ? ({ also: { seq: index + 2, code: 'chain' } } as const) : {}
      const forged = Buffer.from(text)
      return { what: `behind ${named(trace, index)}`, bytes: forged, first, code: 'form', reasons: ['capture mismatch'], ...also }
    }),
})

const all = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')

const BETWEEN: readonly Kind[] = [
  between('an empty line between two lines', (before, after) => `${all(before)}\n${all(after)}`),
  between('no LF between two lines', (before, after) => `${all(before).slice(0, -1)}${all(after)}`),
  between('a CR alone between two lines', (before, after) => `${all(before).slice(0, -1)}\r${all(after)}`),
  between('an LF inside a line', (before, after) => `${all(before).replace(/,(?=[^,]*\n$)/, ',\n')}${all(after)}`),
]

const whole = (name: string, at: 'first' | 'behind', forge: (text: string) => Uint8Array): Kind => ({
  group: 'undecodable lines',
  name,
  effort: 'as it stands',
  clause: 'LED-01',
  first: at === 'first' ? FIRST.header : FIRST.after,
  forge: ({ texts: lines }) => [
    () => {
      const first = at === 'first' ? 0 : lines.length
      return { what: name, bytes: forge(all(lines)), first, code: 'form', reasons: ['capture mismatch'] }
    },
  ],
})

const WHOLE: readonly Kind[] = [
  whole('a byte order mark before all', 'first', (text) => Buffer.from(`\ufeff${text}`)),
  whole('an empty line before all', 'first', (text) => Buffer.from(`\n${text}`)),
  whole('all lines with CR LF', 'first', (text) => Buffer.from(text.replaceAll('\n', '\r\n'))),
  whole('all in UTF-16', 'first', (text) => Buffer.from(text, 'utf16le')),
  whole('all lines in one list', 'first', (text) => Buffer.from(`[${text.trimEnd().replaceAll('\n', ',')}]\n`)),
  whole('a second LF at the end', 'behind', (text) => Buffer.from(`${text}\n`)),
  whole('white space behind the last LF', 'behind', (text) => Buffer.from(`${text} `)),
  whole('a NUL behind the last LF', 'behind', (text) => Buffer.from(`${text}\u0000`)),
]

const tooLong: Kind = {
  group: 'undecodable lines',
  name: 'a line too long',
  effort: 'as it stands',
  clause: 'NUM-05',
  first: FIRST.line,
  // The lines are large: a few traces are enough.
  forge: (trace) =>
    (CORPUS.indexOf(trace) < 5 ? places(trace).slice(0, 2) : []).map((index) => () => {
      const padding = ' '.repeat(LIMITS.traceLineBytes.value)
      const told = { code: 'form', reasons: reasonsAt(trace, index) } as const
      return foundIn(named(trace, index), index, trace.texts.with(index, `${trace.texts[index] ?? ''}${padding}`), told)
    }),
}

export const UNDECODABLE_KINDS: readonly Kind[] = [...texts, ...BYTES, ...BETWEEN, ...WHOLE, tooLong]
