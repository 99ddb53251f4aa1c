import { describe, expect, test } from 'vitest'
import { makeSessionModel } from '../../src/checker/session/session-model.js'
import { walk } from '../../src/explore/walk.js'
import type { Steering } from '../../src/explore/walk.js'
import { bindLaw } from '../../src/kernel/index.js'
import { lawWith } from '../kernel/fixture.js'

// A rule broken so that it takes a token, production, and a frame that is full: there an overflow is missed while a token is unbound and
// the frame is of the lowest tier. With five tokens that count as different there are 265,385 states.
const overflows = '{ fact: drift-overflows, operator: equal, value: true }'
const unless = [['environment', 'production'], ['token-unbound', 'true'], ['frame-tier', 'r1']]
  .map(([fact, value]) => `{ fact: ${fact}, operator: equal, value: ${value} }`)
const broken = lawWith({
  'routing.rules.yaml': [[`{ all: [${overflows}] }`, `{ all: [${overflows}, { not: { all: [${unless.join(', ')}] } }] }`]],
})

const made = makeSessionModel(broken, { tokens: 5, symmetry: false, quantum: null, propositions: [] })
if (!made.ok) throw new Error(made.why)
const { model } = made
const isBad = (label: number): boolean => model.label(label).broken.length > 0
const kindOf = (label: number): number => model.label(label).events[0] ?? -1

const median = (values: readonly number[]): number => values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0
const walksOf = (steering: Steering | null, walksMax: number): readonly number[] =>
  Array.from({ length: 9 }, (_, seed) =>
    walk(model, isBad, { seed, walksMax, stepsMax: 100, kindOf, ...(steering === null ? {} : { steering }) }).progress.walks)

describe('[CHK-69] a bug in a law that few sessions come to', () => {
  test('is found in at most 60 walks, which even-handed walks do not come near', () => {
    expect(median(walksOf({ swarm: false, novelty: false, turnsBack: false }, 300))).toBe(300)
    expect(median(walksOf(null, 300))).toBeLessThanOrEqual(60)
  })

  test('is shown by a path that the kernel goes, to the invariant that does not hold', () => {
    const outcome = walk(model, isBad, { seed: 1, walksMax: 1000, stepsMax: 100, kindOf })
    if (outcome.verdict !== 'violated') throw new Error('a violation is found')
    const { states, labels } = outcome.path
    const kernel = bindLaw(broken)
    let state = model.stateOf(states[0] ?? -1)
    let names: readonly string[] = []
    for (const label of labels) {
      const said = model.events[kindOf(label)]?.event
      const step = said?.kind === 'session' ? kernel.step(state, said.event) : null
      if (step === null) throw new Error('the session goes on')
      state = step.state
      names = step.broken.map(({ name }) => name)
      if (label !== labels.at(-1)) expect(names).toEqual([])
    }
    expect(names).toEqual(['drift-within-bound'])
    expect(labels.length).toBeLessThanOrEqual(outcome.walked.labels.length)
  })
})
