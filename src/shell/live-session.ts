import type { Captured, Counts, FrameEntry } from '../ledger/entry.js'
import type { SessionSummary } from '../engine/index.js'
import type { FrameJson, ReconstructedSession } from '../verifier/session.js'

const frameJson = ({ entry, timestamp }: Captured<FrameEntry>): FrameJson => ({
  frame_id: entry.frameId,
  environment: entry.environment,
  backend: entry.backend,
  tier: entry.tier,
  frame_backend: {
    id: entry.frameBackend.id,
    tier_support: entry.frameBackend.tierSupport,
    drift_profile: entry.frameBackend.driftProfile,
  },
  frame_drift: {
    total: entry.frameDrift.total,
    max: entry.frameDrift.max,
    environment_bound: entry.frameDrift.environmentBound,
    bound: entry.frameDrift.bound,
  },
  operators: { first: entry.operators.first, last: entry.operators.last, count: entry.operators.count },
  timestamp_open: entry.timestampOpen,
  timestamp_close: timestamp,
})

/** Counts in their wire form (LED-05). */
export const countsJson = ({ operators, tokens, transitions, refused, frames }: Counts): ReconstructedSession['counts'] => ({
  operators,
  tokens,
  transitions,
  refused: { operators: refused.operators, tokens: refused.tokens, transitions: refused.transitions },
  frames,
})

/** A live session in the wire names of a replay: what replay would reconstruct now (SES-72, RPL-30). */
export const sessionJson = (summary: SessionSummary): ReconstructedSession => {
  const { frames, counts } = summary
  return {
    session_id: summary.sessionId,
    environment: summary.environment,
    drift_bound: summary.driftBound,
    backend_legal: summary.backendLegal,
    frames: {
      count: frames.count,
      first: frames.first === null ? null : frameJson(frames.first),
      last: frames.last === null ? null : frameJson(frames.last),
    },
    lineage: summary.lineage,
    tokens: { deployed: summary.tokens.deployed },
    drift: { accumulated: summary.drift.accumulated, bound: summary.drift.bound },
    timestamp_open: summary.timestampOpen,
    timestamp_close: summary.timestampClose,
    counts: countsJson(counts),
  }
}
