import { assert } from '../base/index.js'
import type { Digest } from '../base/index.js'

const HASH_BYTES = 32
const INNER_NODE = 0x01

/**
 * A Merkle tree of RFC 6962 §2.1 that grows leaf by leaf (LED-08): memory grows with the logarithm of the number of leaves.
 * Leaf hashes are given, not made: they are the `hash_self` of the lines, 64 lower-case hex digits.
 */
export interface MerkleTree {
  readonly size: number
  /** Adds a leaf hash at the right. */
  append(leafHash: string): void
  /** The tree hash of the leaves so far, 64 lower-case hex digits; of none, the digest of no bytes. */
  root(): string
  /** Roots of the perfect subtrees from left to right, one for each bit of `size`: what a tree is resumed from. */
  peaks(): readonly string[]
}

/** A tree without leaves, or the tree that had `size` leaves and these peaks (RFC 6962 §2.1). */
export const makeMerkleTree = (digest: Digest, resume: { size: number; peaks: readonly string[] } = { size: 0, peaks: [] }): MerkleTree => {
  assert(bitsSet(resume.size) === resume.peaks.length, 'a tree has one peak for each bit of its size')
  const peaks = [...resume.peaks]
  const joinNodes = makeJoin(digest)
  let size = resume.size
  return {
    get size() {
      return size
    },
    append(leafHash) {
      let node = leafHash
      // Each trailing one bit of the old size is a perfect subtree that the new leaf completes.
      for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) node = joinNodes(peaks.pop() ?? '', node)
      peaks.push(node)
      size++
    },
    root() {
      if (peaks.length === 0) return digest.sha256HexOfBytes(new Uint8Array(0))
      return peaks.reduceRight((right, left) => joinNodes(left, right))
    },
    peaks: () => [...peaks],
  }
}

const bitsSet = (size: number): number => {
  let count = 0
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2
  return count
}

/** The inner node over two children: SHA-256(0x01 ‖ left ‖ right) (LED-08). */
const makeJoin = (digest: Digest): ((left: string, right: string) => string) => {
  const preimage = new Uint8Array(1 + 2 * HASH_BYTES)
  preimage[0] = INNER_NODE
  return (left, right) => {
    writeHash(preimage, 1, left)
    writeHash(preimage, 1 + HASH_BYTES, right)
    return digest.sha256HexOfBytes(preimage)
  }
}

const writeHash = (bytes: Uint8Array, offset: number, hash: string): void => {
  assert(hash.length === 2 * HASH_BYTES, 'a hash has 64 hex digits')
  for (let index = 0; index < HASH_BYTES; index++) {
    bytes[offset + index] = hexDigit(hash.charCodeAt(2 * index)) * 16 + hexDigit(hash.charCodeAt(2 * index + 1))
  }
}

// '0'..'9' are 0x30.., 'a'..'f' are 0x61..: the low four bits, plus nine for letters.
const hexDigit = (unit: number): number => (unit & 15) + (unit >> 6) * 9
