import type { Digest } from '../base/index.js'
import { makeJoinNodes } from './proof-node.js'

/** A leaf with the way to the root: its hash, its index from 0, the number of leaves of the tree, the audit path from the bottom. */
export interface Inclusion {
  readonly leafHash: string
  readonly leafIndex: number
  readonly treeSize: number
  readonly path: readonly string[]
}

/** Two sizes of one tree, the root of the smaller and the consistency proof between them. */
export interface Consistency {
  readonly oldSize: number
  readonly oldRoot: string
  readonly treeSize: number
  readonly path: readonly string[]
}

/**
 * The root that an audit path leads to (RFC 6962 §2.1.1, as walked in RFC 9162 §2.1.3.2), or null if the path is longer or shorter than
 * the place of the leaf in a tree of that size demands. Hashes are 64 lower-case hex digits; `leafIndex` is below `treeSize` (PRF-11).
 */
export const rootOfInclusion = (digest: Digest, { leafHash, leafIndex, treeSize, path }: Inclusion): string | null => {
  if (leafIndex >= treeSize) return null
  const join = makeJoinNodes(digest)
  const climb = makeClimb(leafIndex, treeSize - 1)
  let node = leafHash
  for (const sibling of path) {
    if (climb.atRoot()) return null
    node = climb.fromLeft() ? join(sibling, node) : join(node, sibling)
    climb.up()
  }
  return climb.atRoot() ? node : null
}

/** Both roots that a consistency proof leads to; `old` is made of the path, to be compared with the root that was claimed. */
export interface ConsistentRoots {
  readonly old: string
  readonly current: string
}

/**
 * The roots that a consistency proof leads to (RFC 6962 §2.1.2, as walked in RFC 9162 §2.1.4.2), or null if the path is longer or
 * shorter than the sizes demand (PRF-12). `oldSize` is at least 1. Equal sizes have an empty path and the same root.
 */
export const rootsOfConsistency = (digest: Digest, { oldSize, oldRoot, treeSize, path }: Consistency): ConsistentRoots | null => {
  if (oldSize < 1 || oldSize > treeSize) return null
  if (oldSize === treeSize) return path.length === 0 ? { old: oldRoot, current: oldRoot } : null
  const join = makeJoinNodes(digest)
  const climb = makeClimb(oldSize - 1, treeSize - 1)
  climb.skipRightChildren()
  const nodes = isPowerOfTwo(oldSize) ? [oldRoot, ...path] : path
  const [start, ...siblings] = nodes
  if (start === undefined) return null
  let [old, current] = [start, start]
  for (const sibling of siblings) {
    if (climb.atRoot()) return null
    if (climb.fromLeft()) {
      old = join(sibling, old)
      current = join(sibling, current)
    } else current = join(current, sibling)
    climb.up()
  }
  return climb.atRoot() ? { old, current } : null
}

/** The way of one node to the root: its index and that of the last node, both at the height of the node. */
interface Climb {
  atRoot(): boolean
  /** Whether the sibling that comes next stands at the left. */
  fromLeft(): boolean
  /** To the height of the next sibling. */
  up(): void
  /** To the greatest perfect subtree of which the node is the last leaf. */
  skipRightChildren(): void
}

// Indices reach 2⁵³, so they are halved as numbers, not shifted as 32 bits.
const makeClimb = (index: number, lastIndex: number): Climb => {
  let node = index
  let last = lastIndex
  const halve = (times: number): void => {
    for (let count = 0; count < times; count++) {
      node = Math.floor(node / 2)
      last = Math.floor(last / 2)
    }
  }
  return {
    atRoot: () => last === 0,
    fromLeft: () => node % 2 === 1 || node === last,
    up() {
      // The last node of a level without a right sibling stands at the height of its next left sibling.
      halve(node === last ? 1 + trailing(node, 0) : 1)
    },
    skipRightChildren() {
      halve(trailing(node, 1))
    },
  }
}

/** How many of the lowest binary digits of `value` are `digit`, before another one; none of 0. */
const trailing = (value: number, digit: 0 | 1): number => {
  let count = 0
  for (let rest = value; rest > 0 && rest % 2 === digit; rest = Math.floor(rest / 2)) count++
  return count
}

const isPowerOfTwo = (size: number): boolean => {
  let rest = size
  while (rest % 2 === 0) rest /= 2
  return rest === 1
}
