import { assert } from '../base/index.js'
import type { Digest } from '../base/index.js'

const HASH_BYTES = 32
const INNER_NODE = 0x01
// Sizes are safe integers; the leaf that completes subtrees stands beside them for a moment.
const PEAKS_MAX = 54

/**
 * A Merkle tree of RFC 6962 §2.1 that grows leaf by leaf (LED-08): memory grows with the logarithm of the number of leaves.
 * Leaf hashes are given, not made: they are the `hash_self` of the lines.
 */
export class MerkleTree {
  readonly #digest: Digest
  // Roots of perfect subtrees, 32 bytes each, from left to right: one for each bit of the size.
  readonly #peaks = new Uint8Array(PEAKS_MAX * HASH_BYTES)
  #height = 0
  // SHA-256 takes 0x01 ‖ left ‖ right for an inner node (LED-08).
  readonly #node = new Uint8Array(1 + 2 * HASH_BYTES)
  #size: number

  /** A tree without leaves, or the tree that had `size` leaves and these peaks (RFC 6962 §2.1). */
  constructor(digest: Digest, resume: { readonly size: number; readonly peaks: readonly string[] } = { size: 0, peaks: [] }) {
    assert(bitsSet(resume.size) === resume.peaks.length, 'a tree has one peak for each bit of its size')
    this.#digest = digest
    this.#node[0] = INNER_NODE
    this.#size = resume.size
    for (const peak of resume.peaks) writeHash(this.#peaks, HASH_BYTES * this.#height++, peak)
  }

  /** Number of leaves. */
  get size(): number {
    return this.#size
  }

  /** Adds a leaf hash, 64 lower-case hex digits, at the right. */
  append(leafHash: string): void {
    writeHash(this.#peaks, HASH_BYTES * this.#height, leafHash)
    this.#complete()
  }

  /** Adds a leaf hash, 32 bytes, at the right. */
  appendBytes(leafHash: Uint8Array): void {
    this.#peaks.set(leafHash, HASH_BYTES * this.#height)
    this.#complete()
  }

  /** The tree hash of the leaves so far, 64 lower-case hex digits; of none, the digest of no bytes. */
  root(): string {
    if (this.#size === 0) return this.#digest.sha256HexOfBytes(new Uint8Array(0))
    const peaks = this.#peaks.slice()
    for (let top = this.#height - 1; top > 0; top--) this.#join(peaks, top - 1)
    return hexOf(peaks, 0)
  }

  /** Roots of the perfect subtrees from left to right, one for each bit of `size`: what a tree is resumed from. */
  peaks(): readonly string[] {
    return Array.from({ length: this.#height }, (_, index) => hexOf(this.#peaks, index * HASH_BYTES))
  }

  // Each trailing one bit of the old size is a perfect subtree that the new leaf completes.
  #complete(): void {
    this.#height++
    for (let rest = this.#size; rest % 2 === 1; rest = (rest - 1) / 2) this.#join(this.#peaks, --this.#height - 1)
    this.#size++
  }

  // The nodes `left` and `left + 1` of `nodes` become one node at `left`.
  #join(nodes: Uint8Array, left: number): void {
    const node = this.#node
    const at = left * HASH_BYTES
    node.set(nodes.subarray(at, at + 2 * HASH_BYTES), 1)
    const digest = this.#digest.sha256Binary(node)
    for (let index = 0; index < HASH_BYTES; index++) nodes[at + index] = digest.charCodeAt(index)
  }
}

const bitsSet = (size: number): number => {
  let count = 0
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2
  return count
}

const writeHash = (bytes: Uint8Array, offset: number, hash: string): void => {
  assert(hash.length === 2 * HASH_BYTES, 'a hash has 64 hex digits')
  for (let index = 0; index < HASH_BYTES; index++) {
    bytes[offset + index] = hexDigit(hash.charCodeAt(2 * index)) * 16 + hexDigit(hash.charCodeAt(2 * index + 1))
  }
}

const hexOf = (bytes: Uint8Array, at: number): string =>
  Array.from(bytes.subarray(at, at + HASH_BYTES), (byte) => byte.toString(16).padStart(2, '0')).join('')

// '0'..'9' are 0x30.., 'a'..'f' are 0x61..: the low four bits, plus nine for letters.
const hexDigit = (unit: number): number => (unit & 15) + (unit >> 6) * 9

/** A tree without leaves, or the tree that had `size` leaves and these peaks (RFC 6962 §2.1). */
export const makeMerkleTree = (digest: Digest, resume?: { readonly size: number; readonly peaks: readonly string[] }): MerkleTree =>
  new MerkleTree(digest, resume)
