import type { Json } from '../base/json.js'
import { compareNumbers } from '../base/order.js'
import { flag, list, mapped, mapping, optional, required, text, wrongType } from './decode.js'
import type { Decoder, Field } from './decode.js'
import { isReserved } from './digest.js'
import { readJson } from './json-text.js'
import type { Machine, MachineTransition, StateNode, StateType } from './machine.js'
import { anyName, description, version } from './names.js'
import { jsonOf } from './node.js'
import type { Node } from './node.js'
import type { Problem } from './problem.js'
import { makeReport, quote, sortedProblems, suggest } from './source.js'
import type { Expected, Report } from './source.js'

/** Where a machine stands and what it must be called (LAW-45). */
export interface MachineOrigin {
  readonly file: string
  readonly id: string
  readonly version: string
}

/** Names in order of first appearance: name to the offset of its first place. */
type Appearances = Map<string, number>

/** What the whole machine says, while it is decoded. */
interface Chart {
  readonly id: string
  /** Keys of the children by path of the state. */
  readonly children: ReadonlyMap<string, readonly string[]>
  readonly nodes: Map<string, StateNode>
  readonly events: Appearances
  readonly guards: Appearances
  readonly actions: Appearances
}

const join = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`)
const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('.')))

const statesOf = (node: Node): readonly (readonly [string, Node])[] => {
  const states = node.kind === 'mapping' ? node.members.get('states')?.node : undefined
  return states?.kind === 'mapping' ? [...states.members].map(([key, member]) => [key, member.node] as const) : []
}

const childrenOf = (node: Node, path: string, found: Map<string, readonly string[]>): ReadonlyMap<string, readonly string[]> => {
  const states = statesOf(node)
  found.set(path, states.map(([key]) => key))
  for (const [key, child] of states) childrenOf(child, join(path, key), found)
  return found
}

const note = (appearances: Appearances, name: string, start: number): void => {
  if (start < (appearances.get(name) ?? Number.POSITIVE_INFINITY)) appearances.set(name, start)
}

const inOrder = (appearances: Appearances): readonly string[] =>
  [...appearances].sort(([, a], [, b]) => compareNumbers(a, b)).map(([name]) => name)

const noted = (appearances: Appearances): Decoder<string> => (node, report) => {
  const name = anyName(node, report)
  if (name !== undefined) note(appearances, name, node.start)
  return name
}

// LAW-47: a sibling, `.child` and further down, or `#id` and further down from the root.
const resolveTarget = (target: string, source: string, chart: Chart): string | undefined => {
  const root = `#${chart.id}`
  if (target === root) return ''
  if (target === '' || target.endsWith('.')) return undefined
  if (target.startsWith(`${root}.`)) return target.slice(root.length + 1)
  if (target.startsWith('.')) return join(source, target.slice(1))
  return source === '' || target.includes('.') ? undefined : join(parentOf(source), target)
}

function* targetsFrom(source: string, chart: Chart): Generator<string> {
  if (source !== '') yield* chart.children.get(parentOf(source)) ?? []
  for (const key of chart.children.get(source) ?? []) yield `.${key}`
  for (const path of chart.children.keys()) yield path === '' ? `#${chart.id}` : `#${chart.id}.${path}`
}

const target =
  (source: string, chart: Chart): Decoder<string> =>
  (node, report) => {
    const said = text(node, report)
    if (said === undefined) return undefined
    const path = resolveTarget(said, source, chart)
    if (path !== undefined && chart.children.has(path)) return path
    return report(node.start, 'name-unknown', `there is no state ${quote(said)} from here`, () => suggest(said, targetsFrom(source, chart)))
  }

const actions =
  (chart: Chart): Decoder<readonly string[]> =>
  (node, report) => {
    const action = noted(chart.actions)
    if (node.kind === 'list') return list(action)(node, report)
    return mapped(action, (name) => [name])(node, report)
  }

const transition = (source: string, chart: Chart): Decoder<MachineTransition> =>
  mapped(
    mapping({
      target: optional<string | null>(target(source, chart), null),
      guard: optional<string | null>(noted(chart.guards), null),
      actions: optional(actions(chart), []),
      reenter: optional(flag, false),
      description,
    }),
    ({ target: to, guard, actions: performed, reenter }) => ({ target: to, guard, actions: performed, reenter }),
  )

