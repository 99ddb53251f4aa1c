import type { Trace } from '../corpus.js'
import { canonical, putAll, relink, sha256 } from '../forge.js'
import type { Leave, Plain, PlainLine } from '../forge.js'
import { FIRST, found, foundIn, lineAt, named, places } from '../kind.js'
import type { Forgery, Kind, Told } from '../kind.js'

/** The trace under a law that nobody has, all hashes made anew: without another fault its verdict is open (RPL-13). */
export const underUnknownLaw = (trace: Trace, leave?: Leave, change = (lines: readonly PlainLine[]) => lines): readonly PlainLine[] => {
  const ruleset = putAll(lineAt(trace, 0)['ruleset'] as PlainLine, { digest: sha256(trace.name) })
  return relink(change(trace.lines.with(0, putAll(lineAt(trace, 0), { ruleset }))), leave)
}

const lawless = (name: string, clause: string, first: string, at: (trace: Trace) => number[], forge: (trace: Trace, index: number) =>
  Forgery | null): Kind => ({
  group: 'under a law that nobody has',
  name,
  effort: 're-hashed',
  clause,
  first,
  forge: (trace) => at(trace).map((index) => () => forge(trace, index)),
})

const behindHeader = (trace: Trace): number[] => places(trace).slice(1)
const footer = (trace: Trace): number[] => [trace.lines.length - 1]
const CHAIN: Told = { code: 'chain', only: ['hash chain invalid'] }
const TIME: Told = { code: 'time', reasons: ['capture mismatch'] }
const FORM: Told = { code: 'form', reasons: ['capture mismatch'] }
const ORDER: Told = { code: 'order', reasons: ['capture mismatch'] }

/** One member that is wrong, though everything else fits it. */
const wrong = (name: string, clause: string, at: (trace: Trace) => number[], member: string, value: Plain, told: Told): Kind =>
  lawless(name, clause, FIRST.line, at, (trace, index) => {
    const put = (lines: readonly PlainLine[]) => lines.with(index, putAll(lines[index] ?? {}, { [member]: value }))
    return found(named(trace, index), index, underUnknownLaw(trace, (place, one) => place === index && one === member, put), told)
  })

type Change = (lines: readonly PlainLine[], index: number) => readonly PlainLine[]

const changed = (name: string, clause: string, first: string, shift: number, told: Told, change: Change): Kind =>
  lawless(name, clause, first, behindHeader, (trace, index) =>
    found(named(trace, index), index + shift, underUnknownLaw(trace, undefined, (lines) => change(lines, index)), told))

const OTHER = sha256('')

export const LAWLESS_KINDS: readonly Kind[] = [
  wrong('another root', 'LED-08', footer, 'root', OTHER, { ...CHAIN, total: 1 }),
  wrong('another tree hash', 'LED-08', footer, 'merkle_root', OTHER, { ...CHAIN, total: 1 }),
  wrong('another hash_prev', 'LED-03', behindHeader, 'hash_prev', OTHER, CHAIN),
  wrong('another hash_self', 'LED-03', places, 'hash_self', OTHER, { ...CHAIN, total: 1 }),
  wrong('another seq', 'LED-02', places, 'seq', 1_000_000, CHAIN),
  wrong('a hash_self that is no digest', 'LED-05', places, 'hash_self', 'none', { code: 'field', only: ['hash chain invalid'] }),
  wrong('a time that is none', 'LED-04', places, 'timestamp', '2026-02-30T00:00:00.000Z', TIME),
  wrong('a time long before', 'LED-04', behindHeader, 'timestamp', '1999-01-01T00:00:00.000Z', TIME),
  wrong('a field more', 'LED-05', places, 'zzz', 1, { code: 'field', only: ['capture mismatch'], total: 1 }),
  changed('a line without its chain fields', 'LED-05', FIRST.line, 0, { code: 'field', reasons: ['hash chain invalid'] },
    (lines, index) => {
    const { hash_prev: _prev, ...line } = lines[index] ?? {}
    return lines.with(index, line)
  }),
  changed('the header again', 'LED-06', FIRST.line, 0, ORDER, (lines, index) => lines.toSpliced(index, 0, lines[0] ?? {})),
  changed('cut behind a line', 'RPL-12', FIRST.end, 0, { ...ORDER, total: 1 }, (lines, index) => lines.slice(0, index)),
  changed('lines behind the footer', 'RPL-12', FIRST.after, 1, ORDER, (lines, index) => {
    const last = lines.at(-1) ?? {}
    return [...lines.slice(0, index), last, ...lines.slice(1, 2)]
  }),
  lawless('white space in a line', 'RPL-09', FIRST.line, places, (trace, index) => {
    const texts = underUnknownLaw(trace).map(canonical)
    const told = { code: 'form', only: ['capture mismatch'], total: 1 } as const
    return foundIn(named(trace, index), index, texts.with(index, (texts[index] ?? '').replace(',', ', ')), told)
  }),
  lawless('a line that is no JSON', 'LED-01', FIRST.line, places, (trace, index) =>
    foundIn(named(trace, index), index, underUnknownLaw(trace).map(canonical).with(index, '{'), FORM)),
  lawless('a number too great', 'NUM-01', FIRST.line, places, (trace, index) => {
    const texts = underUnknownLaw(trace).map(canonical)
    const text = (texts[index] ?? '').replace(/"seq":\d+/, '"seq":1e400')
    return foundIn(named(trace, index), index, texts.with(index, text), FORM)
  }),
]
