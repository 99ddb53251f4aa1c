import { unreachable } from '../base/index.js'
import type { BaseOperator, Decorator } from '../artifact/condition.js'
import type { Scalar } from '../artifact/law.js'

/** What a fact can be when it is read: a scalar, null, or the members of a list. A field of an object fact is a scalar or null. */
export type FactValue = Scalar | null | readonly (Scalar | null)[]

/** Decides one test, given the values of its two sides. */
export type Comparison = (left: FactValue, right: FactValue) => boolean

const members = (value: FactValue): readonly (Scalar | null)[] => (Array.isArray(value) ? (value as readonly (Scalar | null)[]) : [])

const holds = (list: FactValue, member: FactValue): boolean => members(list).some((item) => item === member)

// LAW-33: an ordering is false unless both sides are numbers; null on the left is no number.
const ordering =
  (order: (left: number, right: number) => boolean): Comparison =>
  (left, right) =>
    typeof left === 'number' && typeof right === 'number' && order(left, right)

const baseComparison = (operator: BaseOperator): Comparison => {
  switch (operator) {
    case 'equal':
      return (left, right) => left === right
    case 'notEqual':
      return (left, right) => left !== right
    case 'in':
      return (left, right) => holds(right, left)
    case 'notIn':
      return (left, right) => !holds(right, left)
    case 'contains':
      return holds
    case 'doesNotContain':
      return (left, right) => !holds(left, right)
    case 'lessThan':
      return ordering((left, right) => left < right)
    case 'lessThanInclusive':
      return ordering((left, right) => left <= right)
    case 'greaterThan':
      return ordering((left, right) => left > right)
    case 'greaterThanInclusive':
      return ordering((left, right) => left >= right)
    default:
      return unreachable(operator)
  }
}

const decorated = (decorator: Decorator, rest: Comparison): Comparison => {
  switch (decorator) {
    case 'not':
      return (left, right) => !rest(left, right)
    case 'swap':
      return (left, right) => rest(right, left)
    case 'someFact':
      return (left, right) => members(left).some((member) => rest(member, right))
    case 'everyFact':
      return (left, right) => members(left).every((member) => rest(member, right))
    case 'someValue':
      return (left, right) => members(right).some((member) => rest(left, member))
    case 'everyValue':
      return (left, right) => members(right).every((member) => rest(left, member))
    default:
      return unreachable(decorator)
  }
}

/** The meaning of an operator under its decorators, outermost first as they are written (LAW-33, LAW-34). */
export const compileComparison = (decorators: readonly Decorator[], operator: BaseOperator): Comparison =>
  decorators.reduceRight<Comparison>((rest, decorator) => decorated(decorator, rest), baseComparison(operator))
