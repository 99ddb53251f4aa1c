import { expect, test } from 'vitest'
import { bindLaw } from '../../src/kernel/index.js'
import { shippedLaw } from './fixture.js'
test('smoke', () => {
  const kernel = bindLaw(shippedLaw())
  const opened = kernel.open({ environment: null, backend: 'auto' })
  if (!opened.ok) throw new Error('x')
  let state = opened.state
  for (let i = 0; i < 14; i++) {
    const s = kernel.step(state, { kind: 'source', source: 'h(q=0)', timestamp: 'T' })!
    state = s.state
    console.log(JSON.stringify(s.entry), s.decisions.map((d) => d.matched.join()), s.broken.length, s.closedFrame)
  }
  for (let round = 0; round < 4; round++) {
    const t = performance.now()
    const N = 300000
    for (let i = 0; i < N; i++) {
      const s = kernel.step(state, { kind: 'operator', name: 'h', params: new Map([['q', 0]]), timestamp: 'T' })!
      state = s.state
    }
    console.log(N / (performance.now() - t), 'k/s')
  }
  expect(1).toBe(1)
})
