import type { Machine, MachineTransition, StateNode } from '../../artifact/machine.js'

/** How often what is covered was met: by id of a cover item. What is not in it was never met. */
export type CoverTable = ReadonlyMap<string, number>

/** Ids of cover items of a machine (CHK-56). */
export const coverId = {
  /** A state that was active. */
  state: (machine: string, path: string): string => `machine ${machine} state ${path}`,
  /** A transition that was taken: the candidate of this number, from 0, for an event in a state. */
  transition: (machine: string, path: string, event: string, candidate: number): string =>
    `machine ${machine} ${path} ${event} #${candidate}`,
  /** A guard that was found to hold, or not to hold, when an event asked for it in a state. */
  guard: (name: string, holds: boolean, path: string, event: string): string => `guard ${name} ${holds} at ${path} ${event}`,
}

/** One guard's outcomes where an event asks for it. */
export interface GuardCount {
  readonly name: string
  readonly held: number
  readonly failed: number
}

/** A transition as it is painted. */
export interface ChartTransition {
  readonly event: string
  readonly guard: GuardCount | null
  readonly actions: readonly string[]
  readonly reenter: boolean
  readonly count: number
}

/** A state as it is painted. */
export interface ChartState {
  readonly path: string
  readonly key: string
  readonly type: StateNode['type']
  readonly initial: string | null
  readonly entry: readonly string[]
  readonly exit: readonly string[]
  readonly count: number
  readonly children: readonly ChartState[]
  /** Transitions that stay in the state and only perform actions, in document order. */
  readonly inner: readonly ChartTransition[]
  /** Transitions that lead from the state to itself. */
  readonly loops: readonly ChartTransition[]
}

/** The transitions from one state to another, in document order. */
export interface ChartEdge {
  readonly source: string
  readonly target: string
  readonly transitions: readonly ChartTransition[]
}

/** Of how many items how many were met. */
export interface Share {
  readonly met: number
  readonly of: number
}

/** A machine with counts: what a picture shows, apart from where. */
export interface Chart {
  readonly id: string
  readonly version: string
  readonly root: ChartState
  readonly edges: readonly ChartEdge[]
  readonly states: Share
  readonly transitions: Share
  readonly guards: Share
}

interface Candidate {
  readonly source: string
  readonly target: string | null
  readonly transition: ChartTransition
}

const shareOf = (counts: readonly number[]): Share => ({ met: counts.filter((count) => count > 0).length, of: counts.length })

/** The chart of `machine` with the counts of `cover`. A state around others that has no count of its own has that of those. */
export const chartOf = (machine: Machine, cover: CoverTable): Chart => {
  const countOf = (id: string): number => cover.get(id) ?? 0
  const guards = new Map<string, number>()
  const guardOf = (name: string, path: string, event: string): GuardCount => {
    const ids = [coverId.guard(name, true, path, event), coverId.guard(name, false, path, event)] as const
    const [held, failed] = [countOf(ids[0]), countOf(ids[1])]
    guards.set(ids[0], held).set(ids[1], failed)
    return { name, held, failed }
  }
  const candidateOf = (path: string, event: string, transition: MachineTransition, index: number): Candidate => ({
    source: path,
    target: transition.target,
    transition: {
      event,
      guard: transition.guard === null ? null : guardOf(transition.guard, path, event),
      actions: transition.actions,
      reenter: transition.reenter,
      count: countOf(coverId.transition(machine.id, path, event, index)),
    },
  })
  const candidates = [...machine.nodes.values()].flatMap(({ path, on }) =>
    [...on].flatMap(([event, list]) => list.map((transition, index) => candidateOf(path, event, transition, index))),
  )
  const stateOf = (node: StateNode): ChartState => {
    const children = node.children.map(stateOf)
    const own = candidates.filter(({ source }) => source === node.path)
    const isParallel = node.type === 'parallel'
    const inside = children.reduce((all, { count }) => (isParallel ? Math.max(all, count) : all + count), 0)
    return {
      path: node.path,
      key: node.key,
      type: node.type,
      initial: node.initial,
      entry: node.entry,
      exit: node.exit,
      count: cover.get(coverId.state(machine.id, node.path)) ?? inside,
      children,
      inner: own.filter(({ target }) => target === null).map(({ transition }) => transition),
      loops: own.filter(({ target }) => target === node.path).map(({ transition }) => transition),
    }
  }
  const edges = new Map<string, { source: string; target: string; transitions: ChartTransition[] }>()
  for (const { source, target, transition } of candidates) {
    if (target === null || target === source) continue
    const key = JSON.stringify([source, target])
    const edge = edges.get(key) ?? { source, target, transitions: [] }
    edge.transitions.push(transition)
    edges.set(key, edge)
  }
  const root = stateOf(machine.root)
  const counts = (state: ChartState): readonly number[] => [...(state.path === '' ? [] : [state.count]), ...state.children.flatMap(counts)]
  return {
    id: machine.id,
    version: machine.version,
    root,
    edges: [...edges.values()],
    states: shareOf(counts(root)),
    transitions: shareOf(candidates.map(({ transition }) => transition.count)),
    guards: shareOf([...guards.values()]),
  }
}
