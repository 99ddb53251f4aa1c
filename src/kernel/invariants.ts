import type { Invariant, Law } from '../artifact/law.js'
import type { StepContext } from './context.js'
import { bindCondition, bindTest } from './expression.js'
import type { Holds } from './expression.js'
import { bindFacts } from './facts.js'

interface BoundInvariant {
  readonly invariant: Invariant
  readonly holds: Holds<StepContext>
}

const NONE: readonly Invariant[] = []

/** The invariants of a law, bound: those that do not hold, in artifact order (LAW-40). */
export interface Invariants {
  /** State invariants, in the state `after` of the context. */
  readonly brokenInState: (context: StepContext) => readonly Invariant[]
  /** All invariants, after a step. */
  readonly brokenByStep: (context: StepContext) => readonly Invariant[]
}

const brokenOf = (bound: readonly BoundInvariant[], context: StepContext): readonly Invariant[] =>
  bound.every(({ holds }) => holds(context)) ? NONE : bound.filter(({ holds }) => !holds(context)).map(({ invariant }) => invariant)

/** Binds the invariants of `law`: a state invariant speaks of the state after the step, a step invariant of the step (LAW-40). */
export const bindInvariants = (law: Law): Invariants => {
  const before = bindFacts(law, 'before')
  const after = bindFacts(law, 'after')
  const bound = law.invariants.map((invariant): BoundInvariant => {
    const readerOf = invariant.form === 'state' ? after : before
    return { invariant, holds: bindCondition(invariant.holds, (test) => bindTest(test, readerOf)) }
  })
  const ofState = bound.filter(({ invariant }) => invariant.form === 'state')
  return { brokenInState: (context) => brokenOf(ofState, context), brokenByStep: (context) => brokenOf(bound, context) }
}
