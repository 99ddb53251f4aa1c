import type { Law } from '../artifact/law.js'
import { legalBackends } from '../kernel/index.js'
import type { State } from '../kernel/index.js'
import type { ClosedFrame, ClosedFrames, FrameJson, ReconstructedSession, SessionMarks } from './reconstructed.js'

export type { ClosedFrame, ClosedFrames, FrameJson, ReconstructedSession, SessionMarks } from './reconstructed.js'

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
