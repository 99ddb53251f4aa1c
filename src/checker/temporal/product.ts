import type { Automaton } from './automaton.js'
import type { LetterGraph } from './product-letters.js'

/** Fairness over the steps that hold a proposition, by its number in the model (CHK-14). */
export interface Fairness {
  readonly proposition: number
  readonly strength: 'weak' | 'strong'
}

/**
 * The product of a model's letters with an automaton (CHK-13): node = place * automaton.size + state. Every edge into a node carries marks:
 * those of the automaton's move, one for each weak fairness (taken, or not enabled behind the step), and two for each strong one (taken;
 * enabled behind the step).
 */
export interface Product {
  readonly graph: LetterGraph
  readonly automaton: Automaton
  readonly size: number
  /** Nodes after the letters of opening, each once. */
  readonly initial: readonly number[]
  /** Marks that a way round must have. */
  readonly needed: number
  /** For each strong fairness: the mark of having been taken, the mark of having been enabled. */
  readonly strong: readonly { readonly taken: number; readonly enabled: number }[]
  /** The moves of the automaton from a state on a letter of the graph: next states and marks in turn. */
  movesOn(state: number, letter: number): Int32Array
  /** Marks that a step gets from its letter. */
  readonly letterMarks: Int32Array
  /** Marks that a step gets from the place that it leads to. */
  readonly placeMarks: Int32Array
}

/** A letter as bits: bit i for the i-th of these propositions. */
export const bitsOf = (letter: ReadonlySet<number>, propositions: readonly number[]): number =>
  propositions.reduce((bits, proposition, index) => (letter.has(proposition) ? bits | (1 << index) : bits), 0)

/** How many marks a product has: what CHK-13 bounds. */
export const marksOf = (automaton: Automaton, fairness: readonly Fairness[]): number =>
  automaton.marks + fairness.reduce((sum, { strength }) => sum + (strength === 'weak' ? 1 : 2), 0)

const markedPlaces = (
  graph: LetterGraph,
  fairness: readonly Fairness[],
  marks: (index: number, enabled: boolean) => number,
): Int32Array => {
  const enabledBy = Int32Array.from(graph.alphabet, (letter) => bitsOf(letter, fairness.map(({ proposition }) => proposition)))
  const found = new Int32Array(graph.size)
  if (fairness.length === 0) return found
  const unseen = new Map<number, number>()
  graph.beyond.forEach((place, index) => {
    const letter = graph.beyond[index + 1] ?? 0
    if (index % 2 === 0) unseen.set(place, (unseen.get(place) ?? 0) | (enabledBy[letter] ?? 0))
  })
  const marksFor = new Map<number, number>()
  for (let place = 0; place < graph.size; place++) {
    let enabled = unseen.get(place) ?? 0
    const end = graph.offsets[place + 1] as number // one offset for each place, and the end
    for (let edge = graph.offsets[place] as number; edge < end; edge++) enabled |= enabledBy[graph.letters[edge] as number] as number
    let marked = marksFor.get(enabled)
    if (marked === undefined) {
      marked = fairness.reduce((bits, _, index) => bits | marks(index, ((enabled >> index) & 1) === 1), 0)
      marksFor.set(enabled, marked)
    }
    found[place] = marked
  }
  return found
}

/** The product of a graph with an automaton whose propositions have these numbers in the model, under fairness. At most 30 marks. */
export const productOf = (
  graph: LetterGraph,
  automaton: Automaton,
  propositions: readonly number[],
  fairness: readonly Fairness[],
): Product => {
  let mark = automaton.marks
  const marksFor = fairness.map(({ strength }) => {
    const taken = 1 << mark++
    return strength === 'weak' ? { taken, idle: taken, enabled: 0 } : { taken, idle: 0, enabled: 1 << mark++ }
  })
  const letterBits = graph.alphabet.map((letter) => bitsOf(letter, propositions))
  const moves: (Int32Array | undefined)[] = []
  const movesOn = (state: number, letter: number): Int32Array =>
    (moves[letter * automaton.size + state] ??= automaton.moves(state, letterBits[letter] ?? 0))
  const initial = new Set<number>()
  for (let at = 0; at < graph.initial.length; at += 2) {
    const opened = movesOn(automaton.initial, graph.initial[at + 1] ?? 0)
    for (let move = 0; move < opened.length; move += 2) initial.add((graph.initial[at] ?? 0) * automaton.size + (opened[move] ?? 0))
  }
  const weak = marksFor.reduce((bits, { taken, enabled }) => (enabled === 0 ? bits | taken : bits), 0)
  return {
    graph, automaton, movesOn,
    size: graph.size * automaton.size,
    initial: [...initial],
    needed: ((1 << automaton.marks) - 1) | weak,
    strong: marksFor.filter(({ enabled }) => enabled !== 0),
    letterMarks: Int32Array.from(graph.alphabet, (letter) =>
      fairness.reduce((bits, { proposition }, index) => (letter.has(proposition) ? bits | (marksFor[index]?.taken ?? 0) : bits), 0)),
    placeMarks: markedPlaces(graph, fairness, (index, enabled) => marksFor[index]?.[enabled ? 'enabled' : 'idle'] ?? 0),
  }
}

/** Whether the marks of a way round make it one that is accepted and fair. */
export const areFair = ({ needed, strong }: Product, marks: number): boolean =>
  (marks & needed) === needed && strong.every(({ taken, enabled }) => (marks & enabled) === 0 || (marks & taken) !== 0)

/** Told of an edge of a product: the node that it leads to, its marks, and its letter; true ends the visit. */
export type VisitEdge = (to: number, marks: number, letter: number) => boolean

/** Visits the edges from a node in a fixed order, until `visit` gives true; gives whether it did. */
export const visitEdges = (product: Product, node: number, visit: VisitEdge): boolean => {
  const { graph, automaton, letterMarks, placeMarks } = product
  const place = Math.floor(node / automaton.size)
  const state = node - place * automaton.size
  const end = graph.offsets[place + 1] as number // one offset for each place, and the end
  for (let edge = graph.offsets[place] as number; edge < end; edge++) {
    const [target, letter] = [graph.targets[edge] as number, graph.letters[edge] as number] // edges of the graph
    const moves = product.movesOn(state, letter)
    const marks = (letterMarks[letter] as number) | (placeMarks[target] as number) // letters and places of the graph
    for (let move = 0; move < moves.length; move += 2) {
      // A move is a pair of numbers.
      if (visit(target * automaton.size + (moves[move] as number), marks | (moves[move + 1] as number), letter)) return true
    }
  }
  return false
}
