import type { Condition } from '../artifact/condition.js'
import { conjuncts } from './predicate.js'
import type { TestedClasses, TestedInputs } from './table-input.js'

// A conjunct that would split a rule into more clauses than these is left to be looked at when the rule is found.
const CLAUSES_MAX = 16

/** What holds together: inputs, no two of them the same, each with the classes (1) in which it may be. */
export type Clause = readonly TestedClasses[]

/** A condition holds exactly if one of `clauses` and all of `rest` do. */
export interface SplitCondition {
  readonly clauses: readonly Clause[]
  readonly rest: readonly Condition[]
}

const EVERYTHING: readonly Clause[] = [[]]

/** Both clauses in one; null if no classes are left to an input. */
const meet = (left: Clause, right: Clause): Clause | null => {
  const both = [...left]
  for (const part of right) {
    const at = both.findIndex(({ input }) => input === part.input)
    const before = both[at]
    if (before === undefined) {
      both.push(part)
      continue
    }
    const truth = part.truth.map((one, index) => one & (before.truth[index] ?? 0))
    if (!truth.includes(1)) return null
    both[at] = { input: part.input, truth }
  }
  return both
}

/** Every clause of the left with every one of the right; null if they are too many. */
const meetAll = (left: readonly Clause[], right: readonly Clause[]): readonly Clause[] | null => {
  if (left.length * right.length > CLAUSES_MAX) return null
  const met: Clause[] = []
  for (const one of left) {
    for (const other of right) {
      const both = meet(one, other)
      if (both !== null) met.push(both)
    }
  }
  return met
}

/** Clauses of which one must hold; those that ask for the same single input are one. */
const join = (clauses: readonly Clause[]): readonly Clause[] | null => {
  const joined: Clause[] = []
  const single = new Map<number, Uint8Array>()
  for (const clause of clauses) {
    const [part] = clause
    if (part === undefined || clause.length > 1) {
      joined.push(clause)
      continue
    }
    const before = single.get(part.input)
    single.set(part.input, before === undefined ? part.truth : part.truth.map((one, index) => one | (before[index] ?? 0)))
  }
  for (const [input, truth] of single) joined.push([{ input, truth }])
  return joined.length > CLAUSES_MAX ? null : joined
}

const testClauses = (tested: TestedClasses, wanted: 0 | 1): readonly Clause[] => {
  const allowed = wanted === 1 ? tested : { input: tested.input, truth: tested.truth.map((holds) => 1 - holds) }
  return allowed.truth.includes(1) ? [[allowed]] : []
}

/** The clauses of a condition, or of its negation where `wanted` is 0; null if they are too many. */
const clausesOf = (condition: Condition, tests: TestedInputs['tests'], wanted: 0 | 1): readonly Clause[] | null => {
  if (condition.kind === 'test') {
    const tested = tests.get(condition)
    return tested === undefined ? null : testClauses(tested, wanted)
  }
  if (condition.kind === 'not') return clausesOf(condition.of, tests, wanted === 1 ? 0 : 1)
  const members = condition.of.map((member) => clausesOf(member, tests, wanted))
  // Not all of them hold exactly if one of them does not (LAW-32).
  if ((condition.kind === 'all') === (wanted === 1)) {
    return members.reduce((held, member) => (held === null || member === null ? null : meetAll(held, member)), EVERYTHING)
  }
  const found = members.filter((member) => member !== null)
  return found.length < members.length ? null : join(found.flat())
}

/** Splits a condition into a few clauses and what would need many (LAW-32). */
export const splitCondition = (condition: Condition, tests: TestedInputs['tests']): SplitCondition => {
  let clauses = EVERYTHING
  const rest: Condition[] = []
  for (const member of conjuncts(condition)) {
    const found = clausesOf(member, tests, 1)
    const met = found === null ? null : meetAll(clauses, found)
    if (met === null) rest.push(member)
    else clauses = met
  }
  return { clauses, rest }
}
