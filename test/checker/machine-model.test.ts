import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { machineArbitrary, orderedText } from '../../properties/arbitraries/machine.js'
import { decodeMachine } from '../../src/artifact/index.js'
import type { Machine } from '../../src/artifact/machine.js'
import { makeMachineModel } from '../../src/checker/machine/machine-model.js'
import type { MachineModel } from '../../src/checker/machine/machine-model.js'
import { makeProbe } from '../../src/checker/machine/machine-model-probe.js'
import { compileMachine } from '../../src/engine/machine.js'
import { startMachine, stepMachine } from '../../src/kernel/index.js'
import { runs } from '../seed.js'
import { lawWith, machineOf } from '../kernel/fixture.js'

const modelOf = (machine: Machine): MachineModel => {
  const made = makeMachineModel(machine)
  if (!made.ok) throw new Error(made.message)
  return made.model
}

/** The edges of a state: next configuration, name of the event, names of what holds. */
const edgesOf = (model: MachineModel, state: number): readonly (readonly [string, string, readonly string[]])[] => {
  const out = new Int32Array(2 * model.fanoutMax)
  return Array.from({ length: model.expand(state, out) }, (_, edge) => {
    const label = model.label(out[2 * edge + 1] ?? -1)
    const holds = [...label.holds].map((place) => model.propositions[place]?.name ?? '')
    return [model.configurationOf(out[2 * edge] ?? -1).join('+'), model.events[label.events[0] ?? -1]?.name ?? '', holds] as const
  })
}

const random = machineArbitrary.map(({ config, id, version }): Machine => {
  const decoded = decodeMachine(orderedText(config), { file: 'random.json', id, version })
  if (!decoded.ok) throw new Error('a random machine decodes')
  return decoded.machine
})

const { machines } = lawWith()

describe('shipped machines', () => {
  test('[CHK-60] the environment machine: guards are free, an event that selects nothing is no step', () => {
    const model = modelOf(machines.environment)
    expect(model.variables).toEqual([{ name: 'environment', values: ['sandbox', 'production', 'archive'] }])
    expect(model.bits).toBe(2)
    expect(model.initial.map((state) => model.configurationOf(state))).toEqual([['sandbox']])
    expect(edgesOf(model, 0)).toEqual([
      ['production', 'to.production [token-unbound]', ['in production', 'event to.production', 'action bind-token']],
    ])
    expect(model.label(model.idle(2)).holds).toEqual(new Set([model.propositions.findIndex(({ name }) => name === 'in archive'),
      model.propositions.findIndex(({ name }) => name === 'done')]))
    expect(edgesOf(model, 2)).toEqual([])
    expect(model.idleCover(0).map((item) => model.coverItems[item])).toEqual(['guard token-unbound false at sandbox to.production'])
  })

  test('[CHK-61] labels name the transitions, guards and states that they pass through', () => {
    const model = modelOf(machines.environment)
    const out = new Int32Array(2 * model.fanoutMax)
    model.expand(0, out)
    expect(model.label(out[1] ?? -1).cover.map((item) => model.coverItems[item])).toEqual([
      'guard token-unbound true at sandbox to.production',
      'machine environment sandbox to.production #0',
      'machine environment state production',
    ])
    expect(model.label(out[1] ?? -1).outcome).toBe('sandbox takes to.production #0; performs bind-token')
    expect(model.label(model.opening(0)).cover.map((item) => model.coverItems[item])).toEqual(['machine environment state sandbox'])
  })

  test.each(['session', 'environment', 'frame'] as const)('[CHK-60] all states of the machine %s', (name) => {
    const model = modelOf(machines[name])
    expect(model.configurations).toBe(machines[name].root.children.length)
    expect(model.variables[0]?.values.length).toBe(model.configurations)
  })
})

const parallel = machineOf({
  initial: 'off',
  states: {
    off: { on: { start: '#m.on' } },
    on: {
      type: 'parallel',
      states: {
        left: { initial: 'a', states: { a: { on: { next: 'b' } }, b: { type: 'final' } } },
        right: { initial: 'c', states: { c: { on: { next: { target: 'd', guard: 'g' } } }, d: {} } },
      },
      on: { stop: '#m.off' },
    },
  },
})

test('[CHK-60] a machine with parallel regions has a variable for each region', () => {
  const model = modelOf(parallel)
  expect(model.variables).toEqual([
    { name: 'm', values: ['off', 'on'] },
    { name: 'on.left', values: ['#inactive', 'on.left.a', 'on.left.b'] },
    { name: 'on.right', values: ['#inactive', 'on.right.c', 'on.right.d'] },
  ])
  expect(model.bits).toBe(5)
  expect(model.valuesOf(0)).toEqual([0, 0, 0])
  expect(edgesOf(model, 0).map(([next, event]) => [next, event])).toEqual([['on.left.a+on.right.c', 'start']])
  expect(edgesOf(model, 1).map(([next, event]) => [next, event])).toEqual([
    ['on.left.b+on.right.c', 'next [not g]'],
    ['on.left.b+on.right.d', 'next [g]'],
    ['off', 'stop'],
  ])
  expect(model.valuesOf(1)).toEqual([1, 1, 1])
})

