import { makeRandom, otherThan } from '../corpus.js'
import type { Trace } from '../corpus.js'
import { bytesOf, relink } from '../forge.js'
import type { PlainLine } from '../forge.js'
import { departing, FIRST, found, foundIn, lineAt, named, places } from '../kind.js'
import type { Effort, Forgery, Kind } from '../kind.js'

const MISSING = { code: 'order', only: ['capture mismatch'], total: 1 } as const

const cut = (effort: Effort): Kind => ({
  group: 'cuts and splices',
  name: 'cut behind a line',
  effort,
  clause: 'RPL-12',
  first: FIRST.end,
  forge: (trace) =>
    places(trace).slice(1).map((index) => () =>
      // What is left of a chain is a chain: to make it anew changes nothing.
      found(`cut before ${named(trace, index)}`, index, trace.lines.slice(0, index), MISSING),
    ),
})

const cutInside: Kind = {
  group: 'cuts and splices',
  name: 'cut in the middle of a line',
  effort: 'as it stands',
  clause: 'LED-01',
  first: FIRST.line,
  forge: (trace) =>
    places(trace).map((index) => () => {
      const start = bytesOf(trace.texts.slice(0, index)).length
      const { length } = bytesOf(trace.texts.slice(index, index + 1))
      const end = start + 1 + makeRandom(`${trace.name} cut ${index}`)(length - 2)
      const bytes = bytesOf(trace.texts).subarray(0, end)
      const what = `${named(trace, index)} cut behind byte ${end - start}`
      return { what, bytes, first: index, code: 'form', only: ['capture mismatch'] }
    }),
}

const cutLastByte: Kind = {
  group: 'cuts and splices',
  name: 'the LF of a line and all behind it cut',
  effort: 'as it stands',
  clause: 'LED-01',
  first: FIRST.line,
  forge: (trace) =>
    places(trace).map((index) => () => {
      const whole = bytesOf(trace.texts.slice(0, index + 1))
      return { what: named(trace, index), bytes: whole.subarray(0, -1), first: index, code: 'form', only: ['capture mismatch'] }
    }),
}

const nothing: Kind = {
  group: 'cuts and splices',
  name: 'nothing left',
  effort: 'as it stands',
  clause: 'RPL-15',
  first: FIRST.header,
  forge: () => [() => ({ what: 'no bytes', bytes: new Uint8Array(0), first: 0, code: 'order', only: ['capture mismatch'] })],
}

const headCut = (effort: Effort): Kind => ({
  group: 'cuts and splices',
  name: 'the head cut off',
  effort,
  clause: 'RPL-12',
  first: FIRST.header,
  forge: (trace) =>
    places(trace).slice(2).map((index) => () => {
      const lines = trace.lines.slice(index)
      return found(`${index} lines cut off`, 0, effort === 'as it stands' ? lines : relink(lines), { code: 'order' })
    }),
})

const footerOf = ({ lines }: Trace): PlainLine => lines.at(-1) ?? {}

const cutAndClosed = (name: string, members: PlainLine): Kind => ({
  group: 'cuts and splices',
  name,
  effort: 're-hashed',
  clause: 'SES-49',
  first: FIRST.engine,
  forge: (trace) =>
    places(trace).slice(1, -1).map((index) => () => {
      const timestamp = lineAt(trace, index - 1)['timestamp'] ?? null
      const footer = { ...footerOf(trace), timestamp, ...members }
      return departing(`cut before ${named(trace, index)}, the footer behind it`, relink([...trace.lines.slice(0, index), footer]))
    }),
})

const appended = (name: string, step: number): Kind => ({
  group: 'cuts and splices',
  name,
  effort: 'as it stands',
  clause: 'RPL-12',
  first: FIRST.after,
  forge: (trace) => [
    () => {
      const other = otherThan(trace, step)
      return foundIn(`${other.name} behind it`, trace.texts.length, [...trace.texts, ...other.texts], { code: 'order' })
    },
  ],
})

const STEPS = [1, 2, 5, 11]

type Splice = (one: readonly PlainLine[], other: readonly PlainLine[], index: number) => readonly PlainLine[]

const spliced = (name: string, splice: Splice): Kind[] =>
  (['as it stands', 're-hashed'] as const).map((effort): Kind => ({
    group: 'cuts and splices',
    name,
    effort,
    clause: 'LED-03',
    first: FIRST.engine,
    forge: (trace) =>
      STEPS.flatMap((step) =>
        places(trace).slice(1).map((index) => (): Forgery | null => {
          const other = otherThan(trace, step)
          if (index >= other.lines.length) return null
          const lines = splice(trace.lines, other.lines, index)
          return departing(`${other.name} at ${index}`, effort === 'as it stands' ? lines : relink(lines))
        }),
      ),
  }))

const oneOf: Splice = (one, other, index) => {
  const wanted = one[index]?.['type']
  const line = other.slice(index).find(({ type }) => type === wanted) ?? other.find(({ type }) => type === wanted)
  return line === undefined ? one : one.with(index, line)
}

export const CUT_KINDS: readonly Kind[] = [
  cut('as it stands'),
  cutInside,
  cutLastByte,
  nothing,
  headCut('as it stands'),
  headCut('re-hashed'),
  cutAndClosed('cut, and closed by the old footer', {}),
  cutAndClosed('cut, and closed by the old footer as if recovered', { ended: 'recovered' }),
  appended('another trace behind it', 3),
  appended('the same trace behind it', 0),
  ...spliced('the tail of another session', (one, other, index) => [...one.slice(0, index), ...other.slice(index)]),
  ...spliced('the head of another session', (one, other, index) => [...other.slice(0, index), ...one.slice(index)]),
  ...spliced('a middle of another session', (one, other, index) =>
    [...one.slice(0, index), ...other.slice(index, index + 3), ...one.slice(index + 3)]),
  ...spliced('one line of another session in place of one of its type', oneOf),
]
