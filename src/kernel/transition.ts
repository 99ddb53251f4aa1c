import type { Law } from '../artifact/law.js'
import { assert } from '../base/index.js'
import type { BoundLaw } from './bound.js'
import type { StepContext } from './context.js'
import { environmentBound } from './drift.js'
import type { Entry } from './entry.js'
import { transitionEvent } from './facts.js'
import { changeFrame } from './framechange.js'
import { stepMachine } from './machine.js'
import { activeState, ALLOWED, count, finish, refused } from './outcome.js'
import type { Step } from './outcome.js'
import { decide } from './rule.js'
import type { Decision } from './rule.js'
import type { State } from './state.js'

/** The backends legal in an environment, in artifact order (SES-05). */
export const legalBackends = (law: Law, environment: string): readonly string[] =>
  [...law.backends.values()].filter(({ environments }) => environments.includes(environment)).map(({ id }) => id)

// SES-31 to SES-34.
const allowedTransition = (bound: BoundLaw, context: StepContext, to: string, sessionState: string, decision: Decision): Step => {
  const { law } = bound
  const { before } = context
  const taken = stepMachine(law.machines.environment, [before.environment], transitionEvent(to), (name) => bound.guard(name, context))
  assert(taken.changed, 'the transition table allows exactly what the environment machine takes (LAW-56)')
  const environment = activeState(taken)
  const tokenUsed = taken.actions.includes('bind-token') ? (before.tokens.at(before.tokensBound) ?? null) : null // SES-32
  const change = changeFrame(bound, before, 'transition', null)
  const driftBound = environmentBound(law, environment)
  const state: State = {
    environment,
    backend: before.backend,
    tokens: before.tokens,
    tokensBound: before.tokensBound + (tokenUsed === null ? 0 : 1),
    lineage: before.lineage.append(environment),
    frame: change.frame,
    lastFrame: change.lastFrame,
    sessionState,
    frameState: change.frameState,
    drift: { accumulated: 0, bound: driftBound },
    counts: count(before.counts, 'transitions', true, before.counts.frames),
  }
  context.allowed = true
  context.moved = true
  context.tokenUsed = tokenUsed
  const frameClosed = change.closed === null ? null : change.closed.frameId
  const entry: Entry = {
    type: 'transition',
    from: before.environment,
    to,
    tokenUsed,
    validation: ALLOWED,
    frameClosed,
    driftBound,
    backendLegal: legalBackends(law, environment),
  }
  return finish(bound, context, state, entry, [decision], change.closed)
}

export const stepTransition = (bound: BoundLaw, context: StepContext, to: string): Step => {
  const { before } = context
  const { event: refusal, decision } = decide('transition', bound.transition, context)
  const sessionState = activeState(bound.session(before.sessionState, 'transition'))
  if (refusal === null) return allowedTransition(bound, context, to, sessionState, decision)
  const state = { ...before, sessionState, counts: count(before.counts, 'transitions', false, before.counts.frames) }
  const entry: Entry = {
    type: 'transition',
    from: before.environment,
    to,
    tokenUsed: null,
    validation: refused(refusal),
    frameClosed: null,
    driftBound: null,
    backendLegal: null,
  }
  return finish(bound, context, state, entry, [decision], null)
}