test('[CHK-60] only guards that are asked make different events', () => {
  const list = [{ target: 'b', guard: 'p' }, { target: 'c', guard: 'q' }, { actions: 'stay' }]
  const model = modelOf(machineOf({ initial: 'a', states: { a: { on: { e: list } }, b: {}, c: {} } }))
  expect(edgesOf(model, 0).map(([next, event]) => `${event} -> ${next}`)).toEqual([
    'e [not p, not q] -> a',
    'e [not p, q] -> c',
    'e [p] -> b',
  ])
})

test('[CHK-60] for random machines every event under every setting of the guards does what the kernel does', () => {
  let steps = 0
  fc.assert(
    fc.property(random, (machine) => {
      const model = modelOf(machine)
      const compiled = compileMachine(machine)
      expect(model.configurations).toBe(compiled.configurations.length)
      for (let state = 0; state < Math.min(model.configurations, 24); state++) {
        const configuration = model.configurationOf(state)
        for (const event of machine.events) {
          for (let bits = 0; bits < 1 << machine.guards.length; bits++) {
            const guard = (name: string): boolean => ((bits >> machine.guards.indexOf(name)) & 1) === 1
            const ofEvent = model.movesOf(state).filter((move) => move.event === event)
            const moves = ofEvent.filter(({ guards }) => [...guards].every(([name, holds]) => guard(name) === holds))
            const expected = stepMachine(machine, configuration, event, guard)
            expect(moves.length).toBe(model.isDone(state) ? 0 : 1)
            const move = moves[0]
            expect(move !== undefined && move.next !== null).toBe(expected.changed)
            if (move === undefined || move.next === null) continue
            expect(model.configurationOf(move.next)).toEqual(expected.configuration)
            expect(move.actions).toEqual(expected.actions)
            expect(model.isDone(move.next)).toBe(expected.done)
            steps++
          }
        }
      }
    }),
    runs(60),
  )
  expect(steps).toBeGreaterThan(1_000)
})

test('[CHK-60] for random machines the variables tell configurations apart, and a label says what holds behind its step', () => {
  fc.assert(
    fc.property(random, (machine) => {
      const model = modelOf(machine)
      const vectors = new Set<string>()
      for (let state = 0; state < model.configurations; state++) {
        const values = model.valuesOf(state)
        values.forEach((value, index) => expect(model.variables[index]?.values[value]).toBeDefined())
        vectors.add(values.join())
        const out = new Int32Array(2 * model.fanoutMax)
        const written = model.expand(state, out)
        for (let edge = 0; edge < written; edge++) {
          const [next, id] = [out[2 * edge] ?? -1, out[2 * edge + 1] ?? -1]
          const inStates = (label: number): readonly number[] =>
            [...model.label(label).holds].filter((place) => model.propositions[place]?.form === 'state')
          expect(inStates(id)).toEqual(inStates(model.idle(next)))
        }
      }
      expect(vectors.size).toBe(model.configurations)
    }),
    runs(60),
  )
})

test('[CHK-61] the transitions that a probe tells are those whose actions the kernel performs', () => {
  fc.assert(
    fc.property(random, (machine) => {
      const probe = makeProbe(machine)
      const { configuration } = startMachine(machine)
      for (const event of machine.events) {
        const step = probe.step(configuration, event, () => true)
        const plain = stepMachine(machine, configuration, event, () => true)
        expect([step.configuration, step.actions, step.taken.length > 0]).toEqual([plain.configuration, plain.actions, plain.changed])
        for (const { path, index, transition } of step.taken) {
          expect(machine.nodes.get(path)?.on.get(event)?.[index]?.target).toBe(transition.target)
        }
      }
    }),
    runs(60),
  )
})

describe('[CHK-62] a machine that exceeds a limit has no model', () => {
  const cycle = (length: number) =>
    Object.fromEntries(Array.from({ length }, (_, index) => [`s${index}`, { on: { [`e${index}`]: `s${(index + 1) % length}` } }]))
  const regions = (count: number, length: number) => ({
    type: 'parallel',
    states: Object.fromEntries(Array.from({ length: count }, (_, region) => [
      `r${region}`,
      { initial: 's0', states: Object.fromEntries(Array.from({ length }, (_none, index) => [
        `s${index}`, { on: { [`e${region}`]: `s${(index + 1) % length}` } },
      ])) },
    ])),
  })

  test('configurations', () => {
    expect(makeMachineModel(machineOf(regions(4, 8))).ok).toBe(true)
    expect(makeMachineModel(machineOf(regions(4, 9)))).toMatchObject({ ok: false, limit: 'machineConfigurations' })
  })

  test('guards of one event', () => {
    const asking = (count: number) => {
      const candidates = Array.from({ length: count }, (_, index) => ({ target: 'a', guard: `g${index}` }))
      return machineOf({ initial: 'a', states: { a: { on: { e: candidates } } } })
    }
    expect(makeMachineModel(asking(12)).ok).toBe(true)
    expect(makeMachineModel(asking(13))).toMatchObject({ ok: false, limit: 'eventGuards' })
  })

  test('work', () => {
    const machine = machineOf({ initial: 's0', states: cycle(20) })
    expect(makeMachineModel(machine).ok).toBe(true)
    expect(makeMachineModel(machine, { effortMax: 20 * 20 })).toMatchObject({ ok: false, limit: 'effort' })
  })
})
