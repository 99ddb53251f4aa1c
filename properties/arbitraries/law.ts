import fc from 'fast-check'
import { shippedDraft } from './bundle.js'
import type { BundleDraft, RuleDraft } from './bundle.js'

/** A change of a bundle, made of small numbers so that it shrinks: which change, where, and with which number. */
export interface Mutation {
  readonly kind: string
  readonly at: number
  readonly to: number
}

type Change = (draft: BundleDraft, at: number, to: number) => void

const pick = <T>(list: readonly T[], index: number): T => {
  const found = list[index % list.length]
  if (found === undefined) throw new RangeError('nothing to pick from')
  return found
}

const tablesOf = ({ 'validation.rules.yaml': { tables }, 'routing.rules.yaml': routing }: BundleDraft) => [
  tables.operator.rules,
  routing.table.rules,
  tables.transition.rules,
  tables.token.rules,
]

const NOMINALS = [0, 0.0625, 0.1, 0.25, 0.3, 0.5, 1e-300, 0.7]
const BOUNDS = [0, 0.5, 0.75, 0.1, 1, 3, 1e12, 0.30000000000000004]
const COEFFICIENTS = [0.001, 0.1, 1, -0.05, 1e308, 1e-320]

const swapPriorities: Change = (draft, at, to) => {
  const rules = pick(tablesOf(draft), at).filter(({ name }) => name !== 'binding')
  if (rules.length === 0) return
  const [one, other] = [pick(rules, at >> 2), pick(rules, to)]
  ;[one.priority, other.priority] = [other.priority, one.priority]
}

const moveRule: Change = (draft, at, to) => {
  const rules = pick(tablesOf(draft), at)
  const [moved] = rules.splice(to % rules.length, 1)
  if (moved !== undefined) rules.splice(at % (rules.length + 1), 0, moved)
}

const declareUnnamed = (draft: BundleDraft): void => {
  const { tables, reasons } = draft['validation.rules.yaml']
  const named = new Set([tables.operator, tables.token, tables.transition].flatMap(({ rules }) => rules.map(({ event }) => event.type)))
  for (const one of reasons) if (!named.has(one.reason)) one.unreachable ??= 'No rule names it.'
  const routing = draft['routing.rules.yaml']
  const routed = new Set(routing.table.rules.map(({ event }) => event.type))
  for (const { event } of tables.operator.rules) if (typeof event.params?.['routing'] === 'string') routed.add(event.params['routing'])
  for (const one of routing.reasons) if (!routed.has(one.reason)) one.unreachable ??= 'No rule names it.'
}

const dropRule: Change = (draft, at, to) => {
  const rules = pick(tablesOf(draft), at)
  // Only the table of tokens may be left without a rule: then every token is allowed.
  const mayBeEmpty = rules === draft['validation.rules.yaml'].tables.token.rules
  if (rules.length > 1 || mayBeEmpty) rules.splice(to % rules.length, 1)
  declareUnnamed(draft)
}

const setNominal: Change = (draft, at, to) => {
  pick(draft['drift.yaml'].labels, at).nominal = pick(NOMINALS, to)
}

const addScale: Change = (draft, at, to) => {
  const numeric = draft['operators.yaml'].operators.flatMap(({ name, parameters }) =>
    parameters
      .filter(({ type }) => type === 'int' || type === 'number')
      .map((parameter) => ({ operator: name, parameter: parameter.name })),
  )
  if (numeric.length > 0) draft['drift.yaml'].scale.push({ ...pick(numeric, at), coefficient: pick(COEFFICIENTS, to) })
}

const setBound: Change = (draft, at, to) => {
  const environments = draft['environments.yaml'].environments.filter(({ terminal }) => !terminal)
  pick(environments, at).drift_bound = pick(BOUNDS, to)
}

const setMaximum: Change = (draft, at, to) => {
  pick(draft['backends.yaml'].backends, at).max_accumulated = pick(BOUNDS, to)
}

const setTiers: Change = (draft, at, to) => {
  const { tiers } = draft['operators.yaml']
  const environment = pick(draft['environments.yaml'].environments, at)
  if (!environment.terminal) environment.tiers = tiers.filter((_tier, index) => index === 0 || ((to >> index) & 1) === 1)
}

const refuseDecrease: Change = (draft) => {
  const validation = draft['validation.rules.yaml']
  validation.options.tier_decrease = 'refuse'
  for (const one of validation.reasons) if (one.reason === 'tier decrease inside frame') delete one.unreachable
  for (const one of draft['routing.rules.yaml'].reasons) if (one.reason === 'tier-decrease') one.unreachable = 'It is refused.'
}

