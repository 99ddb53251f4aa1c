import type { BaseOperator, Condition, Decorator, FactReference, Test } from '../artifact/condition.js'
import type { Scalar } from '../artifact/law.js'
import { unreachable } from '../base/index.js'

/** The value of a fact, of a field of one, or of a literal; the map holds the fields of a whole `object` fact. */
export type FactValue = Scalar | null | readonly (Scalar | null)[] | ReadonlyMap<string, Scalar | null>

/** Reads one value from whatever a condition is about. */
export type Read<C> = (context: C) => FactValue

/** Whether something holds of whatever a condition is about. */
export type Holds<C> = (context: C) => boolean

type Relation = (left: FactValue, right: FactValue) => boolean

const isList = (value: FactValue): value is readonly (Scalar | null)[] => Array.isArray(value)
const isMember = (value: FactValue, list: FactValue): boolean => isList(list) && list.some((member) => member === value)

// LAW-33: ordering is false if the left side is null.
const ordering =
  (compare: (left: number, right: number) => boolean): Relation =>
  (left, right) =>
    typeof left === 'number' && typeof right === 'number' && compare(left, right)

const relationOf = (operator: BaseOperator): Relation => {
  switch (operator) {
    case 'equal':
      return (left, right) => left === right
    case 'notEqual':
      return (left, right) => left !== right
    case 'in':
      return isMember
    case 'notIn':
      return (left, right) => !isMember(left, right)
    case 'contains':
      return (left, right) => isMember(right, left)
    case 'doesNotContain':
      return (left, right) => !isMember(right, left)
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

// LAW-34: over an empty list `some…` is false and `every…` true.
const decorate = (decorator: Decorator, rest: Relation): Relation => {
  switch (decorator) {
    case 'not':
      return (left, right) => !rest(left, right)
    case 'swap':
      return (left, right) => rest(right, left)
    case 'someFact':
      return (left, right) => isList(left) && left.some((member) => rest(member, right))
    case 'everyFact':
      return (left, right) => isList(left) && left.every((member) => rest(member, right))
    case 'someValue':
      return (left, right) => isList(right) && right.some((member) => rest(left, member))
    case 'everyValue':
      return (left, right) => isList(right) && right.every((member) => rest(left, member))
    default:
      return unreachable(decorator)
  }
}

/** Binds a test to the readers of its facts; decorators apply from the outside in (LAW-31, LAW-33, LAW-34). */
export const bindTest = <C>(test: Test, readerOf: (reference: FactReference) => Read<C>): Holds<C> => {
  const relation = test.decorators.reduceRight<Relation>((rest, decorator) => decorate(decorator, rest), relationOf(test.operator))
  const left = readerOf(test.left)
  if (test.right.kind === 'literal') {
    const { value } = test.right
    return (context) => relation(left(context), value)
  }
  const right = readerOf(test.right.reference)
  return (context) => relation(left(context), right(context))
}

/** Binds a condition to the meaning of its tests (LAW-32). */
export const bindCondition = <C>(condition: Condition, bind: (test: Test) => Holds<C>): Holds<C> => {
  switch (condition.kind) {
    case 'all': {
      const members = condition.of.map((member) => bindCondition(member, bind))
      return (context) => members.every((holds) => holds(context))
    }
    case 'any': {
      const members = condition.of.map((member) => bindCondition(member, bind))
      return (context) => members.some((holds) => holds(context))
    }
    case 'not': {
      const member = bindCondition(condition.of, bind)
      return (context) => !member(context)
    }
    case 'test':
      return bind(condition)
    default:
      return unreachable(condition)
  }
}

/** A valuation of facts: the value of each reference. */
export type Valuation = (reference: FactReference) => FactValue

/** Whether `condition` holds under any valuation of its facts (LAW-32 to LAW-34). */
export const evaluateCondition = (condition: Condition, facts: Valuation): boolean =>
  bindCondition<Valuation>(condition, (test) => bindTest(test, (reference) => (valuation) => valuation(reference)))(facts)
