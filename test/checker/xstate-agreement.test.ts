import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { machineArbitrary, orderedText } from '../../properties/arbitraries/machine.js'
import { decodeMachine } from '../../src/artifact/index.js'
import type { Law } from '../../src/artifact/law.js'
import type { Json } from '../../src/base/index.js'
import { composeLaw } from '../../src/checker/machine/composition-law.js'
import { makeMachineModel } from '../../src/checker/machine/machine-model.js'
import type { MachineModel, MachineMove } from '../../src/checker/machine/machine-model.js'
import { makeSessionModel } from '../../src/checker/session/session-model.js'
import { searchBreadth } from '../../src/explore/index.js'
import { transitionEvent } from '../../src/kernel/facts.js'
import { bindLaw } from '../../src/kernel/index.js'
import type { SessionEvent, State } from '../../src/kernel/index.js'
import { makeMachineOracle } from '../../src/oracle/machine-oracle.js'
import type { MachineOracle } from '../../src/oracle/machine-oracle.js'
import { shippedBundles } from '../../src/shell/bundle-folders.js'
import { loadLaw } from '../../src/shell/law-store.js'
import { runs } from '../seed.js'

const laws = shippedBundles().map(({ folder }) => {
  const loaded = loadLaw(folder)
  if (!loaded.ok) throw new Error(`${folder} does not load`)
  const { bundle } = loaded.value.law
  return [`${bundle.id} ${bundle.version}`, loaded.value.law] as const
})

const MACHINES = ['session', 'environment', 'frame'] as const
type Name = (typeof MACHINES)[number]

const contentOf = (law: Law, name: Name): Json => law.source.machines.get(name) ?? null

/** What XState does where the model makes `move` from `configuration`: guards that were not asked must not matter, so they are `others`. */
const stepsAlike = (oracle: MachineOracle, configuration: readonly string[], move: MachineMove, others: boolean) =>
  oracle.step(configuration, move.event, (name) => move.guards.get(name) ?? others)

const expectAgreement = (model: MachineModel, content: Json, statesMax: number): number => {
  const oracle = makeMachineOracle(content)
  let compared = 0
  expect(oracle.start().configuration).toEqual(model.configurationOf(0))
  for (let state = 0; state < Math.min(model.configurations, statesMax); state++) {
    const configuration = model.configurationOf(state)
    for (const move of model.movesOf(state)) {
      for (const others of [false, true]) {
        const { configuration: next, actions, done } = stepsAlike(oracle, configuration, move, others)
        expect(next).toEqual(move.next === null ? configuration : model.configurationOf(move.next))
        expect(actions).toEqual(move.actions)
        expect(done).toBe(move.next === null ? false : model.isDone(move.next))
        compared++
      }
    }
  }
  return compared
}

