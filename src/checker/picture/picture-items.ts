/** What stands in a row of a layered layout: a box, a label beside its edge, or the place where an edge passes. */
export interface RowItem {
  readonly kind: 'box' | 'label' | 'pass'
  readonly width: number
  readonly height: number
  /** The part of the width, from the left, on which edges end. */
  readonly portWidth: number
  /** Always the first of its row. */
  readonly leads: boolean
}

/** An edge between items of neighbouring rows. A place is counted from the left of its item; null lets the layout choose. */
export interface RowLink {
  readonly upper: number
  readonly lower: number
  readonly upperPort: number | null
  readonly lowerPort: number | null
}

/** Where items and ends of links came to be, in the unit of widths. */
export interface Rows {
  /** Items of each row, from left to right. */
  readonly order: readonly (readonly number[])[]
  /** Left edge of each item; the least is 0. */
  readonly left: readonly number[]
  readonly upperPort: readonly number[]
  readonly lowerPort: readonly number[]
  readonly width: number
}

/** Room between two items of a row, and between two that an edge passes through. */
const GAP = 26
const PASS_GAP = 16

/** Whether an edge passes through an item: it is no box. */
export const isThin = (item: RowItem | undefined): boolean => item === undefined || item.kind !== 'box'

/** How far the left edges of two items lie apart at least, the second of which follows the first. */
export const stepBetween = (one: RowItem | undefined, other: RowItem | undefined): number =>
  (one?.width ?? 0) + (isThin(one) && isThin(other) ? PASS_GAP : GAP)

/** What an item is linked with, and by which link. */
export interface Neighbour {
  readonly item: number
  readonly link: number
}

/** For each item its neighbours in the row above and in the row below. */
export interface Ends {
  readonly above: readonly (readonly Neighbour[])[]
  readonly below: readonly (readonly Neighbour[])[]
}

/** The neighbours of `count` items. */
export const endsOf = (count: number, links: readonly RowLink[]): Ends => {
  const above: Neighbour[][] = Array.from({ length: count }, () => [])
  const below: Neighbour[][] = Array.from({ length: count }, () => [])
  for (const [link, { upper, lower }] of links.entries()) {
    above[lower]?.push({ item: upper, link })
    below[upper]?.push({ item: lower, link })
  }
  return { above, below }
}

/** The mean of some numbers, of which there is at least one. */
export const meanOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length
