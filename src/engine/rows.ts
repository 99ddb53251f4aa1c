import { assert } from '../base/index.js'
import type { BackendSpec, EnvironmentSpec, Law, OperatorSpec } from '../artifact/law.js'
import { compileArguments } from './arguments.js'
import type { ArgumentCheck } from './arguments.js'
import { compileDrift } from './drift.js'
import type { DriftModel } from './drift.js'

/** The rank of a tier that is not ranked (LAW-21). */
export const UNRANKED = -1

/** An environment with what is asked of it at every step, by index. */
export interface EnvironmentRow {
  readonly index: number
  readonly spec: EnvironmentSpec
  /** By rank: whether that tier is allowed here. */
  readonly allowsRank: readonly boolean[]
  /** Backends that list this environment, in artifact order (SES-05). Frozen: entries hand it out (SES-04). */
  readonly backendLegal: readonly string[]
}

/** A backend with what is asked of it at every step, by index. */
export interface BackendRow {
  readonly index: number
  readonly spec: BackendSpec
  /** By index of the environment: whether this backend is legal there. */
  readonly isLegalIn: readonly boolean[]
}

/** Tier and backend of a frame (RTR-02). */
export interface Placement {
  readonly tier: string
  readonly rank: number
  readonly backend: BackendRow
}

/** An operator with its arguments' check, drift and placement compiled. */
export interface OperatorRow {
  readonly index: number
  readonly spec: OperatorSpec
  /** Index of its tier in the ranked tiers, or UNRANKED. */
  readonly rank: number
  readonly fits: ArgumentCheck
  readonly drift: DriftModel
  /** Where it runs; for an unranked tier the frame default. */
  readonly placement: Placement
  /** Whether it takes the placement of a frame before it over, if there is one (RTR-03). */
  readonly inherits: boolean
}

/** The tables of a law by name and by index. */
export interface Rows {
  readonly environments: ReadonlyMap<string, EnvironmentRow>
  readonly backends: ReadonlyMap<string, BackendRow>
  readonly operators: ReadonlyMap<string, OperatorRow>
}

const backendsIn = (law: Law, environment: string): string[] =>
  [...law.backends.values()].filter(({ environments }) => environments.includes(environment)).map(({ id }) => id)

const compileEnvironments = (law: Law): Map<string, EnvironmentRow> => {
  const rows = [...law.environments.values()].map((spec, index): EnvironmentRow => ({
    index,
    spec,
    allowsRank: law.operators.tiers.map((tier) => spec.tiers.includes(tier)),
    backendLegal: Object.freeze(backendsIn(law, spec.id)),
  }))
  return new Map(rows.map((row) => [row.spec.id, row]))
}

const compileBackends = (law: Law): Map<string, BackendRow> => {
  const environments = [...law.environments.keys()]
  const rows = [...law.backends.values()].map((spec, index): BackendRow => ({
    index,
    spec: { ...spec, tierSupport: Object.freeze([...spec.tierSupport]) }, // Entries of frames hand it out (SES-04).
    isLegalIn: environments.map((id) => spec.environments.includes(id)),
  }))
  return new Map(rows.map((row) => [row.spec.id, row]))
}

/** RTR-01: a ranked tier runs on the backend bound to it. RTR-02: an unranked one on its frame default. */
const placementOf = (law: Law, backends: ReadonlyMap<string, BackendRow>, tier: string): Placement => {
  const fallback = law.operators.frameDefaults.get(tier)
  const placed = fallback?.tier ?? tier
  const bound = fallback === undefined ? [...backends.values()].find(({ spec }) => spec.tier === tier) : backends.get(fallback.backend)
  assert(bound !== undefined, 'a tier of a loaded law has a backend')
  return { tier: placed, rank: law.operators.tiers.indexOf(placed), backend: bound }
}

const compileOperators = (law: Law, backends: ReadonlyMap<string, BackendRow>): Map<string, OperatorRow> => {
  const rows = [...law.operators.operators.values()].map((spec, index): OperatorRow => ({
    index,
    spec,
    rank: law.operators.tiers.indexOf(spec.tier), // UNRANKED where the tier is not in the list
    fits: compileArguments(spec),
    drift: compileDrift(law.drift, spec.name, spec.drift),
    placement: placementOf(law, backends, spec.tier),
    inherits: law.operators.frameDefaults.get(spec.tier)?.inherit ?? false,
  }))
  return new Map(rows.map((row) => [row.spec.name, row]))
}

/** Compiles the tables of a loaded law to rows (LAW-20 to LAW-28). */
export const compileRows = (law: Law): Rows => {
  const backends = compileBackends(law)
  return { environments: compileEnvironments(law), backends, operators: compileOperators(law, backends) }
}
