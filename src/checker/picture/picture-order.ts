import { compareNumbers } from '../../base/index.js'
import { meanOf } from './picture-items.js'
import type { Ends, Neighbour, RowItem, RowLink } from './picture-items.js'

/** The items of each row, from left to right. */
export type Order = readonly (readonly number[])[]

const SWEEPS = 24

/** How many pairs of numbers stand in falling order, by halves: a list of n takes about n log n steps. */
const fallingPairs = (numbers: readonly number[]): { readonly sorted: readonly number[]; readonly count: number } => {
  if (numbers.length < 2) return { sorted: numbers, count: 0 }
  const half = numbers.length >> 1
  const [one, other] = [fallingPairs(numbers.slice(0, half)), fallingPairs(numbers.slice(half))]
  const sorted: number[] = []
  let [left, count] = [0, one.count + other.count]
  for (const number of other.sorted) {
    for (; left < one.sorted.length && (one.sorted[left] ?? 0) <= number; left++) sorted.push(one.sorted[left] ?? 0)
    count += one.sorted.length - left
    sorted.push(number)
  }
  return { sorted: [...sorted, ...one.sorted.slice(left)], count }
}

// Links whose upper ends stand in one order and whose lower ends in the other cross.
const crossingsOf = (links: readonly RowLink[], positions: readonly number[]): number => {
  const ends = links.map(({ upper, lower }) => ({ upper: positions[upper] ?? 0, lower: positions[lower] ?? 0 }))
  const inOrder = ends.toSorted((a, b) => compareNumbers(a.upper, b.upper) || compareNumbers(a.lower, b.lower))
  return fallingPairs(inOrder.map(({ lower }) => lower)).count
}

/** The place of each of `count` items in its row. */
export const positionsIn = (order: Order, count: number): number[] => {
  const positions = Array.from({ length: count }, () => 0)
  for (const row of order) for (const [place, item] of row.entries()) positions[item] = place
  return positions
}

// Barycentre: an item goes to the mean place of its neighbours in the row that stands already; one without any keeps its place.
const reordered = (
  row: readonly number[], items: readonly RowItem[], neighbours: readonly (readonly Neighbour[])[], at: readonly number[],
): readonly number[] => {
  const weights = new Map(row.map((item, place) => {
    const near = neighbours[item] ?? []
    return [item, near.length === 0 ? place : meanOf(near.map((one) => at[one.item] ?? 0))]
  }))
  const leads = (item: number): number => (items[item]?.leads === true ? 0 : 1)
  return row.toSorted((a, b) => compareNumbers(leads(a), leads(b)) || compareNumbers(weights.get(a) ?? 0, weights.get(b) ?? 0))
}

/** The order of each row with the fewest crossings that some sweeps down and up find. */
export const orderRows = (
  rows: Order, items: readonly RowItem[], links: readonly RowLink[], ends: Ends,
): Order => {
  const rowOf = new Map(rows.flatMap((row, number) => row.map((item) => [item, number] as const)))
  const below = rows.map((): RowLink[] => [])
  for (const link of links) below[rowOf.get(link.upper) ?? 0]?.push(link)
  const allCrossings = (all: Order): number => {
    const positions = positionsIn(all, items.length)
    return below.reduce((sum, leaving) => sum + crossingsOf(leaving, positions), 0)
  }
  let order: Order = rows
  let best = { order, crossings: allCrossings(order) }
  for (let sweep = 0; sweep < SWEEPS && best.crossings > 0; sweep++) {
    const down = sweep % 2 === 0
    const swept = [...order]
    const positions = positionsIn(order, items.length)
    for (let step = 1; step < order.length; step++) {
      const row = down ? step : order.length - 1 - step
      swept[row] = reordered(swept[row] ?? [], items, down ? ends.above : ends.below, positions)
      for (const [place, item] of (swept[row] ?? []).entries()) positions[item] = place
    }
    order = swept
    const crossings = allCrossings(order)
    if (crossings < best.crossings) best = { order, crossings }
  }
  return best.order
}
