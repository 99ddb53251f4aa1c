import type { DomainTable } from './fact-registry.js'
import type { BackendSpec, DriftTable, EnvironmentSpec, OperatorTable, ReasonDeclaration, Routing, Validation } from './law.js'
import type { Machine } from './machine.js'
import { isCatchAll } from './rules.js'
import { statePath } from './roles.js'
import type { Say } from './roles.js'
import { quote, suggest } from './source.js'

/** The tables of a law, as far as they could be read. */
export interface Tables {
  readonly operators: OperatorTable | undefined
  readonly environments: ReadonlyMap<string, EnvironmentSpec> | undefined
  readonly backends: ReadonlyMap<string, BackendSpec> | undefined
  readonly drift: DriftTable | undefined
  readonly environmentMachine: Machine | undefined
  readonly frameMachine: Machine | undefined
}

type Path = readonly (string | number)[]
type Resolve = (name: string, among: Iterable<string> | undefined, what: string, artifact: string, path: Path) => void

const makeResolve =
  (say: Say): Resolve =>
  (name, among, what, artifact, path) => {
    const known = among === undefined ? [name] : [...among]
    if (!known.includes(name)) say('name-unknown', artifact, path, `there is no ${what} ${quote(name)}`, () => suggest(name, known))
  }

const checkOperators = (table: OperatorTable, { backends, drift }: Tables, say: Say): void => {
  const resolve = makeResolve(say)
  const { tiers, frameDefaults, operators } = table
  for (const [name, { tier, backend }] of frameDefaults) {
    const path = ['frame_defaults', name]
    // LAW-21: no tier is ranked and unranked.
    if (tiers.includes(name)) say('name-repeated', 'operators', path, `the tier ${quote(name)} is ranked already`, 'expected another name')
    resolve(tier, tiers, 'ranked tier', 'operators', [...path, 'tier'])
    resolve(backend, backends?.keys(), 'backend', 'operators', [...path, 'backend'])
  }
  for (const [index, { tier, drift: label, parameters, distinct }] of [...operators.values()].entries()) {
    const path = ['operators', index]
    resolve(tier, [...tiers, ...frameDefaults.keys()], 'tier', 'operators', [...path, 'tier'])
    resolve(label, drift?.nominal.keys(), 'drift label', 'operators', [...path, 'drift'])
    for (const [group, members] of distinct.entries()) {
      for (const [at, member] of members.entries()) {
        resolve(member, parameters.map(({ name }) => name), 'parameter', 'operators', [...path, 'distinct', group, at])
      }
    }
  }
}

// LAW-21: a frame default is legal wherever an operator can be applied.
const checkDefaults = ({ operators, backends, environments }: Tables, say: Say): void => {
  for (const [name, { tier, backend: id }] of operators?.frameDefaults ?? []) {
    if (operators?.tiers.includes(tier) !== true) continue
    const [path, backend] = [['frame_defaults', name], backends?.get(id)]
    if (backend !== undefined && !backend.tierSupport.includes(tier)) {
      say(
        'tier-unsupported', 'operators', [...path, 'tier'], `${quote(id)} does not support ${quote(tier)}`,
        () => suggest(tier, backend.tierSupport),
      )
    }
    for (const environment of environments?.values() ?? []) {
      if (environment.terminal) continue
      const where = quote(environment.id)
      if (backend !== undefined && !backend.environments.includes(environment.id)) {
        say(
          'default-illegal', 'operators', [...path, 'backend'], `${quote(id)} is not legal in ${where}`,
          'expected a backend that is legal everywhere',
        )
      }
      if (!environment.tiers.includes(tier)) {
        say(
          'default-illegal', 'operators', [...path, 'tier'], `${quote(tier)} is not allowed in ${where}`,
          'expected a tier that is allowed everywhere',
        )
      }
    }
  }
}

