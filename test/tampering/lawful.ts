import { LAWS, otherThan } from './corpus.js'
import type { Trace } from './corpus.js'
import { writtenFor } from './engine.js'
import { at, parse, put, putAll, relink } from './forge.js'
import type { PlainLine } from './forge.js'
import { lineAt, places } from './kind.js'

/** A change that makes another lawful history, which no recomputation can tell from a true one (RPL-60). */
export interface LawfulKind {
  readonly name: string
  /** The footer alone differs, which no root covers (RPL-62). */
  readonly keepsRoot?: true
  /** The trace as the forger rewrites it, by a lawful engine where it takes one; null where the change has no place. */
  forge(trace: Trace): readonly PlainLine[] | null
}

const OTHER_ID = '11111111-2222-4333-8444-555555555555'

/** Runs the engine over the inputs of lines; null if the law knows no such session. */
const rerun = (lines: readonly PlainLine[], trace: Trace, law = trace.law): readonly PlainLine[] | null =>
  writtenFor(lines, law)?.map(parse) ?? null

const indexOf = (trace: Trace, type: string, fits: (line: PlainLine) => boolean = () => true): number | null => {
  const found = places(trace, type).filter((index) => fits(lineAt(trace, index)))
  return found[found.length >> 1] ?? null
}

const isRefused = (line: PlainLine): boolean => (line['validation'] as PlainLine)['allowed'] === false

const replaced = (trace: Trace, index: number | null, forge: (line: PlainLine) => PlainLine): readonly PlainLine[] | null =>
  index === null ? null : rerun(trace.lines.with(index, forge(lineAt(trace, index))), trace)

/** All times moved by the same number of milliseconds. */
const shifted = (trace: Trace, by: number): readonly PlainLine[] => {
  const move = (time: unknown): string => new Date(Date.parse(String(time)) + by).toISOString()
  const names = ['timestamp', 'timestamp_open', 'timestamp_close']
  const move1 = (line: PlainLine): PlainLine =>
    names.reduce((moved, name) => (Object.hasOwn(line, name) ? putAll(moved, { [name]: move(line[name]) }) : moved), line)
  return relink(trace.lines.map(move1))
}

export const LAWFUL_KINDS: readonly LawfulKind[] = [
  { name: 'another session id', forge: (trace) => relink(trace.lines.with(0, putAll(lineAt(trace, 0), { session_id: OTHER_ID }))) },
  { name: 'every time an hour later', forge: (trace) => shifted(trace, 3_600_000) },
  { name: 'every time years earlier', forge: (trace) => shifted(trace, -400_000_000_000) },
  {
    name: 'one time moved to that of the line before, with what follows from it',
    forge: (trace) => {
      const index = indexOf(trace, 'operator')
      return replaced(trace, index, (line) => putAll(line, { timestamp: lineAt(trace, (index ?? 1) - 1)['timestamp'] ?? null }))
    },
  },
  {
    name: 'another operator in place of one, everything recomputed',
    forge: (trace) =>
      replaced(trace, indexOf(trace, 'operator', (line) => !Object.hasOwn(line, 'source')), (line) => putAll(line, { name: 'nope' })),
  },
  {
    name: 'another parameter, everything recomputed',
    forge: (trace) =>
      replaced(trace, indexOf(trace, 'operator', (line) => at(line, ['params', 'q']) !== undefined), (line) =>
        put(line, ['params', 'q'], 1_000_003)),
  },
  {
    name: 'another text in place of one that does not parse',
    forge: (trace) =>
      replaced(trace, indexOf(trace, 'operator', (line) => Object.hasOwn(line, 'source')), (line) => putAll(line, { source: 'x(' })),
  },
  { name: 'another token in place of one', forge: (trace) =>
    replaced(trace, indexOf(trace, 'token'), (line) => putAll(line, { token_id: 'other' })) },
  {
    name: 'another target of a transition',
    forge: (trace) => replaced(trace, indexOf(trace, 'transition'), (line) => putAll(line, { to: 'elsewhere' })),
  },
  {
    name: 'a refused attempt left out, everything recomputed',
    forge: (trace) => {
      const index = indexOf(trace, 'operator', isRefused)
      return index === null ? null : rerun(trace.lines.toSpliced(index, 1), trace)
    },
  },
  {
    name: 'cut short, and closed lawfully',
    forge: (trace) => {
      const events = places(trace, 'operator', 'token', 'transition')
      return events.length < 2 ? null : rerun(trace.lines.slice(0, events[events.length >> 1]), trace)
    },
  },
  {
    name: 'an operator that never was, at the end',
    forge: (trace) => {
      const last = trace.lines.length - 1
      return rerun(trace.lines.toSpliced(last, 0, { type: 'operator', name: 'h', params: { q: 1 } }), trace)
    },
  },
  {
    name: 'a recovered session as closed',
    keepsRoot: true,
    forge: (trace) => {
      const last = trace.lines.length - 1
      if (lineAt(trace, last)['ended'] !== 'recovered') return null
      return relink(trace.lines.with(last, putAll(lineAt(trace, last), { ended: 'closed' })))
    },
  },
  {
    name: 'a closed session as recovered, where the ending has the time of the last line',
    keepsRoot: true,
    forge: (trace) => {
      const last = trace.lines.length - 1
      const time = lineAt(trace, last)['timestamp']
      const from = lineAt(trace, last - 1)['type'] === 'frame' ? last - 2 : last - 1
      if (lineAt(trace, last)['ended'] === 'recovered' || from < 0 || lineAt(trace, from)['timestamp'] !== time) return null
      return relink(trace.lines.with(last, putAll(lineAt(trace, last), { ended: 'recovered' })))
    },
  },
  {
    name: 'the footer a day later',
    keepsRoot: true,
    forge: (trace) => {
      const last = trace.lines.length - 1
      const footer = lineAt(trace, last)
      if (footer['ended'] === 'recovered') return null
      const timestamp = new Date(Date.parse(String(footer['timestamp'])) + 86_400_000).toISOString()
      return relink(trace.lines.with(last, putAll(footer, { timestamp })))
    },
  },
  {
    name: 'the events of another session under this header',
    forge: (trace) => {
      const other = otherThan(trace, 1)
      return other.lines.length < 3 ? null : rerun([lineAt(trace, 0), ...other.lines.slice(1)], trace)
    },
  },
  {
    name: 'another law that is known, everything recomputed under it',
    forge: (trace) =>
      LAWS.filter((known) => known !== trace.law).map((known) => rerun(trace.lines, trace, known)).find((one) => one !== null) ?? null,
  },
]
