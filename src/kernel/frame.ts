import type { Law } from '../artifact/law.js'
import { assert } from '../base/index.js'
import { effectiveBound, environmentBound } from './drift.js'
import type { Frame } from './entry.js'
import type { Arriving, FrameChange } from './frame-change.js'
import type { MachineStep } from './machine.js'
import type { OpenFrame, State } from './state.js'

// SES-47: a frame without operators yet.
const openFrame = (law: Law, before: State, { placement: { tier, backend }, opId, timestamp }: Arriving): OpenFrame => {
  const { environment, counts } = before
  const bound = effectiveBound(law, environment, backend)
  return {
    frameId: counts.frames + 1, environment, tier, backend, bound,
    total: 0, max: 0, first: opId, last: 0, count: 0, timestampOpen: timestamp,
  }
}

// SES-41, SES-48: the operator is the last in the frame.
const appendOperator = (before: OpenFrame, { opId, measured }: Arriving): OpenFrame => {
  const { frameId, environment, tier, backend, bound, first, timestampOpen } = before
  const max = before.count === 0 ? measured : Math.max(before.max, measured)
  const [total, count] = [before.total + measured, before.count + 1]
  return { frameId, environment, tier, backend, bound, total, max, first, last: opId, count, timestampOpen }
}

/** `frame` as it is captured when it closes (SES-48). */
const closeFrame = (law: Law, frame: OpenFrame): Frame => {
  const { frameId, environment, tier, total, max, bound, first, last, count, timestampOpen } = frame
  const backend = law.backends.get(frame.backend)
  assert(backend !== undefined, 'a frame has a backend of the law')
  const { id, tierSupport, driftProfile } = backend
  return {
    frameId, environment, backend: id, tier, timestampOpen,
    frameBackend: { id, tierSupport, driftProfile },
    frameDrift: { total, max, environmentBound: environmentBound(law, environment), bound },
    operators: { first, last, count },
  }
}

/** Performs the actions of a step of the frame machine, in their order (LAW-49, LAW-54). */
export const changeFrame = (law: Law, before: State, { actions, configuration }: MachineStep, arriving: Arriving | null): FrameChange => {
  let { frame, lastFrame } = before
  let closed: Frame | null = null
  let opened = false
  for (const action of actions) {
    if (action === 'close-frame' && frame !== null) {
      closed = closeFrame(law, frame)
      lastFrame = { tier: frame.tier, backend: frame.backend }
      frame = null
    } else if (action === 'open-frame' && arriving !== null) {
      frame = openFrame(law, before, arriving)
      opened = true
    } else if (action === 'append-operator' && arriving !== null && frame !== null) {
      frame = appendOperator(frame, arriving)
    }
  }
  return { frameState: configuration[0] ?? '', frame, lastFrame, closed, opened }
}
