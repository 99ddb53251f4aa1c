import { compareNumbers } from '../../base/index.js'
import { countOf, layLeaf, shifted } from './picture-box.js'
import type { Laid, Piece } from './picture-box.js'
import type { Chart, ChartState } from './picture-chart.js'
import { layContainer } from './picture-inside.js'
import { routesOf } from './picture-routes.js'
import type { Inside } from './picture-routes.js'
import type { Point, Scene, SceneBox, SceneEdge, SceneLabel, SceneLoop } from './picture-scene.js'

// From the inside out: a state is as large as what lies in it.
const layState = (state: ChartState, name: string, chart: Chart, routes: ReadonlyMap<string, Inside>): Laid => {
  const inside = routes.get(state.path)
  if (inside === undefined) return layLeaf(state, name)
  const laid = state.children.map((child) => layState(child, child.key, chart, routes))
  return layContainer(state, name, laid, inside, chart.edges)
}

interface Gathered {
  readonly boxes: SceneBox[]
  readonly labels: SceneLabel[]
  readonly loops: SceneLoop[]
  readonly dots: Point[]
  readonly initials: (readonly Point[])[]
  readonly pieces: Piece[]
}

const gather = (laid: Laid, at: Point, depth: number, isRegion: boolean, all: Gathered): void => {
  const move = <T extends Point>(one: T): T => shifted(one, at)
  const { state, width, height, head, inner } = laid
  all.boxes.push({ ...at, state, width, height, head, inner, text: move(laid.text), depth, isRegion })
  all.labels.push(...laid.labels.map(move))
  all.loops.push(...laid.loops.map(move))
  all.dots.push(...laid.dots.map(move))
  all.initials.push(...laid.initials.map((points) => points.map(move)))
  all.pieces.push(...laid.pieces.map((piece) => ({ ...piece, points: piece.points.map(move) })))
  for (const child of laid.children) gather(child.of, move(child.at), depth + 1, state.type === 'parallel', all)
}

/** Lays out a chart: frames and labels do not overlap, children lie in their states, edges keep clear of frames and labels (CHK-57). */
export const layOutChart = (chart: Chart): Scene => {
  const laid = layState(chart.root, chart.id, chart, routesOf(chart))
  const all: Gathered = { boxes: [], labels: [], loops: [], dots: [], initials: [], pieces: [] }
  gather(laid, { x: 0, y: (laid.fullHeight - laid.height) / 2 }, 0, false, all)
  const edges = chart.edges.map(({ transitions }, edge): SceneEdge => ({
    count: countOf(transitions),
    points: all.pieces
      .filter((piece) => piece.edge === edge)
      .toSorted((a, b) => compareNumbers(a.step, b.step))
      .flatMap(({ points }) => points),
  }))
  const { boxes, labels, loops, dots, initials } = all
  return { width: laid.fullWidth, height: laid.fullHeight, boxes, labels, edges, loops, dots, initials }
}
