import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { loadBundle } from '../../src/artifact/index.js'
import type { LoadResult } from '../../src/artifact/index.js'
import { checkConsistency } from '../../src/kernel/index.js'
import { nodeDigest } from '../../src/shell/node-digest.js'

/** JSON data that can be changed. */
export type Data = null | boolean | number | string | Data[] | { [key: string]: Data }
/** A mapping of JSON data. */
export type Row = { [key: string]: Data }

/** The artifacts of a bundle by kind and its machines by name, as data that can be changed. JSON is YAML. */
export interface Draft {
  readonly artifacts: { readonly [kind: string]: Row }
  readonly machines: { readonly [name: string]: Row }
}

/** A law with one bug put into it. */
export interface Mutant {
  readonly family: string
  readonly name: string
  /** Makes the bug in a draft of the law; nothing else has touched it. */
  readonly make: (draft: Draft) => void
}

const KINDS = ['bundle', 'facts', 'operators', 'environments', 'backends', 'drift', 'tokens', 'validation', 'routing', 'invariants']
const fileOf = (kind: string): string => (kind === 'validation' || kind === 'routing' ? `${kind}.rules.yaml` : `${kind}.yaml`)
const root = new URL('../../', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8')

/** The law of a bundle folder; `rows` are the operators that are kept, all if it is null. */
export const readDraft = (folder: string, rows: readonly string[] | null): Draft => {
  const artifacts = Object.fromEntries(KINDS.map((kind) => [kind, parse(read(`${folder}/${fileOf(kind)}`)) as Row]))
  const operators = artifacts['operators'] as Row
  if (rows !== null) operators['operators'] = rowsOf(operators, 'operators').filter(({ name }) => rows.includes(String(name)))
  const names = Object.keys((artifacts['bundle'] as Row)['machines'] as Row)
  return { artifacts, machines: Object.fromEntries(names.map((name) => [name, JSON.parse(read(`machines/${name}/1.0.0.json`)) as Row])) }
}

const VERSION = '0.0.1'

/** Loads a draft, its machines as machines of its own. */
export const loadDraft = ({ artifacts, machines }: Draft): LoadResult => {
  const bundle = { ...artifacts['bundle'], machines: Object.fromEntries(Object.keys(machines).map((name) => [name, VERSION])) }
  const texts = new Map(KINDS.map((kind) => [fileOf(kind), JSON.stringify(kind === 'bundle' ? bundle : artifacts[kind])]))
  return loadBundle({
    folder: 'mutant',
    file: (name) => texts.get(name) ?? null,
    shippedMachine: () => null,
    ownMachine: (name) => ({ path: `${name}.json`, text: JSON.stringify({ ...machines[name], version: VERSION }) }),
    digest: nodeDigest,
    evaluateConsistency: checkConsistency,
  })
}

/** A copy of `draft` with the bug. */
export const mutated = (draft: Draft, { make }: Mutant): Draft => {
  const copy = structuredClone(draft)
  make(copy)
  return copy
}

/** The list under a key; empty if there is none. */
export const rowsOf = (row: Row | undefined, key: string): Row[] => (row?.[key] ?? []) as Row[]
const TABLES = ['operator', 'token', 'transition', 'routing'] as const
type Table = (typeof TABLES)[number]

const tableOf = ({ artifacts }: Draft, table: Table): Row =>
  table === 'routing'
    ? ((artifacts['routing'] as Row)['table'] as Row)
    : (((artifacts['validation'] as Row)['tables'] as Row)[table] as Row)

const rulesOf = (draft: Draft, table: Table): Row[] => rowsOf(tableOf(draft, table), 'rules')
const reasonOf = (rule: Row): string => String((rule['event'] as Row)['type'])

/** Declares each reason that no rule names any more unreachable, so that the law loads all the same. */
const excuse = (draft: Draft): void => {
  for (const kind of ['validation', 'routing'] as const) {
    const tables = kind === 'routing' ? (['routing'] as const) : (['operator', 'token', 'transition'] as const)
    const rules = tables.flatMap((table) => rulesOf(draft, table))
    const kept = rulesOf(draft, 'operator').flatMap(({ event }) => ((event as Row)['params'] as Row | undefined)?.['routing'] ?? [])
    const named = new Set([...rules.map(reasonOf), ...(kind === 'routing' ? kept : [])])
    const unnamed = rowsOf(draft.artifacts[kind], 'reasons').filter(({ reason }) => !named.has(String(reason)))
    for (const one of unnamed) one['unreachable'] ??= 'No rule names it.'
  }
}

const NEGATED: { readonly [operator: string]: string } = { equal: 'notEqual', notEqual: 'equal', in: 'notIn', notIn: 'in' }

// The tests inside a condition, each as a place where its operator can be turned round.
const testsIn = (condition: Data): Row[] => {
  if (condition === null || typeof condition !== 'object') return []
  if (Array.isArray(condition)) return condition.flatMap(testsIn)
  return 'fact' in condition ? [condition] : Object.values(condition).flatMap(testsIn)
}

const dropped = (draft: Draft, table: Table): readonly Mutant[] =>
  rulesOf(draft, table).flatMap(({ name }, index) => {
    const drop = (one: Draft): void => void rulesOf(one, table).splice(index, 1)
    const silent = (one: Draft): void => {
      drop(one)
      excuse(one)
    }
    return [
      { family: 'rule dropped', name: `${table} ${String(name)}`, make: drop },
      { family: 'rule dropped', name: `${table} ${String(name)}, its reason excused`, make: silent },
    ]
  })

const flipped = (draft: Draft, table: Table): readonly Mutant[] =>
  rulesOf(draft, table).flatMap(({ name, conditions }, index) => {
    const ruleIn = (one: Draft): Row => rulesOf(one, table)[index] as Row
    const whole: Mutant = {
      family: 'condition flipped',
      name: `${table} ${String(name)}`,
      make: (one) => void (ruleIn(one)['conditions'] = { not: ruleIn(one)['conditions'] ?? null }),
    }
    const tests = testsIn(conditions ?? null).map((_, at): Mutant => ({
      family: 'condition flipped',
      name: `${table} ${String(name)}, test ${at + 1}`,
      make: (one) => {
        const test = testsIn(ruleIn(one)['conditions'] ?? null)[at] as Row
        test['operator'] = NEGATED[String(test['operator'])] ?? 'equal'
      },
    }))
    return [whole, ...tests]
  })

const swapped = (draft: Draft, table: Table): readonly Mutant[] =>
  rulesOf(draft, table).slice(1).map(({ name }, index) => ({
    family: 'rules swapped',
    name: `${table} ${String(rulesOf(draft, table)[index]?.['name'])} and ${String(name)}`,
    make: (one) => {
      const [first, second] = rulesOf(one, table).slice(index, index + 2) as [Row, Row]
      ;[first['priority'], second['priority']] = [second['priority'] ?? 0, first['priority'] ?? 0]
    },
  }))

const renamed = (draft: Draft, table: Table): readonly Mutant[] =>
  rulesOf(draft, table).map((rule, index) => {
    const others = rowsOf(draft.artifacts[table === 'routing' ? 'routing' : 'validation'], 'reasons').map(({ reason }) => String(reason))
    const other = others[(others.indexOf(reasonOf(rule)) + 1) % others.length] ?? ''
    return {
      family: 'reason changed',
      name: `${table} ${String(rule['name'])} says ${other}`,
      make: (one) => {
        ;((rulesOf(one, table)[index] as Row)['event'] as Row)['type'] = other
        excuse(one)
      },
    }
  })

const actions = (draft: Draft): readonly Mutant[] =>
  rulesOf(draft, 'routing').map((rule, index) => {
    const params = (one: Draft): Row => ((rulesOf(one, 'routing')[index] as Row)['event'] as Row)['params'] as Row
    const isNew = params(draft)['frame_action'] === 'new'
    return {
      family: 'frame action changed',
      name: `${String(rule['name'])} ${isNew ? 'reuses' : 'opens'}`,
      make: (one) => {
        params(one)['frame_action'] = isNew ? 'reuse' : 'new'
        delete params(one)['overflow']
      },
    }
  })

/** Every rule dropped, flipped, put before the one above it, given another reason or frame action. */
export const ruleMutants = (draft: Draft): readonly Mutant[] => [
  ...TABLES.flatMap((table) => [...dropped(draft, table), ...flipped(draft, table), ...swapped(draft, table), ...renamed(draft, table)]),
  ...actions(draft),
]

/** A candidate of a machine: its state, event and place. */
interface Place {
  readonly machine: string
  readonly state: string
  readonly event: string
}

const statesOf = ({ machines }: Draft, machine: string): Row => (machines[machine] as Row)['states'] as Row
const eventsOf = (draft: Draft, { machine, state }: Omit<Place, 'event'>): Row =>
  ((statesOf(draft, machine)[state] as Row)['on'] ?? {}) as Row

const placesOf = (draft: Draft, machine: string): readonly Place[] =>
  Object.keys(statesOf(draft, machine)).flatMap((state) =>
    Object.keys(eventsOf(draft, { machine, state })).map((event) => ({ machine, state, event })))

// environments.yaml says the order of environments a second time (LAW-50): a bug in both loads.
const agree = (draft: Draft): void => {
  for (const row of rowsOf(draft.artifacts['environments'], 'environments')) {
    const candidates = Object.values(eventsOf(draft, { machine: 'environment', state: String(row['id']) })) as Row[]
    row['next'] = candidates.map(({ target }) => target ?? '')
    row['token_to_leave'] = candidates.length > 0 && candidates.every(({ guard }) => guard === 'token-unbound')
  }
}

const changesAt = (draft: Draft, place: Place): readonly (readonly [what: string, change: (one: Draft) => void])[] => {
  const on = (one: Draft): Row => eventsOf(one, place)
  const candidate = (one: Draft): Row => on(one)[place.event] as Row
  const { target, guard, actions: performed } = candidate(draft)
  const others = Object.keys(statesOf(draft, place.machine)).filter((state) => state !== target)
  const listed = (performed ?? []) as string[]
  const retarget = (to: string) => (one: Draft): void => {
    if (place.machine === 'environment') delete on(one)[place.event]
    const event = place.machine === 'environment' ? `to.${to}` : place.event
    on(one)[event] = { ...structuredClone(candidate(draft)), target: to }
  }
  return [
    ['removed', (one) => void delete on(one)[place.event]],
    ...others.map((to) => [`leads to ${to}`, retarget(to)] as const),
    ...(target === undefined ? [] : [['leads nowhere', (one: Draft) => void delete candidate(one)['target']] as const]),
    ...(guard === undefined ? [] : [['has no guard', (one: Draft) => void delete candidate(one)['guard']] as const]),
    ...listed.map((action, index) => {
      const drop = (one: Draft): void => void (candidate(one)['actions'] as string[]).splice(index, 1)
      return [`without ${action}`, drop] as const
    }),
  ]
}

/** Every transition of every machine removed, led elsewhere, or without its guard or one of its actions. */
export const machineMutants = (draft: Draft): readonly Mutant[] =>
  Object.keys(draft.machines).flatMap((machine) =>
    placesOf(draft, machine).flatMap((place) =>
      changesAt(draft, place).flatMap(([what, change]): readonly Mutant[] => {
        const name = `${machine}: ${place.state} ${place.event} ${what}`
        const family = what === 'removed' ? 'transition removed' : what.startsWith('leads') ? 'transition retargeted' : 'transition changed'
        const both = (one: Draft): void => {
          change(one)
          agree(one)
        }
        return [
          { family, name, make: change },
          ...(machine === 'environment' ? [{ family, name: `${name}, in the table too`, make: both }] : []),
        ]
      })))
