import type { Condition, FactReference, Test } from '../../src/artifact/condition.js'
import type { DecisionTable, Scalar } from '../../src/artifact/law.js'

export type Value = Scalar | null | readonly (Scalar | null)[]
export type Valuation = (reference: FactReference) => Value

const BASE: { readonly [operator: string]: (left: Value, right: Value) => boolean } = {
  equal: (left, right) => left === right,
  notEqual: (left, right) => left !== right,
  in: (left, right) => (right as readonly Value[]).includes(left),
  notIn: (left, right) => !(right as readonly Value[]).includes(left),
  contains: (left, right) => (left as readonly Value[]).includes(right),
  doesNotContain: (left, right) => !(left as readonly Value[]).includes(right),
  lessThan: (left, right) => left !== null && (left as number) < (right as number),
  lessThanInclusive: (left, right) => left !== null && (left as number) <= (right as number),
  greaterThan: (left, right) => left !== null && (left as number) > (right as number),
  greaterThanInclusive: (left, right) => left !== null && (left as number) >= (right as number),
}

const word = (words: readonly string[], left: Value, right: Value): boolean => {
  const [first = '', ...rest] = words
  switch (first) {
    case 'not':
      return !word(rest, left, right)
    case 'swap':
      return word(rest, right, left)
    case 'someFact':
      return (left as readonly Value[]).some((one) => word(rest, one, right))
    case 'everyFact':
      return (left as readonly Value[]).every((one) => word(rest, one, right))
    case 'someValue':
      return (right as readonly Value[]).some((one) => word(rest, left, one))
    case 'everyValue':
      return (right as readonly Value[]).every((one) => word(rest, left, one))
    default:
      return (BASE[first] as (typeof BASE)[string])(left, right)
  }
}

const holdsTest = ({ left, decorators, operator, right }: Test, value: Valuation): boolean =>
  word([...decorators, operator], value(left), right.kind === 'literal' ? right.value : value(right.reference))

/** The meaning of a condition, spelled out (LAW-32 to LAW-34): the measure of the compiled forms. */
export const holds = (condition: Condition, value: Valuation): boolean => {
  switch (condition.kind) {
    case 'all':
      return condition.of.every((one) => holds(one, value))
    case 'any':
      return condition.of.some((one) => holds(one, value))
    case 'not':
      return !holds(condition.of, value)
    case 'test':
      return holdsTest(condition, value)
  }
}

/** The winner of a table: of the rules that hold the one of greatest priority (LAW-30). */
export const naiveWinner = (rules: DecisionTable<unknown>, value: Valuation): number => {
  let best = -1
  rules.forEach(({ priority, condition }, index) => {
    if (holds(condition, value) && (best < 0 || priority > (rules[best]?.priority ?? 0))) best = index
  })
  return best
}

/** The facts that a condition reads, both sides. */
export const referencesOf = (condition: Condition): FactReference[] => {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of.flatMap(referencesOf)
    case 'not':
      return referencesOf(condition.of)
    case 'test':
      return condition.right.kind === 'fact' ? [condition.left, condition.right.reference] : [condition.left]
  }
}
