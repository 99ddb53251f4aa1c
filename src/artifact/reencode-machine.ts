import { assert } from '../base/assertion.js'
import type { Json } from '../base/json.js'
import type { Machine, MachineTransition, StateNode } from './machine.js'
import { itemOf, memberOf, present, spelled } from './spelling.js'
import type { Said } from './spelling.js'

const pathOf = (keys: readonly string[]): string => keys.join('.')

/** The path that a target means from a state (LAW-47): `#id.key…` from the root, `.key…` from the state, or a sibling. Null if none. */
const meaningOf = (target: string, source: readonly string[], id: string): string | null => {
  const [head = '', ...rest] = target.split('.')
  if (rest.includes('')) return null
  if (head === `#${id}`) return pathOf(rest)
  if (head === '') return rest.length === 0 ? null : pathOf([...source, ...rest])
  return source.length === 0 || rest.length > 0 ? null : pathOf([...source.slice(0, -1), head])
}

const actions = (names: readonly string[], said: Said): Json => (typeof said === 'string' && names.length === 1 ? (names[0] ?? '') : names)

// A state of one machine that is being written: its keys from the root, and the paths met so far, in document order.
interface Place {
  readonly machine: Machine
  readonly keys: readonly string[]
  readonly met: string[]
}

const target = (path: string, { machine, keys }: Place, said: Said): Json => {
  assert(machine.nodes.has(path), 'a transition leads to a state of the machine (LAW-47)')
  const isSaid = typeof said === 'string' && meaningOf(said, keys, machine.id) === path
  return isSaid ? said : pathOf([`#${machine.id}`, ...(path === '' ? [] : [path])])
}

const transition = ({ target: to, guard, actions: names, reenter }: MachineTransition, place: Place, said: Said): Json =>
  present({
    target: to === null ? undefined : target(to, place, memberOf(said, 'target')),
    guard: guard ?? undefined,
    actions: spelled(actions(names, memberOf(said, 'actions')), names.length === 0, said, 'actions'),
    reenter: spelled(reenter, !reenter, said, 'reenter'),
  })

// LAW-47: a list, or its only transition, or only the target of that.
const candidates = (list: readonly MachineTransition[], place: Place, said: Said): Json => {
  const [first] = list
  if (first === undefined || list.length > 1 || Array.isArray(said)) {
    return list.map((one, index) => transition(one, place, itemOf(said, index)))
  }
  const isBare = first.guard === null && first.actions.length === 0 && !first.reenter
  return typeof said === 'string' && isBare && first.target !== null ? target(first.target, place, said) : transition(first, place, said)
}

const childKey = (path: string, { keys }: Place): string => {
  const key = path.split('.').at(-1) ?? ''
  assert(pathOf([...keys, key]) === path, 'the initial state is a child (LAW-46)')
  return key
}

const state = (node: StateNode, place: Place, said: Said): { readonly [key: string]: Json | undefined } => {
  const { machine, keys, met } = place
  const { key, path, type, initial, children, on, entry, exit } = node
  assert(key === (keys.at(-1) ?? '') && path === pathOf(keys) && machine.nodes.get(path) === node, 'a state stands at its path')
  assert(type !== 'parallel', 'no machine of a session is parallel (LAW-49), so the order of states means nothing')
  assert(type !== 'compound' || children.some((child) => child.path === initial), 'a compound state begins in a child (LAW-46)')
  met.push(path)
  const saidStates = memberOf(said, 'states')
  const states = new Map(
    children.map((child) => [child.key, present(state(child, { ...place, keys: [...keys, child.key] }, memberOf(saidStates, child.key)))]),
  )
  const saidOn = memberOf(said, 'on')
  const events = new Map([...on].map(([event, list]) => [event, candidates(list, place, memberOf(saidOn, event))]))
  return {
    type: spelled(type, type === (children.length > 0 ? 'compound' : 'atomic'), said, 'type'),
    initial: initial === null ? undefined : childKey(initial, place),
    states: spelled(states, children.length === 0, said, 'states'),
    on: spelled(events, on.size === 0, said, 'on'),
    entry: spelled(actions(entry, memberOf(said, 'entry')), entry.length === 0, said, 'entry'),
    exit: spelled(actions(exit, memberOf(said, 'exit')), exit.length === 0, said, 'exit'),
  }
}

/** What a machine of a session says, written as the content of its file (LAW-45 to LAW-49); `said` decides the spelling. */
export const contentOfMachine = (machine: Machine, said: Said): Json => {
  const { id, version, root, nodes } = machine
  const met: string[] = []
  const content = present({ id, version, ...state(root, { machine, keys: [], met }, said) })
  assert(JSON.stringify(met) === JSON.stringify([...nodes.keys()]), 'a machine knows each of its states once, in document order')
  return content
}
