import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { driftDomain, quantumOf } from '../../src/checker/session/drift-domain.js'
import { makeSessionModel } from '../../src/checker/session/session-model.js'
import type { SessionModel } from '../../src/checker/session/session-model.js'
import { searchBreadth } from '../../src/explore/index.js'
import type { Exploration } from '../../src/explore/index.js'
import type { Law } from '../../src/artifact/law.js'
import { bindLaw } from '../../src/kernel/index.js'
import type { SessionEvent, State } from '../../src/kernel/index.js'
import { lawWith } from '../kernel/fixture.js'
import type { Edits } from '../kernel/fixture.js'
import { runs } from '../seed.js'

interface Options {
  readonly tokens?: number
  readonly symmetry?: boolean
}

const modelOf = (law: Law, { tokens = 2, symmetry = true }: Options = {}): SessionModel => {
  const made = makeSessionModel(law, { tokens, symmetry, quantum: null, propositions: [] })
  if (!made.ok) throw new Error(`${made.variable}: ${made.why}`)
  return made.model
}

const explore = (model: SessionModel): Exploration => searchBreadth(model, { states: 1_000_000, goesOn: () => true })

/** The edges of a state: the next state and the event ids of its label. */
const edgesOf = (model: SessionModel, state: number): readonly { next: number; label: number; events: readonly number[] }[] => {
  const out = new Int32Array(2 * model.fanoutMax)
  const count = model.expand(state, out)
  return Array.from({ length: count }, (_, index) => {
    const [next, label] = [out[2 * index] ?? -1, out[2 * index + 1] ?? -1]
    return { next, label, events: model.label(label).events }
  })
}

const eventOf = (model: SessionModel, id: number): SessionEvent => {
  const event = model.events[id]?.event
  if (event?.kind !== 'session') throw new Error('an event of a session')
  return event.event
}

// A test of its own for what is projected: written apart from the vector.
const seen = ({ environment, backend, tokens, tokensBound, frame, lastFrame, sessionState, frameState, drift }: State): string =>
  JSON.stringify([
    environment, backend, tokens.toArray(), tokensBound, sessionState, frameState, drift, lastFrame,
    frame === null ? null : [frame.environment, frame.tier, frame.backend, frame.total, frame.bound],
  ])

const SCALED: Edits = {
  'drift.yaml': [['scale: []', 'scale: [{ operator: pulse, parameter: amplitude, coefficient: 0.125 }]']],
}
const laws: readonly (readonly [name: string, law: Law])[] = [
  ['the shipped law', lawWith()],
  ['another bound', lawWith({ 'environments.yaml': [['drift_bound: 0.75', 'drift_bound: 0.375']] })],
  ['a finer drift', lawWith({ 'drift.yaml': [['nominal: 0.0625', 'nominal: 0.03125']] })],
]

describe.each(laws)('%s', (_, law) => {
  const kernel = bindLaw(law)

  test('[CHK-01] every edge of every state is the step of the kernel, and no step is missing', () => {
    const model = modelOf(law)
    const found = explore(model)
    expect(found.complete).toBe(true)
    expect(found.states).toBeGreaterThan(500)
    let steps = 0
    for (let place = 0; place < found.states; place++) {
      const state = found.stateAt(place)
      const before = model.stateOf(state)
      const edges = edgesOf(model, state)
      for (const { next, events } of edges) {
        for (const id of events) {
          const step = kernel.step(before, eventOf(model, id))
          expect(step === null ? null : seen(step.state)).toBe(seen(model.stateOf(next)))
          steps++
        }
      }
      const asked = new Set(edges.flatMap(({ events }) => events))
      const left = model.events.flatMap((_event, id) => (asked.has(id) ? [] : [eventOf(model, id)]))
      // What is left out is a deployment like another one, or a step of a session that is done.
      const isLeftOut = (event: SessionEvent): boolean => event.kind === 'token' || kernel.step(before, event) === null
      expect(left.filter((event) => !isLeftOut(event))).toEqual([])
    }
    expect(steps).toBeGreaterThan(10_000)
  })

  test('[CHK-03] what is projected away decides nothing: any session of the kernel walks through the model', () => {
    const model = modelOf(law, { symmetry: false })
    const starts = fc.nat({ max: model.initial.length - 1 })
    const asked = fc.array(fc.nat({ max: model.events.length - 1 }), { maxLength: 60 })
    fc.assert(
      fc.property(starts, asked, (start, ids) => {
        let at = model.initial[start] ?? -1
        // Two sessions that differ in nothing but what is projected away.
        let state = model.stateOf(at)
        const opened = kernel.open({ environment: state.environment, backend: state.backend ?? 'auto' })
        expect(opened.ok).toBe(true)
        if (opened.ok) state = opened.state
        for (const id of ids) {
          const step = kernel.step(state, eventOf(model, id))
          const edge = edgesOf(model, at).find(({ events }) => events.includes(id))
          expect(edge === undefined).toBe(step === null)
          if (step === null || edge === undefined) return
          state = step.state
          at = edge.next
          expect(seen(model.stateOf(at))).toBe(seen(state))
          const { outcome } = model.label(edge.label)
          if (step.entry.type !== 'footer') expect(outcome.startsWith('allowed')).toBe(step.entry.validation.allowed)
        }
      }),
      runs(150),
    )
  })
})

