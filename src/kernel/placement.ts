import type { BackendSpec, Law, OperatorSpec } from '../artifact/law.js'
import { assert } from '../base/index.js'
import type { Placement, State } from './state.js'

/** The backend that a ranked tier is bound to (RTR-01, LAW-26). */
const backendOfTier = (law: Law, tier: string): BackendSpec => {
  const found = [...law.backends.values()].find((backend) => backend.tier === tier)
  assert(found !== undefined, `no backend is bound to the ranked tier ${tier}`)
  return found
}

/** The frame to inherit from, if there is one: the open one, else the last closed one if its place is still lawful (RTR-03). */
const frameBefore = (law: Law, { environment, frame, lastFrame }: State): Placement | null => {
  if (frame !== null || lastFrame === null) return frame
  const isLawful =
    law.backends.get(lastFrame.backend)?.environments.includes(environment) === true &&
    law.environments.get(environment)?.tiers.includes(lastFrame.tier) === true
  return isLawful ? lastFrame : null
}

/** The placement that the row fixes by itself, null if it depends on the frame before it (RTR-02). */
export const fixedPlacement = (law: Law, { tier }: OperatorSpec): Placement | null => {
  const fallback = law.operators.frameDefaults.get(tier)
  if (fallback === undefined) return { tier, backend: backendOfTier(law, tier).id }
  return fallback.inherit ? null : { tier: fallback.tier, backend: fallback.backend }
}

/** Binds the placement of the operators of a row: tier and backend of a frame that is opened for one in a state (RTR-02). */
export const bindPlacement = (law: Law, row: OperatorSpec): ((state: State) => Placement) => {
  const fixed = fixedPlacement(law, row)
  if (fixed !== null) return () => fixed
  const fallback = law.operators.frameDefaults.get(row.tier)
  assert(fallback !== undefined, `only an unranked tier inherits, not ${row.tier}`)
  return (state) => frameBefore(law, state) ?? fallback
}
