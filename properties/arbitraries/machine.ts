import fc from 'fast-check'
import type { Json } from '../../src/base/index.js'

/** A machine of the subset of LAW-45 to LAW-48, as JSON that keeps the order of its members. */
export interface RandomMachine {
  readonly id: string
  readonly version: string
  readonly config: Json
}

export const EVENTS = ['e1', 'e2', 'to.e1', 'constructor', '__proto__']
export const GUARDS = ['g1', 'g2', 'constructor']
const ACTIONS = ['a1', 'a2', 'a3', 'toString']
const KEYS = ['p', 'q', 'r', '1x', 'x2', '__proto__', 'constructor', 'a b', '~2']
const ID = 'random'
const VERSION = '1.0.0'

interface Tree {
  readonly type: 'atomic' | 'compound' | 'parallel' | 'final'
  readonly explicit: boolean
  readonly children: readonly (readonly [string, Tree])[]
  readonly initial: number
}

const leaf = (type: 'atomic' | 'final') =>
  fc.boolean().map((explicit): Tree => ({ type, explicit: explicit || type === 'final', children: [], initial: 0 }))

const children = (child: fc.Arbitrary<Tree>, minLength: number) =>
  fc
    .uniqueArray(fc.tuple(fc.constantFrom(...KEYS), child), { selector: ([key]) => key, minLength, maxLength: 3 })
    .map((pairs): readonly (readonly [string, Tree])[] => pairs)

const compound = (child: fc.Arbitrary<Tree>) =>
  fc
    .record({ children: children(child, 1), explicit: fc.boolean(), at: fc.nat() })
    .map((parts): Tree => {
      const { explicit, at } = parts
      return { type: 'compound', explicit, children: parts.children, initial: at % parts.children.length }
    })

const parallel = (child: fc.Arbitrary<Tree>) =>
  children(
    child.filter(({ type }) => type !== 'final'),
    2,
  ).map((parts): Tree => ({ type: 'parallel', explicit: true, children: parts, initial: 0 }))

const treeOf = (depth: number): fc.Arbitrary<Tree> => {
  const leaves = fc.oneof({ weight: 5, arbitrary: leaf('atomic') }, { weight: 1, arbitrary: leaf('final') })
  if (depth === 0) return leaves
  const below = treeOf(depth - 1)
  return fc.oneof({ weight: 2, arbitrary: leaves }, { weight: 3, arbitrary: compound(below) }, { weight: 2, arbitrary: parallel(below) })
}

interface Node {
  readonly path: readonly string[]
  readonly tree: Tree
  readonly siblings: readonly string[]
}

const nodesOf = (tree: Tree, path: readonly string[], siblings: readonly string[]): readonly Node[] => [
  { path, tree, siblings },
  ...tree.children.flatMap(([key, child]) => nodesOf(child, [...path, key], tree.children.map(([name]) => name))),
]

const startsWith = (path: readonly string[], prefix: readonly string[]): boolean => prefix.every((key, index) => path[index] === key)

/** Every way to write a target in the state `node`: a sibling, a descendant, a path from the root, or none. */
const targetsOf = (node: Node, all: readonly Node[]): readonly (string | null)[] => [
  null,
  ...node.siblings,
  ...all
    .filter(({ path }) => path.length > node.path.length && startsWith(path, node.path))
    .map(({ path }) => `.${path.slice(node.path.length).join('.')}`),
  ...all.map(({ path }) => ['#random', ...path].join('.')),
]

const actionsArbitrary = fc.array(fc.constantFrom(...ACTIONS), { maxLength: 2 })

interface Candidate {
  readonly target: string | null
  readonly guard: string
  readonly actions: readonly string[]
  readonly reenter: boolean
  readonly short: boolean
}

const candidateOf = (node: Node, all: readonly Node[]): fc.Arbitrary<Candidate> =>
  fc.record({
    target: fc.constantFrom(...targetsOf(node, all)),
    guard: fc.constantFrom(...GUARDS),
    actions: actionsArbitrary,
    reenter: fc.boolean(),
    short: fc.boolean(),
  })

