import { assert } from '../base/index.js'
import type { Digest } from '../base/index.js'
import { makeJoinNodes } from './proof-node.js'

/** A node of a tree that is followed to the root while the tree grows. */
export interface Followed {
  /** The proof of RFC 6962 in the tree as it stands, hashes from the bottom to the top. */
  proof(): readonly string[]
}

/**
 * A Merkle tree of RFC 6962 §2.1 over given leaf hashes that gives proofs: it grows leaf by leaf and keeps the roots of its perfect
 * subtrees and the paths of what is followed, so memory grows with the logarithm of the number of leaves (PRF-05).
 */
export interface ProvingTree {
  readonly size: number
  /** Adds a leaf hash, 64 lower-case hex digits, at the right. */
  append(leafHash: string): void
  /** The root of a tree that has leaves. */
  root(): string
  /** Follows the leaf that was added last: its audit path (RFC 6962 §2.1.1). */
  followLeaf(): Followed
  /** Follows the tree as it stands: its consistency proof (RFC 6962 §2.1.2), empty until the tree has grown. */
  followTree(): Followed
}

// `place` is the index of the peak that holds the node; `below` are the siblings from the node up to that peak.
interface Trail {
  place: number
  readonly below: string[]
}

/** A tree without leaves. */
export const makeProvingTree = (digest: Digest): ProvingTree => {
  const join = makeJoinNodes(digest)
  const peaks: string[] = []
  const followed: Trail[] = []
  let newest: Trail = { place: 0, below: [] }
  let size = 0

  const fold = (from: number): string => peaks.slice(from).reduceRight((right, left) => join(left, right))
  const pathOf = ({ place, below }: Trail): readonly string[] => [
    ...below,
    ...(place + 1 < peaks.length ? [fold(place + 1)] : []),
    ...peaks.slice(0, place).reverse(),
  ]
  // The peak `left` and the node that grew beside it, at `place`, become one node at the place of `left`.
  const merge = (trail: Trail, place: number, left: string, right: string): void => {
    if (trail.place === place) {
      trail.below.push(left)
      trail.place = place - 1
    } else if (trail.place === place - 1) trail.below.push(right)
  }
  return {
    get size() {
      return size
    },
    append(leafHash) {
      newest = { place: peaks.length, below: [] }
      let node = leafHash
      // Each trailing one bit of the old size is a perfect subtree that the new leaf completes.
      for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) {
        const place = peaks.length
        const left = peaks.pop() ?? ''
        for (const trail of [newest, ...followed]) merge(trail, place, left, node)
        node = join(left, node)
      }
      peaks.push(node)
      size++
    },
    root() {
      assert(size > 0, 'a tree without leaves has no proofs')
      return fold(0)
    },
    followLeaf() {
      assert(size > 0, 'there is a leaf to follow')
      const trail = newest
      if (!followed.includes(trail)) followed.push(trail)
      return { proof: () => pathOf(trail) }
    },
    followTree() {
      assert(size > 0, 'there is a tree to follow')
      const start = { size, peak: peaks.at(-1) ?? '' }
      const isPerfect = peaks.length === 1
      const trail: Trail = { place: peaks.length - 1, below: [] }
      followed.push(trail)
      // A perfect tree is a node of every later one, so whoever has its root has that node.
      return { proof: () => (size === start.size ? [] : [...(isPerfect ? [] : [start.peak]), ...pathOf(trail)]) }
    },
  }
}
