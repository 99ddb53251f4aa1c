import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMachine, initialTransition, transition } from 'xstate'
import { startMachine, stepMachine } from '../../src/kernel/index.js'
import type { MachineStep } from '../../src/kernel/index.js'
import { runs } from '../seed.js'
import { machineOf } from './fixture.js'

type Config = { [key: string]: unknown }

interface Tree {
  readonly shape: 'leaf' | 'final' | 'compound' | 'parallel'
  readonly children: readonly Tree[]
  readonly initial: number
  readonly actions: number
}

interface Arrow {
  readonly source: number
  readonly event: number
  readonly kind: 'none' | 'any' | 'self' | 'near' | 'inner' | 'outer'
  readonly target: number
  readonly guard: number
  readonly reenter: boolean
  readonly isRelative: boolean
}

interface Sketch {
  readonly tree: Tree
  readonly arrows: readonly Arrow[]
  readonly events: readonly { readonly event: number; readonly guards: number }[]
}

const EVENTS = ['a', 'b', 'c']
const GUARDS = ['g0', 'g1', 'g2']

const leaf = fc.record({
  shape: fc.constantFrom('leaf' as const, 'leaf' as const, 'final' as const),
  children: fc.constant([]),
  initial: fc.constant(0),
  actions: fc.nat({ max: 3 }),
})

const treeOf = (depth: number): fc.Arbitrary<Tree> => {
  if (depth === 0) return leaf
  const inner = fc.record({
    shape: fc.constantFrom('compound' as const, 'compound' as const, 'parallel' as const),
    children: fc.array(treeOf(depth - 1), { minLength: 1, maxLength: 3 }),
    initial: fc.nat({ max: 2 }),
    actions: fc.nat({ max: 3 }),
  })
  return fc.oneof({ weight: depth === 3 ? 0 : 2, arbitrary: leaf }, { weight: 3, arbitrary: inner })
}

const sketches: fc.Arbitrary<Sketch> = fc.record({
  tree: fc.oneof({ weight: 30, arbitrary: treeOf(3) }, { weight: 1, arbitrary: leaf }),
  arrows: fc.array(
    fc.record({
      source: fc.nat({ max: 30 }),
      event: fc.nat({ max: 2 }),
      kind: fc.constantFrom('none' as const, 'any' as const, 'self' as const, 'near' as const, 'inner' as const, 'outer' as const),
      target: fc.nat({ max: 30 }),
      guard: fc.nat({ max: 3 }),
      reenter: fc.boolean(),
      isRelative: fc.boolean(),
    }),
    { minLength: 2, maxLength: 16 },
  ),
  events: fc.array(fc.record({ event: fc.nat({ max: 2 }), guards: fc.nat({ max: 7 }) }), { minLength: 1, maxLength: 8 }),
})

interface Built {
  readonly config: Config
  readonly path: readonly string[]
  readonly isFinal: boolean
}

const build = (tree: Tree, path: readonly string[], insideParallel: boolean, all: Built[]): Config => {
  const name = path.join('.')
  const isFinal = tree.shape === 'final' && !insideParallel
  const config: Config = {}
  all.push({ config, path, isFinal })
  if (isFinal) config.type = 'final'
  if (tree.actions & 1) config.entry = [`enter ${name}`, `enter ${name} again`]
  if (tree.actions & 2) config.exit = `exit ${name}`
  if (tree.shape === 'parallel') config.type = 'parallel'
  const keys = tree.children.map((_, index) => `s${index}`)
  if (tree.shape === 'compound') config.initial = keys[tree.initial % keys.length]
  if (tree.shape === 'compound' || tree.shape === 'parallel') {
    const states = tree.children.map((child, index) => [`s${index}`, build(child, [...path, `s${index}`], tree.shape === 'parallel', all)])
    config.states = Object.fromEntries(states)
  }
  return config
}

const startsWith = (path: readonly string[], start: readonly string[]): boolean => start.every((key, index) => path[index] === key)

