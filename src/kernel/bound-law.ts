import type { Invariant, Law, Refusal, RoutingEvent } from '../artifact/law.js'
import type { Entry, Frame, Verdict } from './entry.js'
import type { Holds } from './expression.js'
import type { MachineStep } from './machine.js'
import type { Kept } from './recall.js'
import type { Decision } from './rule.js'
import type { State } from './state.js'
import type { BoundRows, StepContext } from './step-context.js'

/** An invariant whose condition is bound to its facts (LAW-40). */
export interface BoundInvariant {
  readonly invariant: Invariant
  readonly holds: Holds<StepContext>
}

/** What the tables of a law say of an event: its verdict and, of an allowed operator, how it is routed (SES-12, RTR-10). */
export interface Ruling {
  readonly refusal: Refusal | null
  readonly validation: Verdict
  readonly routing: RoutingEvent | null
  /** The validator's decision, then the router's, in the context that was ruled on. */
  readonly decisions: (context: StepContext) => readonly Decision[]
  /** The invariants that did not hold after steps that were ruled so: one for each way in which these ended. */
  readonly ended: Kept<readonly Invariant[]>[]
}

/** A law whose rows, conditions and machines are bound to closures. */
export interface BoundLaw {
  readonly law: Law
  readonly rows: BoundRows
  /** What the tables say of an event of each kind. */
  readonly operator: (context: StepContext) => Ruling
  readonly token: (context: StepContext) => Ruling
  readonly transition: (context: StepContext) => Ruling
  readonly invariants: readonly BoundInvariant[]
  /** The invariants that do not hold after a step, in artifact order (LAW-40). */
  readonly broken: (context: StepContext, ruling: Ruling | null) => readonly Invariant[]
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
