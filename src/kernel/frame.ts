import type { Law } from '../artifact/law.js'
import { assert } from '../base/index.js'
import { effectiveBound, environmentBound } from './drift.js'
import type { Frame } from './entry.js'
import type { OpenFrame, Placement } from './state.js'

/** A frame without operators yet, at `placement` in `environment` (SES-47). */
export const openFrame = (
  law: Law,
  frameId: number,
  environment: string,
  { tier, backend }: Placement,
  timestampOpen: string,
): OpenFrame => ({
  frameId,
  environment,
  tier,
  backend,
  bound: effectiveBound(law, environment, backend),
  total: 0,
  max: 0,
  first: 0,
  last: 0,
  count: 0,
  timestampOpen,
})

/** `frame` with the operator `opId` of drift `measured` as its last (SES-41, SES-48). */
export const appendOperator = (frame: OpenFrame, opId: number, measured: number): OpenFrame => ({
  frameId: frame.frameId,
  environment: frame.environment,
  tier: frame.tier,
  backend: frame.backend,
  bound: frame.bound,
  total: frame.total + measured,
  max: frame.count === 0 ? measured : Math.max(frame.max, measured),
  first: frame.count === 0 ? opId : frame.first,
  last: opId,
  count: frame.count + 1,
  timestampOpen: frame.timestampOpen,
})

/** `frame` as it is captured when it closes (SES-48). */
export const closeFrame = (law: Law, frame: OpenFrame): Frame => {
  const { frameId, environment, tier, total, max, bound, first, last, count, timestampOpen } = frame
  const backend = law.backends.get(frame.backend)
  assert(backend !== undefined, `no backend ${frame.backend}`)
  return {
    frameId,
    environment,
    backend: backend.id,
    tier,
    frameBackend: { id: backend.id, tierSupport: backend.tierSupport, driftProfile: backend.driftProfile },
    frameDrift: { total, max, environmentBound: environmentBound(law, environment), bound },
    operators: { first, last, count },
    timestampOpen,
  }
}
