import type { ChartState } from './picture-chart.js'
import type { Line } from './picture-lines.js'

/** A place in a picture: right of and below its upper left corner. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** A state with its frame; `head` and `inner` lines begin at `text`. */
export interface SceneBox extends Point {
  readonly state: ChartState
  readonly width: number
  readonly height: number
  readonly head: readonly Line[]
  readonly inner: readonly Line[]
  readonly text: Point
  /** How deep it lies; the machine itself is 0. */
  readonly depth: number
  readonly isRegion: boolean
}

/** Lines beside an edge or a loop; the upper left corner. */
export interface SceneLabel extends Point {
  readonly lines: readonly Line[]
}

/** An edge from its source to its target; between two points of one x or one y it is straight, else it bends. */
export interface SceneEdge {
  readonly count: number
  readonly points: readonly Point[]
}

/** A loop at the right border of a state: from `y` to `y + height`. */
export interface SceneLoop extends Point {
  readonly count: number
  readonly height: number
}

/** Everything that a picture shows, with its place. */
export interface Scene {
  readonly width: number
  readonly height: number
  readonly boxes: readonly SceneBox[]
  readonly labels: readonly SceneLabel[]
  readonly edges: readonly SceneEdge[]
  readonly loops: readonly SceneLoop[]
  /** Where a state that holds others begins. */
  readonly dots: readonly Point[]
  readonly initials: readonly (readonly Point[])[]
}
