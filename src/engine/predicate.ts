import type { Condition, Test } from '../artifact/condition.js'
import type { TestedClasses, TestedInputs } from './table-input.js'

/** Class of each input of a table, by index of the input. */
export type Classes = ArrayLike<number>

/** Decides a condition from the classes of the inputs. */
export type Predicate = (classes: Classes) => boolean

const always: Predicate = () => true

/** The members of nested `all`s, which hold together exactly if the condition holds (LAW-32). */
export const conjuncts = (condition: Condition): readonly Condition[] =>
  condition.kind === 'all' ? condition.of.flatMap(conjuncts) : [condition]

/** The tests of a condition, in the order in which they are written. */
export const testsOf = (condition: Condition): readonly Test[] => {
  switch (condition.kind) {
    case 'test':
      return [condition]
    case 'not':
      return testsOf(condition.of)
    case 'all':
    case 'any':
      return condition.of.flatMap(testsOf)
  }
}

const allOf = (predicates: readonly Predicate[]): Predicate => {
  const [first, second] = predicates
  if (first === undefined) return always
  if (second === undefined) return first
  return (classes) => predicates.every((predicate) => predicate(classes))
}

/** Compiles a condition to a closure over classes of inputs (LAW-32). `tests` knows every test of it. */
export const compilePredicate = (condition: Condition, tests: TestedInputs['tests']): Predicate => {
  switch (condition.kind) {
    case 'test': {
      const { input, truth } = tests.get(condition) as TestedClasses // compiled from the same conditions
      return (classes) => truth[classes[input] as number] === 1
    }
    case 'not': {
      const inner = compilePredicate(condition.of, tests)
      return (classes) => !inner(classes)
    }
    case 'all':
      return allOf(condition.of.map((member) => compilePredicate(member, tests)))
    case 'any': {
      const members = condition.of.map((member) => compilePredicate(member, tests))
      return (classes) => members.some((member) => member(classes))
    }
  }
}

/** The conjunction of conditions, as one closure. */
export const compileConjunction = (conditions: readonly Condition[], tests: TestedInputs['tests']): Predicate =>
  allOf(conditions.map((condition) => compilePredicate(condition, tests)))
