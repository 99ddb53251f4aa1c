import type { PackedSystem } from './system.js'
import { VisitedStates } from './visited.js'

/** A path through a system: `labels[i]` is the step from `states[i]` to `states[i + 1]`. */
export interface WalkPath {
  readonly states: readonly number[]
  readonly labels: readonly number[]
}

const pathInto = (reached: VisitedStates, place: number, next: number, label: number): WalkPath => {
  const [states, labels] = [[next], [label]]
  for (let at = place; at >= 0; at = reached.parentOf(at)) {
    states.push(reached.stateAt(at))
    if (reached.parentOf(at) >= 0) labels.push(reached.labelOf(at))
  }
  return { states: states.reverse(), labels: labels.reverse() }
}

/**
 * A shortest path to a bad label that goes through states of `isKnown` only, the last one excepted; null if there is none. Deterministic.
 */
export const shortestWithin = (
  system: PackedSystem,
  isKnown: (state: number) => boolean,
  isBad: (label: number) => boolean,
): WalkPath | null => {
  const reached = new VisitedStates()
  const out = new Int32Array(2 * system.fanoutMax)
  for (const state of system.initial) reached.add(state, -1, 0)
  for (let place = 0; place < reached.size; place++) {
    const edges = system.expand(reached.stateAt(place), out)
    for (let at = 0; at < 2 * edges; at += 2) {
      const [next, label] = [out[at] ?? 0, out[at + 1] ?? 0]
      if (isBad(label)) return pathInto(reached, place, next, label)
      if (isKnown(next)) reached.add(next, place, label)
    }
  }
  return null
}
