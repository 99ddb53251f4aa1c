import { expect, test } from 'vitest'
import { compileLaw, openSession } from '../../src/engine/index.js'
import { bindLaw } from '../../src/kernel/index.js'
import { logicalClock } from '../../src/shell/clock.js'
import { nodeDigest } from '../../src/shell/node-digest.js'
import { lawWith } from '../kernel/fixture.js'

// A law whose token table lets a repeated id pass.
const lenient = lawWith({
  'validation.rules.yaml': [
    [
      '{ fact: token-repeated, operator: equal, value: true }',
      '{ fact: token-id-deployed, params: { id: never }, operator: equal, value: true }',
    ],
  ],
})

test('[SES-30] where a law lets a repeated id pass, it counts and serves one transition only, in both evaluators', () => {
  const opened = openSession({
    law: compileLaw(lenient),
    environment: null,
    backend: null,
    sessionId: '00000000-0000-8000-8000-000000000000',
    clock: logicalClock,
    digest: nodeDigest,
    write: () => undefined,
  })
  if (!opened.ok) throw new Error('the session does not open')
  const { session } = opened
  const verdicts = [session.deployToken('a'), session.deployToken('a'), session.transition('production'), session.transition('archive')]
  const reasons = [null, null, null, 'token required']
  expect(verdicts.map(({ entry }) => entry.validation.reason)).toEqual(reasons)

  const kernel = bindLaw(lenient)
  const opening = kernel.open({ environment: null, backend: 'auto' })
  if (!opening.ok) throw new Error('the kernel does not open')
  let { state } = opening
  const events = [
    { kind: 'token', tokenId: 'a' },
    { kind: 'token', tokenId: 'a' },
    { kind: 'transition', to: 'production' },
    { kind: 'transition', to: 'archive' },
  ] as const
  const decided = events.map((event) => {
    const step = kernel.step(state, event)
    if (step === null || step.entry.type === 'footer') throw new Error('the session is done')
    state = step.state
    return step.entry.validation.reason
  })
  expect(decided).toEqual(reasons)
  expect([...state.tokens]).toEqual(['a'])
})
