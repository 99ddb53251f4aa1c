import type { Invariant, Refusal } from '../artifact/law.js'
import type { BoundLaw } from './bound.js'
import type { StepContext } from './context.js'
import type { Counts, Entry, Frame, Verdict } from './entry.js'
import type { MachineStep } from './machine.js'
import type { Decision } from './rule.js'
import type { State } from './state.js'

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

export const ALLOWED: Verdict = { allowed: true, reason: null }
export const refused = ({ reason }: Refusal): Verdict => ({ allowed: false, reason })

/** The active state of a machine that is not parallel (LAW-49). */
export const activeState = ({ configuration }: MachineStep): string => configuration[0] ?? ''

type Counted = 'operators' | 'tokens' | 'transitions'

// SES-10: a refused event changes nothing but counts.
export const count = (counts: Counts, kind: Counted, allowed: boolean, frames: number): Counts => ({
  operators: counts.operators + (kind === 'operators' ? 1 : 0),
  tokens: counts.tokens + (kind === 'tokens' ? 1 : 0),
  transitions: counts.transitions + (kind === 'transitions' ? 1 : 0),
  refused: allowed ? counts.refused : { ...counts.refused, [kind]: counts.refused[kind] + 1 },
  frames,
})

export const finish = (
  { invariants }: BoundLaw,
  context: StepContext,
  state: State,
  entry: Entry,
  decisions: readonly Decision[],
  closedFrame: Frame | null,
): Step => {
  context.after = state
  context.frameClosed = closedFrame !== null
  return { state, closedFrame, entry, decisions, broken: invariants.brokenByStep(context) }
}

