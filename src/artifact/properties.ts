import type { Condition } from './condition.js'

/** How a law is made finite (LAW-41): what the exploration of a session bounds. */
export interface ModelSpec {
  /** The most tokens that are deployed: 1 to 6. */
  readonly tokens: number
  /** Drift is counted in these, greater than 0; null where the numbers of the law give their own quantum. */
  readonly driftQuantum: number | null
}

/** A condition over states or steps that properties speak of by its name (LAW-42). */
export interface PropositionSpec {
  readonly name: string
  readonly form: 'state' | 'step'
  readonly holds: Condition
}

/** Where in a behaviour a pattern must hold (LAW-43). `start` and `end` name propositions. */
export type Scope =
  | { readonly kind: 'globally' }
  | { readonly kind: 'before'; readonly end: string }
  | { readonly kind: 'after'; readonly start: string }
  | { readonly kind: 'between'; readonly start: string; readonly end: string }
  | { readonly kind: 'after-until'; readonly start: string; readonly end: string }

export type PatternName = 'absence' | 'existence' | 'universality' | 'precedence' | 'response' | 'terminal'

/**
 * A pattern over propositions (LAW-43). `and` is the second one of `precedence` (`of` is not before `and` was) and `response` (after `of`
 * comes `and`), null for the others.
 */
export interface PatternCheck {
  readonly kind: 'pattern'
  readonly pattern: PatternName
  readonly of: string
  readonly and: string | null
  readonly scope: Scope
}

/** A formula of linear temporal logic, as it is written; the checker reads it. */
export interface FormulaCheck {
  readonly kind: 'ltl'
  readonly formula: string
}

/** A property of all behaviours (LAW-43). */
export interface PropertySpec {
  readonly name: string
  /** Clause that the property shows, such as `SES-12`. */
  readonly clause: string
  /** Invariants of the seeds that it states, such as `001-11-5`: seed, chapter, number. */
  readonly seeds: readonly string[]
  /** Names of the fairness that is assumed. */
  readonly under: readonly string[]
  /** For people; may be empty. */
  readonly description: string
  readonly check: PatternCheck | FormulaCheck
}

/** Fairness of the steps that hold a proposition of form `step` (LAW-44). */
export interface FairnessSpec {
  readonly name: string
  /** `weak`: enabled for ever from some point on, so taken again and again; `strong`: enabled again and again suffices. */
  readonly strength: 'weak' | 'strong'
  readonly of: string
}

/** What no exploration of the law decides, such as a statement about bytes, and the test that does (LAW-44). It never counts as proved. */
export interface DecidedElsewhere {
  readonly name: string
  readonly clause: string
  readonly seeds: readonly string[]
  /** `verifier`: what replay checks of each trace; `properties`: what random tests check of the code. */
  readonly decidedBy: 'verifier' | 'properties'
  /** Path of the test file from the root of the project. */
  readonly test: string
  readonly description: string
}

/** What invariants.yaml states beside the invariants, in its order. */
export interface Properties {
  readonly model: ModelSpec
  /** Invariants of the seeds that an invariant states, by the name of the invariant; one without any is not there. */
  readonly invariantSeeds: ReadonlyMap<string, readonly string[]>
  readonly propositions: readonly PropositionSpec[]
  readonly properties: readonly PropertySpec[]
  readonly fairness: readonly FairnessSpec[]
  readonly decidedElsewhere: readonly DecidedElsewhere[]
}
