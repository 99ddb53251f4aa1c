import type { Captured, Counts, FrameEntry } from '../ledger/entry.js'

/** A session as a replay would reconstruct it now (RPL-30, SES-72). */
export interface SessionSummary {
  readonly sessionId: string
  readonly environment: string
  readonly driftBound: number
  readonly backendLegal: readonly string[]
  /** Closed frames; each captured with the timestamp of its line, which is its `timestamp_close`. */
  readonly frames: {
    readonly count: number
    readonly first: Captured<FrameEntry> | null
    readonly last: Captured<FrameEntry> | null
  }
  readonly lineage: readonly string[]
  readonly tokens: { readonly deployed: readonly string[] }
  readonly drift: { readonly accumulated: number; readonly bound: number }
  readonly timestampOpen: string
  /** Null until the session has ended. */
  readonly timestampClose: string | null
  readonly counts: Counts
}
