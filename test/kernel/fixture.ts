import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { BaseOperator, Condition, Decorator, FactReference, Test } from '../../src/artifact/condition.js'
import type { Law } from '../../src/artifact/law.js'
import type { Machine, MachineTransition, StateNode } from '../../src/artifact/machine.js'

type Data = { [key: string]: unknown } & { [Symbol.iterator]?: never }
const record = (value: unknown): Data => value as Data
const list = (value: unknown): Data[] => (value ?? []) as Data[]
const many = (value: unknown): unknown[] => (value === undefined ? [] : Array.isArray(value) ? value : [value])

const shipped = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const artifact = (name: string): Data => record(parse(shipped(`rules/qcompute/1.0.0/${name}.yaml`)))

const reference = (data: Data): FactReference => ({
  fact: String(data.fact),
  params: new Map(Object.entries((data.params ?? {}) as { [key: string]: string })),
  field: data.path === undefined ? null : String(data.path).slice(2),
})

export const conditionOf = (data: Data): Condition => {
  if (data.all !== undefined) return { kind: 'all', of: list(data.all).map(conditionOf) }
  if (data.any !== undefined) return { kind: 'any', of: list(data.any).map(conditionOf) }
  if (data.not !== undefined) return { kind: 'not', of: conditionOf(record(data.not)) }
  const parts = String(data.operator).split(':')
  const { value } = data
  const isReference = typeof value === 'object' && value !== null && !Array.isArray(value)
  return {
    kind: 'test',
    left: reference(data),
    decorators: parts.slice(0, -1) as Decorator[],
    operator: parts.at(-1) as BaseOperator,
    right: isReference ? { kind: 'fact', reference: reference(record(value)) } : { kind: 'literal', value: value as string },
  } satisfies Test
}

/** A machine from its JSON, without checks: the decoder's part in short. */
export const machineOf = (config: Data): Machine => {
  const nodes = new Map<string, StateNode>()
  const [events, guards, actions] = [new Set<string>(), new Set<string>(), new Set<string>()]
  const named = (value: unknown): string[] => many(value).map((name) => (actions.add(String(name)), String(name)))
  const resolve = (target: string, path: string[]): string => {
    if (target.startsWith('#')) return target.split('.').slice(1).join('.')
    if (target.startsWith('.')) return [...path, target.slice(1)].join('.')
    return [...path.slice(0, -1), target].join('.')
  }
  const visit = (data: Data, path: string[]): StateNode => {
    const type = (data.type ?? (data.states === undefined ? 'atomic' : 'compound')) as StateNode['type']
    const on = new Map<string, MachineTransition[]>()
    const node = {
      key: path.at(-1) ?? '',
      path: path.join('.'),
      type,
      initial: type === 'compound' ? [...path, String(data.initial)].join('.') : null,
      children: [] as StateNode[],
      on,
      entry: named(data.entry),
      exit: named(data.exit),
    }
    nodes.set(node.path, node)
    for (const [event, value] of Object.entries(record(data.on ?? {}))) {
      events.add(event)
      const candidates = many(value).map((one) => record(typeof one === 'string' ? { target: one } : one))
      on.set(
        event,
        candidates.map((one) => {
          if (one.guard !== undefined) guards.add(String(one.guard))
          return {
            target: one.target === undefined ? null : resolve(String(one.target), path),
            guard: one.guard === undefined ? null : String(one.guard),
            actions: named(one.actions),
            reenter: one.reenter === true,
          }
        }),
      )
    }
    for (const [key, child] of Object.entries(record(data.states ?? {}))) node.children.push(visit(record(child), [...path, key]))
    return node
  }
  const root = visit(config, [])
  return { id: String(config.id), version: '1.0.0', root, nodes, events: [...events], guards: [...guards], actions: [...actions] }
}

const rulesOf = <E>(data: unknown, event: (one: Data) => E): { name: string; priority: number; condition: Condition; event: E }[] =>
  list(record(data).rules)
    .map((rule) => ({
      name: String(rule.name),
      priority: Number(rule.priority),
      condition: conditionOf(record(rule.conditions)),
      event: event(record(rule.event)),
    }))
    .sort((a, b) => b.priority - a.priority)

const SCOPES = new Map([
  ['params', ['operator', 'step']],
  ['environment', ['operator', 'token', 'transition', 'step', 'state']],
])

