import type { DecisionTable, Invariant, Law, Refusal, RoutingEvent } from '../artifact/law.js'
import type { BoundInvariant, BoundLaw, Ruling, Step } from './bound-law.js'
import { bindRows } from './context.js'
import type { Counts, Entry, Frame, Verdict } from './entry.js'
import { bindCondition, bindTest } from './expression.js'
import type { Read } from './expression.js'
import { bindFacts, plainFact } from './facts.js'
import { bindMachine } from './machine.js'
import type { MachineStep } from './machine.js'
import { alikeIn, collecting, isAskedAlike, isDoneAlike, recall } from './recall.js'
import type { IsAlike, Kept } from './recall.js'
import { bindTable, recordOf, winnerOf } from './rule.js'
import type { BoundTable, Decision } from './rule.js'
import type { State } from './state.js'
import type { StepContext } from './step-context.js'

const ALLOWED: Verdict = { allowed: true, reason: null }

// SES-12: without a rule that matches the event is allowed. RTR-10: what is allowed is routed, if anything routes it.
const rule = (
  name: 'operator' | 'token' | 'transition',
  rules: BoundTable<StepContext, Refusal>,
  routing: BoundTable<StepContext, RoutingEvent> | null,
  context: StepContext,
): Ruling => {
  const winner = winnerOf(rules, context)
  const record = recordOf(name, rules, winner)
  if (winner !== null) {
    const validation = { allowed: false, reason: winner.event.reason }
    return { refusal: winner.event, validation, routing: null, decisions: (ruled) => [record(ruled)], ended: [] }
  }
  if (routing === null) return { refusal: null, validation: ALLOWED, routing: null, decisions: (ruled) => [record(ruled)], ended: [] }
  const routed = winnerOf(routing, context)
  const recordRouting = recordOf('routing', routing, routed)
  const event = routed === null ? null : routed.event
  return { refusal: null, validation: ALLOWED, routing: event, decisions: (ruled) => [record(ruled), recordRouting(ruled)], ended: [] }
}

// Most operators are asked for as one of the same name was before.
const remembered = (decide: (context: StepContext) => Ruling, isAlike: IsAlike): ((context: StepContext) => Ruling) => {
  const ofNoRow: Kept<Ruling>[] = []
  return (context) => recall(context.row === null ? ofNoRow : context.row.rulings, context, isAlike, decide)
}

/** Binds the parts of `law` that steps need. A state invariant reads facts after the step, all else before it (LAW-13, LAW-40). */
export const bindParts = (law: Law): BoundLaw => {
  const asked: Read<StepContext>[] = []
  const done: Read<StepContext>[] = []
  const [before, after] = [collecting(bindFacts(law, 'before'), asked), collecting(bindFacts(law, 'after'), done)]
  const bind = <E>(table: DecisionTable<E>): BoundTable<StepContext, E> => bindTable(table, (test) => bindTest(test, before))
  const ruled = (name: 'operator' | 'token' | 'transition', routing: BoundTable<StepContext, RoutingEvent> | null) => {
    const rules = bind(law.validation[name])
    return (context: StepContext) => rule(name, rules, routing, context)
  }
  const invariants = law.invariants.map((invariant) => ({
    invariant,
    holds: bindCondition(invariant.holds, (test) => bindTest(test, invariant.form === 'state' ? after : before)),
  }))
  const endedAlike = alikeIn(isDoneAlike, done)
  return {
    law,
    rows: bindRows(law),
    operator: remembered(ruled('operator', bind(law.routing.operator)), alikeIn(isAskedAlike, asked)),
    token: ruled('token', null),
    transition: ruled('transition', null),
    invariants,
    broken: (context, ruling) => {
      if (context.kind !== 'operator' || ruling === null) return brokenOf(invariants, context)
      return recall(ruling.ended, context, endedAlike, (ended) => brokenOf(invariants, ended))
    },
    session: bindMachine(law.machines.session),
    frame: bindMachine(law.machines.frame),
    guard: (name, context) => before(plainFact(name))(context) === true, // LAW-49
  }
}

/** The invariants among `bound` that do not hold, in artifact order (LAW-40). */
export const brokenOf = (bound: readonly BoundInvariant[], context: StepContext): readonly Invariant[] =>
  bound.filter(({ holds }) => !holds(context)).map(({ invariant }) => invariant)

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

/** A step that was taken. What the tables decided is worked out again for whoever asks. */
class TakenStep implements Step {
  readonly state: State
  readonly closedFrame: Frame | null
  readonly entry: Entry
  readonly broken: readonly Invariant[]
  readonly #context: StepContext
  readonly #ruling: Ruling | null

  constructor(context: StepContext, ruling: Ruling | null, closedFrame: Frame | null, entry: Entry, broken: readonly Invariant[]) {
    this.state = context.after
    this.closedFrame = closedFrame
    this.entry = entry
    this.broken = broken
    this.#context = context
    this.#ruling = ruling
  }

  get decisions(): readonly Decision[] {
    return this.#ruling === null ? [] : this.#ruling.decisions(this.#context)
  }
}

/** Ends a step: what came of it is settled in its context, and the invariants are held against that. */
export const finish = (
  { broken }: BoundLaw,
  context: StepContext,
  ruling: Ruling | null,
  state: State,
  closedFrame: Frame | null,
  entry: Entry,
): Step => {
  context.after = state
  context.frameClosed = closedFrame !== null
  return new TakenStep(context, ruling, closedFrame, entry, broken(context, ruling))
}
