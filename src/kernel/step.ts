import type { Law } from '../artifact/law.js'
import type { Machine } from '../artifact/machine.js'
import { AppendList, AppendSet } from '../base/index.js'
import { activeState, bindParts, brokenOf, finish } from './bound.js'
import type { BoundLaw, Step } from './bound-law.js'
import { makeContext } from './context.js'
import { environmentBound } from './drift.js'
import type { Entry } from './entry.js'
import type { FactValue } from './expression.js'
import { bindFacts, plainFact } from './facts.js'
import { changeFrame } from './frame.js'
import type { Kernel, Opening } from './kernel.js'
import { startMachine } from './machine.js'
import { stepOperator } from './operator.js'
import type { SessionEvent, State } from './state.js'
import type { StepContext } from './step-context.js'
import { stepToken } from './token.js'
import { stepTransition } from './transition.js'

// SES-49: closing and recovery count nothing and close the frame.
const stepEnd = (bound: BoundLaw, context: StepContext, event: 'close' | 'recover'): Step => {
  const { before } = context
  const { frameState, frame, lastFrame, closed } = changeFrame(bound.law, before, bound.frame(before.frameState, 'end'), null)
  const ended = activeState(bound.session(before.sessionState, event))
  context.allowed = true
  const entry: Entry = { type: 'footer', lineage: before.lineage.toArray(), counts: before.counts, ended }
  const state = { ...before, frame, lastFrame, frameState, sessionState: ended }
  return finish(bound, context, null, state, closed, entry)
}

// SES-11: first the session machine, then the step of the kind.
const step = (bound: BoundLaw, state: State, event: SessionEvent): Step | null => {
  const { done, changed } = bound.session(state.sessionState, event.kind === 'source' ? 'operator' : event.kind)
  if (done && !changed) return null
  const context = makeContext(bound.rows, state, event)
  switch (event.kind) {
    case 'source':
    case 'operator':
      return stepOperator(bound, context, event)
    case 'token':
      return stepToken(bound, context, event.tokenId)
    case 'transition':
      return stepTransition(bound, context, event.to)
    case 'close':
    case 'recover':
      return stepEnd(bound, context, event.kind)
  }
}

const initialState = (machine: Machine): string => activeState(startMachine(machine))

// SES-01 to SES-03.
const open = ({ law, rows, invariants }: BoundLaw, named: string | null, backend: string): Opening => {
  const environment = named ?? initialState(law.machines.environment)
  if (!law.environments.has(environment)) return { ok: false, unknown: 'environment' }
  if (backend !== 'auto' && !law.backends.has(backend)) return { ok: false, unknown: 'backend' }
  const state: State = {
    environment,
    backend: backend === 'auto' ? null : backend,
    tokens: AppendSet.of(),
    tokensBound: 0,
    lineage: AppendList.of([environment]),
    frame: null,
    lastFrame: null,
    sessionState: initialState(law.machines.session),
    frameState: initialState(law.machines.frame),
    drift: { accumulated: 0, bound: environmentBound(law, environment) },
    counts: { operators: 0, tokens: 0, transitions: 0, refused: { operators: 0, tokens: 0, transitions: 0 }, frames: 0 },
  }
  const ofState = invariants.filter(({ invariant }) => invariant.form === 'state')
  return { ok: true, state, broken: brokenOf(ofState, makeContext(rows, state, { kind: 'close' })) }
}

const factsOf = ({ law, rows }: BoundLaw, state: State, event: SessionEvent): ReadonlyMap<string, FactValue> => {
  const context = makeContext(rows, state, event)
  const scope = context.kind === 'close' ? 'state' : context.kind
  const readerOf = bindFacts(law, 'before')
  const declared = [...law.facts.values()].filter(({ scopes, parameters }) => scopes.includes(scope) && parameters.length === 0)
  return new Map(declared.map(({ name }) => [name, readerOf(plainFact(name))(context)]))
}

/** Binds `law` once: every condition becomes a closure. The law must be consistent (LAW-50 to LAW-56); if it is not, steps may assert. */
export const bindLaw = (law: Law): Kernel => {
  const bound = bindParts(law)
  return {
    law,
    open: ({ environment, backend }) => open(bound, environment, backend),
    step: (state, event) => step(bound, state, event),
    facts: (state, event) => factsOf(bound, state, event),
  }
}