const byKey = <T>(items: Data[], key: string, make: (item: Data) => T): Map<string, T> =>
  new Map(items.map((item) => [String(item[key]), make(item)]))

const operatorRow = (row: Data): unknown => ({
  name: row.name,
  family: row.family,
  tier: row.tier,
  drift: row.drift,
  needsToken: row.token,
  frame: row.frame,
  parameters: list(row.parameters).map((spec) => ({
    name: spec.name,
    type: spec.type,
    min: spec.min ?? null,
    max: spec.max ?? null,
    exclusiveMin: spec.exclusive_min ?? null,
    exclusiveMax: spec.exclusive_max ?? null,
  })),
  distinct: row.distinct ?? [],
})

const machine = (name: string): Machine => machineOf(record(JSON.parse(shipped(`machines/${name}/1.0.0.json`))))

/** The shipped law, read without checks, so that the tests of this layer need no other. */
export const shippedLaw = (): Law => {
  const operators = artifact('operators')
  const drift = artifact('drift')
  const validation = artifact('validation.rules')
  const tables = record(validation.tables)
  const routing = artifact('routing.rules')
  const refusal = (event: Data): unknown => ({ reason: event.type, routing: record(event.params ?? {}).routing ?? null })
  const route = (event: Data): unknown => {
    const params = record(event.params)
    return { reason: event.type, frameAction: params.frame_action, overflow: params.overflow === true }
  }
  const reasons = (data: Data): unknown => list(data.reasons).map(({ reason, unreachable }) => ({ reason, unreachable: unreachable ?? null }))
  const names = (data: Data, lists: string, key: string): string[] => [...new Set(list(data[lists]).map((item) => String(item[key])))]
  const machines = { session: machine('session'), environment: machine('environment'), frame: machine('frame') }
  const domains = new Map<string, readonly string[]>([
    ['operators', names(operators, 'operators', 'name')],
    ['families', names(operators, 'operators', 'family')],
    ['tiers', many(operators.tiers).map(String)],
    ['operator-tiers', names(operators, 'operators', 'tier')],
    ['environments', names(artifact('environments'), 'environments', 'id')],
    ['backends', names(artifact('backends'), 'backends', 'id')],
    ['drift-labels', names(drift, 'labels', 'label')],
    ['frame-states', [...machines.frame.nodes.keys()].slice(1)],
    ['guards', machines.environment.guards],
  ])
  const frameDefaults = Object.entries(record(operators.frame_defaults)) as [string, Data][]
  return {
    bundle: { id: 'qcompute', version: '1.0.0' },
    digest: '0'.repeat(64),
    facts: byKey(list(artifact('facts').facts), 'name', (fact) => ({
      nullable: false,
      domain: null,
      range: null,
      fields: [],
      parameters: [],
      ...fact,
      domain: typeof fact.domain === 'string' ? domains.get(fact.domain) : (fact.domain ?? null),
      scopes: SCOPES.get(String(fact.name)) ?? ['operator', 'step'],
    })),
    operators: {
      tiers: operators.tiers,
      frameDefaults: new Map(frameDefaults),
      operators: byKey(list(operators.operators), 'name', operatorRow),
    },
    environments: byKey(list(artifact('environments').environments), 'id', (row) => ({
      ...row,
      driftBound: row.drift_bound,
      tokenToLeave: row.token_to_leave,
    })),
    backends: byKey(list(artifact('backends').backends), 'id', (row) => ({
      ...row,
      tierSupport: row.tier_support,
      driftProfile: row.drift_profile,
      maxAccumulated: row.max_accumulated,
    })),
    drift: { nominal: byKey(list(drift.labels), 'label', ({ nominal }) => nominal), scale: drift.scale },
    validation: {
      options: { tierDecrease: record(validation.options).tier_decrease },
      reasons: reasons(validation),
      operator: rulesOf(tables.operator, refusal),
      token: rulesOf(tables.token, refusal),
      transition: rulesOf(tables.transition, refusal),
    },
    routing: { reasons: reasons(routing), operator: rulesOf(routing.table, route) },
    invariants: list(artifact('invariants').invariants).map((one) => ({ ...one, holds: conditionOf(record(one.holds)) })),
    machines,
    source: { artifacts: new Map(), machines: new Map() },
  } as unknown as Law
}
