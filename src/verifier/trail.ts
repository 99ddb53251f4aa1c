import type { Digest, Json } from '../base/index.js'
import { expectedSeq, isCount, isHash } from '../ledger/chain.js'
import type { ChainPlace } from '../ledger/chain.js'
import { preimageOfRecord } from '../ledger/decode.js'
import type { LineRecord } from '../ledger/decode.js'
import { FIRST_HASH_PREV } from '../ledger/format.js'
import { MerkleTree } from '../ledger/merkle.js'
import { isTimestamp } from '../ledger/timestamp.js'
import type { Line, Trail, TrailHead } from './line.js'
import type { Seals } from './verdict.js'

const NO_TIME = '0000-01-01T00:00:00.000Z'

/** The trail from the first line on. Invariant: it has taken in each line up to its place, as written. */
export class TraceTrail implements Trail {
  readonly #digest: Digest
  readonly #tree: MerkleTree
  // If it grows elsewhere, this one stays empty.
  readonly #seals: Seals | null
  #place: ChainPlace = { index: -1, seq: null, hash: FIRST_HASH_PREV }
  #time: string | null = null

  constructor(digest: Digest, seals: Seals | null) {
    this.#digest = digest
    this.#seals = seals
    this.#tree = new MerkleTree(digest)
  }

  meet(index: number, text: string, ended: boolean, record: LineRecord): Line {
    const written = record['timestamp']
    const time = this.#time
    const formed = typeof written === 'string' && isTimestamp(written)
    const stamp = { seq: expectedSeq(this.#place, index), timestamp: formed ? written : (time ?? NO_TIME), hashPrev: this.#place.hash }
    return { index, text, ended, record, timeBefore: time, timely: formed && (time === null || written >= time), stamp }
  }

  pass({ index, record, stamp }: Line, hashSelf: string | null): void {
    const { seq } = record
    const hash = hashSelf ?? this.#hashOf(record)
    this.#place = { index, seq: isCount(seq) ? seq : null, hash }
    this.#time = stamp.timestamp
    if (this.#seals === null) this.#tree.append(hash)
  }

  head(): TrailHead {
    return { place: this.#place, time: this.#time }
  }

  goOn({ place, time }: TrailHead): void {
    this.#place = place
    this.#time = time
  }

  leaf(hashSelf: Uint8Array): void {
    if (this.#seals === null) this.#tree.appendBytes(hashSelf)
  }

  merkleRoot(): string {
    return this.#seals === null ? this.#tree.root() : this.#seals.root()
  }

  #hashOf(record: LineRecord): string {
    if (isHash(record['hash_self'])) return record['hash_self']
    return this.#digest.sha256Hex(preimageOfRecord(record as { [name: string]: Json }))
  }
}
