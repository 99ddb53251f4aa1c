import type { Law } from '../artifact/law.js'
import { assert } from '../base/index.js'
import { activeState, countOf, finish } from './bound.js'
import type { BoundLaw, Ruling, Step } from './bound-law.js'
import { environmentBound } from './drift.js'
import type { TransitionEntry } from './entry.js'
import { transitionEvent } from './facts.js'
import { changeFrame } from './frame.js'
import { stepMachine } from './machine.js'
import type { State } from './state.js'
import type { StepContext } from './step-context.js'

/** The backends legal in an environment, in artifact order (SES-05). */
export const legalBackends = (law: Law, environment: string): readonly string[] =>
  [...law.backends.values()].filter(({ environments }) => environments.includes(environment)).map(({ id }) => id)

// SES-31: the environment machine takes its event, then the frame machine; lineage grows, drift begins anew.
const move = (bound: BoundLaw, context: StepContext, ruling: Ruling, counted: State, entry: TransitionEntry): Step => {
  const { law } = bound
  const { before } = context
  const guard = (name: string): boolean => bound.guard(name, context)
  const taken = stepMachine(law.machines.environment, [before.environment], transitionEvent(entry.to), guard)
  assert(taken.changed, 'the transition table allows exactly what the environment machine takes (LAW-56)')
  const environment = activeState(taken)
  const tokenUsed = taken.actions.includes('bind-token') ? (before.tokens.at(before.tokensBound) ?? null) : null // SES-32
  const { frame, frameState, lastFrame, closed } = changeFrame(law, before, bound.frame(before.frameState, 'transition'), null)
  const driftBound = environmentBound(law, environment)
  context.allowed = true
  context.moved = true
  context.tokenUsed = tokenUsed
  const state: State = {
    ...counted, environment, frame, frameState, lastFrame,
    tokensBound: before.tokensBound + (tokenUsed === null ? 0 : 1),
    lineage: before.lineage.append(environment),
    drift: { accumulated: 0, bound: driftBound },
  }
  const backendLegal = legalBackends(law, environment)
  const captured = { ...entry, tokenUsed, frameClosed: closed === null ? null : closed.frameId, driftBound, backendLegal }
  return finish(bound, context, ruling, state, closed, captured)
}

/** The step of a transition to the environment `to` (SES-31 to SES-35). */
export const stepTransition = (bound: BoundLaw, context: StepContext, to: string): Step => {
  const { before } = context
  const ruling = bound.transition(context)
  const { validation } = ruling
  const sessionState = activeState(bound.session(before.sessionState, 'transition'))
  const state = { ...before, sessionState, counts: countOf(before.counts, 'transitions', validation) }
  const entry: TransitionEntry = {
    type: 'transition', from: before.environment, to, tokenUsed: null, validation,
    frameClosed: null, driftBound: null, backendLegal: null, // SES-34
  }
  if (validation.allowed) return move(bound, context, ruling, state, entry)
  return finish(bound, context, ruling, state, null, entry)
}
