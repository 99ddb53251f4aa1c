import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createActor } from 'xstate'
import { getShortestPaths } from 'xstate/graph'
import type { Json } from '../../src/base/index.js'
import { lifecycleMachine, lifecycleMachines } from '../../src/oracle/xstate.js'

const read = (name: string): Json => JSON.parse(readFileSync(new URL(`../../machines/${name}/1.0.0.json`, import.meta.url), 'utf8')) as Json

const law = {
  source: { artifacts: new Map<string, Json>(), machines: new Map(['session', 'environment', 'frame'].map((name) => [name, read(name)])) },
}

test('[LAW-49] a guarded transition is taken when the event says that the fact holds', () => {
  const { environment } = lifecycleMachines(law)
  const actor = createActor(environment).start()
  expect(actor.getSnapshot().value).toBe('sandbox')
  actor.send({ type: 'to.production', facts: { 'token-unbound': true } })
  expect(actor.getSnapshot().value).toBe('production')
})

test.each([
  ['no facts', {}],
  ['another fact', { facts: { 'token-deployed': true } }],
  ['a false fact', { facts: { 'token-unbound': false } }],
  ['a fact that is only inherited', { facts: Object.create({ 'token-unbound': true }) as Record<string, boolean> }],
])('a guarded transition is not taken with %s', (_title, more) => {
  const actor = createActor(lifecycleMachines(law).environment).start()
  actor.send({ type: 'to.production', ...more })
  expect(actor.getSnapshot().value).toBe('sandbox')
})

test('named actions do nothing until somebody provides them', () => {
  const bound: string[] = []
  const { environment, frame } = lifecycleMachines(law)
  const watching = environment.provide({ actions: { 'bind-token': () => bound.push('t1') } as never })
  const actor = createActor(watching).start()
  actor.send({ type: 'to.production', facts: { 'token-unbound': true } })
  actor.send({ type: 'to.archive', facts: { 'token-unbound': true } })
  expect(bound).toEqual(['t1', 't1'])
  expect(actor.getSnapshot().status).toBe('done')
  const frames = createActor(frame).start()
  for (const type of ['new', 'reuse', 'transition', 'end']) frames.send({ type })
  expect(frames.getSnapshot().value).toBe('over')
})

test('the graph tools of XState walk them', () => {
  const { environment } = lifecycleMachines(law)
  const events = ['to.production', 'to.archive'].map((type) => ({ type, facts: { 'token-unbound': true } }))
  const paths = getShortestPaths(environment, { events: events as never })
  expect(paths.map(({ state }) => state.value)).toEqual(['sandbox', 'production', 'archive'])
})

test('a machine that is none is refused by XState, and a law without machines by a TypeError', () => {
  expect(() => lifecycleMachine({ initial: 'a', states: { a: { on: { e: 'nowhere' } } } })).toThrow(/nowhere/)
  expect(() => lifecycleMachines({ source: { artifacts: new Map(), machines: new Map() } })).toThrow(TypeError)
})
