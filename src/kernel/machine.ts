import type { Machine, MachineTransition, StateNode } from '../artifact/machine.js'
import { compareNumbers } from '../base/index.js'

/** What a machine does with an event (LAW-48). */
export interface MachineStep {
  /** Paths of the active atomic and final states, in document order. */
  readonly configuration: readonly string[]
  /** Names of actions in order of performance. */
  readonly actions: readonly string[]
  /** The machine is done: further events change nothing. */
  readonly done: boolean
  /** A transition was selected. */
  readonly changed: boolean
}

interface Selected {
  readonly source: string
  readonly transition: MachineTransition
}

type Guard = (name: string) => boolean
type Paths = ReadonlySet<string>

// `null` stands for what lies above the root.
const isWithin = (path: string, ancestor: string | null): boolean =>
  ancestor === null || (ancestor === '' ? path !== '' : path.startsWith(`${ancestor}.`))

const parentOf = (path: string): string | null => (path === '' ? null : path.slice(0, Math.max(path.lastIndexOf('.'), 0)))

/** The proper ancestors of `path`, nearest first, up to but without `end`. */
const ancestorsOf = (path: string, end: string | null): readonly string[] => {
  const found: string[] = []
  for (let at = path === end ? null : parentOf(path); at !== null && at !== end; at = parentOf(at)) found.push(at)
  return found
}

const nodeAt = (machine: Machine, path: string): StateNode => machine.nodes.get(path) ?? machine.root

const inDocumentOrder = (machine: Machine, paths: Paths): readonly StateNode[] => {
  const order = new Map([...machine.nodes.keys()].map((path, index) => [path, index]))
  return [...paths].sort((a, b) => compareNumbers(order.get(a) ?? 0, order.get(b) ?? 0)).map((path) => nodeAt(machine, path))
}

const isLeaf = ({ type }: StateNode): boolean => type === 'atomic' || type === 'final'

// A state selects what its active children select; if that is nothing, its own first candidate whose guard holds.
const select = (node: StateNode, active: Paths, event: string, guard: Guard): readonly Selected[] => {
  const inner = node.children.filter(({ path }) => active.has(path)).flatMap((child) => select(child, active, event, guard))
  if (inner.length > 0) return inner
  const transition = node.on.get(event)?.find((candidate) => candidate.guard === null || guard(candidate.guard))
  return transition === undefined ? [] : [{ source: node.path, transition }]
}

// The state inside which a transition leaves and enters: its source if the target lies there, else the nearest state around both.
const domainOf = ({ source, transition: { target, reenter } }: Selected): string | null => {
  if (target === null) return source
  if (!reenter && (target === source || isWithin(target, source))) return source
  const common = ancestorsOf(target, null).find((ancestor) => isWithin(source, ancestor))
  return common ?? (reenter ? null : '')
}

const exitSet = (selected: Selected, active: Paths): readonly string[] => {
  if (selected.transition.target === null) return []
  const domain = domainOf(selected)
  return [...active].filter((path) => isWithin(path, domain))
}

// A transition that would leave a state that an earlier one leaves is dropped.
const withoutConflicts = (selected: readonly Selected[], active: Paths): readonly Selected[] => {
  const left = new Set<string>()
  return selected.filter((one) => {
    const exits = exitSet(one, active)
    if (exits.some((path) => left.has(path))) return false
    for (const path of exits) left.add(path)
    return true
  })
}

/** The default descendants of a state: initial children of compound states, all children of parallel ones. */
const defaultsOf = (machine: Machine, node: StateNode): readonly string[] => {
  const children = node.initial === null ? (node.type === 'parallel' ? node.children : []) : [nodeAt(machine, node.initial)]
  return children.flatMap((child) => [child.path, ...defaultsOf(machine, child)])
}

const entrySet = (machine: Machine, selected: Selected): readonly string[] => {
  const { source, transition } = selected
  const { target } = transition
  if (target === null) return []
  const domain = domainOf(selected)
  const between = ancestorsOf(target, domain)
  // The regions of a parallel state on the way, the domain included, to which the target does not belong.
  const regions = (domain === null ? between : [...between, domain])
    .map((path) => nodeAt(machine, path))
    .filter(({ type }) => type === 'parallel')
    .flatMap(({ children }) => children.filter(({ path }) => path !== target && !isWithin(target, path)))
  return [
    ...(target === source && source === domain ? [] : [target]),
    ...defaultsOf(machine, nodeAt(machine, target)),
    ...between,
    ...regions.flatMap((region) => [region.path, ...defaultsOf(machine, region)]),
  ]
}

// A compound state is complete if its active child is final, a parallel one if all its regions are.
const isComplete = (node: StateNode, active: Paths): boolean =>
  node.type === 'parallel'
    ? node.children.every((child) => isComplete(child, active))
    : node.type === 'final' || node.children.some(({ type, path }) => type === 'final' && active.has(path))

const activeIn = (configuration: readonly string[]): Paths =>
  new Set(configuration.flatMap((path) => [path, ...ancestorsOf(path, null)]))

const settle = (machine: Machine, active: Paths, actions: readonly string[], changed: boolean): MachineStep => {
  const nodes = inDocumentOrder(machine, active)
  const done = isComplete(machine.root, active)
  return {
    configuration: nodes.filter(isLeaf).map(({ path }) => path),
    // What is active when the machine is done is left.
    actions: done ? [...actions, ...nodes.toReversed().flatMap(({ exit }) => exit)] : actions,
    done,
    changed,
  }
}

/** The initial configuration of `machine` and the entry actions of its states, in document order (LAW-48, LAW-49). */
export const startMachine = (machine: Machine): MachineStep => {
  const entered = new Set(['', ...defaultsOf(machine, machine.root)])
  return settle(machine, entered, inDocumentOrder(machine, entered).flatMap(({ entry }) => entry), true)
}

/** Whether `machine` is done in `configuration`. */
export const isDone = (machine: Machine, configuration: readonly string[]): boolean => isComplete(machine.root, activeIn(configuration))

/** One step of `machine`: what `event` does in `configuration`, with `guard` as the truth of each guard name (LAW-48). */
export const stepMachine = (machine: Machine, configuration: readonly string[], event: string, guard: Guard): MachineStep => {
  const before = activeIn(configuration)
  const done = isComplete(machine.root, before)
  const selected = done ? [] : withoutConflicts(select(machine.root, before, event, guard), before)
  if (selected.length === 0) return { configuration, actions: [], done, changed: false }
  const exits = new Set(selected.flatMap((one) => exitSet(one, before)))
  const entries = new Set(selected.flatMap((one) => entrySet(machine, one)))
  const after = new Set([...[...before].filter((path) => !exits.has(path)), ...entries])
  const actions = [
    ...inDocumentOrder(machine, exits).toReversed().flatMap(({ exit }) => exit),
    ...selected.flatMap(({ transition }) => transition.actions),
    ...inDocumentOrder(machine, entries).flatMap(({ entry }) => entry),
  ]
  return settle(machine, after, actions, true)
}

/** A machine without guards and parallel states: what each event does in each state, worked out when first asked. */
export const bindMachine = (machine: Machine): ((path: string, event: string) => MachineStep) => {
  const known = new Map<string, Map<string, MachineStep>>()
  let last = { path: '', event: '', step: startMachine(machine) }
  return (path, event) => {
    if (path === last.path && event === last.event) return last.step
    const found = known.get(path)?.get(event)
    const step = found ?? stepMachine(machine, [path], event, () => false)
    if (found === undefined) known.set(path, new Map(known.get(path)).set(event, step))
    last = { path, event, step }
    return step
  }
}
