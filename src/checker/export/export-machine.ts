import type { Machine, MachineTransition, StateNode } from '../../artifact/machine.js'

/** A transition of a machine without parallel states, seen from one of its leaves: from there to the leaf it ends in (LAW-48). */
export interface FlatTransition {
  /** Name of a guard, null where there is none. */
  readonly guard: string | null
  readonly target: string
  /** In order of performance. */
  readonly actions: readonly string[]
}

/** A machine without parallel states as a table over its leaves. */
export interface FlatMachine {
  /** Paths of the atomic and final states, in document order. */
  readonly leaves: readonly string[]
  readonly initial: string
  /** Whether the machine is done in the leaf: it lies at the top and is final, or the root itself is one. */
  isDone(leaf: string): boolean
  /** Candidates for an event in a leaf, the first whose guard holds is taken; none where the machine is done. */
  candidates(leaf: string, event: string): readonly FlatTransition[]
}

// From the root down to the node, both included.
const lineOf = (machine: Machine, path: string): readonly StateNode[] => {
  const keys = path === '' ? [] : path.split('.')
  const paths = keys.map((_, index) => keys.slice(0, index + 1).join('.'))
  return [machine.root, ...paths.flatMap((one) => machine.nodes.get(one) ?? [])]
}

const isInside = (path: string, outer: string): boolean => path !== outer && (outer === '' || path.startsWith(`${outer}.`))

// From a node down along the initial children to a leaf, the node included.
const descent = (machine: Machine, node: StateNode): readonly StateNode[] => {
  const child = node.initial === null ? undefined : machine.nodes.get(node.initial)
  return child === undefined ? [node] : [node, ...descent(machine, child)]
}

/** Flattens a machine; null if a state of it is parallel. Written from LAW-48 for the exports alone. */
export const flattenMachine = (machine: Machine): FlatMachine | null => {
  const nodes = [...machine.nodes.values()]
  if (nodes.some(({ type }) => type === 'parallel')) return null
  const leaves = nodes.filter(({ type }) => type === 'atomic' || type === 'final').map(({ path }) => path)
  const isDone = (leaf: string): boolean => machine.nodes.get(leaf)?.type === 'final' && !leaf.includes('.')
  const take = (leaf: string, source: StateNode, { target, guard, actions, reenter }: MachineTransition): FlatTransition => {
    const goal = target === null ? undefined : machine.nodes.get(target)
    if (goal === undefined) return { guard, target: leaf, actions }
    const active = lineOf(machine, leaf)
    const around = (path: string): boolean => isInside(source.path, path) && isInside(goal.path, path)
    const common = active.findLast(({ path }) => around(path))
    const staysInside = !reenter && (goal.path === source.path || isInside(goal.path, source.path))
    // What lies above the root is null: then the root itself is left and entered.
    const domain = staysInside ? source.path : common === undefined ? (reenter ? null : '') : common.path
    const isLeft = (path: string): boolean => domain === null || isInside(path, domain)
    // A target that is no source and domain at once is entered, though it may not be left.
    const isEntered = ({ path }: StateNode): boolean => isLeft(path) || (path === goal.path && !(path === source.path && path === domain))
    const entered = [...lineOf(machine, goal.path).slice(0, -1), ...descent(machine, goal)].filter(isEntered)
    const exits = active.filter(({ path }) => isLeft(path)).reverse().flatMap(({ exit }) => exit)
    const end = descent(machine, goal).at(-1)?.path ?? leaf
    const atEnd = isDone(end) ? [...lineOf(machine, end)].reverse().flatMap(({ exit }) => exit) : []
    return { guard, target: end, actions: [...exits, ...actions, ...entered.flatMap(({ entry }) => entry), ...atEnd] }
  }
  return {
    leaves,
    initial: descent(machine, machine.root).at(-1)?.path ?? '',
    isDone,
    candidates: (leaf, event) =>
      isDone(leaf)
        ? []
        : [...lineOf(machine, leaf)].reverse().flatMap((node) => (node.on.get(event) ?? []).map((one) => take(leaf, node, one))),
  }
}
