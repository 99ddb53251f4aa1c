import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Machine } from '../../src/artifact/machine.js'
import { composeLaw } from '../../src/checker/machine/composition-law.js'
import { composeMachines } from '../../src/checker/machine/composition.js'
import type { Composition, CompositionOptions, Part } from '../../src/checker/machine/composition.js'
import { checkDrivenMachines } from '../../src/checker/machine/machine-checks.js'
import { makeSessionModel } from '../../src/checker/session/session-model.js'
import { searchBreadth } from '../../src/explore/index.js'
import type { Exploration, PackedSystem } from '../../src/explore/index.js'
import { startMachine, stepMachine } from '../../src/kernel/index.js'
import { runs } from '../seed.js'
import { lawWith, machineOf } from '../kernel/fixture.js'

const composed = (parts: readonly Part[], options: CompositionOptions = {}): Composition => {
  const made = composeMachines(parts, options)
  if (!made.ok) throw new Error(`${made.limit}: ${made.message}`)
  return made.model
}

const explore = (system: PackedSystem): Exploration => searchBreadth(system, { states: 1_000_000, goesOn: () => true })

const nameOf = (model: Composition, state: number): string => model.configurationsOf(state).map((leaves) => leaves.join('+')).join(' | ')

interface Edge {
  readonly event: string
  readonly to: string
  readonly holds: readonly string[]
}

const edgesOf = (model: Composition, state: number): readonly Edge[] => {
  const out = new Int32Array(2 * model.fanoutMax)
  return Array.from({ length: model.expand(state, out) }, (_, edge) => {
    const { events, holds } = model.label(out[2 * edge + 1] ?? -1)
    return {
      event: model.events[events[0] ?? -1]?.name ?? '',
      to: nameOf(model, out[2 * edge] ?? -1),
      holds: [...holds].map((place) => model.propositions[place]?.name ?? ''),
    }
  })
}

const toggle = machineOf({ initial: 'off', states: { off: { on: { flip: 'on' } }, on: { on: { flip: 'off', use: { actions: 'work' } } } } })
const once = machineOf({ initial: 'idle', states: { idle: { on: { use: { target: 'used', guard: 'g' } } }, used: { type: 'final' } } })

describe('[CHK-66] events that several machines have', () => {
  const model = composed([{ name: 'a', machine: toggle }, { name: 'b', machine: once }])

  test('are taken by all of them together or by none', () => {
    expect(edgesOf(model, 0).map(({ event, to }) => `${event} -> ${to}`)).toEqual(['flip -> on | idle'])
    const on = explore(model).stateAt(1)
    expect(edgesOf(model, on).map(({ event, to }) => `${event} -> ${to}`)).toEqual(['flip -> off | idle', 'use [g] -> on | used'])
  })

  test('and their label says what each part did', () => {
    const on = explore(model).stateAt(1)
    expect(edgesOf(model, on)[1]?.holds).toEqual(['event use', 'a action work'])
    const out = new Int32Array(2 * model.fanoutMax)
    model.expand(on, out)
    const label = model.label(out[3] ?? -1)
    expect(label.cover.map((item) => model.coverItems[item])).toEqual([
      'machine a on use #0', 'machine a state on',
      'guard g true at idle use', 'machine b idle use #0', 'machine b state used',
    ])
    expect(label.outcome).toBe('a: on takes use #0; performs work; b: idle takes use #0')
  })

  test('may be renamed, doubled or hidden', () => {
    const renamed = composed([
      { name: 'a', machine: toggle, events: new Map([['flip', ['left', 'right']], ['use', []]]) },
      { name: 'b', machine: once, events: new Map([['use', ['left']]]) },
    ])
    expect(edgesOf(renamed, 0).map(({ event, to }) => `${event} -> ${to}`)).toEqual(['left [g] -> on | used', 'right -> on | idle'])
  })

  test('a guard has one value for all who ask it in one step', () => {
    const asks = (first: string, second: string) =>
      machineOf({ initial: 's', states: { s: { on: { e: [{ target: first, guard: 'g' }, { target: second }] } }, x: {}, y: {} } })
    const both = composed([{ name: 'a', machine: asks('x', 'y') }, { name: 'b', machine: asks('x', 'y') }])
    expect(edgesOf(both, 0).map(({ event, to }) => `${event} -> ${to}`)).toEqual(['e [not g] -> y | y', 'e [g] -> x | x'])
  })

  test('state propositions that were asked for are right behind every step, also of parts that did not move', () => {
    const asked = ['a in on', 'b in used', 'b done']
    const telling = composed([{ name: 'a', machine: toggle }, { name: 'b', machine: once }], { propositions: asked })
    const search = explore(telling)
    const expected = (state: number): readonly string[] => {
      const [a, b] = telling.configurationsOf(state).map((leaves) => leaves.join())
      return [...(a === 'on' ? ['a in on'] : []), ...(b === 'used' ? ['b in used', 'b done'] : [])]
    }
    const said = (label: number): readonly string[] =>
      [...telling.label(label).holds].map((place) => telling.propositions[place]?.name ?? '').filter((name) => asked.includes(name))
    for (let place = 0; place < search.states; place++) {
      const state = search.stateAt(place)
      expect(said(telling.idle(state))).toEqual(expected(state))
      const out = new Int32Array(2 * telling.fanoutMax)
      const edges = telling.expand(state, out)
      for (let edge = 0; edge < edges; edge++) expect(said(out[2 * edge + 1] ?? -1)).toEqual(expected(out[2 * edge] ?? -1))
    }
  })
})

