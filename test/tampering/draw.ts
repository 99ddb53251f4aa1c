import { hasTime, isDeep } from '../seed.js'
import { CORPUS, makeRandom } from './corpus.js'
import type { Trace } from './corpus.js'
import type { Forgery } from './kind.js'

/** A forgery and the trace that it was made of. */
export interface Drawn {
  readonly trace: Trace
  readonly forgery: Forgery
}

/** How many forgeries are judged: of each kind, and of one kind on one trace. */
export interface Budget {
  readonly perKind: number
  readonly perTrace: number
}

/** How long the tests of a group of kinds may take, in milliseconds: the deep run is long, and machines are busy. */
export const TIMEOUT = 300_000

// The deep run judges many more.
const of = (perKind: number, perTrace: number): Budget => ({ perKind, perTrace })
export const OF_KIND: Budget = hasTime ? of(400, 20) : isDeep ? of(60, 6) : of(10, 1)
export const OF_FIELD: Budget = hasTime ? of(40, 4) : isDeep ? of(10, 2) : of(4, 1)

/** Forgeries drawn with the seed: traces in its order, some ways on each, until there are enough. Ways that give none are free. */
export function* draw(name: string, waysOf: (trace: Trace) =>
  readonly (() => Forgery | null)[], { perKind, perTrace }: Budget): Generator<Drawn> {
  const random = makeRandom(name)
  const ranked = CORPUS.map((trace) => ({ trace, rank: random(2 ** 30) })).toSorted((one, other) => one.rank - other.rank)
  let left = perKind
  for (const { trace } of ranked) {
    const ways = left > 0 ? [...waysOf(trace)] : []
    let drawn = 0
    while (left > 0 && ways.length > 0 && drawn < perTrace) {
      const [way] = ways.splice(random(ways.length), 1)
      const forgery = way?.() ?? null
      if (forgery === null) continue
      drawn++
      left--
      yield { trace, forgery }
    }
  }
}

/** What came of drawn forgeries: how many were judged, on which traces, and the first that was not caught as it should be. */
export interface Outcome {
  readonly judged: number
  readonly traces: number
  readonly fault: string | null
}

/** Judges what is drawn until one is not caught as it should be. */
export const judgeAll = (drawn: Iterable<Drawn>, faultOf: (forgery: Forgery) => string | null): Outcome => {
  const traces = new Set<Trace>()
  let judged = 0
  for (const { trace, forgery } of drawn) {
    const fault = faultOf(forgery)
    judged++
    traces.add(trace)
    if (fault === null) continue
    const text = Buffer.from(forgery.bytes.subarray(0, 20_000)).toString()
    return { judged, traces: traces.size, fault: `${trace.name}: ${forgery.what}: ${fault}\n${text}` }
  }
  return { judged, traces: traces.size, fault: null }
}
