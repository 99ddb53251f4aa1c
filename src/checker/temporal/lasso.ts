import { unreachable } from '../../base/index.js'
import type { BinaryKind, Formula } from './ltl.js'

/**
 * An infinite word that repeats: the names that hold at each position, and the position to which the last one leads back. Every word that a
 * lasso of a model spells has this shape.
 */
export interface LassoWord {
  readonly letters: readonly ReadonlySet<string>[]
  /** The position that follows the last one. */
  readonly back: number
}

type Truths = readonly boolean[]

/**
 * Whether a formula holds at the first position of a word that repeats (CHK-11). Decided by the meaning of the operators at each position,
 * with no automaton: it judges what the search has found.
 */
export const holdsOnLasso = (formula: Formula, { letters, back }: LassoWord): boolean => {
  const next = (index: number): number => (index + 1 < letters.length ? index + 1 : back)
  const everywhere = (truth: (index: number) => boolean): Truths => letters.map((_, index) => truth(index))
  // The least solution of x = now or (stays and x of the next position), or the greatest: two sweeps backwards reach it on such a word.
  const settle = (start: boolean, truth: (index: number, later: boolean) => boolean): Truths => {
    const truths = letters.map(() => start)
    for (let sweep = 0; sweep < 2; sweep++) {
      for (let index = letters.length - 1; index >= 0; index--) truths[index] = truth(index, truths[next(index)] === true)
    }
    return truths
  }
  const until = (stays: Truths, now: Truths): Truths =>
    settle(false, (index, later) => now[index] === true || (stays[index] === true && later))
  const always = everywhere(() => true)
  const truthsOf = (one: Formula): Truths => {
    switch (one.kind) {
      case 'true':
        return always
      case 'false':
        return everywhere(() => false)
      case 'proposition':
        return everywhere((index) => letters[index]?.has(one.name) === true)
      case 'not':
        return truthsOf(one.of).map((truth) => !truth)
      case 'next': {
        const inner = truthsOf(one.of)
        return everywhere((index) => inner[next(index)] === true)
      }
      case 'eventually':
        return until(always, truthsOf(one.of))
      case 'globally': {
        const inner = truthsOf(one.of)
        return settle(true, (index, later) => inner[index] === true && later)
      }
      case 'and':
      case 'or':
      case 'implies':
      case 'iff':
      case 'until':
      case 'release':
      case 'weak-until':
        return joined(one.kind, truthsOf(one.left), truthsOf(one.right))
      default:
        return unreachable(one)
    }
  }
  const joined = (kind: BinaryKind, left: Truths, right: Truths): Truths => {
    const [l, r] = [(index: number) => left[index] === true, (index: number) => right[index] === true]
    switch (kind) {
      case 'and':
        return everywhere((index) => l(index) && r(index))
      case 'or':
        return everywhere((index) => l(index) || r(index))
      case 'implies':
        return everywhere((index) => !l(index) || r(index))
      case 'iff':
        return everywhere((index) => l(index) === r(index))
      case 'until':
        return until(left, right)
      case 'release':
        return settle(true, (index, later) => r(index) && (l(index) || later))
      case 'weak-until':
        return settle(true, (index, later) => r(index) || (l(index) && later))
      default:
        return unreachable(kind)
    }
  }
  return truthsOf(formula)[0] === true
}
