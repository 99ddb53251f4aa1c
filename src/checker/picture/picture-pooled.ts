/** Where something wants to be, and how much. */
export interface Wish {
  readonly at: number
  readonly weight: number
}

interface Block {
  /** Its members, the first and the one behind the last. */
  readonly first: number
  readonly end: number
  readonly offset: number
  readonly weight: number
}

/**
 * Places in a row that keep their order and distances and lie as near as can be to where each wants to be: least squares by pooling
 * neighbours that want to be where they cannot.
 */
export const placedNear = (wishes: readonly Wish[], stepBefore: (place: number) => number): readonly number[] => {
  const shift: number[] = []
  for (const place of wishes.keys()) shift.push(place === 0 ? 0 : (shift[place - 1] ?? 0) + stepBefore(place))
  const blocks: Block[] = []
  for (const [place, { at, weight }] of wishes.entries()) {
    let block: Block = { first: place, end: place + 1, offset: at - (shift[place] ?? 0), weight }
    for (let last = blocks.at(-1); last !== undefined && last.offset > block.offset; last = blocks.at(-1)) {
      const total = last.weight + block.weight
      const offset = (last.offset * last.weight + block.offset * block.weight) / total
      block = { first: last.first, end: block.end, offset, weight: total }
      blocks.pop()
    }
    blocks.push(block)
  }
  return blocks.flatMap(({ first, end, offset }) => shift.slice(first, end).map((by) => offset + by))
}
