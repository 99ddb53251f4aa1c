import { compareNumbers } from '../../base/index.js'

/** An edge on its way from one row to the next: where it leaves the upper and where it reaches the lower one. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** For each span the number of its track, from the top, or null where it needs none; and how many tracks there are. */
export interface Tracks {
  readonly trackOf: readonly (number | null)[]
  readonly count: number
}

/** A shift so small that the edge bends instead of turning. */
export const BEND_MAX = 14

// Edges that come closer than this on one track would read as one.
const APART = 8

const overlap = (one: Span, other: Span): boolean =>
  Math.min(one.from, one.to) < Math.max(other.from, other.to) + APART && Math.min(other.from, other.to) < Math.max(one.from, one.to) + APART

const leadsRight = ({ from, to }: Span): boolean => to > from

/**
 * Tracks on which edges run sideways between two rows, so that no two run over each other. Of edges that lead the same way the one that has
 * gone furthest turns first: then they do not cross.
 */
export const tracksOf = (spans: readonly Span[]): Tracks => {
  const turning = spans.flatMap((span, index) => (Math.abs(span.from - span.to) <= BEND_MAX ? [] : [{ span, index }]))
  const rightward = turning.filter(({ span }) => leadsRight(span)).toSorted((a, b) => compareNumbers(b.span.from, a.span.from))
  const leftward = turning.filter(({ span }) => !leadsRight(span)).toSorted((a, b) => compareNumbers(a.span.from, b.span.from))
  const trackOf: (number | null)[] = spans.map(() => null)
  const placed: { readonly span: Span; readonly track: number }[] = []
  for (const { span, index } of [...rightward, ...leftward]) {
    const near = placed.filter((other) => overlap(other.span, span))
    let track = 0
    for (const other of near) if (leadsRight(other.span) === leadsRight(span)) track = Math.max(track, other.track + 1)
    while (near.some((other) => other.track === track)) track++
    placed.push({ span, track })
    trackOf[index] = track
  }
  return { trackOf, count: placed.reduce((most, { track }) => Math.max(most, track + 1), 0) }
}
