import { makeRandom, otherThan } from '../corpus.js'
import type { Trace } from '../corpus.js'
import { relink } from '../forge.js'
import type { PlainLine } from '../forge.js'
import { departing, FIRST, found, lineAt, named, places } from '../kind.js'
import type { Effort, Forgery, Kind } from '../kind.js'

type Arrange = (trace: Trace) => readonly { readonly what: string; readonly make: () => readonly PlainLine[] }[]

const isTwice = (lines: readonly PlainLine[], type: string): boolean => lines.filter((line) => line['type'] === type).length > 1

/** One arrangement of lines, forged twice: as it stands, and with every number, hash and root made anew. */
const both = (name: string, clause: string, arrange: Arrange): Kind[] => {
  const kind = (effort: Effort): Kind => ({
    group: 'lines',
    name,
    effort,
    clause,
    first: FIRST.engine,
    forge: (trace) =>
      arrange(trace).map(({ what, make }) => (): Forgery | null => {
        const lines = make()
        // A header or footer that stands twice has its own kinds.
        if (isTwice(lines, 'header') || isTwice(lines, 'footer')) return null
        return departing(what, effort === 'as it stands' ? lines : relink(lines))
      }),
  })
  return [kind('as it stands'), kind('re-hashed')]
}

const events = ['operator', 'token', 'transition', 'frame'] as const

const dropped: Arrange = (trace) =>
  places(trace).map((index) => ({ what: `${named(trace, index)} dropped`, make: () => trace.lines.toSpliced(index, 1) }))

const duplicated: Arrange = (trace) =>
  places(trace, ...events).map((index) => ({
    what: `${named(trace, index)} twice`,
    make: () => trace.lines.toSpliced(index, 0, lineAt(trace, index)),
  }))

const exchange = (trace: Trace, one: number, other: number) => ({
  what: `${named(trace, one)} and ${named(trace, other)} exchanged`,
  make: () => trace.lines.with(one, lineAt(trace, other)).with(other, lineAt(trace, one)),
})

const swapped: Arrange = (trace) => places(trace).slice(1).map((index) => exchange(trace, index - 1, index))

const sameTypeSwapped: Arrange = (trace) =>
  events.flatMap((type) => {
    const spots = places(trace, type)
    return spots.flatMap((one) => spots.filter((other) => other > one + 1).map((other) => exchange(trace, one, other)))
  })

const inserted: Arrange = (trace) =>
  places(trace).slice(1).flatMap((index) =>
    events.flatMap((type) => {
      const stock = [...trace.lines, ...otherThan(trace, 1).lines].filter((line) => line['type'] === type)
      const line = stock[makeRandom(`${trace.name} ${index} ${type}`)(Math.max(1, stock.length))]
      return line === undefined
        ? []
        : [{ what: `a ${type} put in before ${named(trace, index)}`, make: () => trace.lines.toSpliced(index, 0, line) }]
    }),
  )

const run: Arrange = (trace) =>
  places(trace).slice(1, -2).map((index) => ({
    what: `from ${named(trace, index)} three lines dropped`,
    make: () => trace.lines.toSpliced(index, Math.min(3, trace.lines.length - 1 - index)),
  }))

const moved: Arrange = (trace) =>
  places(trace, ...events).flatMap((index) => {
    const target = index + 2 + makeRandom(`${trace.name} ${index}`)(8)
    if (target >= trace.lines.length - 1) return []
    const make = () => trace.lines.toSpliced(index, 1).toSpliced(target, 0, lineAt(trace, index))
    return [{ what: `${named(trace, index)} moved to ${target}`, make }]
  })

const refusalsHidden: Arrange = (trace) => {
  const isRefused = (line: PlainLine): boolean => (line['validation'] as PlainLine | undefined)?.['allowed'] === false
  const make = () => trace.lines.filter((line) => !isRefused(line))
  return [{ what: 'all refusals left out', make }]
}

/** A refused or allowed operator left out, later op_ids and counts made to fit. */
const hidden: Kind = {
  group: 'lines',
  name: 'an operator left out, later op_ids and counts made to fit',
  effort: 're-hashed',
  clause: 'RPL-01',
  first: FIRST.engine,
  forge: (trace) =>
    places(trace, 'operator').map((index) => () => {
      const gone = Number(lineAt(trace, index)['op_id'])
      const less = (value: unknown): number => Number(value) - (Number(value) > gone ? 1 : 0)
      const fitted = trace.lines.toSpliced(index, 1).map((line): PlainLine => {
        if (line['type'] === 'operator') return { ...line, op_id: less(line['op_id']) }
        if (line['type'] === 'frame') {
          const { first, last, count } = line['operators'] as { first: number; last: number; count: number }
          return { ...line, operators: { first: less(first), last: less(last), count: first <= gone && gone <= last ? count - 1 : count } }
        }
        if (line['type'] !== 'footer') return line
        const counts = line['counts'] as PlainLine
        return { ...line, counts: { ...counts, operators: Number(counts['operators']) - 1 } }
      })
      return departing(`${named(trace, index)} hidden`, relink(fitted))
    }),
}

const headerTwice = (name: string, effort: Effort): Kind => ({
  group: 'lines',
  name,
  effort,
  clause: 'LED-06',
  first: FIRST.line,
  forge: (trace) =>
    places(trace).slice(1).concat(trace.lines.length).map((index) => () => {
      const lines = trace.lines.toSpliced(index, 0, lineAt(trace, 0))
      const told = { code: 'order', reasons: ['capture mismatch'] } as const
      return found(`the header again before ${named(trace, index)}`, index, effort === 'as it stands' ? lines : relink(lines), told)
    }),
})

const headerMissing = (effort: Effort): Kind => ({
  group: 'lines',
  name: 'the header missing',
  effort,
  clause: 'RPL-12',
  first: FIRST.header,
  forge: (trace) => [
    () => {
      const lines = trace.lines.slice(1)
      return found('no header', 0, effort === 'as it stands' ? lines : relink(lines), { code: 'order', reasons: ['capture mismatch'] })
    },
  ],
})

export const LINE_KINDS: readonly Kind[] = [
  ...both('a line dropped', 'RPL-08', dropped),
  ...both('a line twice', 'RPL-08', duplicated),
  ...both('two neighbours exchanged', 'RPL-08', swapped),
  ...both('two distant lines of one type exchanged', 'RPL-08', sameTypeSwapped),
  ...both('a line put in', 'RPL-08', inserted),
  ...both('three lines in a row dropped', 'RPL-08', run),
  ...both('a line moved to a later place', 'RPL-08', moved),
  ...both('every refusal left out', 'SES-24', refusalsHidden),
  hidden,
  headerTwice('the header again, anywhere', 'as it stands'),
  headerTwice('the header again, anywhere', 're-hashed'),
  headerMissing('as it stands'),
  headerMissing('re-hashed'),
]
