import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import type { BaseOperator, Condition, Decorator, FactReference } from '../../src/artifact/condition.js'
import type { DecisionTable, FactDeclaration, FactScope, FactType, Law, Rule, Scalar } from '../../src/artifact/law.js'
import type { Machine, MachineTransition, StateNode } from '../../src/artifact/machine.js'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Plain data as YAML and JSON give it; tests edit it freely. */
export type Plain = { [key: string]: Plain } & Plain[] & string & number & boolean & null

export type Artifacts = { [file: string]: Plain }

const FILES = ['bundle', 'facts', 'operators', 'environments', 'backends', 'drift', 'tokens', 'validation.rules', 'routing.rules', 'invariants']

/** The shipped artifacts as plain data, by file name without ending, and the shipped machines as `machine:<name>`. */
export const shippedArtifacts = (): Artifacts => {
  const artifacts: Artifacts = {}
  for (const file of FILES) artifacts[file] = parse(readFileSync(join(ROOT, 'rules/qcompute/1.0.0', `${file}.yaml`), 'utf8'))
  for (const name of ['session', 'environment', 'frame']) {
    artifacts[`machine:${name}`] = JSON.parse(readFileSync(join(ROOT, 'machines', name, '1.0.0.json'), 'utf8'))
  }
  return artifacts
}

const at = (value: Plain | undefined): Plain => value as Plain

const reference = (json: Plain): FactReference => ({
  fact: at(json['fact']),
  params: new Map(Object.entries((json['params'] ?? {}) as unknown as { [key: string]: string })),
  field: json['path'] === undefined ? null : (at(json['path']) as string).slice(2),
})

/** A condition from the form of json-rules-engine. */
export const conditionOf = (json: Plain): Condition => {
  if (json['all'] !== undefined) return { kind: 'all', of: (at(json['all']) as Plain[]).map(conditionOf) }
  if (json['any'] !== undefined) return { kind: 'any', of: (at(json['any']) as Plain[]).map(conditionOf) }
  if (json['not'] !== undefined) return { kind: 'not', of: conditionOf(at(json['not'])) }
  const words = (at(json['operator']) as string).split(':')
  const value = at(json['value'])
  const isFact = value !== null && typeof value === 'object' && !Array.isArray(value)
  return {
    kind: 'test',
    left: reference(json),
    decorators: words.slice(0, -1) as Decorator[],
    operator: words.at(-1) as BaseOperator,
    right: isFact ? { kind: 'fact', reference: reference(value) } : { kind: 'literal', value: value as Scalar },
  }
}

const tableOf = <E>(rules: Plain, event: (json: Plain) => E): DecisionTable<E> =>
  (rules as Plain[])
    .map((rule): Rule<E> => ({
      name: at(rule['name']),
      priority: at(rule['priority']),
      condition: conditionOf(at(rule['conditions'])),
      event: event(at(rule['event'])),
    }))
    .sort((a, b) => b.priority - a.priority)

const listOf = (value: Plain | undefined): string[] => (value === undefined ? [] : typeof value === 'string' ? [value] : (value as string[]))

/** A machine from an XState configuration of the subset of LAW-46 and LAW-47. */
export const machineOf = (config: Plain): Machine => {
  const nodes = new Map<string, StateNode>()
  const [events, guards, actions] = [new Set<string>(), new Set<string>(), new Set<string>()]
  const targetOf = (path: string, target: string): string => {
    if (target.startsWith('#')) return target.split('.').slice(1).join('.')
    if (target.startsWith('.')) return `${path}${path === '' ? target.slice(1) : target}`
    const parent = path.split('.').slice(0, -1)
    return [...parent, target].join('.')
  }
  const transitionOf = (path: string, json: Plain): MachineTransition => {
    const object = (typeof json === 'string' ? { target: json } : json) as { [key: string]: Plain }
    const transition = {
      target: object['target'] === undefined ? null : targetOf(path, object['target']),
      guard: object['guard'] ?? null,
      actions: listOf(object['actions']),
      reenter: object['reenter'] ?? false,
    }
    if (transition.guard !== null) guards.add(transition.guard)
    for (const action of transition.actions) actions.add(action)
    return transition
  }
  const nodeOf = (json: Plain, key: string, path: string): StateNode => {
    const children: StateNode[] = []
    const on = new Map<string, readonly MachineTransition[]>()
    const states = Object.entries(json['states'] ?? {})
    const node: StateNode = {
      key,
      path,
      type: json['type'] ?? (states.length > 0 ? 'compound' : 'atomic'),
      initial: json['initial'] === undefined ? null : `${path === '' ? '' : `${path}.`}${json['initial']}`,
      children,
      on,
      entry: listOf(json['entry']),
      exit: listOf(json['exit']),
    }
    nodes.set(path, node)
    for (const action of node.entry) actions.add(action)
    for (const action of node.exit) actions.add(action)
    for (const [event, list] of Object.entries(json['on'] ?? {})) {
      events.add(event)
      on.set(event, (Array.isArray(list) ? (list as Plain[]) : [list]).map((one) => transitionOf(path, one)))
    }
    for (const [child, body] of states) children.push(nodeOf(body, child, path === '' ? child : `${path}.${child}`))
    return node
  }
  const root = nodeOf(config, '', '')
  return {
    id: config['id'] ?? 'machine',
    version: config['version'] ?? '1.0.0',
    root,
    nodes,
    events: [...events],
    guards: [...guards],
    actions: [...actions],
  }
}

/** A declaration with defaults filled in. */
export const factOf = (name: string, type: FactType, more: Partial<FactDeclaration> = {}): FactDeclaration => ({
  name,
  type,
  nullable: false,
  domain: null,
  range: null,
  fields: [],
  parameters: [],
  scopes: ['operator', 'token', 'transition'] as FactScope[],
  description: '',
  ...more,
})

