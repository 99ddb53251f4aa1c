import type { Law } from '../../artifact/law.js'
import { AppendList, AppendSet, canonicalJson, canonicalNumber } from '../../base/index.js'
import { effectiveBound } from '../../kernel/drift.js'
import type { State } from '../../kernel/index.js'

/** The variables of a certified state, in their order (CHK-45). */
export const CERTIFIED = [
  'environment', 'backend', 'session', 'frame', 'frame_environment', 'frame_tier', 'frame_backend', 'frame_drift',
  'last_tier', 'last_backend', 'drift', 'drift_bound', 'tokens', 'tokens_bound',
]
const NONE = 'none'

/** Gives deployed tokens the ids under which a certificate knows them, in their order. */
export type Rename = (ids: readonly string[]) => readonly string[]

/**
 * The values of a state of `law`, in the order of `CERTIFIED`; null if they would not say all that a later step can depend on. Counts, ids,
 * timestamps and lineage decide nothing.
 */
export const valuesOf = (law: Law, state: State, rename: Rename): readonly string[] | null => {
  const { environment, backend, sessionState, frameState, frame, lastFrame, drift, tokens, tokensBound } = state
  if (frame !== null && frame.bound !== effectiveBound(law, frame.environment, frame.backend)) return null
  if (backend === 'auto' || lastFrame?.backend === NONE) return null
  return [
    environment, backend ?? 'auto', sessionState, frameState,
    ...(frame === null ? [NONE, NONE, NONE, NONE] : [frame.environment, frame.tier, frame.backend, canonicalNumber(frame.total)]),
    ...(lastFrame === null ? [NONE, NONE] : [lastFrame.tier, lastFrame.backend]),
    canonicalNumber(drift.accumulated), canonicalNumber(drift.bound),
    canonicalJson(rename(tokens.toArray())), canonicalNumber(tokensBound),
  ]
}

/** A state with these values, in which all that decides nothing is 0; null if texts are not those of a state. */
export const stateOf = (law: Law, values: readonly string[], deployed: readonly string[], rename: Rename): State | null => {
  const [environment = '', backend = '', sessionState = '', frameState = '', at = '', tier = '', on = '', total = ''] = values
  const [lastTier = '', lastBackend = '', accumulated = '', bound = '', , tokensBound = ''] = values.slice(8)
  if (![total === NONE ? '0' : total, accumulated, bound, tokensBound].map(Number).every(Number.isFinite)) return null
  const state: State = {
    environment, backend: backend === 'auto' ? null : backend, sessionState, frameState,
    tokens: AppendSet.of(deployed), tokensBound: Number(tokensBound), lineage: AppendList.of(),
    frame: total === NONE ? null : {
      environment: at, tier, backend: on, total: Number(total), bound: effectiveBound(law, at, on),
      frameId: 0, max: 0, first: 0, last: 0, count: 0, timestampOpen: '',
    },
    lastFrame: lastBackend === NONE ? null : { tier: lastTier, backend: lastBackend },
    drift: { accumulated: Number(accumulated), bound: Number(bound) },
    counts: { operators: 0, tokens: 0, transitions: 0, refused: { operators: 0, tokens: 0, transitions: 0 }, frames: 0 },
  }
  // What would not be written again as it stands was not understood.
  return canonicalJson(valuesOf(law, state, rename)) === canonicalJson(values) ? state : null
}
