import type { Trace } from '../corpus.js'
import { writtenFor } from '../engine.js'
import { canonical, parse, putAll, relink } from '../forge.js'
import type { PlainLine } from '../forge.js'
import { departing, FIRST, found, foundIn, lineAt, named, places } from '../kind.js'
import type { Kind, Told } from '../kind.js'

/** A change at each frame line; both as it stands and with every hash made anew. `first` counts from the place of the frame line. */
const framed = (
  name: string,
  clause: string,
  first: string,
  told: Told,
  forge: (trace: Trace, index: number) => { readonly lines: readonly PlainLine[]; readonly first: number } | null,
): Kind[] =>
  (['as it stands', 're-hashed'] as const).map((effort): Kind => ({
    group: 'frames',
    name,
    effort,
    clause,
    first,
    forge: (trace) =>
      places(trace, 'frame').map((index) => () => {
        const forged = forge(trace, index)
        if (forged === null) return null
        const lines = effort === 'as it stands' ? forged.lines : relink(forged.lines)
        return found(named(trace, index), forged.first, lines, told)
      }),
  }))

const ORDER = { code: 'order', reasons: ['capture mismatch'] } as const

const missing = (what: string, isWanted: (next: PlainLine) => boolean): Kind[] =>
  framed(`the frame line before ${what} missing`, 'LED-07', 'where the frame line should stand', ORDER, (trace, index) =>
    isWanted(lineAt(trace, index + 1)) ? { lines: trace.lines.toSpliced(index, 1), first: index } : null)

const behind = framed('a frame line behind the line that closes it', 'LED-07', FIRST.line, ORDER, (trace, index) => ({
  lines: trace.lines.toSpliced(index, 2, lineAt(trace, index + 1), lineAt(trace, index)),
  first: index,
}))

const twice = framed('a frame line twice', 'RPL-11', 'the second of the two', ORDER, (trace, index) => ({
  lines: trace.lines.toSpliced(index, 0, lineAt(trace, index)),
  first: index + 1,
}))

const otherFrame = (trace: Trace, index: number): PlainLine | null => {
  const other = places(trace, 'frame').find((place) => place !== index)
  return other === undefined ? null : lineAt(trace, other)
}

const ofAnother = framed('the line of another frame', 'SES-48', FIRST.line, { reasons: ['capture mismatch'] }, (trace, index) => {
  const other = otherFrame(trace, index)
  if (other === null) return null
  const { timestamp = null, seq = null } = lineAt(trace, index)
  return { lines: trace.lines.with(index, putAll(other, { timestamp, timestamp_close: timestamp, seq })), first: index }
})

const exchanged = framed('the lines of two frames exchanged', 'SES-48', 'the first of the two', {}, (trace, index) => {
  const [other] = places(trace, 'frame').filter((place) => place > index)
  if (other === undefined) return null
  return { lines: trace.lines.with(index, lineAt(trace, other)).with(other, lineAt(trace, index)), first: index }
})

const earlier: Kind = {
  group: 'frames',
  name: 'a frame line one line too early',
  effort: 're-hashed',
  clause: 'RPL-11',
  first: FIRST.engine,
  forge: (trace) =>
    places(trace, 'frame').map((index) => () =>
      departing(named(trace, index), relink(trace.lines.toSpliced(index - 1, 2, lineAt(trace, index), lineAt(trace, index - 1))))),
}

const merged: Kind = {
  group: 'frames',
  name: 'two frames in one: a frame line left out, later ids and counts made to fit',
  effort: 're-hashed',
  clause: 'SES-46',
  first: FIRST.engine,
  forge: (trace) =>
    places(trace, 'frame').slice(0, -1).map((index) => () => {
      const gone = Number(lineAt(trace, index)['frame_id'])
      const fit = (value: unknown): number | null => (typeof value === 'number' ? value - (value > gone ? 1 : 0) : null)
      const lines = trace.lines.toSpliced(index, 1).map((line): PlainLine => {
        if (Object.hasOwn(line, 'frame_id')) return putAll(line, { frame_id: fit(line['frame_id']) })
        if (Object.hasOwn(line, 'frame_closed')) return putAll(line, { frame_closed: fit(line['frame_closed']) })
        const counts = line['counts'] as PlainLine | undefined
        return counts === undefined ? line : putAll(line, { counts: putAll(counts, { frames: Number(counts['frames']) - 1 }) })
      })
      return departing(named(trace, index), relink(lines))
    }),
}

/** The line that would close the open frame at `index`, as the engine writes it; null if none is open or one closes there anyway. */
const closing = (trace: Trace, index: number): PlainLine | null => {
  if (lineAt(trace, index)['type'] === 'frame' || lineAt(trace, index - 1)['type'] === 'frame') return null
  const { timestamp = null } = lineAt(trace, index)
  const texts = writtenFor([...trace.lines.slice(0, index), { type: 'frame', timestamp }], trace.law)
  const line = texts?.[index] === undefined ? null : parse(texts[index])
  return line?.['type'] === 'frame' ? line : null
}

const unclosed: Kind = {
  group: 'frames',
  name: 'a true line of the open frame where nothing closes it',
  effort: 're-hashed',
  clause: 'RPL-11',
  first: FIRST.line,
  forge: (trace) =>
    places(trace).slice(2).map((index) => () => {
      const line = closing(trace, index)
      if (line === null) return null
      return found(`before ${named(trace, index)}`, index, relink(trace.lines.toSpliced(index, 0, line)), ORDER)
    }),
}

/** RPL-10: what one line leaves unclear is clear again for the next frame line. */
const unclosedAfterLoss: Kind = {
  group: 'frames',
  name: 'a true line of the open frame where nothing closes it, far behind a line that is lost',
  effort: 're-hashed',
  clause: 'RPL-11',
  first: 'the line that is lost',
  forge: (trace) =>
    places(trace).slice(2).map((index) => () => {
      const line = closing(trace, index)
      if (line === null) return null
      const texts = relink(trace.lines.toSpliced(index, 0, line)).map(canonical)
      const told = { code: 'form', also: { seq: index + 1, code: 'order' } } as const
      return foundIn(`before ${named(trace, index)}`, 1, texts.toSpliced(1, 0, '{}'), told)
    }),
}

const beforeFirst: Kind = {
  group: 'frames',
  name: 'a frame line before anything is open',
  effort: 're-hashed',
  clause: 'RPL-11',
  first: FIRST.line,
  forge: (trace) =>
    places(trace, 'frame').map((index) => () => {
      const { timestamp = null } = lineAt(trace, 1)
      const line = putAll(lineAt(trace, index), { timestamp, timestamp_open: timestamp, timestamp_close: timestamp })
      return found(named(trace, index), 1, relink(trace.lines.toSpliced(1, 0, line)), ORDER)
    }),
}

export const FRAME_KINDS: readonly Kind[] = [
  ...missing('an operator', ({ type }) => type === 'operator'),
  ...missing('a transition', ({ type }) => type === 'transition'),
  ...missing('the footer', ({ type }) => type === 'footer'),
  ...behind,
  ...twice,
  ...ofAnother,
  ...exchanged,
  earlier,
  merged,
  unclosed,
  unclosedAfterLoss,
  beforeFirst,
]
