import type { Refusal } from '../artifact/law.js'
import { assert } from '../base/index.js'
import type { BoundLaw } from './bound.js'
import type { StepContext } from './context.js'
import type { OperatorEntry } from './entry.js'
import { changeFrame } from './framechange.js'
import { activeState, ALLOWED, count, finish, refused } from './outcome.js'
import type { Step } from './outcome.js'
import { decide } from './rule.js'
import type { Decision } from './rule.js'
import type { SessionEvent, State } from './state.js'

// SES-27: a refused operator is in no frame.
const refusedOperator = (bound: BoundLaw, context: StepContext, shared: SharedFields, refusal: Refusal, decision: Decision): Step => {
  const { before } = context
  const state = { ...before, sessionState: shared.sessionState, counts: count(before.counts, 'operators', false, before.counts.frames) }
  // RTR-20: a refusal with `routing` keeps the backend of the placement.
  const routing =
    refusal.routing === null ? null : { backend: context.placement?.backend ?? null, frameAction: null, reason: refusal.routing }
  const entry: OperatorEntry = {
    type: 'operator',
    opId: shared.opId,
    name: context.name,
    params: context.params,
    source: shared.source,
    validation: refused(refusal),
    routing,
    drift: null,
    frameId: null,
  }
  return finish(bound, context, state, entry, [decision], null)
}

interface SharedFields {
  readonly opId: number
  readonly source: string | null
  readonly sessionState: string
}

const allowedOperator = (bound: BoundLaw, context: StepContext, shared: SharedFields, timestamp: string, decision: Decision): Step => {
  const { before, row, placement, measured } = context
  assert(row !== null && placement !== null && context.argumentsValid, 'the law allows only operators that it can place')
  const { event: routing, decision: routed } = decide('routing', bound.routing, context)
  assert(routing !== null, 'a rule of the routing table always holds (LAW-38)')
  const change = changeFrame(bound, before, routing.frameAction, { placement, opId: shared.opId, measured, timestamp })
  const { frame } = change
  assert(frame !== null && frame.last === shared.opId, 'an allowed operator is the last in the open frame (LAW-54, LAW-55)')
  context.allowed = true
  context.routing = routing
  context.frameOpened = change.opened
  const state: State = {
    environment: before.environment,
    backend: before.backend,
    tokens: before.tokens,
    tokensBound: before.tokensBound,
    lineage: before.lineage,
    frame,
    lastFrame: change.lastFrame,
    sessionState: shared.sessionState,
    frameState: change.frameState,
    drift: { accumulated: frame.total, bound: frame.bound }, // SES-44
    counts: count(before.counts, 'operators', true, before.counts.frames + (change.opened ? 1 : 0)),
  }
  const entry: OperatorEntry = {
    type: 'operator',
    opId: shared.opId,
    name: context.name,
    params: context.params,
    source: null,
    validation: ALLOWED,
    routing: { backend: frame.backend, frameAction: routing.frameAction, reason: routing.reason }, // RTR-12, RTR-13
    drift: { predicted: row.predicted, measured, accumulated: frame.total, overflow: routing.overflow }, // SES-40 to SES-43
    frameId: frame.frameId,
  }
  return finish(bound, context, state, entry, [decision, routed], change.closed)
}

// SES-25: parse and facts are the context; then validator, router, frame machine, drift, capture.
export const stepOperator = (bound: BoundLaw, context: StepContext, event: SessionEvent & { timestamp: string }): Step => {
  const { before } = context
  const { event: refusal, decision } = decide('operator', bound.operator, context)
  const shared: SharedFields = {
    opId: before.counts.operators + 1, // SES-24
    source: event.kind === 'source' && !context.parsed ? event.source : null, // SES-26
    sessionState: activeState(bound.session(before.sessionState, 'operator')),
  }
  return refusal === null
    ? allowedOperator(bound, context, shared, event.timestamp, decision)
    : refusedOperator(bound, context, shared, refusal, decision)
}