const toggleToken: Change = (draft, at) => {
  const operator = pick(draft['operators.yaml'].operators, at)
  operator.token = !operator.token
}

/** Puts a new environment behind one that is not terminal; the machine, the table and the backends follow. */
const insertEnvironment: Change = (draft, at, to) => {
  const { environments } = draft['environments.yaml']
  const before = pick(environments.filter(({ terminal }) => !terminal), at)
  const next = before.next[0]
  const id = pick(['staging', '__proto__', 'constructor', 'with-dash'], to)
  if (next === undefined || environments.some((one) => one.id === id)) return
  const { states } = draft.machines.environment
  const step = (target: string) => ({ [`to.${target}`]: { target, guard: 'token-unbound', actions: ['bind-token'] } })
  const entries = Object.entries(states).flatMap(([key, state]): [string, typeof state][] =>
    key === before.id ? [[key, { on: step(id) }], [id, { on: step(next) }]] : [[key, state]],
  )
  draft.machines.environment.states = Object.fromEntries(entries)
  environments.splice(environments.indexOf(before) + 1, 0, { ...before, tiers: [...before.tiers], id, next: [next] })
  Object.assign(before, { next: [id], token_to_leave: true })
  for (const backend of draft['backends.yaml'].backends) if (backend.environments.includes(before.id)) backend.environments.push(id)
}

/** Lets an environment be left without a token. */
const freeTransition: Change = (draft, at) => {
  const environment = pick(draft['environments.yaml'].environments.filter(({ terminal }) => !terminal), at)
  environment.token_to_leave = false
  const state = draft.machines.environment.states[environment.id]
  if (state !== undefined) state.on = Object.fromEntries(environment.next.map((target) => [`to.${target}`, { target }]))
}

/** Lets the first environment be reached from a later one, so that sessions can go round. */
const backTransition: Change = (draft) => {
  const { environments } = draft['environments.yaml']
  const [first, second] = environments
  if (first === undefined || second === undefined || second.next.includes(first.id) || second.terminal || !second.token_to_leave) return
  second.next.push(first.id)
  const state = draft.machines.environment.states[second.id]
  if (state?.on !== undefined) state.on[`to.${first.id}`] = { target: first.id, guard: 'token-unbound', actions: ['bind-token'] }
}

const narrowBackend: Change = (draft, at, to) => {
  const backend = pick(draft['backends.yaml'].backends, at)
  backend.environments = backend.environments.filter((_id, index) => ((to >> index) & 1) === 1)
}

const widenSupport: Change = (draft, at) => {
  pick(draft['backends.yaml'].backends, at).tier_support = [...draft['operators.yaml'].tiers]
}

const HOSTILE = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '_']

const renameOperator: Change = (draft, at, to) => {
  const { operators } = draft['operators.yaml']
  const name = pick(HOSTILE, to)
  const operator = pick(operators, at)
  if (operators.some((one) => one.name === name)) return
  for (const term of draft['drift.yaml'].scale) if (term.operator === operator.name) term.operator = name
  operator.name = name
}

const renameParameter: Change = (draft, at, to) => {
  const operator = pick(draft['operators.yaml'].operators, at)
  const name = pick(HOSTILE, to)
  const parameter = operator.parameters[to % Math.max(1, operator.parameters.length)]
  if (parameter === undefined || operator.parameters.some((one) => one.name === name)) return
  const old = parameter.name
  parameter.name = name
  operator.distinct = (operator.distinct ?? []).map((group) => group.map((one) => (one === old ? name : one)))
  if (operator.distinct.length === 0) delete operator.distinct
  for (const term of draft['drift.yaml'].scale) if (term.operator === operator.name && term.parameter === old) term.parameter = name
}

const changeBounds: Change = (draft, at, to) => {
  const parameter = pick(draft['operators.yaml'].operators.flatMap(({ parameters }) => parameters), at)
  const bounds = [{ min: -2 }, { min: 0, max: 1 }, { exclusive_min: 0 }, { exclusive_max: 2 }]
  if (parameter.type === 'int') Object.assign(parameter, pick(bounds, to))
}

const inherit: Change = (draft, at) => {
  const defaults = pick(Object.values(draft['operators.yaml'].frame_defaults), at)
  defaults.inherit = !defaults.inherit
}

const is = (fact: string, operator: string, value: unknown): object => ({ fact, operator, value })

