import type { Json } from '../base/index.js'
import type { Law } from '../artifact/law.js'
import { legalBackends } from '../kernel/index.js'
import type { Counts, Drift, Frame, State } from '../kernel/index.js'

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

/** The drift bound of `environment`, which the law knows (SES-03). */
export const driftBoundOf = (law: Law, environment: string): number => law.environments.get(environment)?.driftBound ?? 0

/** The object of SES-48 with `timestamp_close` (RPL-30). */
export const frameJson = ({ frame, timestampClose }: ClosedFrame): FrameJson => ({
  frame_id: frame.frameId,
  environment: frame.environment,
  backend: frame.backend,
  tier: frame.tier,
  frame_backend: {
    id: frame.frameBackend.id,
    tier_support: frame.frameBackend.tierSupport,
    drift_profile: frame.frameBackend.driftProfile,
  },
  frame_drift: {
    total: frame.frameDrift.total,
    max: frame.frameDrift.max,
    environment_bound: frame.frameDrift.environmentBound,
    bound: frame.frameDrift.bound,
  },
  operators: { ...frame.operators },
  timestamp_open: frame.timestampOpen,
  timestamp_close: timestampClose,
})

/** The reconstructed session at `state` (RPL-30). */
export const reconstruct = (law: Law, state: State, frames: ClosedFrames, known: SessionMarks): ReconstructedSession => ({
  session_id: known.sessionId,
  environment: state.environment,
  drift_bound: driftBoundOf(law, state.environment),
  backend_legal: legalBackends(law, state.environment),
  frames: {
    count: frames.count,
    first: frames.first === null ? null : frameJson(frames.first),
    last: frames.last === null ? null : frameJson(frames.last),
  },
  lineage: [...state.lineage],
  tokens: { deployed: [...state.tokens] },
  drift: state.drift,
  timestamp_open: known.timestampOpen,
  timestamp_close: known.timestampClose,
  counts: state.counts,
})
