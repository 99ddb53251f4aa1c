import type { BoundLaw } from './bound.js'
import type { Frame } from './entry.js'
import { appendOperator, closeFrame, openFrame } from './frame.js'
import { activeState } from './outcome.js'
import type { OpenFrame, Placement, State } from './state.js'

/** What the frame machine makes of an event: the frames and the state after it (SES-46). */
export interface FrameChange {
  readonly frameState: string
  readonly frame: OpenFrame | null
  readonly closed: Frame | null
  readonly lastFrame: Placement | null
  readonly opened: boolean
}

export interface Arriving {
  readonly placement: Placement
  readonly opId: number
  readonly measured: number
  readonly timestamp: string
}

// LAW-49, LAW-54: the actions open, append to and close frames, in their order.
export const changeFrame = ({ law, frame: machine }: BoundLaw, before: State, event: string, arriving: Arriving | null): FrameChange => {
  const step = machine(before.frameState, event)
  let { frame, lastFrame } = before
  let closed: Frame | null = null
  let opened = false
  for (const action of step.actions) {
    if (action === 'close-frame' && frame !== null) {
      closed = closeFrame(law, frame)
      lastFrame = { tier: frame.tier, backend: frame.backend }
      frame = null
    } else if (action === 'open-frame' && arriving !== null) {
      frame = openFrame(law, before.counts.frames + 1, before.environment, arriving.placement, arriving.timestamp)
      opened = true
    } else if (action === 'append-operator' && arriving !== null && frame !== null) {
      frame = appendOperator(frame, arriving.opId, arriving.measured)
    }
  }
  return { frameState: activeState(step), frame, closed, lastFrame, opened }
}

