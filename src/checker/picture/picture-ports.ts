import { compareNumbers } from '../../base/index.js'
import type { Neighbour, RowItem, RowLink } from './picture-items.js'

const PORT_APART = 12

// The place nearest to `ideal` that keeps clear of those `taken`; where none does, `ideal` itself.
const clearPlace = (ideal: number, taken: readonly number[], width: number): number => {
  const isClear = (at: number): boolean =>
    at >= PORT_APART && at <= width - PORT_APART && taken.every((one) => Math.abs(one - at) >= PORT_APART)
  for (let step = 0; step <= width; step++) {
    if (isClear(ideal + step)) return ideal + step
    if (isClear(ideal - step)) return ideal - step
  }
  return ideal
}

/** Where links end on items: ends that a box may choose are spread over its width in the order of what they lead to, clear of others. */
export const portsOf = (
  items: readonly RowItem[],
  links: readonly RowLink[],
  neighbours: readonly (readonly Neighbour[])[],
  positions: readonly number[],
  fixedOf: (link: RowLink) => number | null,
): readonly number[] => {
  const fixed = links.map(fixedOf)
  const ports = fixed.map((port) => port ?? 0)
  for (const [item, near] of neighbours.entries()) {
    const { kind, portWidth } = items[item] ?? { kind: 'pass', portWidth: 0 }
    if (kind !== 'box') continue
    const taken = near.flatMap(({ link }) => fixed[link] ?? [])
    const free = near
      .filter(({ link }) => (fixed[link] ?? null) === null)
      .toSorted((a, b) => compareNumbers(positions[a.item] ?? 0, positions[b.item] ?? 0) || compareNumbers(a.link, b.link))
    for (const [place, { link }] of free.entries()) {
      const port = clearPlace((portWidth * (place + 1)) / (free.length + 1), taken, portWidth)
      taken.push(port)
      ports[link] = port
    }
  }
  return ports
}
