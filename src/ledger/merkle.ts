import { assert } from '../base/index.js'
import type { Digest } from '../base/index.js'

const HASH_BYTES = 32
// SHA-256 takes 0x01 ‖ left ‖ right for an inner node (LED-08).
const INNER_NODE = 0x01
const NODE_BYTES = 1 + 2 * HASH_BYTES
// Sizes are safe integers; the leaf that completes subtrees stands beside them for a moment.
const PEAKS_MAX = 54

/**
 * A Merkle tree of RFC 6962 §2.1 that grows leaf by leaf (LED-08): memory grows with the logarithm of the number of leaves.
 * Leaf hashes are given, not made: they are the `hash_self` of the lines.
 */
export class MerkleTree {
  readonly #digest: Digest
  // Behind one byte: roots of perfect subtrees, 32 bytes each, from left to right, one for each bit of the size.
  readonly #peaks = new Uint8Array(1 + PEAKS_MAX * HASH_BYTES)
  #height = 0
  // Of each two neighbours, with the byte before them.
  readonly #nodes: Uint8Array[] = []
  #size: number

  /** A tree without leaves, or the tree that had `size` leaves and these peaks (RFC 6962 §2.1). */
  constructor(digest: Digest, resume: { readonly size: number; readonly peaks: readonly string[] } = { size: 0, peaks: [] }) {
    assert(bitsSet(resume.size) === resume.peaks.length, 'a tree has one peak for each bit of its size')
    this.#digest = digest
    this.#size = resume.size
    for (const peak of resume.peaks) writeHash(this.#peaks, 1 + HASH_BYTES * this.#height++, peak)
  }

  /** Number of leaves. */
  get size(): number {
    return this.#size
  }

  /** Adds a leaf hash, 64 lower-case hex digits, at the right. */
  append(leafHash: string): void {
    writeHash(this.#peaks, 1 + HASH_BYTES * this.#height, leafHash)
    this.#complete()
  }

  /** Adds a leaf hash, 32 bytes, at the right. */
  appendBytes(leafHash: Uint8Array): void {
    const at = 1 + HASH_BYTES * this.#height
    for (let index = 0; index < HASH_BYTES; index++) this.#peaks[at + index] = leafHash[index] as number // 32 bytes
    this.#complete()
  }

  /** The tree hash of the leaves so far, 64 lower-case hex digits; of none, the digest of no bytes. */
  root(): string {
    if (this.#size === 0) return this.#digest.sha256HexOfBytes(new Uint8Array(0))
    const peaks = this.#peaks.slice()
    for (let top = this.#height - 1; top > 0; top--) this.#join(top - 1)
    const root = hexOf(this.#peaks, 1)
    this.#peaks.set(peaks)
    return root
  }

  /** Roots of the perfect subtrees from left to right, one for each bit of `size`: what a tree is resumed from. */
  peaks(): readonly string[] {
    return Array.from({ length: this.#height }, (_, index) => hexOf(this.#peaks, 1 + index * HASH_BYTES))
  }

  // Each trailing one bit of the old size is a perfect subtree that the new leaf completes.
  #complete(): void {
    this.#height++
    for (let rest = this.#size; rest % 2 === 1; rest = (rest - 1) / 2) this.#join(--this.#height - 1)
    this.#size++
  }

  // The peaks `left` and `left + 1` become one at `left`. They are hashed where they stand: the byte before them gives way for a moment.
  #join(left: number): void {
    const peaks = this.#peaks
    const at = left * HASH_BYTES
    const before = peaks[at] as number // at < length
    peaks[at] = INNER_NODE
    const digest = this.#digest.sha256Binary((this.#nodes[left] ??= peaks.subarray(at, at + NODE_BYTES)))
    peaks[at] = before
    for (let index = 0; index < HASH_BYTES; index++) peaks[at + 1 + index] = digest.charCodeAt(index)
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
