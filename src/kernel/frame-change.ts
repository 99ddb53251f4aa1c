import type { Frame } from './entry.js'
import type { OpenFrame, Placement } from './state.js'

/** The operator for which a frame is opened or to which it is appended. */
export interface Arriving {
  readonly placement: Placement
  readonly opId: number
  readonly measured: number
  readonly timestamp: string
}

/** What the frame machine makes of an event: the frames and the state after it (SES-46). */
export interface FrameChange {
  readonly frameState: string
  readonly frame: OpenFrame | null
  readonly lastFrame: Placement | null
  readonly closed: Frame | null
  readonly opened: boolean
}
