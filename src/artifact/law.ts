import type { Json } from '../base/json.js'
import type { Condition } from './condition.js'
import type { Machine } from './machine.js'
import type { Properties } from './properties.js'

/** A literal that artifacts and operator parameters may hold. */
export type Scalar = string | number | boolean

/** Parameters of an invocation, by name; order is of no meaning. */
export type Params = ReadonlyMap<string, Scalar>

/** Value type of a fact (LAW-10). `list` is a list of strings, `object` a fixed set of named scalar fields. */
export type FactType = 'boolean' | 'string' | 'number' | 'list' | 'object'

/** Decision points at which a fact can be read (LAW-11); `step` and `state` are those of invariants. */
export type FactScope = 'operator' | 'token' | 'transition' | 'step' | 'state'

/** A fact as declared in facts.yaml, its domain resolved against the tables of the law (LAW-12). */
export interface FactDeclaration {
  readonly name: string
  readonly type: FactType
  readonly nullable: boolean
  /** Values of a finite `string` or members of a `list`; null where any value is possible. */
  readonly domain: readonly string[] | null
  /** Inclusive range of a `number`; null otherwise. */
  readonly range: readonly [number, number] | null
  /** Names of the fields of an `object`, each a nullable scalar; empty otherwise. */
  readonly fields: readonly string[]
  /** Those of `fields` that only int and number parameters have: their values are numbers or null. */
  readonly numericFields?: readonly string[]
  /** Names of the parameters that a condition must pass to the fact, each a string; empty for plain facts. */
  readonly parameters: readonly string[]
  readonly scopes: readonly FactScope[]
  readonly description: string
}

export type ParameterType = 'int' | 'number' | 'boolean' | 'string'

/** Domain of one operator parameter (LAW-22). Absent bounds are null. */
export interface ParameterSpec {
  readonly name: string
  readonly type: ParameterType
  readonly min: number | null
  readonly max: number | null
  readonly exclusiveMin: number | null
  readonly exclusiveMax: number | null
}

/** One row of the operator table (LAW-20). */
export interface OperatorSpec {
  readonly name: string
  readonly family: string
  readonly tier: string
  /** Label of drift.yaml. */
  readonly drift: string
  readonly needsToken: boolean
  /** `reuse`: may reuse a frame; `new`: always opens one. A second statement, checked against the routing rules (LAW-52). */
  readonly frame: 'reuse' | 'new'
  readonly parameters: readonly ParameterSpec[]
  /** Groups of parameters whose values must differ pairwise. */
  readonly distinct: readonly (readonly string[])[]
}

/** Where an operator of an unranked tier runs (LAW-21). */
export interface FrameDefault {
  readonly tier: string
  readonly backend: string
  /** Takes tier and backend over from the frame before it, if there is one that is still legal. */
  readonly inherit: boolean
}

export interface OperatorTable {
  /** Ranked tiers in rising order. */
  readonly tiers: readonly string[]
  /** Unranked tiers: not bound to a backend, allowed in every non-terminal environment. */
  readonly frameDefaults: ReadonlyMap<string, FrameDefault>
  readonly operators: ReadonlyMap<string, OperatorSpec>
}

/** One row of the environment table (LAW-24). */
export interface EnvironmentSpec {
  readonly id: string
  readonly tiers: readonly string[]
  readonly driftBound: number
  readonly label: string
  /** Environments that can follow, a second statement of the environment machine (LAW-50). */
  readonly next: readonly string[]
  readonly tokenToLeave: boolean
  readonly terminal: boolean
}

/** One row of the backend table (LAW-26). */
export interface BackendSpec {
  readonly id: string
  /** The ranked tier bound to this backend. */
  readonly tier: string
  readonly tierSupport: readonly string[]
  readonly environments: readonly string[]
  readonly driftProfile: string
  readonly maxAccumulated: number
}

/** `coefficient · parameter` added to the measured drift of an operator (LAW-28). */
export interface DriftTerm {
  readonly operator: string
  readonly parameter: string
  readonly coefficient: number
}

export interface DriftTable {
  readonly nominal: ReadonlyMap<string, number>
  /** In artifact order. */
  readonly scale: readonly DriftTerm[]
}

/** A rule of a decision table (LAW-30). */
export interface Rule<E> {
  readonly name: string
  /** Integer >= 1, unique in its table; the greatest matching one wins. */
  readonly priority: number
  readonly condition: Condition
  readonly event: E
}

/** The event of a validation rule: refuses with `reason`; `routing` is kept in a refused operator's entry (RTR-20). */
export interface Refusal {
  readonly reason: string
  readonly routing: string | null
}

/** The event of a routing rule. */
export interface RoutingEvent {
  readonly reason: string
  readonly frameAction: 'new' | 'reuse'
  readonly overflow: boolean
}

/** Rules of one decision point, strongest first (descending priority). */
export type DecisionTable<E> = readonly Rule<E>[]

/** A reason of a table; `unreachable` holds the cause where the law cannot reach it. */
export interface ReasonDeclaration {
  readonly reason: string
  readonly unreachable: string | null
}

export interface Validation {
  readonly options: { readonly tierDecrease: 'new-frame' | 'refuse' }
  readonly reasons: readonly ReasonDeclaration[]
  readonly operator: DecisionTable<Refusal>
  readonly token: DecisionTable<Refusal>
  readonly transition: DecisionTable<Refusal>
}

export interface Routing {
  readonly reasons: readonly ReasonDeclaration[]
  readonly operator: DecisionTable<RoutingEvent>
}

/** A condition that must hold in every state, or after every step (LAW-40). */
export interface Invariant {
  readonly name: string
  readonly form: 'state' | 'step'
  /** Clause that the invariant shows, such as `SES-12`. */
  readonly clause: string
  readonly holds: Condition
}

export interface BundleIdentity {
  readonly id: string
  readonly version: string
}

/** A whole law: every artifact of a bundle, decoded, cross-checked and digested. */
export interface Law {
  readonly bundle: BundleIdentity
  /** Lower-case hex SHA-256 (LAW-05). */
  readonly digest: string
  readonly facts: ReadonlyMap<string, FactDeclaration>
  readonly operators: OperatorTable
  /** In artifact order. */
  readonly environments: ReadonlyMap<string, EnvironmentSpec>
  /** In artifact order. */
  readonly backends: ReadonlyMap<string, BackendSpec>
  readonly drift: DriftTable
  readonly validation: Validation
  readonly routing: Routing
  readonly invariants: readonly Invariant[]
  /** What the model checker decides beside the invariants; no step and no verdict of the verifier depends on it (LAW-41 to LAW-44). */
  readonly properties: Properties
  readonly machines: LawMachines
  readonly source: LawSource
}

/** What was read, as JSON data: artifacts by kind and machine configurations by name. Oracles and digests start from it. */
export interface LawSource {
  readonly artifacts: ReadonlyMap<string, Json>
  readonly machines: ReadonlyMap<string, Json>
}

/** The machines that the session engine drives (LAW-45). */
export interface LawMachines {
  readonly session: Machine
  readonly environment: Machine
  readonly frame: Machine
}