const candidates =
  (source: string, chart: Chart): Decoder<readonly MachineTransition[]> =>
  (node, report) => {
    if (node.kind === 'mapping') return mapped(transition(source, chart), (one) => [one])(node, report)
    if (node.kind === 'scalar' && typeof node.value === 'string') {
      return mapped(target(source, chart), (to) => [{ target: to, guard: null, actions: [], reenter: false }])(node, report)
    }
    if (node.kind !== 'list') return wrongType(node, report, 'a target, a transition or a list of transitions')
    const decoded = list(transition(source, chart), 1)(node, report)
    const early = decoded?.slice(0, -1).findIndex(({ guard }) => guard === null) ?? -1
    const place = node.items[early]
    if (place === undefined) return decoded
    return report(place.start, 'machine-unguarded', 'a candidate without a guard hides those after it', 'put it last or give it a guard')
  }

const isWildcard = (event: string): boolean => event === '*' || event.endsWith('.*') || event.startsWith('xstate.')

const on =
  (source: string, chart: Chart): Decoder<ReadonlyMap<string, readonly MachineTransition[]>> =>
  (node, report) => {
    if (node.kind !== 'mapping') return wrongType(node, report, 'a mapping')
    const decoded = new Map<string, readonly MachineTransition[]>()
    for (const [event, { keyStart, node: said }] of node.members) {
      if (isWildcard(event)) report(
        keyStart, 'machine-feature', `${quote(event)} is a wildcard or an event of XState itself`, 'name one event',
      )
      else if (isReserved(event)) report(keyStart, 'name-reserved', `no event can be called ${quote(event)}`, 'expected another name')
      anyName({ kind: 'scalar', start: keyStart, value: event }, report)
      note(chart.events, event, keyStart)
      const found = candidates(source, chart)(said, report)
      if (found !== undefined) decoded.set(event, found)
    }
    return decoded
  }

const TYPES: readonly StateType[] = ['atomic', 'compound', 'parallel', 'final']
const REFUSED = ['always', 'after', 'invoke', 'onDone', 'history', 'context', 'tags', 'output']

const stateType: Decoder<StateType> = (node, report) => {
  const said = text(node, report)
  const found = TYPES.find((type) => type === said)
  return found ?? (said === undefined ? undefined : report(
    node.start, 'machine-feature', `a state of type ${quote(said)}`, suggest(said, TYPES),
  ))
}

const isStateKey = (key: string, at: number, report: Report): boolean => {
  if (isReserved(key)) report(at, 'name-reserved', `no state can be called ${quote(key)}`, 'expected another name')
  else if (key.includes('.') || key.startsWith('#') || /^\d+$/.test(key)) report(
    at, 'name-ill-formed', `${quote(key)} is no key of a state`, 'expected no . in it, no # in front, and no decimal integer',
  )
  else return anyName({ kind: 'scalar', start: at, value: key }, report) !== undefined
  return false
}

const states =
  (path: string, chart: Chart): Decoder<readonly StateNode[]> =>
  (node, report) => {
    if (node.kind !== 'mapping') return wrongType(node, report, 'a mapping')
    const decoded: StateNode[] = []
    for (const [key, { keyStart, node: said }] of node.members) {
      isStateKey(key, keyStart, report)
      const child = state(key, join(path, key), chart, {})(said, report)
      if (child !== undefined) decoded.push(child)
    }
    return decoded
  }

interface Shape {
  readonly type: StateType
  readonly initial: string | null
  readonly children: readonly string[]
  readonly hasEvents: boolean
}

// LAW-46: what each type of state has and has not.
const contradiction = ({ type, initial, children, hasEvents }: Shape): readonly [string, Expected] | null => {
  if (initial !== null && type !== 'compound') return [`a state of type ${type} has an initial child`, 'leave initial out']
  if (type === 'final' && hasEvents) return ['a final state has transitions', 'leave on out']
  const isLeaf = type === 'final' || type === 'atomic'
  if (isLeaf && children.length > 0) return [`a state of type ${type} has states`, 'leave states out']
  if (!isLeaf && children.length === 0) return [`a state of type ${type} has no states`, 'give it states']
  if (type !== 'compound') return null
  if (initial === null) return ['a compound state has no initial child', 'give it the key initial']
  return children.includes(initial) ? null : [`there is no child ${quote(initial)}`, () => suggest(initial, children)]
}

