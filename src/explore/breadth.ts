import type { PackedSystem } from './system.js'
import { VisitedStates } from './visited.js'

/** When a search ends without having seen everything. */
export interface SearchLimits {
  readonly states: number
  /** Asked now and then, with what was seen so far; false ends the search: a limit of time or memory, or a person. */
  readonly goesOn: (progress: SearchProgress) => boolean
}

/** How far a search has come. */
export interface SearchProgress {
  readonly states: number
  readonly expanded: number
  readonly edges: number
  /** Steps from the initial states to the layer that is being expanded. */
  readonly depth: number
}

/** What a breadth-first search found: states in order of discovery, each with the first edge that led to it. */
export interface Exploration extends SearchProgress {
  /** Whether every reachable state was expanded. */
  readonly complete: boolean
  /** States beyond the layer that was expanded last. */
  readonly frontier: number
  /** The state at a place in order of discovery. */
  stateAt(index: number): number
  /** The place of a state, -1 if it was not reached. */
  indexOf(state: number): number
  /** Place of the state that a state was reached from, -1 for an initial one. */
  parentOf(index: number): number
  /** The label of that edge; 0 for an initial state. */
  labelOf(index: number): number
}

/** Told of every edge that is looked at, self-loops included: places of both states (`to` may be new) and the label. */
export type SeeEdge = (from: number, to: number, label: number, isNew: boolean) => void

// Often enough for states whose edges take long to work out.
const ASK_EVERY = 128

/**
 * Explores `system` breadth first (CHK-09). States are found in an order that depends on nothing but the system, each over a shortest path.
 * `see` is told of every edge, in the order of the states it leaves.
 */
export const searchBreadth = (system: PackedSystem, limits: SearchLimits, see: SeeEdge | null = null): Exploration => {
  const visited = new VisitedStates()
  const out = new Int32Array(2 * system.fanoutMax)
  for (const state of system.initial) visited.add(state, -1, 0)
  let [expanded, edges, depth, layerEnd] = [0, 0, 0, visited.size]
  let complete = true
  const progress = (): SearchProgress => ({ states: visited.size, expanded, edges, depth })
  while (expanded < visited.size) {
    if (expanded === layerEnd) [depth, layerEnd] = [depth + 1, visited.size]
    if (visited.size > limits.states || (expanded % ASK_EVERY === 0 && !limits.goesOn(progress()))) {
      complete = false
      break
    }
    const count = system.expand(visited.stateAt(expanded), out)
    edges += count
    for (let at = 0; at < 2 * count; at += 2) {
      const [next, label] = [out[at] ?? 0, out[at + 1] ?? 0]
      const size = visited.size
      const index = visited.add(next, expanded, label)
      if (see !== null) see(expanded, index, label, index === size)
    }
    expanded++
  }
  return {
    ...progress(), complete,
    frontier: visited.size - expanded,
    stateAt: (index) => visited.stateAt(index),
    indexOf: (state) => visited.indexOf(state),
    parentOf: (index) => visited.parentOf(index),
    labelOf: (index) => visited.labelOf(index),
  }
}

/** The places from an initial state to the state at `index`, both included. */
export const pathTo = ({ parentOf }: Exploration, index: number): readonly number[] => {
  const path = [index]
  for (let at = parentOf(index); at >= 0; at = parentOf(at)) path.push(at)
  return path.toReversed()
}
