import { assert } from '../../base/index.js'
import type { LassoWord } from './lasso.js'
import type { ProductLasso } from './lasso-search.js'
import type { Model } from '../model.js'
import type { Fairness, Product } from './product.js'
import type { ModelPath } from '../verdict.js'

const placesOf = ({ automaton }: Product, nodes: readonly number[]): readonly number[] =>
  nodes.map((node) => Math.floor(node / automaton.size))

const pathAlong = (product: Product, nodes: readonly number[], letters: readonly number[]): ModelPath => {
  const { graph } = product
  const places = placesOf(product, nodes)
  const labels = places.slice(1).map((to, index) => graph.labelBetween(places[index] ?? 0, to, letters[index] ?? 0))
  return { states: places.map((place) => graph.stateAt(place)), labels, loop: null }
}

// The letter of the first edge that leads from a node to another.
const letterBetween = ({ graph, automaton, movesOn }: Product, from: number, to: number): number => {
  const place = Math.floor(from / automaton.size)
  const target = Math.floor(to / automaton.size)
  for (let edge = graph.offsets[place] ?? 0; edge < (graph.offsets[place + 1] ?? 0); edge++) {
    const letter = graph.letters[edge] ?? 0
    if (graph.targets[edge] !== target) continue
    const moves = movesOn(from % automaton.size, letter)
    if (moves.some((next, index) => index % 2 === 0 && next === to % automaton.size)) return letter
  }
  assert(false, 'each node of a way is reached from the one before')
}

const lettersAlong = (product: Product, nodes: readonly number[]): readonly number[] =>
  nodes.slice(1).map((to, index) => letterBetween(product, nodes[index] ?? 0, to))

/** The path of a model that the nodes of a product stand for, each reached from the one before. */
export const pathOfNodes = (product: Product, nodes: readonly number[]): ModelPath =>
  pathAlong(product, nodes, lettersAlong(product, nodes))

/** The lasso of a model that a lasso of a product stands for. */
export const pathOfLasso = (product: Product, { prefix, loop }: ProductLasso): ModelPath => {
  const nodes = [...prefix, ...loop.map(({ node }) => node)]
  const letters = [...lettersAlong(product, prefix), ...loop.map(({ letter }) => letter)]
  return { ...pathAlong(product, nodes, letters), loop: prefix.length - 1 }
}

const namesAt = (model: Model, label: number): ReadonlySet<string> => {
  const { holds } = model.label(label)
  return new Set(model.propositions.flatMap(({ name }, index) => (holds.has(index) ? [name] : [])))
}

/** The word that a lasso of a model spells: the letter of opening, then those of its labels (CHK-11). */
export const wordOf = (model: Model, { states, labels, loop }: ModelPath): LassoWord => {
  assert(loop !== null && labels.length > loop, 'a lasso goes round')
  const letters = [model.opening(states[0] ?? 0), ...labels].map((label) => namesAt(model, label))
  return { letters, back: loop + 1 }
}

/** Whether the loop of a lasso is fair, by the definition of CHK-14: what is enabled at its states, and what its steps take. */
export const isFairLoop = (model: Model, { proposition, strength }: Fairness, { states, labels, loop }: ModelPath): boolean => {
  const out = new Int32Array(2 * model.fanoutMax)
  const isEnabled = (state: number): boolean => {
    const count = model.expand(state, out)
    return out.subarray(0, 2 * count).some((label, index) => index % 2 === 1 && model.label(label).holds.has(proposition))
  }
  const enabled = states.slice((loop ?? 0) + 1).map(isEnabled)
  const taken = labels.slice(loop ?? 0).some((label) => model.label(label).holds.has(proposition))
  return taken || !(strength === 'weak' ? enabled.every(Boolean) : enabled.some(Boolean))
}
