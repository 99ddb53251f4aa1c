import { searchBreadth } from '../explore/index.js'
import type { Exploration, SearchLimits } from '../explore/index.js'
import type { Label, Model } from './model.js'
import type { ModelPath } from './verdict.js'

/** Everything that one search of a model says: how often each label was met and where first, and which states are dead ends. */
export interface Survey {
  readonly model: Model
  readonly found: Exploration
  /** Labels that were met, those of opening included, in the order in which they first were. */
  readonly labels: readonly MetLabel[]
  /** Places of reached states without edges, in order of discovery. */
  readonly ends: readonly number[]
}

/** A label that was met: how often, and the first edge or the initial state that carries it. */
export interface MetLabel {
  readonly label: Label
  readonly id: number
  readonly edges: number
  /** Place of the state before the first step with it; that of the initial state where `isOpening`. */
  readonly from: number
  /** Place of the state behind it. */
  readonly to: number
  readonly isOpening: boolean
}

interface Meeting {
  edges: number
  readonly from: number
  readonly to: number
  readonly isOpening: boolean
}

/** Explores a model breadth first and gathers what its labels say (CHK-06). */
export const surveyModel = (model: Model, limits: SearchLimits): Survey => {
  const met: (Meeting | undefined)[] = []
  const order: number[] = []
  const meet = (label: number, from: number, to: number, isOpening: boolean): void => {
    const known = met[label]
    if (known !== undefined) {
      known.edges++
      return
    }
    met[label] = { edges: 1, from, to, isOpening }
    order.push(label)
  }
  model.initial.forEach((state, index) => meet(model.opening(state), index, index, true))
  const leaves = new Set<number>()
  let last = -1
  const found = searchBreadth(model, limits, (from, to, label) => {
    if (from !== last) {
      for (let skipped = last + 1; skipped < from; skipped++) leaves.add(skipped)
      last = from
    }
    meet(label, from, to, false)
  })
  for (let skipped = last + 1; skipped < found.expanded; skipped++) leaves.add(skipped)
  const labels = order.map((id) => ({ id, label: model.label(id), ...(met[id] ?? { edges: 0, from: 0, to: 0, isOpening: false }) }))
  return { model, found, labels, ends: [...leaves] }
}

/** The path to the first edge with a label: no other way to such an edge is shorter. */
export const pathToLabel = ({ found }: Survey, { from, to, id, isOpening }: MetLabel): ModelPath => {
  const path = pathOf(found, from)
  if (isOpening) return path
  return { states: [...path.states, found.stateAt(to)], labels: [...path.labels, id], loop: null }
}

/** The shortest path to the state at a place. */
export const pathOf = (found: Exploration, place: number): ModelPath => {
  const [states, labels]: [number[], number[]] = [[], []]
  for (let at = place; at >= 0; at = found.parentOf(at)) {
    states.push(found.stateAt(at))
    if (found.parentOf(at) >= 0) labels.push(found.labelOf(at))
  }
  return { states: states.toReversed(), labels: labels.toReversed(), loop: null }
}
