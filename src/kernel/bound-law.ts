import type { Invariant, Law, Refusal, RoutingEvent } from '../artifact/law.js'
import type { Entry, Frame } from './entry.js'
import type { Holds } from './expression.js'
import type { MachineStep } from './machine.js'
import type { BoundTable, Decision } from './rule.js'
import type { State } from './state.js'
import type { BoundRows, StepContext } from './step-context.js'

/** An invariant whose condition is bound to its facts (LAW-40). */
export interface BoundInvariant {
  readonly invariant: Invariant
  readonly holds: Holds<StepContext>
}

/** A law whose rows, conditions and machines are bound to closures. */
export interface BoundLaw {
  readonly law: Law
  readonly rows: BoundRows
  readonly operator: BoundTable<StepContext, Refusal>
  readonly token: BoundTable<StepContext, Refusal>
  readonly transition: BoundTable<StepContext, Refusal>
  readonly routing: BoundTable<StepContext, RoutingEvent>
  readonly invariants: readonly BoundInvariant[]
  readonly session: (path: string, event: string) => MachineStep
  readonly frame: (path: string, event: string) => MachineStep
  readonly guard: (name: string, context: StepContext) => boolean
}

/** What a step does: the next state, the frame that it closed, what it captures, and how that was decided. */
export interface Step {
  readonly state: State
  readonly closedFrame: Frame | null
  readonly entry: Entry
  /** The validator's, then the router's. */
  readonly decisions: readonly Decision[]
  /** Invariants of the law that do not hold after the step (LAW-40). */
  readonly broken: readonly Invariant[]
}
