import type { Trace } from '../corpus.js'
import { at, keepSeq, put, putAll, relink } from '../forge.js'
import type { Plain, PlainLine } from '../forge.js'
import { FIRST, found, lineAt, named, places } from '../kind.js'
import type { Forgery, Kind } from '../kind.js'

const shifted = (name: string, by: number, at_: (trace: Trace) => number[]): Kind => ({
  group: 'numbers',
  name,
  effort: 're-hashed',
  clause: 'RPL-08',
  first: FIRST.line,
  forge: (trace) =>
    at_(trace).map((index) => () => {
      const lines = trace.lines.map((line, place) => (place < index ? line : putAll(line, { seq: Number(line['seq']) + by })))
      // Each later seq follows from the one written before it: one finding in all.
      const told = { code: 'chain', only: ['hash chain invalid'], total: 1 } as const
      return found(`from ${named(trace, index)} on`, index, relink(lines, keepSeq), told)
    }),
})

const oneSeq = (name: string, seq: (before: number) => Plain, code: 'chain' | 'field'): Kind => ({
  group: 'numbers',
  name,
  effort: 're-hashed',
  clause: 'LED-02',
  first: FIRST.line,
  forge: (trace) =>
    places(trace).map((index) => () => {
      const lines = trace.lines.with(index, putAll(lineAt(trace, index), { seq: seq(index) }))
      return found(named(trace, index), index, relink(lines, keepSeq), { code, only: ['hash chain invalid'] })
    }),
})

/** A count of the session that is shifted from some line on, wherever it stands. */
const counted = (name: string, clause: string, shift: (line: PlainLine, from: number) => PlainLine, member: string, from = 1): Kind => ({
  group: 'numbers',
  name,
  effort: 're-hashed',
  clause,
  first: 'the first operator with a shifted number',
  forge: (trace) => {
    const numbers = new Set(trace.lines.flatMap((line) => (line['type'] === 'operator' ? [line[member]] : [])))
    const first = [...numbers].filter((one): one is number => typeof one === 'number' && one >= from)
    return first.map((number) => (): Forgery => {
      const lines = trace.lines.map((line) => shift(line, number))
      const index = trace.lines.findIndex((line) => line['type'] === 'operator' && line[member] === number)
      return found(`from ${number} on`, index, relink(lines), { code: 'value', reasons: ['capture mismatch'] })
    })
  },
})

const more = (line: PlainLine, path: readonly string[], from: number, by: number): PlainLine => {
  const number = at(line, path)
  return typeof number === 'number' && number >= from ? put(line, path, number + by) : line
}

const opIds =
  (by: number) =>
  (line: PlainLine, from: number): PlainLine =>
    [['op_id'], ['operators', 'first'], ['operators', 'last']].reduce((shiftedLine, path) => more(shiftedLine, path, from, by), line)

const frameIds = (line: PlainLine, from: number): PlainLine =>
  [['frame_id'], ['frame_closed'], ['counts', 'frames']].reduce((shiftedLine, path) => more(shiftedLine, path, from, 1), line)

export const NUMBER_KINDS: readonly Kind[] = [
  shifted('seq from 1', 1, () => [0]),
  shifted('seq skips a number', 1, (trace) => places(trace).slice(1)),
  shifted('seq repeats a number', -1, (trace) => places(trace).slice(1)),
  shifted('seq leaps by a million', 1_000_000, (trace) => places(trace).slice(1)),
  oneSeq('one seq too great', (seq) => seq + 1, 'chain'),
  oneSeq('one seq beyond 2^53', () => 2 ** 53, 'field'),
  oneSeq('one seq with a fraction', (seq) => seq + 0.5, 'field'),
  oneSeq('one seq below 0', (seq) => -seq - 1, 'field'),
  counted('op_ids shifted by one', 'SES-24', opIds(1), 'op_id'),
  counted('an op_id repeated', 'SES-24', opIds(-1), 'op_id', 2),
  counted('frame ids shifted by one', 'SES-46', frameIds, 'frame_id'),
]
