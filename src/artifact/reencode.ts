import { assert } from '../base/assertion.js'
import type { Json } from '../base/json.js'
import type { Condition, FactReference, Operand } from './condition.js'
import type { BackendSpec, DriftTable, EnvironmentSpec, FrameDefault, Invariant, Law, OperatorSpec, OperatorTable } from './law.js'
import type { DecisionTable, ParameterSpec, ReasonDeclaration, Refusal, Routing, RoutingEvent, Validation } from './law.js'
import { contentOfMachine } from './reencode-machine.js'
import { ascending, itemOf, memberOf, present, spelled } from './spelling.js'
import type { Said } from './spelling.js'

// Rows by name: the name in the row must be the one that it is found by.
const rowsOf = <T>(rows: ReadonlyMap<string, T>, nameOf: (row: T) => string, write: (row: T, index: number) => Json): Json => {
  assert([...rows].every(([name, row]) => nameOf(row) === name), 'each row of a law stands under its own name')
  return [...rows.values()].map(write)
}

const parameter = ({ name, type, min, max, exclusiveMin, exclusiveMax }: ParameterSpec): Json =>
  present({
    name,
    type,
    min: min ?? undefined,
    max: max ?? undefined,
    exclusive_min: exclusiveMin ?? undefined,
    exclusive_max: exclusiveMax ?? undefined,
  })

const operator = ({ name, family, tier, drift, needsToken, frame, parameters, distinct }: OperatorSpec, said: Said): Json =>
  present({
    name,
    family,
    tier,
    drift,
    token: needsToken,
    frame,
    parameters: parameters.map(parameter),
    distinct: spelled(distinct, distinct.length === 0, said, 'distinct'),
  })

const frameDefault = ({ tier, backend, inherit }: FrameDefault): Json => ({ tier, backend, inherit })

const operators = ({ tiers, frameDefaults, operators: rows }: OperatorTable, said: Said): Json => ({
  kind: 'operators/1',
  tiers,
  frame_defaults: new Map([...frameDefaults].map(([tier, row]) => [tier, frameDefault(row)])),
  operators: rowsOf(rows, ({ name }) => name, (row, index) => operator(row, itemOf(memberOf(said, 'operators'), index))),
})

const environment = ({ id, tiers, driftBound, label, next, tokenToLeave, terminal }: EnvironmentSpec): Json =>
  ({ id, tiers, drift_bound: driftBound, label, next, token_to_leave: tokenToLeave, terminal })

const backend = ({ id, tier, tierSupport, environments, driftProfile, maxAccumulated }: BackendSpec): Json =>
  ({ id, tier, tier_support: tierSupport, environments, drift_profile: driftProfile, max_accumulated: maxAccumulated })

const backends = (rows: ReadonlyMap<string, BackendSpec>): Json => {
  const bound = [...rows.values()].map(({ tier }) => tier)
  assert(new Set(bound).size === bound.length, 'each tier is bound to one backend (LAW-26)')
  return { kind: 'backends/1', backends: rowsOf(rows, ({ id }) => id, backend) }
}

const drift = ({ nominal, scale }: DriftTable): Json => ({
  kind: 'drift/1',
  labels: [...nominal].map(([label, value]) => ({ label, nominal: value })),
  scale: scale.map(({ operator: name, parameter: of, coefficient }) => ({ operator: name, parameter: of, coefficient })),
})

const reference = ({ fact, params, field }: FactReference, said: Said): { readonly [key: string]: Json | undefined } => ({
  fact,
  params: spelled(params, params.size === 0, said, 'params'),
  path: field === null ? undefined : `$.${field}`,
})

const operand = (right: Operand, said: Said): Json => {
  if (right.kind === 'fact') return present(reference(right.reference, said))
  assert(right.kind === 'literal', 'the right side of a test is a fact or a literal')
  return right.value
}

/** A condition in the words of an artifact (LAW-31 to LAW-34); for `said` see `contentOfLaw`. */
export const condition = (of: Condition, said: Said): Json => {
  if (of.kind === 'not') return { not: condition(of.of, memberOf(said, 'not')) }
  if (of.kind !== 'test') return present({ [of.kind]: of.of.map((part, index) => condition(part, itemOf(memberOf(said, of.kind), index))) })
  const words = [...of.decorators, of.operator]
  assert(words.every((word) => !word.includes(':')), 'a decorator is one word (LAW-34)')
  return present({ ...reference(of.left, said), operator: words.join(':'), value: operand(of.right, memberOf(said, 'value')) })
}

