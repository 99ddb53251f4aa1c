import { assert, unreachable } from '../../base/index.js'
import type { BinaryFormula, Formula } from './ltl.js'

/** A node of a formula in negation normal form; operands are numbers of nodes that come before it. */
export type NormalNode =
  | { readonly kind: 'true' }
  | { readonly kind: 'false' }
  | { readonly kind: 'literal'; readonly proposition: number; readonly positive: boolean }
  | { readonly kind: 'next'; readonly of: number }
  | { readonly kind: 'and' | 'or' | 'until' | 'release'; readonly left: number; readonly right: number }

type PairKind = 'and' | 'or' | 'until' | 'release'

/** A formula in negation normal form as a graph in which equal parts are one node (CHK-13). */
export interface NormalFormula {
  readonly nodes: readonly NormalNode[]
  readonly root: number
  /** Names of the propositions, by the number that literals give. */
  readonly propositions: readonly string[]
}

const TRUE = 0
const FALSE = 1

const keyOf = (node: NormalNode): string =>
  node.kind === 'literal'
    ? `${node.positive ? '+' : '-'}${node.proposition}`
    : 'of' in node
      ? `next ${node.of}`
      : 'left' in node
        ? `${node.kind} ${node.left} ${node.right}`
        : node.kind

/** Makes nodes, each once, in their simplest form. */
class NormalNodes {
  readonly nodes: NormalNode[] = [{ kind: 'true' }, { kind: 'false' }]
  readonly #numbers = new Map<string, number>([
    ['true', TRUE],
    ['false', FALSE],
  ])

  literal(proposition: number, positive: boolean): number {
    return this.#intern({ kind: 'literal', proposition, positive })
  }

  next(of: number): number {
    return of === TRUE || of === FALSE || this.#isTimeless(of) ? of : this.#intern({ kind: 'next', of })
  }

  pair(kind: PairKind, left: number, right: number): number {
    switch (kind) {
      case 'and':
        return this.#junction('and', TRUE, FALSE, left, right)
      case 'or':
        return this.#junction('or', FALSE, TRUE, left, right)
      case 'until':
        return this.#fixpoint('until', FALSE, TRUE, left, right)
      case 'release':
        return this.#fixpoint('release', TRUE, FALSE, left, right)
      default:
        return unreachable(kind)
    }
  }

  #junction(kind: 'and' | 'or', neutral: number, absorbing: number, left: number, right: number): number {
    if (left === right || right === neutral) return left
    if (left === neutral) return right
    if (left === absorbing || right === absorbing || this.#areOpposite(left, right)) return absorbing
    return this.#intern({ kind, left: Math.min(left, right), right: Math.max(left, right) })
  }

  // false U b = b, a U a = a, a U (a U b) = a U b, F (a U b) = F b, and their duals; what is timeless is no later than now.
  #fixpoint(kind: 'until' | 'release', start: number, other: number, left: number, right: number): number {
    if (right === TRUE || right === FALSE || left === start || left === right || this.#isTimeless(right)) return right
    const inner = this.nodes[right]
    if (inner?.kind === kind && inner.left === left) return right
    if (inner?.kind === kind && left === other) return this.#fixpoint(kind, start, other, left, inner.right)
    return this.#intern({ kind, left, right })
  }

  // G F b and F G b: the same at every position.
  #isTimeless(number: number): boolean {
    const node = this.nodes[number]
    if (node?.kind !== 'until' && node?.kind !== 'release') return false
    const inner = this.nodes[node.right]
    if (node.kind === 'until') return node.left === TRUE && inner?.kind === 'release' && inner.left === FALSE
    return node.left === FALSE && inner?.kind === 'until' && inner.left === TRUE
  }

  #areOpposite(left: number, right: number): boolean {
    const [a, b] = [this.nodes[left], this.nodes[right]]
    return a?.kind === 'literal' && b?.kind === 'literal' && a.proposition === b.proposition && a.positive !== b.positive
  }

  #intern(node: NormalNode): number {
    const key = keyOf(node)
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    this.#numbers.set(key, this.nodes.length)
    return this.nodes.push(node) - 1
  }
}

const DUAL: { readonly [kind in PairKind]: PairKind } = { and: 'or', or: 'and', until: 'release', release: 'until' }

/** Builds one formula and its negation side by side; each part once for each sign. */
class Normaliser {
  readonly made = new NormalNodes()
  readonly #numbers: ReadonlyMap<string, number>
  readonly #done = { true: new Map<Formula, number>(), false: new Map<Formula, number>() }

  constructor(numbers: ReadonlyMap<string, number>) {
    this.#numbers = numbers
  }

  build(formula: Formula, positive: boolean): number {
    const done = this.#done[`${positive}`]
    const known = done.get(formula)
    if (known !== undefined) return known
    const number = this.#fresh(formula, positive)
    done.set(formula, number)
    return number
  }

  #fresh(formula: Formula, positive: boolean): number {
    switch (formula.kind) {
      case 'true':
        return positive ? TRUE : FALSE
      case 'false':
        return positive ? FALSE : TRUE
      case 'proposition': {
        const proposition = this.#numbers.get(formula.name)
        assert(proposition !== undefined, 'a formula speaks of its own propositions')
        return this.made.literal(proposition, positive)
      }
      case 'not':
        return this.build(formula.of, !positive)
      case 'next':
        return this.made.next(this.build(formula.of, positive))
      case 'eventually':
        return this.#pair('until', positive, positive ? TRUE : FALSE, this.build(formula.of, positive))
      case 'globally':
        return this.#pair('release', positive, positive ? FALSE : TRUE, this.build(formula.of, positive))
      default:
        return this.#binary(formula, positive)
    }
  }

  #binary({ kind, left, right }: BinaryFormula, positive: boolean): number {
    switch (kind) {
      case 'and':
      case 'or':
      case 'until':
      case 'release':
        return this.#pair(kind, positive, this.build(left, positive), this.build(right, positive))
      case 'implies':
        return this.#pair('or', positive, this.build(left, !positive), this.build(right, positive))
      case 'iff': {
        const both = this.made.pair('and', this.build(left, true), this.build(right, positive))
        return this.made.pair('or', both, this.made.pair('and', this.build(left, false), this.build(right, !positive)))
      }
      case 'weak-until': {
        // a W b = b R (a or b)
        const [a, b] = [this.build(left, positive), this.build(right, positive)]
        return this.#pair('release', positive, b, this.#pair('or', positive, a, b))
      }
      default:
        return unreachable(kind)
    }
  }

  // The operands have the sign already.
  #pair(kind: PairKind, positive: boolean, left: number, right: number): number {
    return this.made.pair(positive ? kind : DUAL[kind], left, right)
  }
}

/** The negation normal form of a formula, or of its negation where `positive` is false, over the propositions with these names. */
export const normalForm = (formula: Formula, positive: boolean, propositions: readonly string[]): NormalFormula => {
  const normaliser = new Normaliser(new Map(propositions.map((name, index) => [name, index])))
  const root = normaliser.build(formula, positive)
  return { nodes: normaliser.made.nodes, root, propositions }
}
