import { isThin, meanOf, stepBetween } from './picture-items.js'
import type { Ends, Neighbour, RowItem } from './picture-items.js'
import type { Order } from './picture-order.js'

interface Room {
  readonly least: number
  readonly most: number
}

/** Chains of thin items from top to bottom: where an edge passes rows. */
const chainsOf = (items: readonly RowItem[], ends: Ends): readonly (readonly number[])[] => {
  const only = (near: readonly Neighbour[] | undefined): number | null => (near?.length === 1 ? (near[0]?.item ?? null) : null)
  const thin = (item: number | null): boolean => item !== null && isThin(items[item])
  const starts = [...items.keys()].filter((item) => thin(item) && !thin(only(ends.above[item])))
  return starts.map((start) => {
    const chain = [start]
    for (let next = only(ends.below[start]); next !== null && thin(next); next = only(ends.below[next])) chain.push(next)
    return chain
  })
}

/** Where the edge through an item ends on its neighbour above or below; null where there is none. */
export type Attach = (item: number, isAbove: boolean) => number | null

// Moves the items of a chain, as many of them in a row as have room for that, to one place: the edge runs straight there.
const straighten = (
  chain: readonly number[], roomOf: (item: number) => Room, above: number | null, below: number | null, left: number[],
): void => {
  for (let start = 0; start < chain.length; ) {
    let room: Room = { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY }
    let end = start
    for (; end < chain.length; end++) {
      const { least, most } = roomOf(chain[end] ?? 0)
      const both = { least: Math.max(room.least, least), most: Math.min(room.most, most) }
      if (both.least > both.most) break
      room = both
    }
    // What is packed tightly stays where it is.
    const run = chain.slice(start, end)
    const has = (at: number | null): at is number => at !== null && at >= room.least && at <= room.most
    const [isFirst, isLast] = [start === 0, end === chain.length]
    const wanted = isLast && has(below) ? below : isFirst && has(above) ? above : meanOf(run.map((item) => left[item] ?? 0))
    const at = Math.min(Math.max(wanted, room.least), room.most)
    if (Number.isFinite(at)) for (const item of run) left[item] = at
    start = Math.max(end, start + 1)
  }
}

/** Moves what edges pass through so that they run as straight as their neighbours in each row allow. `left` is changed. */
export const straightenAll = (order: Order, items: readonly RowItem[], ends: Ends, left: number[], attach: Attach): void => {
  const placeOf = new Map(order.flatMap((row) => row.map((item, place) => [item, { row, place }] as const)))
  const roomOf = (item: number): Room => {
    const { row, place } = placeOf.get(item) ?? { row: [], place: 0 }
    const [before, after] = [row[place - 1], row[place + 1]]
    return {
      least: before === undefined ? Number.NEGATIVE_INFINITY : (left[before] ?? 0) + stepBetween(items[before], items[item]),
      most: after === undefined ? Number.POSITIVE_INFINITY : (left[after] ?? 0) - stepBetween(items[item], items[after]),
    }
  }
  for (const chain of chainsOf(items, ends)) {
    straighten(chain, roomOf, attach(chain[0] ?? -1, true), attach(chain.at(-1) ?? -1, false), left)
  }
}
