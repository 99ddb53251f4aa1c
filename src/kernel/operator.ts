import type { Refusal } from '../artifact/law.js'
import { assert } from '../base/index.js'
import { activeState, countOf, finish } from './bound.js'
import type { BoundLaw, Ruling, Step } from './bound-law.js'
import type { OperatorEntry } from './entry.js'
import { changeFrame } from './frame.js'
import type { SessionEvent, State } from './state.js'
import type { StepContext } from './step-context.js'

/** An operator as text or as name and parameters. */
export type OperatorEvent = Extract<SessionEvent, { readonly timestamp: string }>

// SES-10, SES-27: a refused operator is in no frame and changes nothing but counts; RTR-20: `routing` keeps the backend of the placement.
const refuse = (bound: BoundLaw, context: StepContext, ruling: Ruling, { routing: reason }: Refusal, event: OperatorEvent): Step => {
  const { before, name, params, placement, parsed } = context
  const { validation } = ruling
  const sessionState = activeState(bound.session(before.sessionState, 'operator'))
  const counts = countOf(before.counts, 'operators', validation)
  const routing = reason === null ? null : { backend: placement === null ? null : placement.backend, frameAction: null, reason }
  const source = event.kind === 'source' && !parsed ? event.source : null // SES-26
  const entry: OperatorEntry = {
    type: 'operator', opId: counts.operators, name, params, source, validation, routing, drift: null, frameId: null,
  }
  return finish(bound, context, ruling, { ...before, sessionState, counts }, null, entry)
}

// SES-25: router, frame machine, drift, capture. Written out in full: this is where replay spends its time.
const allow = (bound: BoundLaw, context: StepContext, ruling: Ruling, timestamp: string): Step => {
  const { before, row, placement, measured, name, params } = context
  const { environment, backend, tokens, tokensBound, lineage, counts } = before
  const { routing: event, validation } = ruling
  assert(row !== null && placement !== null && context.argumentsValid, 'the law allows only operators that it can place')
  assert(event !== null, 'a rule of the routing table always holds (LAW-38)')
  const { reason, frameAction, overflow } = event
  const opId = counts.operators + 1
  const taken = bound.frame(before.frameState, frameAction)
  const { frame, frameState, lastFrame, opened, closed } = changeFrame(bound.law, before, taken, { placement, opId, measured, timestamp })
  assert(frame !== null && frame.last === opId, 'an allowed operator is the last in the open frame (LAW-54, LAW-55)')
  const { frameId, total } = frame
  context.allowed = true
  context.routing = event
  context.frameOpened = opened
  const state: State = {
    environment, backend, tokens, tokensBound, lineage, frame, lastFrame, frameState,
    sessionState: activeState(bound.session(before.sessionState, 'operator')),
    drift: { accumulated: total, bound: frame.bound }, // SES-44
    counts: {
      operators: opId, tokens: counts.tokens, transitions: counts.transitions, refused: counts.refused,
      frames: opened ? frameId : counts.frames,
    },
  }
  const entry: OperatorEntry = {
    type: 'operator', opId, name, params, source: null, validation, frameId,
    routing: { backend: frame.backend, frameAction, reason }, // RTR-12, RTR-13
    drift: { predicted: row.predicted, measured, accumulated: total, overflow }, // SES-40 to SES-43
  }
  return finish(bound, context, ruling, state, closed, entry)
}

/** The step of an operator; its context is what parsing and the facts gave (SES-24 to SES-27). */
export const stepOperator = (bound: BoundLaw, context: StepContext, event: OperatorEvent): Step => {
  const ruling = bound.operator(context)
  return ruling.refusal === null ? allow(bound, context, ruling, event.timestamp) : refuse(bound, context, ruling, ruling.refusal, event)
}