describe('tokens', () => {
  test('[CHK-05] of n tokens that are alike one order stands for all, and no state is lost', () => {
    const law = lawWith()
    const orders = (all: number, deployed: number): number => (deployed === 0 ? 1 : all * orders(all - 1, deployed - 1))
    for (const tokens of [1, 2, 3]) {
      const model = modelOf(law, { tokens })
      const alike = explore(model)
      const states = Array.from({ length: alike.states }, (_, place) => model.stateOf(alike.stateAt(place)))
      const all = states.reduce((sum, state) => sum + orders(tokens, state.tokens.size), 0)
      expect(explore(modelOf(law, { tokens, symmetry: false })).states).toBe(all)
      expect(all / alike.states).toBeGreaterThan(tokens === 1 ? 0.99 : orders(tokens, tokens) / 3)
    }
  })

  test('[CHK-05] a token that a condition names is like no other', () => {
    const named = '{ all: [{ fact: operator-needs-token, operator: equal, value: true }, ' +
      '{ fact: token-id-deployed, params: { id: odd }, operator: equal, value: false }] }'
    const law = lawWith({
      'validation.rules.yaml': [[
        '      - name: operator-token\n',
        `      - { name: odd-token, priority: 9999, conditions: ${named}, event: { type: token required } }\n` +
          '      - name: operator-token\n',
      ]],
    })
    const model = modelOf(law, { tokens: 1 })
    expect(model.events.map(({ name }) => name)).toEqual(expect.arrayContaining(['deploy odd', 'deploy token-1']))
    expect(model.bounds).toEqual(['tokens: 1 and 1 that conditions name'])
    const deployed = model.variables.at(-2)?.values
    expect(deployed).toEqual(['[]', '["odd"]', '["token-1"]', '["odd","token-1"]', '["token-1","odd"]'])
  })
})

describe('drift', () => {
  test.each([
    [[0.5, 0.25, 0.75], 0.25], [[1, 3], 1], [[0], 0], [[], 0], [[6, 4], 2], [[0.1], 0.1], [[3 * 2 ** -40, 2 ** -38], 2 ** -40],
  ])('[CHK-04] the quantum of %j is %d', (numbers, quantum) => {
    expect(quantumOf(numbers)).toBe(quantum)
  })

  test('[CHK-04] numbers without a common step of use are refused, and the variable is named', () => {
    const law = lawWith({ 'drift.yaml': [['nominal: 0.0625', 'nominal: 0.1']] })
    const made = makeSessionModel(law, { tokens: 1, symmetry: true, quantum: null, propositions: [] })
    expect(made).toMatchObject({ ok: false, variable: 'drift' })
    expect(driftDomain(lawWith(), 0.0625)).toMatchObject({ ok: true, quantum: 0.0625 })
    expect(driftDomain(lawWith(), 0.25)).toMatchObject({ ok: false })
  })

  test('[CHK-04] a state that leaves its domain is told, and nothing follows it', () => {
    // Nothing asks for overflow any more: totals grow for ever.
    const law = lawWith({ 'routing.rules.yaml': [['fact: drift-overflows', 'fact: operator-needs-token']] })
    const model = modelOf(law)
    const found = explore(model)
    expect(found.complete).toBe(true)
    expect(model.left()).toContain('drift left its domain')
    expect(edgesOf(model, 0)).toEqual([])
  })

  test('[CHK-02] arguments that change the drift are said to be a sample', () => {
    expect(modelOf(lawWith()).sampled).toEqual([])
    expect(modelOf(lawWith(SCALED)).sampled).toHaveLength(1)
  })
})

test('[CHK-09] the search gives the same states in the same order each time, and ends at its limits', () => {
  const law = lawWith()
  const orderOf = (found: Exploration): readonly number[] => Array.from({ length: found.states }, (_, place) => found.stateAt(place))
  const [one, other] = [explore(modelOf(law)), explore(modelOf(law))]
  expect(orderOf(one)).toEqual(orderOf(other))
  const cut = searchBreadth(modelOf(law), { states: 100, goesOn: () => true })
  expect(cut.complete).toBe(false)
  expect(cut.frontier).toBeGreaterThan(0)
  expect(orderOf(one).slice(0, cut.states)).toEqual(orderOf(cut))
  expect(searchBreadth(modelOf(law), { states: 1e6, goesOn: () => false })).toMatchObject({ complete: false, expanded: 0 })
})
