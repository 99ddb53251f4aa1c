import type { BaseOperator, Decorator } from '../../artifact/condition.js'
import type { Scalar } from '../../artifact/law.js'

/** A value that a fact can have: a scalar, null, or a list of them. */
export type Constant = Scalar | null | readonly (Scalar | null)[]

const listOf = (value: Constant): readonly (Scalar | null)[] => (Array.isArray(value) ? (value as readonly (Scalar | null)[]) : [])

// LAW-33: an ordering with null, or with anything else that is no number, does not hold.
const isOrdered = (left: Constant, right: Constant, signs: readonly number[]): boolean =>
  typeof left === 'number' && typeof right === 'number' && signs.includes(Math.sign(left - right))

const holdsPlain = (operator: BaseOperator, left: Constant, right: Constant): boolean => {
  switch (operator) {
    case 'equal':
      return Object.is(left, right) || left === right
    case 'notEqual':
      return !holdsPlain('equal', left, right)
    case 'in':
      return listOf(right).some((member) => holdsPlain('equal', left, member))
    case 'notIn':
      return !holdsPlain('in', left, right)
    case 'contains':
      return holdsPlain('in', right, left)
    case 'doesNotContain':
      return !holdsPlain('in', right, left)
    case 'lessThan':
      return isOrdered(left, right, [-1])
    case 'lessThanInclusive':
      return isOrdered(left, right, [-1, 0])
    case 'greaterThan':
      return isOrdered(left, right, [1])
    case 'greaterThanInclusive':
      return isOrdered(left, right, [1, 0])
  }
}

/** Whether two values stand in a relation; decorators apply from the outside in (LAW-33, LAW-34). Written for the exports alone. */
export const relates = (decorators: readonly Decorator[], operator: BaseOperator, left: Constant, right: Constant): boolean => {
  const [decorator, ...rest] = decorators
  if (decorator === undefined) return holdsPlain(operator, left, right)
  const inner = (one: Constant, other: Constant): boolean => relates(rest, operator, one, other)
  switch (decorator) {
    case 'not':
      return !inner(left, right)
    case 'swap':
      return inner(right, left)
    case 'someFact':
      return Array.isArray(left) && listOf(left).some((member) => inner(member, right))
    case 'everyFact':
      return Array.isArray(left) && listOf(left).every((member) => inner(member, right))
    case 'someValue':
      return Array.isArray(right) && listOf(right).some((member) => inner(left, member))
    case 'everyValue':
      return Array.isArray(right) && listOf(right).every((member) => inner(left, member))
  }
}
