import { LIMITS } from '../base/limits.js'
import { compareNumbers } from '../base/order.js'
import { decodeCondition } from './conditions.js'
import type { ConditionContext } from './conditions.js'
import { flag, listByName, mapped, mapping, number, oneOf, optional, required, text } from './decode.js'
import type { Decoder, Field } from './decode.js'
import type { Condition } from './condition.js'
import type { DecisionTable, FactScope, ReasonDeclaration, Refusal, Routing, RoutingEvent, Rule, Validation } from './law.js'
import { anyName, artifact, description } from './names.js'
import type { Node } from './node.js'

/** What conditions are read against, for any scope. */
export type FactContext = Omit<ConditionContext, 'scope'>

const contextOf = (context: FactContext, scope: FactScope): ConditionContext => ({ ...context, scope })

const PRIORITY_MAX = LIMITS.priorityMax.value
const priority = number(`an integer from 1 to ${PRIORITY_MAX}`, (value) => Number.isInteger(value) && value >= 1 && value <= PRIORITY_MAX)

const nonEmptyText: Decoder<string> = (node, report) => {
  const said = text(node, report)
  return said === '' ? report(node.start, 'value-outside', 'an empty text', 'expected the cause') : said
}

const reasons: Decoder<readonly ReasonDeclaration[]> = mapped(
  listByName(
    mapping({ reason: required(anyName), unreachable: optional<string | null>(nonEmptyText, null), description }),
    'reason',
    ({ reason }) => reason,
    0,
    'reason',
  ),
  (byName) => [...byName.values()].map(({ reason, unreachable }) => ({ reason, unreachable })),
)

const refusal = (scope: FactScope): Decoder<Refusal> => {
  const params = scope === 'operator' ? mapping({ routing: optional<string | null>(anyName, null) }) : mapping({})
  return mapped(
    mapping({ type: required(anyName), params: optional<{ readonly routing?: string | null }>(params, {}) }),
    ({ type, params: { routing } }) => ({ reason: type, routing: routing ?? null }),
  )
}

const routingParams: Decoder<Pick<RoutingEvent, 'frameAction' | 'overflow'>> = (node, report) => {
  const params = mapping({ frame_action: required(oneOf('new', 'reuse')), overflow: optional(flag, false) })(node, report)
  if (params === undefined || node.kind !== 'mapping') return undefined
  const said = node.members.get('overflow')
  // LAW-36
  if (said !== undefined && !params.overflow) return report(
    said.node.start, 'value-outside', 'overflow is false', 'write true or leave it out',
  )
  if (said !== undefined && params.frame_action !== 'new') {
    return report(said.keyStart, 'value-outside', 'overflow without a new frame', 'expected frame_action new')
  }
  return { frameAction: params.frame_action, overflow: params.overflow }
}

const routingEvent: Decoder<RoutingEvent> = mapped(
  mapping({ type: required(anyName), params: required(routingParams) }),
  ({ type, params: { frameAction, overflow } }) => ({ reason: type, frameAction, overflow }),
)

const rule = <E>(context: ConditionContext, event: Decoder<E>): Decoder<Rule<E>> =>
  mapped(
    mapping({
      name: required(anyName),
      priority: required(priority),
      conditions: required(decodeCondition(context)),
      event: required(event),
      description,
    }),
    ({ name, priority: rank, conditions: condition, event: of }) => ({ name, priority: rank, condition, event: of }),
  )

/** Whether a condition is the empty `all`, which always holds (LAW-38). */
export const isCatchAll = (condition: Condition): boolean => condition.kind === 'all' && condition.of.length === 0

// LAW-30, LAW-38: priorities are unique, and nothing stands below a rule that always holds.
const rules =
  <E>(context: ConditionContext, event: Decoder<E>): Decoder<DecisionTable<E>> =>
  (node, report) => {
    const most = LIMITS.rulesPerTable.value
    if (node.kind === 'list' && node.items.length > most) return report(
      node.start, 'rules-too-many', `${node.items.length} rules`, `expected at most ${most}`,
    )
    const byName = listByName(rule(context, event), 'rule', ({ name }) => name, 0, 'name')(node, report)
    if (byName === undefined || node.kind !== 'list') return undefined
    const priorityStart = (item: Node | undefined): number =>
      (item?.kind === 'mapping' ? item.members.get('priority')?.node.start : undefined) ?? node.start
    const placed = [...byName.values()].map((one, index) => ({ one, start: priorityStart(node.items[index]) }))
    placed.sort((a, b) => compareNumbers(b.one.priority, a.one.priority))
    const always = placed.find(({ one }) => isCatchAll(one.condition))?.one
    let sound = true
    placed.forEach(({ one, start }, index) => {
      const stronger = placed[index - 1]?.one
      if (stronger?.priority === one.priority) {
        sound = false
        report(start, 'priority-repeated', `rule "${one.name}" has the priority of "${stronger.name}"`, 'expected each priority once')
      }
      if (always !== undefined && one.priority < always.priority) {
        sound = false
        report(start, 'rule-shadowed', `rule "${one.name}" stands below "${always.name}", which always holds`, 'give it a greater priority')
      }
    })
    return sound ? placed.map(({ one }) => one) : undefined
  }

const table = <E>(context: ConditionContext, event: Decoder<E>): Decoder<DecisionTable<E>> =>
  mapped(mapping({ hit_policy: required(oneOf('priority')), rules: required(rules(context, event)), description }), ({ rules: of }) => of)

/** validation.rules.yaml (LAW-30 to LAW-37); reasons are resolved later. */
export const decodeValidation = (context: FactContext): Decoder<Validation> => {
  const of = (scope: FactScope): Decoder<DecisionTable<Refusal>> => table(contextOf(context, scope), refusal(scope))
  return mapped(
    artifact('validation', {
      options: required(mapping({ tier_decrease: required(oneOf('new-frame', 'refuse')) })),
      reasons: required(reasons),
      tables: required(
        mapping({ operator: required(of('operator')), token: required(of('token')), transition: required(of('transition')) }),
      ),
    }),
    ({ options, reasons: declared, tables }) => ({ options: { tierDecrease: options.tier_decrease }, reasons: declared, ...tables }),
  )
}

/** routing.rules.yaml (LAW-30 to LAW-38); reasons are resolved later. */
export const decodeRouting = (context: FactContext): Decoder<Routing> =>
  mapped(
    artifact('routing', { reasons: required(reasons), table: required(table(contextOf(context, 'operator'), routingEvent)) }),
    ({ reasons: declared, table: operator }) => ({ reasons: declared, operator }),
  )

/** One decision table from its rules alone, for any scope (LAW-30 to LAW-36). */
export const decodeRuleTable = (context: ConditionContext): Decoder<DecisionTable<Refusal>> => rules(context, refusal(context.scope))

/** One condition of invariants.yaml with its form, which decides what it may read (LAW-40, LAW-42). */
export const decodeFormed = <F extends { readonly [key: string]: Field<unknown> }>(context: FactContext, name: Decoder<string>, more: F) =>
  ((node, report) => {
    // Where the form is wrong itself, the conditions are read as those of a step.
    const form = node.kind === 'mapping' ? node.members.get('form')?.node : undefined
    const scope = form?.kind === 'scalar' && form.value === 'state' ? 'state' : 'step'
    return mapping({
      name: required(name),
      form: required(oneOf('state', 'step')),
      holds: required(decodeCondition(contextOf(context, scope))),
      description,
      ...more,
    })(node, report)
  }) satisfies Decoder<unknown>
