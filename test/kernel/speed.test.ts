import { expect, test } from 'vitest'
import { opened, operatorOf, shipped } from './fixture.js'

test('[RPL-02] a plain operator takes a few microseconds, with validation, routing and invariants', () => {
  const event = operatorOf('h', { q: 0 })
  let state = opened(shipped)
  let best = 0
  for (let round = 0; round < 5; round++) {
    const start = performance.now()
    for (let index = 0; index < 50_000; index++) state = shipped.step(state, event)?.state ?? state
    best = Math.max(best, 50_000 / (performance.now() - start))
  }
  if (process.env.QCOMPUTE_SPEED === '1') console.log(`${Math.round(best)} thousand steps a second`)
  expect(state.counts.operators).toBe(250_000)
  expect(best).toBeGreaterThan(10)
})