describe('XState takes the steps that were explored', () => {
  const all = laws.flatMap(([title, law]) => MACHINES.map((name) => [name, title, law] as const))
  test.each(all)('[CHK-60] machine %s of %s', (name, _title, law) => {
    const made = makeMachineModel(law.machines[name], { name })
    if (!made.ok) throw new Error(made.message)
    expect(expectAgreement(made.model, contentOf(law, name), 4096)).toBeGreaterThan(3)
  })

  test('[CHK-60] random machines', () => {
    let compared = 0
    fc.assert(
      fc.property(machineArbitrary, ({ config, id, version }) => {
        const decoded = decodeMachine(orderedText(config), { file: 'random.json', id, version })
        if (!decoded.ok) throw new Error('a random machine decodes')
        const made = makeMachineModel(decoded.machine)
        if (!made.ok) throw new Error(made.message)
        compared += expectAgreement(made.model, config, 12)
      }),
      runs(60),
    )
    expect(compared).toBeGreaterThan(1_000)
  })

  test.each(laws)('[CHK-68] session, environment and frame of %s together', (_title, law) => {
    const made = composeLaw(law)
    if (!made.ok) throw new Error(made.message)
    const { model } = made
    const oracles = MACHINES.map((name) => makeMachineOracle(contentOf(law, name)))
    const search = searchBreadth(model, { states: 100_000, goesOn: () => true })
    const out = new Int32Array(2 * model.fanoutMax)
    let compared = 0
    for (let place = 0; place < search.states; place++) {
      const [state, before] = [search.stateAt(place), model.configurationsOf(search.stateAt(place))]
      const edges = model.expand(state, out)
      for (let edge = 0; edge < edges; edge++) {
        const after = model.configurationsOf(out[2 * edge] ?? -1)
        const label = model.label(out[2 * edge + 1] ?? -1)
        const items = label.cover.map((item) => (model.coverItems[item] ?? '').split(' '))
        const event = model.events[label.events[0] ?? -1]?.event
        const guards = event?.kind === 'machine' ? event.guards : []
        for (const [part, name] of MACHINES.entries()) {
          // Cover items of a transition: machine <name> <path> <event> #<index>.
          const taken = items.find((words) => words[0] === 'machine' && words[1] === name && words[2] !== 'state')
          const expected = taken === undefined
            ? before[part]
            : oracles[part]?.step(before[part] ?? [], taken[3] ?? '', (guard) => guards.includes(guard)).configuration
          expect(after[part]).toEqual(expected)
          compared++
        }
      }
    }
    expect(compared).toBeGreaterThan(60)
  })

  test.each(laws)('[CHK-68] the machines in a sample of the sessions of %s', (_title, law) => {
    const made = makeSessionModel(law, { tokens: 2, symmetry: true, quantum: null, propositions: [] })
    if (!made.ok) throw new Error(made.why)
    const { model } = made
    const kernel = bindLaw(law)
    const [session, environment, frame] = MACHINES.map((name) => makeMachineOracle(contentOf(law, name)))
    const search = searchBreadth(model, { states: 2_000, goesOn: () => true })
    const out = new Int32Array(2 * model.fanoutMax)
    const frameEvents = new Map(model.coverItems.flatMap((item, id) => {
      const found = /^machine frame \S* (\S+) #\d+$/.exec(item)
      return found === null ? [] : [[id, found[1] ?? ''] as const]
    }))
    const seen = { sessions: 0, environments: 0, frames: 0 }
    const compare = (before: State, after: State, event: SessionEvent, frameEvent: string | undefined): void => {
      const kind = event.kind === 'source' ? 'operator' : event.kind
      expect(session?.step([before.sessionState], kind, () => false).configuration).toEqual([after.sessionState])
      seen.sessions++
      if (event.kind === 'transition') {
        const facts = kernel.facts(before, event)
        const moved = environment?.step([before.environment], transitionEvent(event.to), (guard) => facts.get(guard) === true)
        expect(moved?.configuration).toEqual([after.environment])
        seen.environments++
      }
      if (frameEvent === undefined) return
      expect(frame?.step([before.frameState], frameEvent, () => false).configuration).toEqual([after.frameState])
      seen.frames++
    }
    // Every seventh state, each edge of it.
    for (let place = 0; place < search.states; place += 7) {
      const before = search.stateAt(place)
      const edges = model.expand(before, out)
      for (let edge = 0; edge < edges; edge++) {
        const label = model.label(out[2 * edge + 1] ?? -1)
        const said = model.events[label.events[0] ?? -1]?.event
        const frameEvent = label.cover.flatMap((item) => frameEvents.get(item) ?? [])[0]
        if (said?.kind === 'session') compare(model.stateOf(before), model.stateOf(out[2 * edge] ?? -1), said.event, frameEvent)
      }
    }
    expect(seen.sessions).toBeGreaterThan(300)
    expect(seen.environments).toBeGreaterThan(100)
    expect(seen.frames).toBeGreaterThan(100)
  })
})