const membersOf = (pairs: readonly (readonly [string, Json | undefined])[]): Json =>
  new Map(pairs.filter((pair): pair is readonly [string, Json] => pair[1] !== undefined))

const oneOrMany = (names: readonly string[], short: boolean): Json | undefined =>
  names.length === 0 ? undefined : names.length === 1 && short ? names[0] : names

const transitionJson = (one: Candidate, guarded: boolean, alone: boolean): Json => {
  if (alone && one.short && one.target !== null && !guarded && one.actions.length === 0 && !one.reenter) return one.target
  return membersOf([
    ['target', one.target ?? undefined],
    ['guard', guarded ? one.guard : undefined],
    ['actions', oneOrMany(one.actions, one.short)],
    ['reenter', one.reenter ? true : undefined],
  ])
}

/** One event's candidates: all but the last are guarded, the last if `lastGuarded`. */
const candidatesJson = (candidates: readonly Candidate[], lastGuarded: boolean, alone: boolean): Json => {
  const single = candidates.length === 1 && alone
  const all = candidates.map((one, index) => transitionJson(one, index < candidates.length - 1 || lastGuarded, single))
  return single ? (all[0] ?? null) : all
}

interface Behaviour {
  readonly on: Json | undefined
  readonly entry: readonly string[]
  readonly exit: readonly string[]
}

const behaviourOf = (node: Node, all: readonly Node[]): fc.Arbitrary<Behaviour> => {
  const quiet = fc.constant(undefined)
  const candidates = fc
    .tuple(fc.array(candidateOf(node, all), { minLength: 1, maxLength: 3 }), fc.boolean(), fc.boolean())
    .map(([list, lastGuarded, alone]) => candidatesJson(list, lastGuarded, alone))
  const on = fc
    .uniqueArray(fc.tuple(fc.constantFrom(...EVENTS), candidates), { selector: ([event]) => event, maxLength: 3 })
    .map((pairs) => (pairs.length === 0 ? undefined : membersOf(pairs)))
  return fc.record({ on: node.tree.type === 'final' ? quiet : on, entry: actionsArbitrary, exit: actionsArbitrary })
}

const stateJson = (tree: Tree, behaviours: Iterator<Behaviour>, head: readonly (readonly [string, Json | undefined])[]): Json => {
  const { on, entry, exit } = behaviours.next().value as Behaviour
  const states = tree.children.map(([key, child]) => [key, stateJson(child, behaviours, [])] as const)
  return membersOf([
    ...head,
    ['type', tree.explicit ? tree.type : undefined],
    ['initial', tree.type === 'compound' ? tree.children[tree.initial]?.[0] : undefined],
    ['entry', oneOrMany(entry, true)],
    ['exit', oneOrMany(exit, false)],
    ['on', on],
    ['states', states.length === 0 ? undefined : membersOf(states)],
  ])
}

/** Machines with every construct of the subset: nesting, parallel regions, final states, guards, all forms of targets, reentering. */
export const machineArbitrary: fc.Arbitrary<RandomMachine> = treeOf(3)
  .filter(({ type }) => type !== 'final')
  .chain((tree) => {
    const nodes = nodesOf(tree, [], [])
    return fc.tuple(...nodes.map((node) => behaviourOf(node, nodes))).map((behaviours) => ({
      id: ID,
      version: VERSION,
      config: stateJson(tree, behaviours[Symbol.iterator](), [
        ['id', ID],
        ['version', VERSION],
        ['description', 'A random machine.'],
      ]),
    }))
  })

/** JSON text of `value`, members in their order even where their names are whole numbers. */
export const orderedText = (value: Json): string => {
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(orderedText).join(',')}]`
  if (!(value instanceof Map)) return JSON.stringify(value)
  return `{${[...(value as ReadonlyMap<string, Json>)].map(([key, member]) => `${JSON.stringify(key)}:${orderedText(member)}`).join(',')}}`
}
