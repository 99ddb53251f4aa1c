import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Law } from '../../src/artifact/law.js'
import { LIMITS } from '../../src/base/index.js'
import { bindRows, makeContext } from '../../src/kernel/context.js'
import { bindFacts, plainFact } from '../../src/kernel/facts.js'
import { bindLaw } from '../../src/kernel/index.js'
import type { SessionEvent, State } from '../../src/kernel/index.js'
import { isAskedAlike, isDoneAlike, recall } from '../../src/kernel/recall.js'
import type { Kept } from '../../src/kernel/recall.js'
import type { OpenFrame } from '../../src/kernel/state.js'
import type { StepContext } from '../../src/kernel/step-context.js'
import { runs } from '../seed.js'
import { eventOf, lawWith, opened, operatorOf, shipped } from './fixture.js'

type Change = (context: StepContext) => StepContext

// Drift that depends on a parameter, so that operators of one name differ in it.
const law = lawWith({ 'drift.yaml': [['scale: []', 'scale: [{ operator: h, parameter: q, coefficient: 0.125 }]']] })
const rows = bindRows(law)
const EVENTS: readonly SessionEvent[] = [
  ...[0, 1, 2, 9].map((q) => operatorOf('h', { q })),
  operatorOf('h', { q: -1 }),
  operatorOf('cx', { q1: 0, q2: 1 }),
  operatorOf('foo'),
  operatorOf('not a name'),
  ...['h(', 'measure(q=0)', 'barrier()', 'pulse(q=0,duration=1,amplitude=0)', 'token t1', 'token t2'].map(eventOf),
  ...['-> production', '-> archive'].map(eventOf),
]
const OPERATORS = EVENTS.filter(({ kind }) => kind === 'operator' || kind === 'source')

const statesOf = (): readonly State[] => {
  const kernel = bindLaw(law)
  const states: State[] = []
  for (const backend of ['auto', 'local-sim', 'hybrid-sim']) {
    for (const order of [1, 3, 5, 7]) {
      let state = opened(kernel, null, backend)
      for (let index = 0; index < 60; index++) {
        states.push(state)
        const event = EVENTS[(index * order + (index >> 3)) % (index < 45 ? EVENTS.length - 4 : EVENTS.length)] as SessionEvent
        state = kernel.step(state, event)?.state ?? state
      }
    }
  }
  return states
}
const STATES = statesOf()

const state = fc.constantFrom(...STATES)
const boolean = fc.boolean()
const routing = fc.constantFrom(null, ...law.routing.operator.map(({ event }) => event))
const operator = fc.constantFrom(...OPERATORS)
const backend = fc.constantFrom(...law.backends.keys())

const placed = fc.oneof(
  backend.map((id): Partial<OpenFrame> => ({ backend: id })),
  fc.constantFrom(...law.operators.tiers).map((tier): Partial<OpenFrame> => ({ tier })),
  fc.constantFrom(...law.environments.keys()).map((environment): Partial<OpenFrame> => ({ environment })),
)
const withFrame = (of: State, place: Partial<OpenFrame>): State => (of.frame === null ? of : { ...of, frame: { ...of.frame, ...place } })

// Two contexts that differ in little, so that most of what makes them alike is equal by chance.
const change: fc.Arbitrary<Change> = fc.oneof(
  operator.map((event): Change => (c) => ({ ...makeContext(rows, c.before, event), ...outcome(c) })),
  state.map((before): Change => (c) => ({ ...c, before })),
  state.map((after): Change => (c) => ({ ...c, after })),
  state.map(({ frame }): Change => (c) => ({ ...c, before: { ...c.before, frame } })),
  state.map(({ frame }): Change => (c) => ({ ...c, after: { ...c.after, frame } })),
  state.map(({ tokens }): Change => (c) => ({ ...c, before: { ...c.before, tokens } })),
  state.map(({ tokensBound }): Change => (c) => ({ ...c, after: { ...c.after, tokensBound } })),
  fc.constantFrom(0, 0.5, 2, Number.NaN, Number.POSITIVE_INFINITY).map((measured): Change => (c) => ({ ...c, measured })),
  fc.constantFrom(...law.environments.keys()).map((environment): Change => (c) => ({ ...c, before: { ...c.before, environment } })),
  fc.constantFrom(...law.environments.keys()).map((environment): Change => (c) => ({ ...c, after: { ...c.after, environment } })),
  fc.option(backend).map((named): Change => (c) => ({ ...c, before: { ...c.before, backend: named } })),
  fc.option(backend).map((named): Change => (c) => ({ ...c, after: { ...c.after, backend: named } })),
  fc.constantFrom('absent', 'open', 'pending').map((frameState): Change => (c) => ({ ...c, before: { ...c.before, frameState } })),
  fc.constantFrom('absent', 'open', 'pending').map((frameState): Change => (c) => ({ ...c, after: { ...c.after, frameState } })),
  boolean.map((allowed): Change => (c) => ({ ...c, allowed })),
  boolean.map((argumentsValid): Change => (c) => ({ ...c, argumentsValid })),
  backend.map((id): Change => (c) => ({ ...c, placement: { tier: 'r1', backend: id } })),
  placed.map((place): Change => (c) => ({ ...c, before: withFrame(c.before, place) })),
  placed.map((place): Change => (c) => ({ ...c, after: withFrame(c.after, place) })),
  state.map(({ tokens }): Change => (c) => ({ ...c, before: { ...c.before, tokens, tokensBound: tokens.size } })),
  boolean.map((over): Change => (c) => ({ ...c, after: { ...c.after, drift: { accumulated: over ? 2 : 1, bound: 1 } } })),
  boolean.map((frameOpened): Change => (c) => ({ ...c, frameOpened })),
  boolean.map((frameClosed): Change => (c) => ({ ...c, frameClosed })),
  routing.map((event): Change => (c) => ({ ...c, routing: event })),
)
const outcome = ({ after, allowed, routing: event, frameOpened, frameClosed }: StepContext): Partial<StepContext> =>
  ({ after, allowed, routing: event, frameOpened, frameClosed })
