import type { Test } from '../artifact/condition.js'
import type { DecisionTable } from '../artifact/law.js'
import { bindCondition, evaluateCondition } from './expression.js'
import type { Holds, Valuation } from './expression.js'

/** A rule whose condition is bound to its facts (LAW-30). */
export interface BoundRule<C, E> {
  readonly name: string
  readonly event: E
  readonly holds: Holds<C>
}

/** Rules of one decision point, strongest first. */
export type BoundTable<C, E> = readonly BoundRule<C, E>[]

/** Binds the rules of a table to the meaning of their tests. */
export const bindTable = <C, E>(table: DecisionTable<E>, bind: (test: Test) => Holds<C>): BoundTable<C, E> =>
  table.map(({ name, event, condition }) => ({ name, event, holds: bindCondition(condition, bind) }))

/** The strongest rule that holds: hit policy `priority` (LAW-30). */
export const winnerOf = <C, E>(table: BoundTable<C, E>, context: C): BoundRule<C, E> | null => {
  for (const rule of table) if (rule.holds(context)) return rule
  return null
}

/** Names of all rules of `table` that hold, strongest first, for any valuation of facts; the first one wins (LAW-30). */
export const decideTable = <E>(table: DecisionTable<E>, facts: Valuation): readonly string[] =>
  table.filter(({ condition }) => evaluateCondition(condition, facts)).map(({ name }) => name)

/** What one table decided: the winner and, worked out when asked for, every rule that matched (RTR-40). */
export class Decision {
  readonly table: 'operator' | 'token' | 'transition' | 'routing'
  /** Name of the rule that won, null if none matched. */
  readonly winner: string | null
  readonly #matched: () => readonly string[]

  constructor(table: Decision['table'], winner: string | null, matched: () => readonly string[]) {
    this.table = table
    this.winner = winner
    this.#matched = matched
  }

  /** Names of all rules that hold, strongest first. */
  get matched(): readonly string[] {
    return this.#matched()
  }
}

/** That `winner` won in the table `name` (LAW-30), for contexts in which it does. */
export const recordOf =
  <C, E>(name: Decision['table'], rules: BoundTable<C, E>, winner: BoundRule<C, E> | null): ((context: C) => Decision) =>
  (context) =>
    new Decision(name, winner === null ? null : winner.name, () => rules.filter(({ holds }) => holds(context)).map((rule) => rule.name))
