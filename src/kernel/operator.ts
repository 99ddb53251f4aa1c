import type { Refusal } from '../artifact/law.js'
import { assert } from '../base/index.js'
import { activeState, countOf, finish, verdictOf } from './bound.js'
import type { BoundLaw, Step } from './bound-law.js'
import type { Counts, OperatorEntry, Verdict } from './entry.js'
import { changeFrame } from './frame.js'
import { decide } from './rule.js'
import type { Decision } from './rule.js'
import type { SessionEvent, State } from './state.js'
import type { StepContext } from './step-context.js'

/** An operator as text or as name and parameters. */
export type OperatorEvent = Extract<SessionEvent, { readonly timestamp: string }>

/** What an operator's entry holds whatever the verdict, and what counts it. */
interface Captured {
  readonly opId: number
  readonly source: string | null
  readonly validation: Verdict
  readonly sessionState: string
  readonly counts: Counts
}

// SES-10, SES-27: a refused operator is in no frame and changes nothing but counts; RTR-20: `routing` keeps the backend of the placement.
const refuse = (bound: BoundLaw, context: StepContext, captured: Captured, refusal: Refusal, decision: Decision): Step => {
  const { before, name, params, placement } = context
  const { opId, source, validation, sessionState, counts } = captured
  const { routing: reason } = refusal
  const routing = reason === null ? null : { backend: placement === null ? null : placement.backend, frameAction: null, reason }
  const entry: OperatorEntry = { type: 'operator', opId, name, params, source, validation, routing, drift: null, frameId: null }
  return finish(bound, context, { ...before, sessionState, counts }, null, entry, [decision])
}

// SES-25: router, frame machine, drift, capture. Written out in full: this is where replay spends its time.
const allow = (bound: BoundLaw, context: StepContext, captured: Captured, timestamp: string, decision: Decision): Step => {
  const { before, row, placement, measured, name, params } = context
  const { opId, source, validation, sessionState, counts } = captured
  assert(row !== null && placement !== null && context.argumentsValid, 'the law allows only operators that it can place')
  const { event, decision: routed } = decide('routing', bound.routing, context)
  assert(event !== null, 'a rule of the routing table always holds (LAW-38)')
  const { reason, frameAction, overflow } = event
  const arriving = { placement, opId, measured, timestamp }
  const taken = bound.frame(before.frameState, frameAction)
  const { frame, frameState, lastFrame, opened, closed } = changeFrame(bound.law, before, taken, arriving)
  assert(frame !== null && frame.last === opId, 'an allowed operator is the last in the open frame (LAW-54, LAW-55)')
  const { frameId, backend: placed, total, bound: driftBound } = frame
  context.allowed = true
  context.routing = event
  context.frameOpened = opened
  const { environment, backend, tokens, tokensBound, lineage } = before
  const drift = { accumulated: total, bound: driftBound } // SES-44
  const counted = opened ? { ...counts, frames: frameId } : counts
  const state: State = {
    environment, backend, tokens, tokensBound, lineage, frame, lastFrame, sessionState, frameState, drift, counts: counted,
  }
  const routing = { backend: placed, frameAction, reason } // RTR-12, RTR-13
  const driftEntry = { predicted: row.predicted, measured, accumulated: total, overflow } // SES-40 to SES-43
  const entry: OperatorEntry = { type: 'operator', opId, name, params, source, validation, routing, drift: driftEntry, frameId }
  return finish(bound, context, state, closed, entry, [decision, routed])
}

/** The step of an operator; its context is what parsing and the facts gave (SES-24 to SES-27). */
export const stepOperator = (bound: BoundLaw, context: StepContext, event: OperatorEvent): Step => {
  const { before, parsed } = context
  const { event: refusal, decision } = decide('operator', bound.operator, context)
  const validation = verdictOf(refusal)
  const sessionState = activeState(bound.session(before.sessionState, 'operator'))
  const counts = countOf(before.counts, 'operators', validation)
  const source = event.kind === 'source' && !parsed ? event.source : null // SES-26
  const captured: Captured = { opId: counts.operators, source, validation, sessionState, counts }
  if (refusal !== null) return refuse(bound, context, captured, refusal, decision)
  return allow(bound, context, captured, event.timestamp, decision)
}
