import { Engine } from 'json-rules-engine'
import type { RuleProperties } from 'json-rules-engine'
import type { Scalar } from '../artifact/law.js'
import type { Json } from '../base/index.js'
import { itemsOf, membersOf, toPlain } from './plain.js'

/** Value of a fact as an oracle is given it; an object fact is a Map that is total over the declared fields (LAW-10). */
export type OracleFact = Scalar | null | readonly (Scalar | null)[] | ReadonlyMap<string, Scalar | null>

/** Tells the value of a fact for the parameters that a condition passes to it. It must be total and must not change within a decision. */
export type FactReader = (fact: string, params: ReadonlyMap<string, string>) => OracleFact

/** The event of a rule as read: a reason and what the artifact says with it. */
export interface OracleEvent {
  readonly type: string
  readonly params: ReadonlyMap<string, Json>
}

/** What json-rules-engine says: every matching rule, strongest first, and the event of the strongest. */
export interface OracleDecision {
  readonly winner: string | null
  readonly event: OracleEvent | null
  readonly matched: readonly string[]
}

/** A fact that a condition reads, with the parameters it passes. */
export interface OracleReference {
  readonly fact: string
  readonly params: ReadonlyMap<string, string>
}

/** One decision table in json-rules-engine. Decisions queue: the engine cannot run twice at the same time. */
export interface RulesOracle {
  /** Names of the facts that the conditions read, each once. */
  readonly facts: readonly string[]
  /** What the conditions read, each once for every setting of its parameters. */
  readonly references: readonly OracleReference[]
  decide(read: FactReader): Promise<OracleDecision>
}

/** Every reference that a condition, its members and its right-hand sides make. */
const collectReferences = (condition: Json, into: Map<string, OracleReference>): void => {
  const members = membersOf(condition)
  for (const key of ['all', 'any'] as const) for (const one of itemsOf(members.get(key))) collectReferences(one, into)
  const negated = members.get('not')
  if (negated !== undefined) collectReferences(negated, into)
  for (const side of [members, membersOf(members.get('value'))]) {
    const fact = side.get('fact')
    if (typeof fact !== 'string') continue
    const params = paramsOf(toPlain(side.get('params') ?? null))
    into.set(JSON.stringify([fact, ...params]), { fact, params })
  }
}

const isMap = (value: object): value is ReadonlyMap<string, unknown> => value instanceof Map

/** Reads `$.field` of an object fact; its fields may have any name, so it is a Map and JSONPath never sees it. */
const readField = (value: object, path: string): unknown => (isMap(value) ? value.get(path.slice('$.'.length)) : undefined)

const paramsOf = (params: unknown): ReadonlyMap<string, string> =>
  params !== null && typeof params === 'object' ? new Map(Object.entries(params as { [key: string]: string })) : new Map()

/**
 * Feeds `rules`, the list as it stands in the artifact, to json-rules-engine. Facts are functions of their parameters and are not
 * cached, since that engine keys its cache by a short hash. Rules that it cannot take are an error of that engine.
 */
export const makeRulesOracle = (rules: Json): RulesOracle => {
  const references = new Map<string, OracleReference>()
  for (const rule of itemsOf(rules)) collectReferences(membersOf(rule).get('conditions') ?? null, references)
  const facts = new Set([...references.values()].map(({ fact }) => fact))
  let read: FactReader = () => null
  // The decoder of the law has checked the rules; here they pass unchanged, so that the other engine reads them by itself.
  const engine = new Engine(toPlain(rules) as unknown as RuleProperties[], { pathResolver: readField })
  for (const fact of facts) engine.addFact(fact, (params) => read(fact, paramsOf(params)), { cache: false })
  // A rule whose event is called error would fail the run if nobody listened.
  engine.on('error', () => undefined)
  let last: Promise<unknown> = Promise.resolve()
  const decideNow = async (reader: FactReader): Promise<OracleDecision> => {
    read = reader
    const { results } = await engine.run()
    const strongest = [...results].sort((a, b) => (b.priority ?? 0) - (a.priority ?? 0))
    const first = strongest[0]
    const event = first?.event === undefined ? null : { type: first.event.type, params: new Map(Object.entries(first.event.params ?? {})) }
    return { winner: first?.name ?? null, event, matched: strongest.map(({ name }) => name) }
  }
  const decide = (reader: FactReader): Promise<OracleDecision> => {
    const next = last.then(() => decideNow(reader))
    last = next.catch(() => undefined)
    return next
  }
  return { facts: [...facts], references: [...references.values()], decide }
}
