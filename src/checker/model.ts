import type { PackedSystem } from '../explore/index.js'
import type { SessionEvent } from '../kernel/index.js'

/** A variable of a state vector: its name and the finite domain that the artifacts declare, in the order of their numbers. */
export interface Variable {
  readonly name: string
  readonly values: readonly string[]
}

/** What a model is asked to do: an event of a session, or an event of a machine with the guards that hold. */
export type ModelEvent =
  | { readonly kind: 'session'; readonly event: SessionEvent }
  | { readonly kind: 'machine'; readonly event: string; readonly guards: readonly string[] }

/** What one label of a model stands for. */
export interface Label {
  /** Ids of the events, the first of which stands for all; empty for a label of opening. */
  readonly events: readonly number[]
  /** Places in `propositions` of those that hold of the step and the state behind it. */
  readonly holds: ReadonlySet<number>
  /** Places in `invariants` of those that do not hold (LAW-40). */
  readonly broken: readonly number[]
  /** What the step passed through: ids of `coverItems`. */
  readonly cover: readonly number[]
  /** The outcome in words, such as the verdict and the rule that won; for people. */
  readonly outcome: string
}

/** A condition over steps or states that properties speak of. */
export interface Proposition {
  readonly name: string
  readonly form: 'state' | 'step'
}

/**
 * A law or machines as a finite system with meaning. A behaviour is a sequence of states s0 s1 … with a label on each step. At position 0
 * the propositions of form `state` that hold are those of `opening(s0)`, and none of form `step` holds; at position i > 0 those hold that
 * the label of the step into s_i holds. A behaviour that ends in a state without edges stays there for ever: `idle(state)` then holds at
 * every later position.
 */
export interface Model extends PackedSystem {
  readonly name: string
  readonly variables: readonly Variable[]
  readonly events: readonly { readonly name: string; readonly event: ModelEvent }[]
  readonly propositions: readonly Proposition[]
  readonly invariants: readonly string[]
  /** What can be covered: places of the artifacts, such as a transition of a machine, a rule, a reason, an outcome of a guard. */
  readonly coverItems: readonly string[]
  /** Bits of the state vector that the domains need. */
  readonly bits: number
  /** The number of the value of each variable, in their order. */
  valuesOf(state: number): readonly number[]
  /** The label with this id; ids are those that `expand` wrote, or that `opening` and `idle` gave. */
  label(id: number): Label
  /** The label of opening in an initial state: state propositions and state invariants. */
  opening(state: number): number
  /** The label of staying in a state without edges: its state propositions, no step proposition. */
  idle(state: number): number
  /** Whether a state stands for whatever lies outside the domains: nothing is known of it, and that it has no edges means nothing. */
  isBeyond?(state: number): boolean
}
