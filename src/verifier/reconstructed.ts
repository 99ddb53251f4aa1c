import type { Json } from '../base/index.js'
import type { Counts, Drift, Frame } from '../kernel/index.js'

/** A closed frame as a report shows it: the object of SES-48 with `timestamp_close`, wire names. */
export type FrameJson = { readonly [name: string]: Json }

/** The session as the inputs of a trace say it was (RPL-30), wire names. */
export interface ReconstructedSession {
  readonly session_id: string
  readonly environment: string
  readonly drift_bound: number
  readonly backend_legal: readonly string[]
  readonly frames: { readonly count: number; readonly first: FrameJson | null; readonly last: FrameJson | null }
  readonly lineage: readonly string[]
  readonly tokens: { readonly deployed: readonly string[] }
  readonly drift: Drift
  readonly timestamp_open: string
  readonly timestamp_close: string | null
  readonly counts: Counts
}

/** A frame and the time at which it closed. */
export interface ClosedFrame {
  readonly frame: Frame
  readonly timestampClose: string
}

/** The closed frames that a report shows, and how many there were. */
export interface ClosedFrames {
  readonly count: number
  readonly first: ClosedFrame | null
  readonly last: ClosedFrame | null
}

/** What a session is known by beside its state. */
export interface SessionMarks {
  readonly sessionId: string
  readonly timestampOpen: string
  readonly timestampClose: string | null
}
