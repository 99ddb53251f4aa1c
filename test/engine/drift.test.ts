import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileLaw } from '../../src/engine/index.js'
import { runs } from '../seed.js'
import { shippedLaw } from './fixture.js'
import { runStream } from './stream.js'
import type { Line } from './stream.js'

const scale = [
  { operator: 'h', parameter: 'q', coefficient: 0.1 },
  { operator: 'h', parameter: 'q', coefficient: -0.03 },
  { operator: 'cx', parameter: 'q1', coefficient: 0.07 },
  { operator: 'cx', parameter: 'q2', coefficient: 0.01 },
]

const law = compileLaw(shippedLaw((artifacts) => void Object.assign(artifacts['drift'] as object, { scale })))

const q = fc.integer({ min: 0, max: 5 })
const operator = fc.oneof(
  q.map((n) => `h(q=${n})`),
  q.map((n) => `x(q=${n})`),
  fc.tuple(q, q).map(([a, b]) => `cx(q1=${a}, q2=${b})`),
  fc.constantFrom('measure(q=0)', 'barrier()', 'token:t', '->production'),
)

const measuredOf = ({ name, params }: Line): number => {
  if (name === 'h') return 0.0625 + 0.1 * params.q + -0.03 * params.q
  if (name === 'cx') return 0.25 + 0.07 * params.q1 + 0.01 * params.q2
  return name === 'x' ? 0.0625 : 0
}

/** Sums the drift of a trace again from its operator lines and compares every figure. Returns the number of frames. */
const checkDrift = (lines: readonly Line[]): number => {
  const members = new Map<number, number[]>()
  for (const line of lines.filter(({ type, frame_id: id }) => type === 'operator' && id !== null)) {
    const measured = measuredOf(line)
    const frame = members.get(line['frame_id']) ?? []
    frame.push(measured)
    members.set(line['frame_id'], frame)
    let accumulated = 0
    for (const one of frame) accumulated += one
    expect(line['drift']).toMatchObject({ measured, accumulated, overflow: line['routing'].reason === 'drift-overflow' })
    expect(line['routing'].frame_action).toBe(frame.length === 1 ? 'new' : 'reuse')
  }
  const frames = lines.filter(({ type }) => type === 'frame')
  for (const frame of frames) {
    const sums = members.get(frame['frame_id']) ?? []
    const bound = Math.min(frame['frame_drift'].environment_bound, frame['backend'] === 'local-sim' ? 1 : 3)
    let total = 0
    for (const one of sums) total += one
    expect(frame['frame_drift']).toMatchObject({ total, max: Math.max(...sums), bound })
    expect(frame['operators'].count).toBe(sums.length)
    expect(total).toBeLessThanOrEqual(bound)
  }
  expect(frames.map(({ frame_id: id }) => id)).toEqual(frames.map((_frame, index) => index + 1))
  return frames.length
}

describe('drift', () => {
  test('[SES-40] [SES-41] [SES-43] [SES-48] [NUM-04] sums from left to right, for random streams', () => {
    let frames = 0
    fc.assert(
      fc.property(fc.array(operator, { minLength: 5, maxLength: 60 }), (items) => {
        frames += checkDrift(runStream(law, null, null, items))
      }),
      runs(200),
    )
    expect(frames).toBeGreaterThan(200)
  })
})