const CONDITIONS: readonly object[] = [
  { all: [{ fact: 'params', path: '$.q', operator: 'equal', value: 1 }] },
  { any: [{ fact: 'token-id-deployed', params: { id: 't1' }, operator: 'notEqual', value: false }] },
  { all: [is('environment-tiers', 'not:contains', { fact: 'frame-tier' }), is('frame-tier', 'notEqual', null)] },
  { not: { any: [is('operator-name', 'notIn', ['h', 'x', null]), is('token-unbound', 'equal', true)] } },
  { all: [is('drift-measured', 'greaterThan', 0.2), is('frame-state', 'equal', 'open')] },
  { all: [is('frame-tier', 'swap:everyFact:equal', ['r1', 'r1'])] },
  { all: [is('environment-tiers', 'everyFact:in', ['r1', 'r2']), is('backend-named', 'equal', null)] },
]

const addRefusal: Change = (draft, at, to) => {
  const { rules } = draft['validation.rules.yaml'].tables.operator
  const priority = 50 + (to % 17) * 53 + 1
  const event = { type: 'illegal in environment' }
  const rule: RuleDraft = { name: `added ${priority}`, priority, conditions: pick(CONDITIONS, at), event }
  if (rules.every((one) => one.priority !== priority)) rules.push(rule)
}

const addRouting: Change = (draft, at, to) => {
  const { rules } = draft['routing.rules.yaml'].table
  const priority = 150 + (to % 16) * 53 + 1
  const event = pick(['drift-overflow', 'tier-binding', 'backend-change'], to)
  const params = event === 'drift-overflow' ? { frame_action: 'new', overflow: true } : { frame_action: 'new' }
  if (rules.some((one) => one.priority === priority)) return
  rules.push({ name: `added ${priority}`, priority, conditions: pick(CONDITIONS, at), event: { type: event, params } })
}

/** Keeps a routing reason in the entry of an operator that some rule refuses (RTR-20). */
const keepRouting: Change = (draft, at, to) => {
  const rule = pick(draft['validation.rules.yaml'].tables.operator.rules, at)
  rule.event.params = { routing: pick(['token-required', 'meta', 'backend-change'], to) }
  declareUnnamed(draft)
}

/** The frame machine with its states inside a compound state, so that paths have more than one key. */
const nestFrames: Change = (draft) => {
  const { frame } = draft.machines
  if (frame.initial !== 'absent') return
  const { absent, open, pending, over } = frame.states
  const running = { initial: 'absent', states: { absent, open: { ...open }, pending } }
  frame.states = { running: running as never, over: over ?? { type: 'final' } }
  frame.initial = 'running'
  const text = JSON.stringify(frame.states).replaceAll('"target":"over"', '"target":"#frame.over"')
  frame.states = JSON.parse(text) as typeof frame.states
  const rules = JSON.stringify(draft['routing.rules.yaml'].table.rules)
    .replaceAll('"value":"absent"', '"value":"running.absent"')
    .replaceAll('"value":"pending"', '"value":"running.pending"')
    .replaceAll('"value":"open"', '"value":"running.open"')
  draft['routing.rules.yaml'].table.rules = JSON.parse(rules) as RuleDraft[]
  const { operator } = draft['validation.rules.yaml'].tables
  operator.rules = JSON.parse(JSON.stringify(operator.rules).replaceAll('"value":"open"', '"value":"running.open"')) as RuleDraft[]
}

const CHANGES: ReadonlyMap<string, Change> = new Map(
  Object.entries({
    swapPriorities,
    moveRule,
    dropRule,
    setNominal,
    addScale,
    setBound,
    setMaximum,
    setTiers,
    refuseDecrease,
    toggleToken,
    insertEnvironment,
    freeTransition,
    backTransition,
    narrowBackend,
    widenSupport,
    renameOperator,
    renameParameter,
    changeBounds,
    inherit,
    addRefusal,
    addRouting,
    keepRouting,
    nestFrames,
  }),
)

/** Names of all changes that `mutationsArbitrary` draws from. */
export const MUTATIONS: readonly string[] = [...CHANGES.keys()]

/** One to four changes of the shipped bundle, or none. */
export const mutationsArbitrary: fc.Arbitrary<readonly Mutation[]> = fc.array(
  fc.record({ kind: fc.constantFrom(...MUTATIONS), at: fc.nat({ max: 63 }), to: fc.nat({ max: 63 }) }),
  { minLength: 1, maxLength: 4 },
)

/** The shipped bundle with `mutations` made in order; whether the result still loads is for the loader to say. */
export const mutate = (mutations: readonly Mutation[]): BundleDraft => {
  const draft = shippedDraft()
  for (const { kind, at, to } of mutations) CHANGES.get(kind)?.(draft, at, to)
  return draft
}
