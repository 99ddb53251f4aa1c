import type { ChartEdge, ChartState } from './picture-chart.js'
import { LABEL_INDENT, PAD, portKey, withLoops } from './picture-box.js'
import type { Laid, Part } from './picture-box.js'
import { DOT, planInside } from './picture-plan.js'
import type { Chain, Plan } from './picture-plan.js'
import type { Inside, Stretch } from './picture-routes.js'
import { layOutRows } from './picture-rows.js'
import type { Rows } from './picture-rows.js'
import type { Point } from './picture-scene.js'
import { tracksOf } from './picture-tracks.js'
import type { Span } from './picture-tracks.js'

const TOP = 8
const ROW_GAP = 24
const TRACK = 7

/** Places of the items and links of a plan. */
class Places {
  readonly width: number
  readonly height: number
  readonly #plan: Plan
  readonly #rows: Rows
  readonly #rowOf = new Map<number, number>()
  readonly #tops: number[] = []
  readonly #heights: readonly number[]
  readonly #trackOf = new Map<number, number | null>()
  readonly #isParallel: boolean

  constructor(plan: Plan, isParallel: boolean) {
    this.#plan = plan
    this.#isParallel = isParallel
    this.#rows = layOutRows(plan.rows, plan.items, plan.links)
    for (const [number, row] of plan.rows.entries()) for (const item of row) this.#rowOf.set(item, number)
    this.#heights = plan.rows.map((row) => row.reduce((most, item) => Math.max(most, plan.items[item]?.height ?? 0), 0))
    let below = TOP
    for (const [number, height] of this.#heights.entries()) {
      this.#tops.push(below)
      below += height + ROW_GAP + TRACK * this.#takeTracks(number)
    }
    this.width = this.#rows.width + 2 * PAD
    this.height = below - ROW_GAP + PAD
  }

  // Below a row lies room for the edges that leave it.
  #takeTracks(row: number): number {
    const leaving = [...this.#plan.links.keys()].filter((link) => this.#rowOf.get(this.#plan.links[link]?.upper ?? -1) === row)
    const tracks = tracksOf(leaving.map((link) => this.spanOf(link)))
    for (const [index, link] of leaving.entries()) this.#trackOf.set(link, tracks.trackOf[index] ?? null)
    return tracks.count
  }

  xOf(item: number): number {
    return PAD + (this.#rows.left[item] ?? 0)
  }

  #rowTop(item: number): number {
    return this.#tops[this.#rowOf.get(item) ?? 0] ?? 0
  }

  #rowBottom(item: number): number {
    return this.#rowTop(item) + (this.#heights[this.#rowOf.get(item) ?? 0] ?? 0)
  }

  /** Upper edge of an item: in the middle of its row, but for regions. */
  yOf(item: number): number {
    if (this.#isParallel) return this.#rowTop(item)
    return (this.#rowTop(item) + this.#rowBottom(item) - (this.#plan.items[item]?.height ?? 0)) / 2
  }

  /** Where a link leaves its upper and reaches its lower item. */
  spanOf(link: number): Span {
    const { upper = 0, lower = 0 } = this.#plan.links[link] ?? {}
    return { from: this.xOf(upper) + (this.#rows.upperPort[link] ?? 0), to: this.xOf(lower) + (this.#rows.lowerPort[link] ?? 0) }
  }

  /** The points of a link between the rows of its items: straight, bent, or along its track. */
  between(link: number): readonly Point[] {
    const { upper = 0, lower = 0 } = this.#plan.links[link] ?? {}
    const { from, to } = this.spanOf(link)
    const track = this.#trackOf.get(link) ?? null
    const y = this.#rowBottom(upper) + ROW_GAP / 2 + TRACK * (track ?? 0)
    const turns = track === null ? [] : [{ x: from, y }, { x: to, y }]
    return [{ x: from, y: this.#rowBottom(upper) }, ...turns, { x: to, y: this.#rowTop(lower) }]
  }
}

type Children = readonly Part<Laid>[]

const borderOf = (end: Stretch['upper'] | Stretch['lower'], isUpper: boolean, children: Children, places: Places): number => {
  if (end === 'top') return 0
  if (end === 'bottom') return places.height
  const child = children[end]
  return child === undefined ? 0 : child.at.y + (isUpper ? child.of.height : 0)
}

const pointsOf = ({ stretch, links }: Chain, children: Children, places: Places): readonly Point[] => {
  const points = links.flatMap((link) => places.between(link))
  const [first, last] = [points[0], points.at(-1)]
  const begin = first === undefined ? [] : [{ x: first.x, y: borderOf(stretch.upper, true, children, places) }]
  const end = last === undefined ? [] : [{ x: last.x, y: borderOf(stretch.lower, false, children, places) }]
  const all = [...begin, ...points, ...end]
  return stretch.isUp ? all.toReversed() : all
}

const portsOf = (chains: readonly Chain[], places: Places): ReadonlyMap<string, number> => {
  const ports = new Map<string, number>()
  for (const { stretch, items } of chains) {
    if (stretch.upper === 'top') ports.set(portKey(stretch.edge, 'top'), places.xOf(items[0] ?? 0))
    if (stretch.lower === 'bottom') ports.set(portKey(stretch.edge, 'bottom'), places.xOf(items.at(-1) ?? 0))
  }
  return ports
}

const initialOf = ({ dot }: Plan, children: Children, places: Places): Pick<Laid, 'dots' | 'initials'> => {
  if (dot === null) return { dots: [], initials: [] }
  const at = { x: places.xOf(dot.item), y: places.yOf(dot.item) + DOT }
  const end = { x: places.spanOf(dot.link).to, y: borderOf(dot.child, false, children, places) }
  return { dots: [at], initials: [[at, ...places.between(dot.link), end]] }
}

/** Lays out a state that holds others, of which the children are laid out already. */
export const layContainer = (
  state: ChartState, name: string, laid: readonly Laid[], inside: Inside, edges: readonly ChartEdge[],
): Laid => {
  const plan = planInside(state, name, laid, inside, edges)
  const places = new Places(plan, state.type === 'parallel')
  const children = laid.map((of, child): Part<Laid> => {
    const item = plan.boxes[child] ?? 0
    return { of, at: { x: places.xOf(item), y: places.yOf(item) + (of.fullHeight - of.height) / 2 } }
  })
  const labels = plan.chains.flatMap(({ label }) =>
    label === null ? [] : [{ x: places.xOf(label.item) + LABEL_INDENT, y: places.yOf(label.item), lines: label.lines }])
  return withLoops({
    state, children, labels,
    width: places.width,
    height: places.height,
    head: plan.head,
    inner: plan.inner,
    text: { x: places.xOf(plan.header), y: TOP },
    ...initialOf(plan, children, places),
    pieces: plan.chains.map((chain) => ({ edge: chain.stretch.edge, step: chain.stretch.step, points: pointsOf(chain, children, places) })),
    ports: portsOf(plan.chains, places),
  })
}
