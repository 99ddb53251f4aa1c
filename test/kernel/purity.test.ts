import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bindLaw } from '../../src/kernel/index.js'
import type { Entry, SessionEvent, State, Step } from '../../src/kernel/index.js'
import { runs } from '../seed.js'
import { eventOf, lawWith, opened, operatorOf, shipped } from './fixture.js'

const TEXTS = [
  'h(q=0)', 'h(q=0)', 'x(q=1)', 'cx(q1=0,q2=1)', 'cx(q1=1,q2=1)', 'measure(q=0)', 'barrier()', 'flush()',
  'pulse(q=0,duration=1,amplitude=0.5)', 'h(q=0', 'foo()',
  'token a', 'token b', 'token c', '-> production', '-> archive', '-> nowhere',
]

const events: fc.Arbitrary<SessionEvent> = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom(...TEXTS).map(eventOf) },
  { weight: 5, arbitrary: fc.constantFrom('h', 'x', 'barrier', 'foo', '1').map((name) => operatorOf(name, { q: -0 })) },
  { weight: 1, arbitrary: fc.constantFrom('close', 'recover').map(eventOf) },
)

const starts = fc.record({
  environment: fc.constantFrom(null, 'sandbox', 'production', 'archive'),
  backend: fc.constantFrom('auto', 'auto', 'local-sim', 'hybrid-sim', 'hardware-qpu-2'),
})

const viewOf = (state: State): unknown => ({ ...state, tokens: [...state.tokens], lineage: [...state.lineage] })

/** A state as it is now, whatever becomes of it. */
const copyOf = (state: State): unknown => structuredClone(viewOf(state))

const outcomeOf = (step: Step | null): unknown => {
  if (step === null) return null
  const decisions = step.decisions.map(({ table, winner, matched }) => [table, winner, [...matched]])
  return { ...step, state: viewOf(step.state), decisions }
}

test('[SES-03, SES-04] a step is a pure function: equal inputs, equal outcomes; no state changes, whatever follows it', () => {
  const other = bindLaw(lawWith())
  fc.assert(
    fc.property(starts, fc.array(events, { maxLength: 40 }), ({ environment, backend }, stream) => {
      const states = [opened(shipped, environment, backend)]
      const views = states.map(copyOf)
      const outcomes: unknown[] = []
      for (const event of stream) {
        const step = shipped.step(states.at(-1) as State, event)
        if (step === null) break
        outcomes.push(structuredClone(outcomeOf(step)))
        states.push(step.state)
        views.push(copyOf(step.state))
        expect(step.broken).toEqual([])
      }
      // Again from each state, last first, by another binding of the same law: histories branch and nothing shows.
      for (let index = outcomes.length - 1; index >= 0; index--) {
        const [state, event] = [states[index], stream[index]]
        if (state === undefined || event === undefined) continue
        shipped.step(state, eventOf('token z'))
        expect(outcomeOf(other.step(state, event))).toEqual(outcomes[index])
      }
      expect(states.map(viewOf)).toEqual(views)
    }),
    runs(300),
  )
})

test('[SES-24, SES-46, SES-49] counts, ids and frames of any stream agree with its entries', () => {
  fc.assert(
    fc.property(starts, fc.array(events, { maxLength: 60 }), ({ environment, backend }, stream) => {
      let state = opened(shipped, environment, backend)
      const steps: Step[] = []
      for (const event of [...stream, eventOf('close')]) {
        const step = shipped.step(state, event)
        if (step === null) break
        steps.push(step)
        state = step.state
      }
      const entries = steps.map(({ entry }) => entry)
      const operators = entries.flatMap((entry) => (entry.type === 'operator' ? [entry] : []))
      const frames = steps.flatMap(({ closedFrame }) => (closedFrame === null ? [] : [closedFrame]))
      expect(operators.map(({ opId }) => opId)).toEqual(operators.map((_, index) => index + 1))
      expect(frames.map(({ frameId }) => frameId)).toEqual(frames.map((_, index) => index + 1))
      for (const frame of frames) {
        const inside = operators.filter(({ frameId }) => frameId === frame.frameId)
        expect(frame.operators).toEqual({ first: inside[0]?.opId, last: inside.at(-1)?.opId, count: inside.length })
        expect(frame.frameDrift.total).toBe(inside.at(-1)?.drift?.accumulated)
        expect(frame.frameDrift.total).toBeLessThanOrEqual(frame.frameDrift.bound)
        expect(inside.filter(({ routing }) => routing?.frameAction === 'new')).toEqual(inside.slice(0, 1))
        expect(inside.every(({ routing }) => routing?.backend === frame.backend)).toBe(true)
      }
      const of = (type: string): readonly Entry[] => entries.filter((entry) => entry.type === type)
      const all = (type: string): number => of(type).length
      const refused = (type: string): number => of(type).filter((entry) => 'validation' in entry && !entry.validation.allowed).length
      expect(state.counts).toEqual({
        operators: all('operator'), tokens: all('token'), transitions: all('transition'), frames: frames.length,
        refused: { operators: refused('operator'), tokens: refused('token'), transitions: refused('transition') },
      })
    }),
    runs(300),
  )
})