const key = (configurations: readonly (readonly string[])[]): string => JSON.stringify(configurations)

/** The reachable combinations and steps by the kernel alone, without tables: every event under every setting of the guards. */
const plainly = (parts: readonly Part[]): { readonly states: readonly string[]; readonly steps: ReadonlySet<string> } => {
  const states = new Map([[key(parts.map(({ machine }) => startMachine(machine).configuration)),
    parts.map(({ machine }) => startMachine(machine).configuration)]])
  const events = [...new Set(parts.flatMap(({ machine }) => machine.events))]
  const guards = [...new Set(parts.flatMap(({ machine }) => machine.guards))]
  const steps = new Set<string>()
  for (const [from, configurations] of states) {
    for (const event of events) {
      for (let bits = 0; bits < 1 << guards.length; bits++) {
        const guard = (name: string): boolean => ((bits >> guards.indexOf(name)) & 1) === 1
        const taken = parts.map(({ machine }, part) =>
          machine.events.includes(event) ? stepMachine(machine, configurations[part] ?? [], event, guard) : null)
        if (taken.some((step) => step !== null && !step.changed)) continue
        const next = taken.map((step, part) => step?.configuration ?? configurations[part] ?? [])
        steps.add(`${from} ${event} ${key(next)}`)
        if (!states.has(key(next))) states.set(key(next), next)
      }
    }
  }
  return { states: [...states.keys()], steps }
}

const flat = (events: readonly string[]): fc.Arbitrary<Machine> =>
  fc.array(fc.tuple(fc.nat({ max: 3 }), fc.constantFrom(...events), fc.nat({ max: 3 }), fc.nat({ max: 2 })), { minLength: 1, maxLength: 8 })
    .map((arrows) => {
      const states = Array.from({ length: 4 }, (_, index) => {
        const on: { [event: string]: unknown[] } = {}
        for (const [from, event, to, guard] of arrows) {
          const list = (on[event] ??= [])
          if (from !== index || (list.length > 0 && !('guard' in (list.at(-1) as object)))) continue
          list.push({ target: `s${to}`, ...(guard === 2 ? {} : { guard: `g${guard}` }) })
        }
        return [`s${index}`, { on: Object.fromEntries(Object.entries(on).filter(([, list]) => list.length > 0)) }]
      })
      return machineOf({ initial: 's0', states: Object.fromEntries(states) })
    })