// A law holds its rules by falling priority, no two alike, so that the first that holds wins (LAW-30); a file holds them in any order.
const rules = <E>(table: DecisionTable<E>, said: Said, event: (of: E, said: Said) => Json): Json => {
  assert(ascending(table.map(({ priority }) => -priority)), 'rules stand by falling priority, which no two share (LAW-30)')
  const list = Array.isArray(said) ? (said as readonly Json[]) : []
  const places = new Map(list.map((rule, index) => [memberOf(rule, 'name'), index]))
  const placed = table.map((rule) => ({ rule, place: places.get(rule.name) ?? list.length }))
  placed.sort((a, b) => a.place - b.place)
  return placed.map(({ rule: { name, priority, condition: of, event: then }, place }) => ({
    name,
    priority,
    conditions: condition(of, memberOf(list[place], 'conditions')),
    event: event(then, memberOf(list[place], 'event')),
  }))
}

const table = <E>(of: DecisionTable<E>, said: Said, event: (of: E, said: Said) => Json): Json =>
  ({ hit_policy: 'priority', rules: rules(of, memberOf(said, 'rules'), event) })

const refusal = ({ reason, routing }: Refusal, said: Said): Json => {
  const params = present({ routing: routing ?? undefined })
  return present({ type: reason, params: spelled(params, routing === null, said, 'params') })
}

const routingEvent = ({ reason, frameAction, overflow }: RoutingEvent): Json =>
  ({ type: reason, params: present({ frame_action: frameAction, overflow: overflow || undefined }) })

const reasons = (declared: readonly ReasonDeclaration[]): Json =>
  declared.map(({ reason, unreachable }) => present({ reason, unreachable: unreachable ?? undefined }))

const validation = (of: Validation, said: Said): Json => {
  const tables = memberOf(said, 'tables')
  return {
    kind: 'validation/1',
    options: { tier_decrease: of.options.tierDecrease },
    reasons: reasons(of.reasons),
    tables: {
      operator: table(of.operator, memberOf(tables, 'operator'), refusal),
      token: table(of.token, memberOf(tables, 'token'), refusal),
      transition: table(of.transition, memberOf(tables, 'transition'), refusal),
    },
  }
}

const routing = (of: Routing, said: Said): Json =>
  ({ kind: 'routing/1', reasons: reasons(of.reasons), table: table(of.operator, memberOf(said, 'table'), routingEvent) })

const invariant = ({ name, form, clause, holds }: Invariant, said: Said): Json =>
  present({ name, form, clause, holds: condition(holds, memberOf(said, 'holds')), seeds: memberOf(said, 'seeds') })

// The kind, seeds and sections of properties are copied from what was read, so the seal shows nothing of them. That is sound for verdicts
// of the verifier: neither kernel nor verifier reads any of them. What is decoded of them is held against the text by `checkDerived`.
const invariants = (of: readonly Invariant[], said: Said): Json => {
  const copied = ['model', 'propositions', 'properties', 'fairness', 'decided_elsewhere'].map((key) => [key, memberOf(said, key)])
  const written = of.map((one, index) => invariant(one, itemOf(memberOf(said, 'invariants'), index)))
  return present({ ...Object.fromEntries(copied), kind: memberOf(said, 'kind') ?? 'invariants/1', invariants: written })
}

const bundle = ({ bundle: { id, version }, machines: { session, environment: of, frame } }: LawParts): Json => ({
  kind: 'bundle/1',
  id,
  version,
  machines: { session: session.version, environment: of.version, frame: frame.version },
})

/** A law without what is computed from the files themselves. */
export type LawParts = Omit<Law, 'digest' | 'source'>

/**
 * What `law` says, written as the content of artifacts by kind and of machines by `machine:<name>` (LAW-20 to LAW-49). `said` holds the
 * contents that were read and decides nothing but the spelling: whether what may be left out stands there, in which order rules stand and
 * in which form actions, candidates and targets. So if the result equals `said`, then `said` means `law`.
 */
export const contentOfLaw = (law: LawParts, said: ReadonlyMap<string, Json>): ReadonlyMap<string, Json> => {
  const machines = [law.machines.session, law.machines.environment, law.machines.frame] as const
  const names = ['session', 'environment', 'frame'] as const
  return new Map<string, Json>([
    ['bundle', bundle(law)],
    ['operators', operators(law.operators, said.get('operators'))],
    ['environments', { kind: 'environments/1', environments: rowsOf(law.environments, ({ id }) => id, environment) }],
    ['backends', backends(law.backends)],
    ['drift', drift(law.drift)],
    ['tokens', { kind: 'tokens/1', form: 'opaque', binding: 'earliest-unbound' }],
    ['validation', validation(law.validation, said.get('validation'))],
    ['routing', routing(law.routing, said.get('routing'))],
    ['invariants', invariants(law.invariants, said.get('invariants'))],
    ...machines.map((machine, index) => {
      const name = `machine:${names[index] ?? ''}`
      return [name, contentOfMachine(machine, said.get(name))] as const
    }),
  ])
}
