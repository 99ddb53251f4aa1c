import type { ChartEdge, ChartState } from './picture-chart.js'
import { LABEL_INDENT, portKey } from './picture-box.js'
import type { Laid } from './picture-box.js'
import { linesHeight, linesWidth, stateLines, transitionLines } from './picture-lines.js'
import type { Line } from './picture-lines.js'
import type { Inside, Stretch } from './picture-routes.js'
import type { RowItem, RowLink } from './picture-items.js'

/** One stretch of an edge as items and links of rows. */
export interface Chain {
  readonly stretch: Stretch
  /** Items from the upper to the lower end. */
  readonly items: readonly number[]
  /** Links between them, from top to bottom. */
  readonly links: readonly number[]
  readonly label: { readonly item: number; readonly lines: readonly Line[] } | null
}

/** What lies inside one state, in rows that have no places yet. */
export interface Plan {
  readonly items: readonly RowItem[]
  /** Items of each row, from top to bottom. */
  readonly rows: readonly (readonly number[])[]
  readonly links: readonly RowLink[]
  /** The item of the state's own lines. */
  readonly header: number
  readonly head: readonly Line[]
  readonly inner: readonly Line[]
  /** Items of the children. */
  readonly boxes: readonly number[]
  readonly chains: readonly Chain[]
  /** The dot from which the initial child is entered. */
  readonly dot: { readonly item: number; readonly link: number; readonly child: number } | null
}

/** Radius of the room for a dot. */
export const DOT = 6

const PASS: RowItem = { kind: 'pass', width: 0, height: 0, portWidth: 0, leads: false }

// The header and the upper border come first; between two levels lies a row of labels.
const rowOfLevel = (level: number): number => 2 + 2 * level

class Planner {
  readonly items: RowItem[] = []
  readonly rows: number[][] = []
  readonly links: RowLink[] = []
  readonly boxes: readonly number[]
  readonly #laid: readonly Laid[]
  readonly #inside: Inside
  readonly #edges: readonly ChartEdge[]
  readonly #lastRow: number

  constructor(laid: readonly Laid[], inside: Inside, edges: readonly ChartEdge[]) {
    this.#laid = laid
    this.#inside = inside
    this.#edges = edges
    this.boxes = laid.map(({ fullWidth, fullHeight, width }, child) =>
      this.item(this.#rowOf(child), { kind: 'box', width: fullWidth, height: fullHeight, portWidth: width, leads: false }))
    const lowest = Math.max(0, ...inside.levelOf)
    this.#lastRow = rowOfLevel(inside.stretches.some(({ lower }) => lower === 'bottom') ? lowest + 1 : lowest)
  }

  item(row: number, item: RowItem): number {
    while (this.rows.length <= row) this.rows.push([])
    this.rows[row]?.push(this.items.length)
    return this.items.push(item) - 1
  }

  #link(upper: number, lower: number, upperPort: number | null, lowerPort: number | null): number {
    return this.links.push({ upper, lower, upperPort, lowerPort }) - 1
  }

  #rowOf(end: number | 'top' | 'bottom'): number {
    if (end === 'top') return 0
    return end === 'bottom' ? this.#lastRow : rowOfLevel(this.#inside.levelOf[end] ?? 0)
  }

  #itemOf(end: number | 'top' | 'bottom'): number {
    return typeof end === 'number' ? (this.boxes[end] ?? 0) : this.item(this.#rowOf(end), PASS)
  }

  // A child that holds others knows where the edge passes its border; any other takes it where the layout says.
  #portOf(end: number | 'top' | 'bottom', edge: number, border: 'top' | 'bottom'): number | null {
    return typeof end === 'number' ? (this.#laid[end]?.ports.get(portKey(edge, border)) ?? null) : 0
  }

  chain(stretch: Stretch): Chain {
    const { edge, upper, lower, isUp, isLabelled } = stretch
    const [first, last] = [this.#rowOf(upper), this.#rowOf(lower)]
    const lines = isLabelled ? (this.#edges[edge]?.transitions ?? []).flatMap((transition) => transitionLines(transition)) : []
    const labelRow = isUp ? last - 1 : first + 1 // beside the source
    const items = [this.#itemOf(upper)]
    let label: Chain['label'] = null
    for (let row = first + 1; row < last; row++) {
      const isHere = isLabelled && row === labelRow
      const size = { width: LABEL_INDENT + linesWidth(lines), height: linesHeight(lines) }
      const item = this.item(row, isHere ? { ...PASS, ...size, kind: 'label' } : PASS)
      if (isHere) label = { item, lines }
      items.push(item)
    }
    items.push(this.#itemOf(lower))
    const links = items.slice(1).map((item, index) => {
      const upperPort = index === 0 ? this.#portOf(upper, edge, 'bottom') : 0
      const lowerPort = index === items.length - 2 ? this.#portOf(lower, edge, 'top') : 0
      return this.#link(items[index] ?? 0, item, upperPort, lowerPort)
    })
    return { stretch, items, links, label }
  }

  dot(child: number): Plan['dot'] {
    if (child < 0) return null
    const item = this.item(this.#rowOf(child) - 1, { ...PASS, height: 2 * DOT, kind: 'label' })
    return { item, link: this.#link(item, this.boxes[child] ?? 0, 0, null), child }
  }
}

/** Plans what lies inside `state`, of which the children are laid out. */
export const planInside = (
  state: ChartState, name: string, laid: readonly Laid[], inside: Inside, edges: readonly ChartEdge[],
): Plan => {
  const { head, inner } = stateLines(state, name)
  const lines = [...head, ...inner]
  const planner = new Planner(laid, inside, edges)
  const height = linesHeight(lines) + (inner.length === 0 ? 0 : 8)
  const header = planner.item(0, { kind: 'box', width: linesWidth(lines), height, portWidth: 0, leads: true })
  const chains = inside.stretches.map((stretch) => planner.chain(stretch))
  const dot = planner.dot(state.children.findIndex(({ path }) => path === state.initial))
  const { items, rows, links, boxes } = planner
  // Leading items stand first in their row.
  return { items, rows: rows.map((row) => [...row.filter((item) => item === header), ...row.filter((item) => item !== header)]),
    links, header, head, inner, boxes, chains, dot }
}