test('[CHK-66] the composition of random machines has exactly the states and steps that the kernel gives', () => {
  fc.assert(
    fc.property(flat(['x', 'y', 'p']), flat(['x', 'y', 'q']), flat(['y', 'q', 'r']), (a, b, c) => {
      const parts = [{ name: 'a', machine: a }, { name: 'b', machine: b }, { name: 'c', machine: c }]
      const model = composed(parts)
      const search = explore(model)
      const expected = plainly(parts)
      const states = Array.from({ length: search.states }, (_, place) => search.stateAt(place))
      expect(new Set(states.map((state) => key(model.configurationsOf(state))))).toEqual(new Set(expected.states))
      const steps = new Set<string>()
      const out = new Int32Array(2 * model.fanoutMax)
      for (const state of states) {
        const edges = model.expand(state, out)
        const seen = new Set<string>()
        for (let edge = 0; edge < edges; edge++) {
          const [next, label] = [out[2 * edge] ?? -1, out[2 * edge + 1] ?? -1]
          const said = model.events[model.label(label).events[0] ?? -1]?.event
          const event = said?.kind === 'machine' ? said.event : ''
          steps.add(`${key(model.configurationsOf(state))} ${event} ${key(model.configurationsOf(next))}`)
          expect(seen.has(`${next} ${label}`)).toBe(false)
          seen.add(`${next} ${label}`)
        }
      }
      expect(steps).toEqual(expected.steps)
    }),
    runs(60),
  )
})

const ring = (length: number, own: string): Machine =>
  machineOf({
    initial: 's0',
    states: Object.fromEntries(Array.from({ length }, (_, index) => [`s${index}`, { on: {
      [own]: `s${(index + 1) % length}`, ...(index === 0 ? { sync: 's1' } : {}),
    } }])),
  })

describe('[CHK-67] a composition that exceeds a limit decides nothing', () => {
  test('states', () => {
    const many = Array.from({ length: 4 }, (_, index) => ({ name: `r${index}`, machine: ring(1000, `e${index}`) }))
    expect(composeMachines(many)).toMatchObject({ ok: false, limit: 'states' })
    expect(composeMachines(many.slice(0, 3)).ok).toBe(true)
  })

  test.each([
    ['parts', [{ name: 'a', machine: toggle }, { name: 'a', machine: once }], {}],
    ['renaming', [{ name: 'a', machine: toggle, events: new Map([['flip', ['use']]]) }], {}],
    ['propositions', [{ name: 'a', machine: toggle }], { propositions: ['a in nowhere'] }],
  ])('%s', (limit, parts, options) => {
    expect(composeMachines(parts, options)).toMatchObject({ ok: false, limit })
  })
})

describe('[CHK-68] session, environment and frame of a law', () => {
  const law = lawWith()
  const made = composeLaw(law)
  if (!made.ok) throw new Error(made.message)
  const { model } = made
  const search = explore(model)
  const names = Array.from({ length: search.states }, (_, place) => nameOf(model, search.stateAt(place)))

  test('have the combinations that a session reaches from the initial environment, and those that its tables refuse', () => {
    const sessions = makeSessionModel(law, { tokens: 2, symmetry: true, quantum: null, propositions: [] })
    if (!sessions.ok) throw new Error(sessions.why)
    const { initial } = sessions.model
    const first = initial.filter((state) => sessions.model.stateOf(state).environment === 'sandbox')
    const from: PackedSystem = {
      initial: first, fanoutMax: sessions.model.fanoutMax, expand: (state, out) => sessions.model.expand(state, out),
    }
    const all = explore(from)
    const reached = new Set(Array.from({ length: all.states }, (_, place) => {
      const { sessionState, environment, frameState } = sessions.model.stateOf(all.stateAt(place))
      return `${sessionState} | ${environment} | ${frameState}`
    }))
    // No operator is allowed in the archive, which is said by a rule and not by a machine.
    expect(new Set(names)).toEqual(new Set([...reached, 'open | archive | open']))
  })

  test('have no findings, and end only where the session has ended', () => {
    const machines = Object.entries(law.machines).map(([name, machine]) => ({ name, machine }))
    const isFinal = (state: number): boolean => model.configurationsOf(state)[0]?.[0] !== 'open'
    expect(checkDrivenMachines(model, search, machines, isFinal).findings.map(({ code, path }) => `${code} ${path.join('/')}`)).toEqual([])
  })
})