const candidatesFor = (kind: Arrow['kind'], source: Built, all: readonly Built[]): readonly Built[] => {
  const { path } = source
  switch (kind) {
    case 'none':
      return []
    case 'any':
      return all
    case 'self':
      return [source]
    case 'near':
      return all.filter((one) => one.path.length === path.length && startsWith(one.path, path.slice(0, -1)))
    case 'inner':
      return all.filter((one) => one !== source && startsWith(one.path, path))
    case 'outer':
      return all.filter((one) => one !== source && startsWith(path, one.path))
  }
}

const spell = (target: Built, source: Built, isRelative: boolean): string => {
  const isInner = target !== source && startsWith(target.path, source.path)
  if (isRelative && isInner) return `.${target.path.slice(source.path.length).join('.')}`
  const isSibling = source.path.length > 0 && target.path.length === source.path.length && startsWith(target.path, source.path.slice(0, -1))
  if (isRelative && isSibling) return target.path.at(-1) ?? ''
  return ['#m', ...target.path].join('.')
}

const formOf = (target: string | undefined): string => {
  if (target === undefined) return 'no target'
  return target.startsWith('#') ? 'absolute target' : target.startsWith('.') ? 'child target' : 'sibling target'
}

const configOf = ({ tree, arrows }: Sketch): { config: Config; seen: Set<string> } => {
  const all: Built[] = []
  const seen = new Set<string>()
  const config = { id: 'm', ...build(tree, [], false, all) }
  const sources = all.filter(({ isFinal }) => !isFinal)
  const root = all[0]
  if (root !== undefined) Object.assign(root, { config })
  for (const [index, arrow] of arrows.entries()) {
    const source = sources[arrow.source % Math.max(sources.length, 1)]
    if (source === undefined) continue
    const targets = candidatesFor(arrow.kind, source, all)
    const target = targets[arrow.target % Math.max(targets.length, 1)]
    const on = (source.config.on ??= {}) as { [event: string]: Config[] }
    const list = (on[EVENTS[arrow.event] ?? 'a'] ??= [])
    if (list.length > 0 && list.at(-1)?.guard === undefined) continue
    const guard = GUARDS[arrow.guard]
    const spelled = target === undefined ? undefined : spell(target, source, arrow.isRelative)
    seen.add(formOf(spelled))
    if (arrow.reenter) seen.add('reenter')
    if (list.length > 0) seen.add('candidate list')
    list.push({
      ...(spelled === undefined ? {} : { target: spelled }),
      ...(guard === undefined ? {} : { guard }),
      ...(arrow.reenter ? { reenter: true } : {}),
      actions: [`take ${index}`],
    })
  }
  return { config, seen }
}

/** Paths of the leaves of a state value; an atomic region stands there as an empty object. */
const leavesIn = (value: unknown, path: readonly string[]): string[] => {
  if (typeof value === 'string') return [[...path, value].join('.')]
  const regions = Object.entries(value as { [key: string]: unknown })
  return regions.length === 0 ? [path.join('.')] : regions.flatMap(([key, inner]) => leavesIn(inner, [...path, key]))
}

const viewOf = ({ configuration, actions, done }: MachineStep): unknown => ({ configuration, actions, done })