const checkFeatures = (node: Node, report: Report): void => {
  if (node.kind !== 'mapping') return
  for (const key of REFUSED) {
    const member = node.members.get(key)
    if (member !== undefined) report(member.keyStart, 'machine-feature', `${quote(key)} is not in the language of machines`, 'leave it out')
  }
}

const withoutFeatures = (node: Node): Node =>
  node.kind === 'mapping' ? { ...node, members: new Map([...node.members].filter(([key]) => !REFUSED.includes(key))) } : node

type Fields = { readonly [key: string]: Field<unknown> }

const state =
  (key: string, path: string, chart: Chart, more: Fields): Decoder<StateNode> =>
  (node, report) => {
    chart.nodes.set(path, { key, path, type: 'atomic', initial: null, children: [], on: new Map(), entry: [], exit: [] })
    checkFeatures(node, report)
    const said = mapping({
      ...more,
      type: optional<StateType | null>(stateType, null),
      initial: optional<string | null>(text, null),
      states: optional<readonly StateNode[] | null>(states(path, chart), null),
      on: optional<ReadonlyMap<string, readonly MachineTransition[]> | null>(on(path, chart), null),
      entry: optional(actions(chart), []),
      exit: optional(actions(chart), []),
      description,
    })(withoutFeatures(node), report)
    if (said === undefined || node.kind !== 'mapping') return undefined
    const type = said.type ?? (said.states === null ? 'atomic' : 'compound')
    const children = chart.children.get(path) ?? []
    const wrong = contradiction({ type, initial: said.initial, children, hasEvents: said.on !== null })
    const place = node.members.get(said.initial === null ? 'type' : 'initial')?.node ?? node
    if (wrong !== null) return report(place.start, 'machine-state', wrong[0], wrong[1])
    const final = type === 'parallel' ? said.states?.find((child) => child.type === 'final') : undefined
    if (final !== undefined) return report(
      node.start, 'machine-state', `the parallel state has the final child ${quote(final.key)}`, 'expected none',
    )
    const { entry, exit, initial } = said
    const decoded: StateNode = {
      key, path, type, entry, exit,
      initial: initial === null ? null : join(path, initial),
      children: said.states ?? [],
      on: said.on ?? new Map(),
    }
    chart.nodes.set(path, decoded)
    return decoded
  }

const identical =
  (expected: string, what: string): Decoder<string> =>
  (node, report) => {
    const said = what === 'version' ? version(node, report) : anyName(node, report)
    if (said === undefined || said === expected) return said
    return report(node.start, 'machine-identity', `the ${what} is ${quote(said)}`, `expected ${quote(expected)}, as the file is named`)
  }

/** Decodes the node of a machine (LAW-45 to LAW-47). */
export const decodeStatechart = (node: Node, origin: MachineOrigin, report: Report): Machine | undefined => {
  const chart: Chart = {
    id: origin.id, children: childrenOf(node, '', new Map()), nodes: new Map(), events: new Map(), guards: new Map(), actions: new Map(),
  }
  const [id, of] = [identical(origin.id, 'id'), identical(origin.version, 'version')]
  const head = { $schema: optional(text, ''), id: required(id), version: required(of) }
  const root = state('', '', chart, head)(node, report)
  if (root === undefined) return undefined
  const [events, guards, performed] = [chart.events, chart.guards, chart.actions].map(inOrder)
  const { nodes } = chart
  return { id: origin.id, version: origin.version, root, nodes, events: events ?? [], guards: guards ?? [], actions: performed ?? [] }
}

/** A machine and the JSON that it was read from, or what is wrong with it. */
export type DecodedMachine =
  | { readonly ok: true; readonly machine: Machine; readonly content: Json; readonly root: Node }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** Decodes a machine file of any machine in the language of LAW-45 to LAW-47, without what its role in a session demands (LAW-49). */
export const decodeMachine = (json: string, origin: MachineOrigin): DecodedMachine => {
  const read = readJson(json, origin.file)
  if (!read.ok) return read
  const problems: Problem[] = []
  const machine = decodeStatechart(read.root, origin, makeReport(read.source, problems))
  if (machine === undefined || problems.length > 0) return { ok: false, problems: sortedProblems(problems) }
  return { ok: true, machine, content: jsonOf(read.root), root: read.root }
}
