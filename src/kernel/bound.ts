import type { DecisionTable, Invariant, Law, Refusal } from '../artifact/law.js'
import type { BoundInvariant, BoundLaw, Step } from './bound-law.js'
import { bindRows } from './context.js'
import type { Counts, Entry, Frame, Verdict } from './entry.js'
import { bindCondition, bindTest } from './expression.js'
import { bindFacts, plainFact } from './facts.js'
import { bindMachine } from './machine.js'
import type { MachineStep } from './machine.js'
import { bindTable } from './rule.js'
import type { BoundTable, Decision } from './rule.js'
import type { State } from './state.js'
import type { StepContext } from './step-context.js'

/** Binds the parts of `law` that steps need. A state invariant reads facts after the step, all else before it (LAW-13, LAW-40). */
export const bindParts = (law: Law): BoundLaw => {
  const [before, after] = [bindFacts(law, 'before'), bindFacts(law, 'after')]
  const bind = <E>(table: DecisionTable<E>): BoundTable<StepContext, E> => bindTable(table, (test) => bindTest(test, before))
  return {
    law,
    rows: bindRows(law),
    operator: bind(law.validation.operator),
    token: bind(law.validation.token),
    transition: bind(law.validation.transition),
    routing: bind(law.routing.operator),
    invariants: law.invariants.map((invariant) => ({
      invariant,
      holds: bindCondition(invariant.holds, (test) => bindTest(test, invariant.form === 'state' ? after : before)),
    })),
    session: bindMachine(law.machines.session),
    frame: bindMachine(law.machines.frame),
    guard: (name, context) => before(plainFact(name))(context) === true, // LAW-49
  }
}

const NONE: readonly Invariant[] = []

/** The invariants among `bound` that do not hold, in artifact order (LAW-40). */
export const brokenOf = (bound: readonly BoundInvariant[], context: StepContext): readonly Invariant[] =>
  bound.every(({ holds }) => holds(context)) ? NONE : bound.filter(({ holds }) => !holds(context)).map(({ invariant }) => invariant)

const ALLOWED: Verdict = { allowed: true, reason: null }

/** The verdict of a validation table: without a rule that matches the event is allowed (SES-12). */
export const verdictOf = (refusal: Refusal | null): Verdict => (refusal === null ? ALLOWED : { allowed: false, reason: refusal.reason })

/** The active state of a machine that is not parallel (LAW-49). */
export const activeState = ({ configuration }: MachineStep): string => configuration[0] ?? ''

const plusOne = (number: number, adds: boolean): number => (adds ? number + 1 : number)

/** Counts one more entry of a kind, and whether it was refused (SES-49). */
export const countOf = (counts: Counts, kind: keyof Counts['refused'], { allowed }: Verdict): Counts => ({
  operators: plusOne(counts.operators, kind === 'operators'),
  tokens: plusOne(counts.tokens, kind === 'tokens'),
  transitions: plusOne(counts.transitions, kind === 'transitions'),
  refused: allowed ? counts.refused : { ...counts.refused, [kind]: counts.refused[kind] + 1 },
  frames: counts.frames,
})

/** Ends a step: what came of it is settled in its context, and the invariants are held against that. */
export const finish = (
  { invariants }: BoundLaw,
  context: StepContext,
  state: State,
  closedFrame: Frame | null,
  entry: Entry,
  decisions: readonly Decision[],
): Step => {
  context.after = state
  context.frameClosed = closedFrame !== null
  return { state, closedFrame, entry, decisions, broken: brokenOf(invariants, context) }
}
