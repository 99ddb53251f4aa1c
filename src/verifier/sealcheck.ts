import { LIMITS } from '../base/index.js'
import type { Digest } from '../base/index.js'
import { MerkleTree } from '../ledger/merkle.js'
import { Cursor, segmentOf } from './cursor.js'
import { HASH_BYTES, HASH_UNITS, hasHash } from './hashdigits.js'

const LF = 0x0a
const HASH_SELF = segmentOf(',"hash_self":"').view
const FOOTER = segmentOf('{"counts":').view
// The least that stands before it.
const BEFORE_MIN = '{"hash_prev":""'.length + HASH_UNITS
const MEMBER_UNITS = HASH_SELF.byteLength + HASH_UNITS + 1

/**
 * Holds each line's `hash_self` against the line, and grows the tree over them: all of a replay that needs no state (RPL-34).
 * The other half compares every line with what should stand there, that member's value aside, so what a line says is no matter here.
 */
export class SealCheck {
  readonly #digest: Digest
  readonly #tree: MerkleTree
  readonly #leaf = new Uint8Array(HASH_BYTES)
  readonly #cursor = new Cursor(LIMITS.traceLineBytes.value)
  #holds = true

  constructor(digest: Digest) {
    this.#digest = digest
    this.#tree = new MerkleTree(digest)
  }

  /** Takes whole lines, each with its LF. They are not changed. */
  take(bytes: Uint8Array): void {
    let start = 0
    this.#cursor.read(bytes)
    for (let end = bytes.indexOf(LF); end >= 0 && this.#holds; end = bytes.indexOf(LF, start)) {
      this.#holds = this.#takeLine(bytes, start, end)
      start = end + 1
    }
    if (start < bytes.length) this.#holds = false
  }

  /** The tree hash of the lines that are no footers; empty if a line did not hold. */
  root(): string {
    return this.#holds ? this.#tree.root() : ''
  }

  #takeLine(bytes: Uint8Array, start: number, end: number): boolean {
    // No string of a canonical line holds the sign of the member, and no member that comes before it does: the first is the line's own.
    const at = placeOf(HASH_SELF, bytes, start + BEFORE_MIN, end)
    if (at < 0 || at + MEMBER_UNITS > end || end - start > LIMITS.traceLineBytes.value) return false
    const cursor = this.#cursor
    cursor.begin(start)
    cursor.take(at - start)
    cursor.at += MEMBER_UNITS
    cursor.take(end - cursor.at)
    if (!hasHash(bytes, at + HASH_SELF.byteLength, this.#digest.sha256Binary(cursor.preimage()), this.#leaf)) return false
    if (!isAt(FOOTER, bytes, start)) this.#tree.appendBytes(this.#leaf)
    return true
  }
}

const isAt = (text: DataView, bytes: Uint8Array, at: number): boolean => {
  for (let index = 0; index < text.byteLength; index++) if (bytes[at + index] !== text.getUint8(index)) return false
  return true
}

const placeOf = (text: DataView, bytes: Uint8Array, start: number, end: number): number => {
  for (let at = start; at < end; at++) if (bytes[at] === text.getUint8(0) && isAt(text, bytes, at)) return at
  return -1
}
