import { assert, compareNumbers } from '../../base/index.js'
import type { Move } from './automaton.js'
import type { NormalFormula } from './ltl-normal.js'
import type { PropertyLimits } from './liveness-limits.js'

// One way to meet what a set of formulas owes at this position: what the letter must have and lack, what is owed from the next position on,
// and the until formulas that are put off, as bits.
interface Branch {
  readonly yes: number
  readonly no: number
  readonly owed: readonly number[]
  readonly putOff: number
}

/** An automaton as it is built: the moves of each state, in a fixed order. State 0 is the initial one. */
export interface MoveTable {
  readonly moves: readonly (readonly Move[])[]
  readonly marks: number
}

/** More states or moves than the limits allow. */
export class AutomatonTooLarge extends Error {}

const NOTHING: Branch = { yes: 0, no: 0, owed: [], putOff: 0 }

const union = (a: readonly number[], b: readonly number[]): readonly number[] =>
  a.length === 0 ? b : b.length === 0 ? a : [...new Set([...a, ...b])].sort(compareNumbers)

const isWithin = (inner: readonly number[], outer: readonly number[]): boolean => inner.every((one) => outer.includes(one))

// Whatever goes on from `b` goes on from `a`.
const coversBranch = (a: Branch, b: Branch): boolean =>
  (a.yes & b.yes) === a.yes && (a.no & b.no) === a.no && (a.putOff & b.putOff) === a.putOff && isWithin(a.owed, b.owed)

const weakest = (branches: readonly Branch[]): readonly Branch[] => {
  const kept: Branch[] = []
  for (const branch of branches) {
    if (kept.some((one) => coversBranch(one, branch))) continue
    const rest = kept.filter((one) => !coversBranch(branch, one))
    kept.length = 0
    kept.push(...rest, branch)
  }
  return kept
}

const both = (left: readonly Branch[], right: readonly Branch[]): readonly Branch[] =>
  weakest(
    left.flatMap((a) =>
      right.flatMap((b) => {
        const [yes, no] = [a.yes | b.yes, a.no | b.no]
        return (yes & no) === 0 ? [{ yes, no, owed: union(a.owed, b.owed), putOff: a.putOff | b.putOff }] : []
      })))

/** Unfolds formulas into branches: a U b = b or (a and X (a U b)), a R b = b and (a or X (a R b)). */
class Unfolding {
  readonly untils: readonly number[]
  readonly #normal: NormalFormula
  readonly #branchesMax: number
  readonly #branches = new Map<number, readonly Branch[]>()

  constructor(normal: NormalFormula, branchesMax: number) {
    this.#normal = normal
    this.#branchesMax = branchesMax
    this.untils = normal.nodes.flatMap(({ kind }, number) => (kind === 'until' ? [number] : []))
  }

  of(owed: readonly number[]): readonly Branch[] {
    return owed.reduce<readonly Branch[]>((found, number) => this.#both(found, this.#one(number)), [NOTHING])
  }

  #one(number: number): readonly Branch[] {
    const known = this.#branches.get(number)
    if (known !== undefined) return known
    const branches = this.#unfold(number)
    this.#branches.set(number, branches)
    return branches
  }

  #unfold(number: number): readonly Branch[] {
    const node = this.#normal.nodes[number]
    assert(node !== undefined, 'a node of the formula')
    switch (node.kind) {
      case 'true':
        return [NOTHING]
      case 'false':
        return []
      case 'literal': {
        const bit = 1 << node.proposition
        return [{ ...NOTHING, ...(node.positive ? { yes: bit } : { no: bit }) }]
      }
      case 'next':
        return [{ ...NOTHING, owed: this.#conjuncts(node.of) }]
      case 'and':
        return this.#both(this.#one(node.left), this.#one(node.right))
      case 'or':
        return weakest([...this.#one(node.left), ...this.#one(node.right)])
      case 'until': {
        const later: Branch = { ...NOTHING, owed: [number], putOff: 1 << this.untils.indexOf(number) }
        return weakest([...this.#one(node.right), ...this.#both(this.#one(node.left), [later])])
      }
      case 'release': {
        const later: Branch = { ...NOTHING, owed: [number] }
        return this.#both(this.#one(node.right), weakest([...this.#one(node.left), later]))
      }
    }
  }

  #both(left: readonly Branch[], right: readonly Branch[]): readonly Branch[] {
    if (left.length * right.length > this.#branchesMax) throw new AutomatonTooLarge()
    return both(left, right)
  }

  // A sum of what is owed is owed part by part, so that parts that come from elsewhere too are one.
  #conjuncts(number: number): readonly number[] {
    const node = this.#normal.nodes[number]
    return node?.kind === 'and' ? union(this.#conjuncts(node.left), this.#conjuncts(node.right)) : [number]
  }
}

/**
 * The automaton of a formula by tableau, marks on the moves (CHK-13; R. Gerth, D. Peled, M. Vardi and P. Wolper 1995, with the acceptance
 * on moves of J.-M. Couvreur 1999). A state is what is owed from the next letter on; mark i comes with every move that does not put off the
 * i-th until formula. Throws AutomatonTooLarge.
 */
export const tableauOf = (normal: NormalFormula, limits: PropertyLimits): MoveTable => {
  const unfolding = new Unfolding(normal, limits.automatonBranches)
  const marks = unfolding.untils.length
  if (marks > limits.acceptanceSets) throw new AutomatonTooLarge()
  const all = (1 << marks) - 1
  const owedBy: (readonly number[])[] = [[normal.root]]
  const states = new Map<string, number>([[String(normal.root), 0]])
  const placeOf = (owed: readonly number[]): number => {
    const key = owed.join()
    const known = states.get(key)
    if (known !== undefined) return known
    if (states.size >= limits.automatonStates) throw new AutomatonTooLarge()
    states.set(key, states.size)
    return owedBy.push(owed) - 1
  }
  const moves: Move[][] = []
  let count = 0
  for (let state = 0; state < owedBy.length; state++) {
    const branches = unfolding.of(owedBy[state] ?? [])
    count += branches.length
    if (count > limits.automatonMoves) throw new AutomatonTooLarge()
    moves.push(branches.map(({ yes, no, owed, putOff }) => ({ yes, no, marks: all & ~putOff, next: placeOf(owed) })))
  }
  return { moves, marks }
}
