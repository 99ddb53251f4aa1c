import { recalled } from './automaton.js'
import type { Automaton } from './automaton.js'
import { AutomatonTooLarge } from './automaton-tableau.js'
import type { NormalFormula, NormalNode } from './ltl-normal.js'
import type { PropertyLimits } from './liveness-limits.js'

// A letter and a guess of what holds from the next position on settle what holds now.
interface Settled {
  /** Bits of the guess that the position before must have made. */
  readonly before: number
  readonly marks: number
  readonly holds: boolean
}

// Guesses are bits of an integer.
const TEMPORAL_MAX = 24

const isTemporal = ({ kind }: NormalNode): boolean => kind === 'next' || kind === 'until' || kind === 'release'

/**
 * The automaton of a formula whose states guess, for each part that looks ahead, whether it holds at the next position (CHK-16; E. Clarke,
 * O. Grumberg and H. Hamaguchi 1997). What it guesses depends on the rest of the word alone, so on a word that repeats, some accepting run
 * repeats in step with it: the shortest lasso of a product with it is the shortest of the model. Throws AutomatonTooLarge.
 */
export const exactAutomatonOf = (normal: NormalFormula, limits: PropertyLimits): Automaton => {
  const { nodes, root } = normal
  const temporal = nodes.flatMap((node, number) => (isTemporal(node) ? [number] : []))
  const untils = temporal.filter((number) => nodes[number]?.kind === 'until')
  if (temporal.length > TEMPORAL_MAX || untils.length > limits.acceptanceSets) throw new AutomatonTooLarge()
  const guesses = 1 << temporal.length
  if (guesses > limits.automatonStates) throw new AutomatonTooLarge()
  const places = new Map(temporal.map((number, index) => [number, index]))
  const settle = (letter: number, guess: number): Settled => {
    const holds: boolean[] = []
    for (const [number, node] of nodes.entries()) {
      const place = places.get(number)
      const later = place !== undefined && ((guess >> place) & 1) === 1
      holds.push(truthOf(node, letter, holds, later))
    }
    const bits = (chosen: (number: number) => boolean, from: readonly number[]): number =>
      from.reduce((sum, number, index) => sum + (chosen(number) ? 1 << index : 0), 0)
    return {
      before: bits((number) => holds[ofNext(nodes, number)] === true, temporal),
      marks: bits((number) => holds[number] !== true || holds[rightOf(nodes, number)] === true, untils),
      holds: holds[root] === true,
    }
  }
  const rows = new Map<number, readonly Settled[]>()
  const rowOf = (letter: number): readonly Settled[] => {
    const row = rows.get(letter) ?? Array.from({ length: guesses }, (_, guess) => settle(letter, guess))
    rows.set(letter, row)
    return row
  }
  return {
    size: guesses + 1,
    initial: guesses,
    marks: untils.length,
    universal: -1,
    live: new Uint8Array(guesses + 1).fill(1),
    moves: recalled(guesses + 1, (state, letter) =>
      Int32Array.from(
        rowOf(letter).flatMap(({ before, marks, holds }, guess) =>
          (state === guesses ? holds : before === state) ? [guess, marks] : []))),
  }
}

const truthOf = (node: NormalNode, letter: number, holds: readonly boolean[], later: boolean): boolean => {
  switch (node.kind) {
    case 'true':
      return true
    case 'false':
      return false
    case 'literal':
      return (((letter >> node.proposition) & 1) === 1) === node.positive
    case 'next':
      return later
    case 'and':
      return holds[node.left] === true && holds[node.right] === true
    case 'or':
      return holds[node.left] === true || holds[node.right] === true
    case 'until':
      return holds[node.right] === true || (holds[node.left] === true && later)
    case 'release':
      return holds[node.right] === true && (holds[node.left] === true || later)
  }
}

// What the guess for a node speaks of, one position on: the operand of `next`, else the node itself.
const ofNext = (nodes: readonly NormalNode[], number: number): number => {
  const node = nodes[number]
  return node?.kind === 'next' ? node.of : number
}

const rightOf = (nodes: readonly NormalNode[], number: number): number => {
  const node = nodes[number]
  return node !== undefined && 'right' in node ? node.right : number
}
