import { assert } from '../base/assertion.js'
import { canonicalJson } from '../base/canonical.js'
import type { Json } from '../base/json.js'
import { compareCodeUnits } from '../base/order.js'
import { contentOf } from './digest.js'
import type { FactDeclaration, Law } from './law.js'
import type { Machine } from './machine.js'
import { contentOfProperties } from './property-content.js'
import { itemOf, memberOf, present, spelled } from './spelling.js'
import type { Said } from './spelling.js'

const once = (names: readonly string[]): readonly string[] => [...new Set(names)]
const isSame = (a: Json, b: Json): boolean => canonicalJson(a) === canonicalJson(b)
const sorted = (names: readonly string[]): readonly string[] => [...names].sort(compareCodeUnits)

// LAW-14
const membersOf = ({ operators: { tiers, operators }, environments, backends, drift, machines }: Law, domain: string): Json => {
  const rows = [...operators.values()]
  const leaves = [...machines.frame.nodes.values()].filter(({ children }) => children.length === 0)
  const tables = new Map<string, readonly string[]>([
    ['operators', rows.map(({ name }) => name)],
    ['families', rows.map(({ family }) => family)],
    ['tiers', tiers],
    ['operator-tiers', rows.map(({ tier }) => tier)],
    ['environments', [...environments.keys()]],
    ['backends', [...backends.keys()]],
    ['drift-labels', [...drift.nominal.keys()]],
    ['frame-states', leaves.map(({ path }) => path)],
    ['guards', machines.environment.guards],
  ])
  return once(tables.get(domain) ?? [])
}

const domainOf = (law: Law, domain: readonly string[] | null, said: Said): Json | undefined => {
  if (typeof said === 'string' && isSame(membersOf(law, said), domain)) return said
  return domain ?? undefined
}

const checkFields = (law: Law, { type, fields, numericFields }: FactDeclaration): void => {
  const parameters = [...law.operators.operators.values()].flatMap((row) => row.parameters)
  const isNumeric = (field: string): boolean =>
    parameters.every(({ name, type: of }) => name !== field || of === 'int' || of === 'number')
  const all = type === 'object' ? once(parameters.map(({ name }) => name)) : []
  assert(isSame(fields, all) && isSame(numericFields ?? [], all.filter(isNumeric)), 'the fields of a fact are the parameters (LAW-10)')
}

const factContent = (law: Law, fact: FactDeclaration, said: Said): Json =>
  present({
    name: fact.name,
    type: fact.type,
    nullable: spelled(fact.nullable, !fact.nullable, said, 'nullable'),
    domain: domainOf(law, fact.domain, memberOf(said, 'domain')),
    range: fact.range ?? undefined,
    fields: fact.type === 'object' ? 'parameters' : undefined,
    parameters: spelled(fact.parameters, fact.parameters.length === 0, said, 'parameters'),
  })

const checkNames = ({ nodes, events, guards, actions }: Machine): void => {
  const states = [...nodes.values()]
  const transitions = states.flatMap(({ on }) => [...on.values()]).flat()
  const performed = [...transitions, ...states.flatMap(({ entry, exit }) => [{ actions: entry }, { actions: exit }])]
  const found = [
    [events, states.flatMap(({ on }) => [...on.keys()])],
    [guards, transitions.flatMap(({ guard }) => guard ?? [])],
    [actions, performed.flatMap((one) => one.actions)],
  ] as const
  for (const [listed, named] of found) assert(isSame(sorted(listed), sorted(once(named))), 'a machine lists the names that it uses')
}

const checkProperties = ({ properties, source }: Law): void => {
  const said = contentOf(source.artifacts.get('invariants') ?? null)
  const invariants = memberOf(said, 'invariants')
  const seeds = (Array.isArray(invariants) ? (invariants as readonly Json[]) : []).flatMap((one) => {
    const [name, of] = [memberOf(one, 'name'), memberOf(one, 'seeds')]
    return typeof name === 'string' && of !== undefined ? [[name, of] as const] : []
  })
  for (const [key, written] of contentOfProperties(properties, said)) {
    const stated = key === 'seeds' ? new Map(seeds) : memberOf(said, key)
    assert(stated !== undefined && isSame(written, stated), `the law states the ${key} that invariants.yaml states`)
  }
}

/**
 * Shows of a law what `sealLaw` leaves out, since no verdict depends on it: facts are declared as facts.yaml says, their domains and fields
 * are those of the tables (LAW-12, LAW-14), machines list the names that they use, and properties are those of invariants.yaml (LAW-41 to
 * LAW-44). A difference is an assertion failure.
 */
export const checkDerived = (law: Law): void => {
  const said = contentOf(law.source.artifacts.get('facts') ?? null)
  const facts = memberOf(said, 'facts')
  const rows = [...law.facts].map(([name, fact], index) => {
    assert(name === fact.name, 'each fact stands under its own name')
    checkFields(law, fact)
    return factContent(law, fact, itemOf(facts, index))
  })
  assert(isSame({ kind: 'facts/1', facts: rows }, said), 'the law declares the facts that facts.yaml declares')
  for (const machine of [law.machines.session, law.machines.environment, law.machines.frame]) checkNames(machine)
  checkProperties(law)
}
