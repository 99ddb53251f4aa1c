import type { Json } from '../base/index.js'
import type { Condition, FactReference } from '../artifact/condition.js'
import type { Law, Refusal, Rule, RoutingEvent } from '../artifact/law.js'
import type { FactValue, Kernel, OperatorEntry, SessionEvent, State, Step } from '../kernel/index.js'

/** A rule that matched: its place in the table, what it says, and the facts that its condition reads, in order of appearance. */
export interface ExplainedRule {
  readonly rule: string
  readonly priority: number
  /** Reason of its event. */
  readonly reason: string
  /** Frame action of a routing rule, null for the validator's. */
  readonly frameAction: 'new' | 'reuse' | null
  readonly reads: readonly string[]
}

/** A rule that matched and lost, with the name of the stronger rule that won. */
export interface LostRule extends ExplainedRule {
  readonly lostTo: string
}

/** How one table decided. Without a winner, no rule of the table matched: the validator then allows. */
export interface ExplainedTable {
  readonly table: 'operator' | 'routing'
  readonly winner: ExplainedRule | null
  /** Strongest first. */
  readonly lost: readonly LostRule[]
}

/** Why an operator was decided as it was (RTR-40): the entry, every fact, and the validator's and the router's rules that matched. */
export interface Explanation {
  readonly entry: OperatorEntry
  readonly facts: ReadonlyMap<string, Json>
  readonly tables: readonly ExplainedTable[]
}

type AnyRule = Rule<Refusal | RoutingEvent>

const factJson = (value: FactValue): Json => value

const factsOf = (condition: Condition): readonly string[] => {
  if (condition.kind === 'test') {
    const { left, right } = condition
    return right.kind === 'fact' ? [nameOf(left), nameOf(right.reference)] : [nameOf(left)]
  }
  return condition.kind === 'not' ? factsOf(condition.of) : condition.of.flatMap(factsOf)
}

const nameOf = ({ fact, field }: FactReference): string => (field === null ? fact : `${fact}.${field}`)

const explainRule = (rule: AnyRule): ExplainedRule => ({
  rule: rule.name,
  priority: rule.priority,
  reason: rule.event.reason,
  frameAction: 'frameAction' in rule.event ? rule.event.frameAction : null,
  reads: [...new Set(factsOf(rule.condition))],
})

const explainTable = (table: ExplainedTable['table'], rules: readonly AnyRule[], matched: readonly string[]): ExplainedTable => {
  const byName = new Map(rules.map((rule) => [rule.name, rule]))
  const explained = matched.flatMap((name) => {
    const rule = byName.get(name)
    return rule === undefined ? [] : [explainRule(rule)]
  })
  const [winner, ...lost] = explained
  return { table, winner: winner ?? null, lost: winner === undefined ? [] : lost.map((rule) => ({ ...rule, lostTo: winner.rule })) }
}

const rulesOf = (law: Law, table: ExplainedTable['table']): readonly AnyRule[] =>
  table === 'operator' ? law.validation.operator : law.routing.operator

/** Explains the step that `event` makes in `state` (RTR-40); null if the step captures no operator. */
export const explainOperator = (kernel: Kernel, state: State, event: SessionEvent, step: Step): Explanation | null => {
  if (step.entry.type !== 'operator') return null
  const facts = new Map([...kernel.facts(state, event)].map(([name, value]) => [name, factJson(value)]))
  const tables = step.decisions.flatMap(({ table, matched }) =>
    table === 'operator' || table === 'routing' ? [explainTable(table, rulesOf(kernel.law, table), matched)] : [],
  )
  return { entry: step.entry, facts, tables }
}
