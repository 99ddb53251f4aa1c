import type { Refusal } from '../artifact/law.js'
import { assert } from '../base/index.js'
import { activeState, countOf, finish, verdictOf } from './bound.js'
import type { BoundLaw, Step } from './bound.js'
import type { StepContext } from './context.js'
import type { OperatorEntry } from './entry.js'
import { changeFrame } from './frame.js'
import { decide } from './rule.js'
import type { Decision } from './rule.js'
import type { SessionEvent, State } from './state.js'

/** An operator as text or as name and parameters. */
export type OperatorEvent = Extract<SessionEvent, { readonly timestamp: string }>

// SES-10, SES-27: a refused operator is in no frame and changes nothing but counts; RTR-20: `routing` keeps the backend of the placement.
const refuse = (bound: BoundLaw, context: StepContext, state: State, entry: OperatorEntry, refusal: Refusal, decision: Decision): Step => {
  const { routing: reason } = refusal
  const routing = reason === null ? null : { backend: context.placement?.backend ?? null, frameAction: null, reason }
  return finish(bound, context, { state, closedFrame: null, entry: { ...entry, routing }, decisions: [decision] })
}

// SES-25: router, frame machine, drift, capture.
const allow = (bound: BoundLaw, context: StepContext, counted: State, entry: OperatorEntry, timestamp: string, decision: Decision): Step => {
  const { before, row, placement, measured } = context
  assert(row !== null && placement !== null && context.argumentsValid, 'the law allows only operators that it can place')
  const { event: routing, decision: routed } = decide('routing', bound.routing, context)
  assert(routing !== null, 'a rule of the routing table always holds (LAW-38)')
  const { reason, frameAction, overflow } = routing
  const arriving = { placement, opId: entry.opId, measured, timestamp }
  const { frame, frameState, lastFrame, opened, closed } = changeFrame(bound.law, before, bound.frame(before.frameState, frameAction), arriving)
  assert(frame !== null && frame.last === entry.opId, 'an allowed operator is the last in the open frame (LAW-54, LAW-55)')
  context.allowed = true
  context.routing = routing
  context.frameOpened = opened
  const state: State = {
    ...counted, frame, frameState, lastFrame,
    drift: { accumulated: frame.total, bound: frame.bound }, // SES-44
    counts: opened ? { ...counted.counts, frames: frame.frameId } : counted.counts,
  }
  const captured: OperatorEntry = {
    ...entry,
    routing: { backend: frame.backend, frameAction, reason }, // RTR-12, RTR-13
    drift: { predicted: row.predicted, measured, accumulated: frame.total, overflow }, // SES-40 to SES-43
    frameId: frame.frameId,
  }
  return finish(bound, context, { state, closedFrame: closed, entry: captured, decisions: [decision, routed] })
}

/** The step of an operator; its context is what parsing and the facts gave (SES-24 to SES-27). */
export const stepOperator = (bound: BoundLaw, context: StepContext, event: OperatorEvent): Step => {
  const { before, name, params, parsed } = context
  const { event: refusal, decision } = decide('operator', bound.operator, context)
  const validation = verdictOf(refusal)
  const counts = countOf(before.counts, 'operators', validation)
  const counted = { ...before, sessionState: activeState(bound.session(before.sessionState, 'operator')), counts }
  const entry: OperatorEntry = {
    type: 'operator', opId: counts.operators, name, params,
    source: event.kind === 'source' && !parsed ? event.source : null, // SES-26
    validation, routing: null, drift: null, frameId: null,
  }
  if (refusal !== null) return refuse(bound, context, counted, entry, refusal, decision)
  return allow(bound, context, counted, entry, event.timestamp, decision)
}
