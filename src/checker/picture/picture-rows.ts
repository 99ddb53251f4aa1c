import { endsOf, isThin, stepBetween } from './picture-items.js'
import type { Ends, RowItem, RowLink } from './picture-items.js'
import { orderRows, positionsIn } from './picture-order.js'
import type { Order } from './picture-order.js'
import { placedNear } from './picture-pooled.js'
import type { Wish } from './picture-pooled.js'
import { portsOf } from './picture-ports.js'
import { straightenAll } from './picture-straight.js'

/** Where items and ends of links came to be. */
export interface Rows {
  /** Left edge of each item; the least is 0. */
  readonly left: readonly number[]
  readonly upperPort: readonly number[]
  readonly lowerPort: readonly number[]
  readonly width: number
}

const SWEEPS = 24
const LAST_SWEEPS = 8

interface Ports {
  readonly upper: readonly number[]
  readonly lower: readonly number[]
}

// Where a neighbour wants an item, for a straight edge. An edge that passes through both is to be straight most of all.
const wishesOf = (
  item: number, items: readonly RowItem[], ends: Ends, ports: Ports, left: readonly number[], isAbove: boolean,
): readonly Wish[] => {
  const [own, theirs] = isAbove ? [ports.lower, ports.upper] : [ports.upper, ports.lower]
  return ((isAbove ? ends.above : ends.below)[item] ?? []).map((near) => ({
    at: (left[near.item] ?? 0) + (theirs[near.link] ?? 0) - (own[near.link] ?? 0),
    weight: isThin(items[item]) ? (isThin(items[near.item]) ? 8 : 3) : 1,
  }))
}

const FREE = 0.01

const wishOf = (wishes: readonly Wish[], at: number): Wish => {
  if (wishes.length === 0) return { at, weight: FREE }
  const weight = wishes.reduce((sum, one) => sum + one.weight, 0)
  return { at: wishes.reduce((sum, one) => sum + one.at * one.weight, 0) / weight, weight }
}

// Where the layout begins: a leading item needs room before the second of its row, wherever that lies.
const leftmost = (order: Order, items: readonly RowItem[], left: readonly number[]): number => {
  const begins = order.flatMap((row) => {
    const [lead, next] = [items[row[0] ?? -1], items[row[1] ?? -1]]
    const [first, second] = [left[row[0] ?? -1], left[row[1] ?? -1]]
    if (lead?.leads !== true) return first === undefined ? [] : [first]
    return second === undefined ? [] : [second - stepBetween(lead, next)]
  })
  return begins.reduce((least, one) => Math.min(least, one), begins[0] ?? 0)
}

/**
 * Lays out items in rows: `rows` holds the items of each row from top to bottom, links join neighbouring rows only. The order in each row
 * avoids crossings; places keep edges straight, those that pass through most of all. The same input gives the same layout.
 */
export const layOutRows = (rows: Order, items: readonly RowItem[], links: readonly RowLink[]): Rows => {
  const ends = endsOf(items.length, links)
  const order = orderRows(rows, items, links, ends)
  const positions = positionsIn(order, items.length)
  const upper = portsOf(items, links, ends.below, positions, (link) => link.upperPort)
  const lower = portsOf(items, links, ends.above, positions, (link) => link.lowerPort)
  const left = items.map(() => 0)
  const place = (row: readonly number[], wish: (item: number) => Wish): void => {
    const found = placedNear(row.map(wish), (at) => stepBetween(items[row[at - 1] ?? -1], items[row[at] ?? -1]))
    for (const [index, item] of row.entries()) left[item] = found[index] ?? 0
  }
  for (const row of order) place(row, () => ({ at: 0, weight: 1 }))
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const isDown = sweep % 2 === 0
    const isLast = sweep >= SWEEPS - LAST_SWEEPS
    // At last both sides have their say.
    const sides = isLast ? [true, false] : [isDown]
    const wishes = (item: number): readonly Wish[] =>
      sides.flatMap((isAbove) => wishesOf(item, items, ends, { upper, lower }, left, isAbove))
    for (const row of isDown ? order : order.toReversed()) place(row, (item) => wishOf(wishes(item), left[item] ?? 0))
  }
  straightenAll(order, items, ends, left, (item, isAbove) => {
    const near = (isAbove ? ends.above : ends.below)[item]?.[0]
    return near === undefined ? null : (left[near.item] ?? 0) + ((isAbove ? upper : lower)[near.link] ?? 0)
  })
  const least = leftmost(order, items, left)
  const moved = left.map((at, item) => (items[item]?.leads === true ? 0 : at - least))
  const width = moved.reduce((most, at, item) => Math.max(most, at + (items[item]?.width ?? 0)), 0)
  return { left: moved, upperPort: upper, lowerPort: lower, width }
}