const checkBackends = ({ operators, backends, environments, drift }: Tables, say: Say): void => {
  const resolve = makeResolve(say)
  for (const [index, backend] of [...(backends?.values() ?? [])].entries()) {
    const path = ['backends', index]
    resolve(backend.tier, operators?.tiers, 'ranked tier', 'backends', [...path, 'tier'])
    resolve(backend.driftProfile, drift?.nominal.keys(), 'drift label', 'backends', [...path, 'drift_profile'])
    for (const [at, tier] of backend.tierSupport.entries()) resolve(
      tier, operators?.tiers, 'ranked tier', 'backends', [...path, 'tier_support', at],
    )
    for (const [at, id] of backend.environments.entries()) resolve(
      id, environments?.keys(), 'environment', 'backends', [...path, 'environments', at],
    )
    if (!backend.tierSupport.includes(backend.tier)) {
      say(
        'tier-unsupported', 'backends', [...path, 'tier_support'], `its own tier ${quote(backend.tier)} is not in the list`,
        'expected it there',
      )
    }
  }
  // LAW-26: each ranked tier is bound to exactly one backend.
  if (backends === undefined) return
  for (const [at, tier] of operators?.tiers.entries() ?? []) {
    const bound = [...backends.values()].map((backend) => backend.tier).lastIndexOf(tier)
    const count = [...backends.values()].filter((backend) => backend.tier === tier).length
    if (count === 0) say('tier-bound-wrong', 'operators', ['tiers', at], `${quote(tier)} is the tier of no backend`, 'expected exactly one')
    if (count > 1) say(
      'tier-bound-wrong', 'backends', ['backends', bound, 'tier'], `${quote(tier)} is the tier of another backend too`,
      'expected exactly one',
    )
  }
}

const checkEnvironments = ({ operators, environments }: Tables, say: Say): void => {
  const resolve = makeResolve(say)
  for (const [index, { tiers, next }] of [...(environments?.values() ?? [])].entries()) {
    for (const [at, tier] of tiers.entries()) resolve(
      tier, operators?.tiers, 'ranked tier', 'environments', ['environments', index, 'tiers', at],
    )
    for (const [at, id] of next.entries()) resolve(
      id, environments?.keys(), 'environment', 'environments', ['environments', index, 'next', at],
    )
  }
}

const checkDrift = ({ operators, drift }: Tables, say: Say): void => {
  const resolve = makeResolve(say)
  for (const [index, { operator, parameter }] of drift?.scale.entries() ?? []) {
    resolve(operator, operators?.operators.keys(), 'operator', 'drift', ['scale', index, 'operator'])
    const parameters = operators?.operators.get(operator)?.parameters
    const numeric = parameters?.filter(({ type }) => type === 'int' || type === 'number').map(({ name }) => name)
    resolve(parameter, numeric, 'int or number parameter', 'drift', ['scale', index, 'parameter'])
  }
}

/** Every name in the tables resolves, and the tables agree with each other (LAW-20 to LAW-28). */
export const checkTables = (tables: Tables, say: Say): void => {
  if (tables.operators !== undefined) checkOperators(tables.operators, tables, say)
  checkDefaults(tables, say)
  checkBackends(tables, say)
  checkEnvironments(tables, say)
  checkDrift(tables, say)
}

const isSameList = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((item, at) => item === b[at])

// LAW-50
const checkEnvironment = (spec: EnvironmentSpec, index: number, machine: Machine, say: Say): void => {
  const path = ['environments', index]
  const node = machine.nodes.get(spec.id)
  if (node === undefined) {
    const known = machine.root.children.map(({ key }) => key)
    return say(
      'environments-differ', 'environments', [...path, 'id'], `the machine has no state ${quote(spec.id)}`, () => suggest(spec.id, known),
    )
  }
  const candidates = [...node.on.values()].flat()
  const targets = [...new Set(candidates.flatMap(({ target }) => target ?? []))]
  const isFinal = node.type === 'final'
  const needsToken = candidates.length > 0 && candidates.every(({ guard }) => guard === 'token-unbound')
  if (!isSameList(spec.next, targets)) {
    say(
      'environments-differ', 'environments', [...path, 'next'], `next is [${spec.next.join(', ')}]`,
      `the machine says [${targets.join(', ')}]`,
    )
  }
  if (spec.terminal !== isFinal) {
    say('environments-differ', 'environments', [...path, 'terminal'], `terminal is ${spec.terminal}`, `the machine says ${isFinal}`)
  }
  if (spec.tokenToLeave !== needsToken) {
    say(
      'environments-differ', 'environments', [...path, 'token_to_leave'], `token_to_leave is ${spec.tokenToLeave}`,
      `the machine says ${needsToken}`,
    )
  }
}

/** The environment table and the environment machine say the same (LAW-50, LAW-51). */
export const checkEnvironmentMachine = (environments: ReadonlyMap<string, EnvironmentSpec>, machine: Machine, say: Say): void => {
  for (const [index, spec] of [...environments.values()].entries()) checkEnvironment(spec, index, machine, say)
  for (const node of machine.nodes.values()) {
    const path = statePath(node.path)
    if (node.path !== '' && !environments.has(node.path)) {
      say(
        'environments-differ', 'machine:environment', path, `environments.yaml has no ${quote(node.path)}`,
        () => suggest(node.path, environments.keys()),
      )
    }
    for (const [event, candidates] of node.on) {
      const asked = event.startsWith('to.') ? event.slice(3) : undefined
      const where = [...path, 'on', event]
      const isRight = asked !== undefined && environments.has(asked) && candidates.every(({ target }) => target === asked)
      const others = (): readonly string[] => [...environments.keys()].map((id) => `to.${id}`).filter((name) => name !== event)
      const isKnown = asked !== undefined && environments.has(asked)
      const expected = isKnown ? `expected the target ${quote(asked)}` : () => suggest(event, others())
      // LAW-51. A transition of the root would also lead from its target to itself.
      if (!isRight) say(
        'transition-event', 'machine:environment', where, `${quote(event)} does not lead to the environment that it names`, expected,
      )
      else if (asked === node.path || node.path === '') {
        say(
          'transition-event', 'machine:environment', where, `${quote(event)} leads from its target to itself`,
          'expected a transition between two environments',
        )
      }
    }
  }
}