const base = fc.tuple(state, operator, state).map(([before, event, after]) => ({ ...makeContext(rows, before, event), after }))

const factsIn = (scopes: readonly string[], moment: 'before' | 'after') => {
  const readerOf = bindFacts(law, moment)
  return [...law.facts.values()]
    .filter((fact) => fact.parameters.length === 0 && fact.name !== 'params' && fact.scopes.some((scope) => scopes.includes(scope)))
    .map(({ name }) => ({ name, read: readerOf(plainFact(name)) }))
}

describe('operators that are alike', () => {
  const asked = factsIn(['operator'], 'before')
  const done = [...factsIn(['operator', 'step'], 'before'), ...factsIn(['state'], 'after')]
  const valuesOf = (facts: typeof asked, context: StepContext) => facts.map(({ name, read }) => [name, read(context)])

  test('[LAW-13] [LAW-32] have the same facts, before they are decided and after', () => {
    let alike = 0
    fc.assert(
      fc.property(base, fc.array(change, { maxLength: 3 }), (first, changes) => {
        const second = changes.reduce((context, one) => one(context), first)
        if (!isAskedAlike(first, second)) return
        const [a, b] = [{ ...first, after: first.before }, { ...second, after: second.before }]
        expect(valuesOf(asked, b)).toEqual(valuesOf(asked, a))
        if (!isDoneAlike(first, second)) return
        alike++
        expect(valuesOf(done, second)).toEqual(valuesOf(done, first))
      }),
      runs(4000),
    )
    expect(alike).toBeGreaterThan(100)
  })
})

describe('a kernel that remembers', () => {
  // A rule and an invariant that read what is not plain: being alike says nothing of it.
  const T1 = 'token-id-deployed, params: { id: t1 }, operator: equal, value: true'
  const reading = (fact: string, plain: string): Law =>
    lawWith({
      'validation.rules.yaml': [['{ fact: tier-allowed, operator: equal, value: false }', `{ fact: ${fact} }`]],
      'invariants.yaml': [[`{ fact: ${plain}, operator: equal, value: false }`, `{ fact: ${fact} }`]],
    })
  test.each<[string, Law, readonly string[]]>([
    ['the shipped law', shipped.law, []],
    ['scaled drift', law, []],
    ['an argument', reading('params, path: $.q, operator: equal, value: 1', 'before-terminal'), ['h(q=1)', 'h(q=0)', 'h(q=1)']],
    ['a token', reading(T1, 'frame-open'), ['h(q=1)', 'token t1', 'h(q=1)']],
  ])('[NUM-04] decides as one that knows nothing: %s', (_name, one, first) => {
    const kernel = bindLaw(one)
    let now = opened(kernel)
    for (let index = 0; index < 150; index++) {
      const text = first[index]
      const any = EVENTS[(index * 7 + (index >> 4)) % (EVENTS.length - 2)] as SessionEvent
      const event = text === undefined ? any : eventOf(text)
      const [step, fresh] = [kernel.step(now, event), bindLaw(one).step(now, event)]
      expect(step?.entry).toEqual(fresh?.entry)
      expect(step?.broken.map(({ name }) => name)).toEqual(fresh?.broken.map(({ name }) => name))
      const shown = (from: typeof step) => from?.decisions.map(({ table, winner, matched }) => [table, winner, matched])
      expect(shown(step)).toEqual(shown(fresh))
      now = step?.state ?? now
    }
  })
  test('[NUM-05] there is an end to what is remembered, none to what is decided', () => {
    const kept: Kept<number>[] = []
    const [before] = STATES
    const context = (q: number) => makeContext(rows, before as State, operatorOf('h', { q }))
    let made = 0
    const ask = (q: number) => recall(kept, context(q), isAskedAlike, ({ measured }) => (made++, measured))
    const many = LIMITS.recallCases.value
    for (let q = 0; q < many; q++) expect(ask(q)).toBe(0.0625 + q * 0.125)
    for (let q = 0; q < many; q++) ask(q)
    expect([made, kept.length]).toEqual([many, many])
    ask(many)
    expect([made, kept.length]).toEqual([many + 1, 1])
  })
})