const distinct = (values: readonly string[]): string[] => [...new Set(values)]

const leafPaths = (machine: Machine): string[] =>
  [...machine.nodes.values()].filter(({ type }) => type === 'atomic' || type === 'final').map(({ path }) => path)

/** A law from plain artifacts, which must be right: nothing is checked. */
export const lawOf = (artifacts: Artifacts): Law => {
  const artifact = (name: string): Plain => at(artifacts[name])
  const operators = at(artifact('operators')['operators']) as Plain[]
  const environments = at(artifact('environments')['environments']) as Plain[]
  const backends = at(artifact('backends')['backends']) as Plain[]
  const labels = at(artifact('drift')['labels']) as Plain[]
  const machines = {
    session: machineOf(artifact('machine:session')),
    environment: machineOf(artifact('machine:environment')),
    frame: machineOf(artifact('machine:frame')),
  }
  const tiers = at(artifact('operators')['tiers']) as string[]
  const domains = new Map<string, string[]>([
    ['operators', operators.map((row) => at(row['name']))],
    ['families', distinct(operators.map((row) => at(row['family'])))],
    ['tiers', tiers],
    ['operator-tiers', distinct(operators.map((row) => at(row['tier'])))],
    ['environments', environments.map((row) => at(row['id']))],
    ['backends', backends.map((row) => at(row['id']))],
    ['drift-labels', labels.map((row) => at(row['label']))],
    ['frame-states', leafPaths(machines.frame)],
    ['guards', [...machines.environment.guards]],
  ])
  const fields = distinct(operators.flatMap((row) => (at(row['parameters']) as Plain[]).map((one) => at(one['name']) as string)))
  const facts = (at(artifact('facts')['facts']) as Plain[]).map((fact) =>
    factOf(at(fact['name']), at(fact['type']), {
      nullable: fact['nullable'] ?? false,
      domain: typeof fact['domain'] === 'string' ? (domains.get(fact['domain'] as string) ?? null) : (fact['domain'] ?? null),
      range: fact['range'] === undefined ? null : (fact['range'] as unknown as [number, number]),
      fields: fact['fields'] === undefined ? [] : fields,
      parameters: listOf(fact['parameters']),
    }),
  )
  const validation = artifact('validation.rules')
  const refusals = (table: string) =>
    tableOf(at(at(at(validation['tables'])[table])['rules']), (event) => ({
      reason: at(event['type']),
      routing: event['params'] === undefined ? null : at(at(event['params'])['routing']),
    }))
  const reasons = (json: Plain) =>
    (at(json['reasons']) as Plain[]).map((one) => ({ reason: at(one['reason']), unreachable: one['unreachable'] ?? null }))
  return {
    bundle: { id: at(artifact('bundle')['id']), version: at(artifact('bundle')['version']) },
    digest: 'd'.repeat(64),
    facts: new Map(facts.map((fact) => [fact.name, fact])),
    operators: {
      tiers,
      frameDefaults: new Map(Object.entries(at(artifact('operators')['frame_defaults'])) as unknown as [string, never][]),
      operators: new Map(
        operators.map((row) => [
          at(row['name']),
          {
            name: at(row['name']),
            family: at(row['family']),
            tier: at(row['tier']),
            drift: at(row['drift']),
            needsToken: at(row['token']),
            frame: at(row['frame']),
            parameters: (at(row['parameters']) as Plain[]).map((one) => ({
              name: at(one['name']),
              type: at(one['type']),
              min: one['min'] ?? null,
              max: one['max'] ?? null,
              exclusiveMin: one['exclusive_min'] ?? null,
              exclusiveMax: one['exclusive_max'] ?? null,
            })),
            distinct: (row['distinct'] ?? []) as unknown as string[][],
          },
        ]),
      ),
    },
    environments: new Map(
      environments.map((row) => [
        at(row['id']),
        {
          id: at(row['id']),
          tiers: at(row['tiers']),
          driftBound: at(row['drift_bound']),
          label: at(row['label']),
          next: at(row['next']),
          tokenToLeave: at(row['token_to_leave']),
          terminal: at(row['terminal']),
        },
      ]),
    ),
    backends: new Map(
      backends.map((row) => [
        at(row['id']),
        {
          id: at(row['id']),
          tier: at(row['tier']),
          tierSupport: at(row['tier_support']),
          environments: at(row['environments']),
          driftProfile: at(row['drift_profile']),
          maxAccumulated: at(row['max_accumulated']),
        },
      ]),
    ),
    drift: {
      nominal: new Map(labels.map((row) => [at(row['label']), at(row['nominal'])])),
      scale: at(artifact('drift')['scale']) as never,
    },
    validation: {
      options: { tierDecrease: at(at(validation['options'])['tier_decrease']) },
      reasons: reasons(validation),
      operator: refusals('operator'),
      token: refusals('token'),
      transition: refusals('transition'),
    },
    routing: {
      reasons: reasons(artifact('routing.rules')),
      operator: tableOf(at(at(artifact('routing.rules')['table'])['rules']), (event) => ({
        reason: at(event['type']),
        frameAction: at(at(event['params'])['frame_action']),
        overflow: at(event['params'])['overflow'] ?? false,
      })),
    },
    invariants: [],
    machines,
    source: { artifacts: new Map(), machines: new Map() },
  }
}

/** The shipped law, after `edit` has changed its artifacts. */
export const shippedLaw = (edit: (artifacts: Artifacts) => void = () => {}): Law => {
  const artifacts = shippedArtifacts()
  edit(artifacts)
  return lawOf(artifacts)
}