/** Runs both interpreters side by side and gives what the run showed. */
const compare = ({ config, seen }: { readonly config: Config; readonly seen: Set<string> }, events: Sketch['events']): Set<string> => {
  let bits = 0
  const guards = Object.fromEntries(GUARDS.map((name, index) => [name, () => (bits & (1 << index)) !== 0]))
  const reference = createMachine(JSON.parse(JSON.stringify(config))).provide({ guards })
  const machine = machineOf(config as never)
  const order = [...machine.nodes.keys()]
  let [snapshot, actions] = initialTransition(reference)
  let mine = startMachine(machine)
  const expected = (): unknown => ({
    configuration: leavesIn(snapshot.value, []).sort((a, b) => order.indexOf(a) - order.indexOf(b)),
    actions: actions.map(({ type }) => type),
    done: snapshot.status === 'done',
  })
  expect(viewOf(mine)).toEqual(expected())
  for (const { event, guards: truth } of events) {
    bits = truth
    const type = EVENTS[event] ?? 'a'
    const before = mine
    mine = stepMachine(machine, before.configuration, type, (name) => guards[name]?.() === true)
    if (before.done) {
      seen.add('event after the end')
      expect(mine).toEqual({ configuration: before.configuration, actions: [], done: true, changed: false })
      continue
    }
    ;[snapshot, actions] = transition(reference, snapshot, { type })
    expect(viewOf(mine)).toEqual(expected())
    const taken = mine.actions.filter((name) => name.startsWith('take'))
    expect(mine.changed).toBe(taken.length > 0)
    if (taken.length > 1) seen.add('two regions move')
    if (mine.configuration.length > 1) seen.add('parallel states')
    if (!mine.changed) seen.add('nothing selected')
    if (mine.changed && mine.actions.length === 1) seen.add('only actions')
    if (mine.actions.some((name) => name.startsWith('exit'))) seen.add('exit')
    if (mine.actions.some((name) => name.startsWith('enter'))) seen.add('entry')
    if (mine.done) seen.add(machine.root.type === 'parallel' ? 'parallel root completes' : 'root completes')
    if (mine.actions.includes('enter ') && !mine.actions.includes('exit ')) seen.add('root entered again')
    if (mine.configuration.some((path) => machine.nodes.get(path)?.type === 'final') && !mine.done) seen.add('inner final state')
  }
  return seen
}

const CONSTRUCTS = [
  'absolute target',
  'candidate list',
  'child target',
  'entry',
  'event after the end',
  'exit',
  'inner final state',
  'no target',
  'nothing selected',
  'only actions',
  'parallel root completes',
  'parallel states',
  'reenter',
  'root completes',
  'root entered again',
  'sibling target',
  'two regions move',
]

const region = (event: string, extra: Config = {}): Config => ({
  initial: 'wait',
  entry: 'enter region',
  exit: 'exit region',
  states: {
    wait: { on: { [event]: { target: 'end', actions: 'take it' } }, exit: 'exit wait' },
    end: { type: 'final', exit: 'exit end' },
  },
  ...extra,
})

const BY_HAND: readonly Config[] = [
  { id: 'm', type: 'parallel', exit: 'exit ', states: { s: region('a'), t: region('a') } },
  {
    id: 'm', type: 'parallel', exit: 'exit ',
    states: { s: region('a'), t: { type: 'parallel', states: { u: region('b'), v: region('a') } } },
  },
  { id: 'm', initial: 'p', states: { p: { type: 'parallel', states: { s: region('a'), t: region('b') } }, q: {} } },
  {
    id: 'm', entry: 'enter ', exit: 'exit ', initial: 's',
    states: { s: { on: { a: { target: '#m', actions: 'take a' }, b: { target: '#m', reenter: true, actions: 'take b' } } } },
  },
  {
    id: 'm', type: 'parallel',
    states: {
      s: region('c', { on: { a: { target: '#m.t.end', actions: 'take a' } } }),
      t: region('c', { on: { a: { target: '#m.s.end', reenter: true, actions: 'take b' } } }),
    },
  },
]
const ABCABC = [0, 1, 2, 0, 1, 2].map((event) => ({ event, guards: 7 }))

test('[LAW-46, LAW-47, LAW-48] the interpreter equals XState on random machines, and the machines use every construct', () => {
  const seen = new Set(BY_HAND.flatMap((config) => [...compare({ config, seen: new Set() }, ABCABC)]))
  fc.assert(
    fc.property(sketches, (sketch) => {
      for (const construct of compare(configOf(sketch), sketch.events)) seen.add(construct)
    }),
    runs(1500),
  )
  expect([...seen].sort()).toEqual(CONSTRUCTS)
})
