import type { BaseOperator, Decorator } from '../artifact/condition.js'
import type { Scalar } from '../artifact/law.js'
import { assert } from '../base/index.js'

/** What a fact can be when it is read: a scalar, null, or the members of a list. A field of an object fact is a scalar or null. */
export type FactValue = Scalar | null | readonly (Scalar | null)[]

/** Decides one test, given the values of its two sides. */
export type Comparison = (left: FactValue, right: FactValue) => boolean

// How two numbers can stand to each other, as bits; an ordering is the set of those that satisfy it.
const BELOW = 1
const LEVEL = 2
const ABOVE = 4

const ORDERINGS: ReadonlyMap<BaseOperator, number> = new Map([
  ['lessThan', BELOW],
  ['lessThanInclusive', BELOW | LEVEL],
  ['greaterThan', ABOVE],
  ['greaterThanInclusive', ABOVE | LEVEL],
])

const OPPOSITES: ReadonlyMap<BaseOperator, BaseOperator> = new Map([
  ['notEqual', 'equal'],
  ['notIn', 'in'],
  ['doesNotContain', 'contains'],
])

const standing = (left: number, right: number): number => {
  if (left === right) return LEVEL
  return left < right ? BELOW : ABOVE
}

// LAW-33: an ordering is false unless both sides are numbers; null on the left is no number.
const ordered = (allowed: number): Comparison => {
  const isAllowed = (left: number, right: number): boolean => (standing(left, right) & allowed) !== 0
  return (left, right) => typeof left === 'number' && typeof right === 'number' && isAllowed(left, right)
}

const membersOf = (value: FactValue): readonly (Scalar | null)[] => (Array.isArray(value) ? (value as readonly (Scalar | null)[]) : [])

const isAmong = (member: FactValue, list: FactValue): boolean => membersOf(list).indexOf(member as Scalar | null) >= 0

const plain = (operator: BaseOperator): Comparison => {
  const opposite = OPPOSITES.get(operator)
  if (opposite !== undefined) return negated(plain(opposite))
  const allowed = ORDERINGS.get(operator)
  if (allowed !== undefined) return ordered(allowed)
  if (operator === 'equal') return (left, right) => left === right
  assert(operator === 'in' || operator === 'contains', `no operator ${operator}`)
  return operator === 'in' ? isAmong : (left, right) => isAmong(right, left)
}

const negated =
  (inner: Comparison): Comparison =>
  (left, right) =>
    !inner(left, right)

/** Counts for how many members of one side the rest holds: `some` wants one, `every` wants all (LAW-34). */
const quantified =
  (isLeft: boolean, wantsAll: boolean, rest: Comparison): Comparison =>
  (left, right) => {
    for (const member of membersOf(isLeft ? left : right)) {
      const isHeld = isLeft ? rest(member, right) : rest(left, member)
      if (isHeld !== wantsAll) return isHeld
    }
    return wantsAll
  }

const DECORATORS: { readonly [D in Decorator]: (rest: Comparison) => Comparison } = {
  not: negated,
  swap: (rest) => (left, right) => rest(right, left),
  someFact: (rest) => quantified(true, false, rest),
  everyFact: (rest) => quantified(true, true, rest),
  someValue: (rest) => quantified(false, false, rest),
  everyValue: (rest) => quantified(false, true, rest),
}

/** The meaning of an operator under its decorators, outermost first as they are written (LAW-33, LAW-34). */
export const compileComparison = (decorators: readonly Decorator[], operator: BaseOperator): Comparison => {
  const [outermost, ...inner] = decorators
  return outermost === undefined ? plain(operator) : DECORATORS[outermost](compileComparison(inner, operator))
}
