import type { Chart, ChartEdge, ChartState } from './picture-chart.js'
import { rankChildren } from './picture-ranks.js'

/** A stretch of an edge inside one state: between two of its children, or between a child and its border. */
export interface Stretch {
  readonly edge: number
  /** Places of children; `top` and `bottom` are the borders. */
  readonly upper: number | 'top'
  readonly lower: number | 'bottom'
  /** Whether the edge runs from the lower to the upper end. */
  readonly isUp: boolean
  /** Whether the label of the edge stands here. */
  readonly isLabelled: boolean
  /** Stretches of an edge follow one another from its source to its target in the order of these numbers. */
  readonly step: number
}

/** What lies inside one state: the level of each child and the stretches of edges. */
export interface Inside {
  readonly levelOf: readonly number[]
  readonly stretches: readonly Stretch[]
}

const isWithin = (path: string, ancestor: string): boolean => ancestor === '' ? path !== '' : path.startsWith(`${ancestor}.`)

// The child of `state` that is or holds `path`.
const childToward = (state: ChartState, path: string): number =>
  state.children.findIndex((child) => child.path === path || isWithin(path, child.path))

const allStates = (state: ChartState): readonly ChartState[] => [state, ...state.children.flatMap(allStates)]

interface Run {
  readonly edge: number
  readonly top: ChartState
  readonly isUp: boolean
}

/** The innermost state around both ends, which may be one of them. */
const commonState = (root: ChartState, { source, target }: ChartEdge): ChartState => {
  let at = root
  for (;;) {
    if (at.path === source || at.path === target) return at
    const next = at.children[childToward(at, source)]
    if (next === undefined || next !== at.children[childToward(at, target)]) return at
    at = next
  }
}

const stretchesAbove = (run: Run, end: string, isSource: boolean): readonly (readonly [string, Stretch])[] => {
  const found: (readonly [string, Stretch])[] = []
  let at = run.top.children[childToward(run.top, end)]
  for (let depth = 1; at !== undefined && at.path !== end; depth++) {
    const child = childToward(at, end)
    // An edge that leads down leaves states through their lower borders and enters them through their upper ones.
    const crossesBottom = isSource !== run.isUp
    const ends = crossesBottom ? { upper: child, lower: 'bottom' as const } : { upper: 'top' as const, lower: child }
    found.push([at.path, { edge: run.edge, ...ends, isUp: run.isUp, isLabelled: false, step: isSource ? -depth : depth }])
    at = at.children[child]
  }
  return found
}

const topStretch = (run: Run, { source, target }: ChartEdge): Stretch => {
  const { edge, top, isUp } = run
  const [from, to] = [childToward(top, source), childToward(top, target)]
  const shared = { edge, isUp, isLabelled: true, step: 0 }
  if (top.path === source) return { ...shared, upper: 'top', lower: to }
  if (top.path === target) return { ...shared, upper: from, lower: 'bottom' }
  return isUp ? { ...shared, upper: to, lower: from } : { ...shared, upper: from, lower: to }
}

/** What lies inside each state of a chart that holds others, by its path. */
export const routesOf = ({ root, edges }: Chart): ReadonlyMap<string, Inside> => {
  const tops = edges.map((edge) => commonState(root, edge))
  const stretches = new Map<string, Stretch[]>()
  const levels = new Map<string, readonly number[]>()
  const add = (path: string, stretch: Stretch): void => {
    stretches.set(path, [...(stretches.get(path) ?? []), stretch])
  }
  for (const state of allStates(root).filter(({ children }) => children.length > 0)) {
    const within = edges.flatMap((edge, index) => (tops[index] === state ? [{ edge, index }] : []))
    const lifted = within.map(({ edge }) => ({ from: childToward(state, edge.source), to: childToward(state, edge.target) }))
    const first = Math.max(0, state.children.findIndex(({ path }) => path === state.initial))
    const ranks = rankChildren(state.children.length, first, lifted.filter(({ from, to }) => from >= 0 && to >= 0))
    levels.set(state.path, ranks.levelOf)
    for (const [place, { edge, index }] of within.entries()) {
      const ends = lifted[place]
      const run: Run = { edge: index, top: state, isUp: ends !== undefined && ends.from >= 0 && ends.to >= 0 && ranks.isUp(ends) }
      add(state.path, topStretch(run, edge))
      if (edge.source !== state.path) for (const [path, stretch] of stretchesAbove(run, edge.source, true)) add(path, stretch)
      if (edge.target !== state.path) for (const [path, stretch] of stretchesAbove(run, edge.target, false)) add(path, stretch)
    }
  }
  return new Map([...levels].map(([path, levelOf]) => [path, { levelOf, stretches: stretches.get(path) ?? [] }]))
}