const checkNamed = (reasons: readonly ReasonDeclaration[], named: ReadonlySet<string>, artifact: string, say: Say): void => {
  for (const [index, { reason, unreachable }] of reasons.entries()) {
    if (unreachable !== null || named.has(reason)) continue
    say(
      'reason-unnamed', artifact, ['reasons', index, 'reason'], `no rule names the reason ${quote(reason)}`,
      'name it, or say in unreachable why',
    )
  }
}

/** Reasons are declared where they are named and named where they are declared, and routing always decides (LAW-36 to LAW-38). */
export const checkReasons = (validation: Validation | undefined, routing: Routing | undefined, placeOf: RulePlace, say: Say): void => {
  const resolve = makeResolve(say)
  const declared = routing?.reasons.map(({ reason }) => reason)
  const refusals = validation === undefined ? [] : (['operator', 'token', 'transition'] as const).flatMap(
    (table) => validation[table].map((rule) => ({ table, rule })),
  )
  for (const { table, rule } of refusals) {
    const path = ['tables', table, 'rules', placeOf('validation', ['tables', table, 'rules'], rule.name), 'event']
    resolve(rule.event.reason, validation?.reasons.map(({ reason }) => reason), 'reason', 'validation', [...path, 'type'])
    if (rule.event.routing !== null) resolve(rule.event.routing, declared, 'routing reason', 'validation', [...path, 'params', 'routing'])
  }
  for (const { name, event } of routing?.operator ?? []) {
    resolve(event.reason, declared, 'reason', 'routing', ['table', 'rules', placeOf('routing', ['table', 'rules'], name), 'event', 'type'])
  }
  if (validation !== undefined) checkNamed(validation.reasons, new Set(refusals.map(({ rule }) => rule.event.reason)), 'validation', say)
  if (routing === undefined) return
  if (!routing.operator.some(({ condition }) => isCatchAll(condition))) {
    say('catch-all-missing', 'routing', ['table', 'rules'], 'no rule always holds', 'expected a rule with conditions { all: [] }')
  }
  if (validation === undefined) return
  const named = [...routing.operator.map(({ event }) => event.reason), ...refusals.flatMap(({ rule }) => rule.event.routing ?? [])]
  checkNamed(routing.reasons, new Set(named), 'routing', say)
}

/** The index of the rule `name` in the list at `path` of an artifact. */
export type RulePlace = (artifact: string, path: Path, name: string) => number

/** Members of the tables that domains name (LAW-14), of those tables that could be read. */
export const domainsOf = ({ operators, environments, backends, drift, environmentMachine, frameMachine }: Tables) => {
  const rows = operators === undefined ? undefined : [...operators.operators.values()]
  const parameters = rows?.flatMap((row) => row.parameters)
  const others = new Set(parameters?.filter(({ type }) => type === 'string' || type === 'boolean').map(({ name }) => name))
  const leaves = [...(frameMachine?.nodes.values() ?? [])].filter(({ type }) => type === 'atomic' || type === 'final')
  const all: readonly (readonly [DomainTable | 'parameters' | 'numeric-parameters', Iterable<string> | undefined])[] = [
    ['operators', operators?.operators.keys()],
    ['families', rows?.map(({ family }) => family)],
    ['tiers', operators?.tiers],
    ['operator-tiers', rows?.map(({ tier }) => tier)],
    ['environments', environments?.keys()],
    ['backends', backends?.keys()],
    ['drift-labels', drift?.nominal.keys()],
    ['frame-states', frameMachine === undefined ? undefined : leaves.map(({ path }) => path)],
    ['guards', environmentMachine?.guards],
    ['parameters', parameters?.map(({ name }) => name)],
    ['numeric-parameters', parameters?.map(({ name }) => name).filter((name) => !others.has(name))],
  ]
  return new Map(all.flatMap(([table, members]) => (members === undefined ? [] : [[table, [...new Set(members)]] as const])))
}
