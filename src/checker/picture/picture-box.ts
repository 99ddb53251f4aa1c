import type { ChartState, ChartTransition } from './picture-chart.js'
import { linesHeight, linesWidth, stateLines, transitionLines } from './picture-lines.js'
import type { Line } from './picture-lines.js'
import type { Point, SceneLabel, SceneLoop } from './picture-scene.js'

/** A part at its place in the whole. */
export interface Part<T> {
  readonly at: Point
  readonly of: T
}

/** A stretch of an edge inside one state. Stretches follow one another from its source to its target in the order of `step`. */
export interface Piece {
  readonly edge: number
  readonly step: number
  readonly points: readonly Point[]
}

/** One state laid out: its frame begins at 0,0, and what hangs on its right border lies beside it. */
export interface Laid extends BoxSize {
  readonly state: ChartState
  /** Width and height with loops and their labels. */
  readonly fullWidth: number
  readonly fullHeight: number
  readonly head: readonly Line[]
  readonly inner: readonly Line[]
  /** Where the lines begin. */
  readonly text: Point
  readonly children: readonly Part<Laid>[]
  readonly labels: readonly SceneLabel[]
  readonly loops: readonly SceneLoop[]
  readonly dots: readonly Point[]
  readonly initials: readonly (readonly Point[])[]
  readonly pieces: readonly Piece[]
  /** Where edges pass the upper or lower border, by `portKey`. */
  readonly ports: ReadonlyMap<string, number>
}

/** Size of a frame. */
export interface BoxSize {
  readonly width: number
  readonly height: number
}

/** Room between a frame and what lies in it. */
export const PAD = 12

/** Room between an edge and its label. */
export const LABEL_INDENT = 7

const BOX_WIDTH = 96
const LOOP_REACH = 26
const LOOP_HEIGHT = 28

/** The key of the place where an edge passes a border. */
export const portKey = (edge: number, border: 'top' | 'bottom'): string => `${edge} ${border}`

/** How often transitions were taken, all together. */
export const countOf = (transitions: readonly ChartTransition[]): number => transitions.reduce((sum, { count }) => sum + count, 0)

/** `one` with its place moved. */
export const shifted = <T extends Point>(one: T, by: Point): T => ({ ...one, x: one.x + by.x, y: one.y + by.y })

interface Loops extends BoxSize {
  readonly loops: readonly SceneLoop[]
  readonly labels: readonly SceneLabel[]
}

// All loops of a state are one, with the lines of each. They stand in the middle of the right border and may be taller than the frame.
const loopsOf = (state: ChartState, { width, height }: BoxSize): Loops => {
  if (state.loops.length === 0) return { loops: [], labels: [], width, height }
  const lines = state.loops.flatMap((transition) => transitionLines(transition))
  const reach = Math.min(LOOP_HEIGHT, height - 16)
  const loop = { x: width, y: (height - reach) / 2, height: reach, count: countOf(state.loops) }
  const label = { x: width + LOOP_REACH + LABEL_INDENT, y: (height - linesHeight(lines)) / 2, lines }
  return { loops: [loop], labels: [label], width: label.x + linesWidth(lines), height: Math.max(height, linesHeight(lines)) }
}

/** A frame with its lines and, for a state that holds others, what lies in it. */
export type Framed = Omit<Laid, 'fullWidth' | 'fullHeight' | 'loops'>

/** A frame with its loops beside it. */
export const withLoops = (framed: Framed): Laid => {
  const { loops, labels, width, height } = loopsOf(framed.state, framed)
  return { ...framed, fullWidth: width, fullHeight: height, loops, labels: [...framed.labels, ...labels] }
}

/** A state that holds no others. */
export const layLeaf = (state: ChartState, name: string): Laid => {
  const { head, inner } = stateLines(state, name)
  return withLoops({
    state, head, inner,
    width: Math.max(BOX_WIDTH, linesWidth([...head, ...inner]) + 2 * PAD),
    height: linesHeight(head) + (inner.length === 0 ? 0 : 8 + linesHeight(inner)) + 14,
    text: { x: PAD, y: 7 },
    children: [], labels: [], dots: [], initials: [], pieces: [], ports: new Map(),
  })
}
