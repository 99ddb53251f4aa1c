import type { Digest, Json } from '../base/index.js'
import { expectedSeq, isCount, isHash } from '../ledger/chain.js'
import type { ChainPlace } from '../ledger/chain.js'
import { preimageOfRecord } from '../ledger/decode.js'
import type { LineRecord } from '../ledger/decode.js'
import { FIRST_HASH_PREV } from '../ledger/format.js'
import { makeMerkleTree } from '../ledger/merkle.js'
import { isTimestamp } from '../ledger/timestamp.js'
import type { Stamp } from './expected.js'

/** A decodable line together with what the lines before it demand of it. */
export interface Line {
  /** Index of the line in the file, from 0. */
  readonly index: number
  readonly text: string
  /** Whether an LF ends it. */
  readonly ended: boolean
  readonly record: LineRecord
  /** The timestamp of the line before, null if that has none (LED-04). */
  readonly timeBefore: string | null
  /** The timestamp is well formed and in order (LED-04). */
  readonly timely: boolean
  /** `seq` and `hash_prev` that should stand here (RPL-08), and the timestamp to recompute with: the line's own if it has the form. */
  readonly stamp: Stamp
}

/** What replay remembers of the lines so far: one place in the chain, one time, the peaks of the tree. */
export interface Trail {
  /** The line at `index` beside what is demanded of it. Changes nothing. */
  meet(index: number, text: string, ended: boolean, record: LineRecord): Line
  /** Takes the line in as it is written (RPL-08); `hashSelf` is null unless the line is known to be as it should. */
  pass(line: Line, hashSelf: string | null): void
  /** The tree hash of the lines taken in; before the footer is, that is what it holds (LED-08). */
  merkleRoot(): string
}

const NO_TIME = '0000-01-01T00:00:00.000Z'

/** The trail before the first line. */
export const makeTrail = (digest: Digest): Trail => {
  const tree = makeMerkleTree(digest)
  const hashOf = (record: LineRecord): string =>
    isHash(record['hash_self']) ? record['hash_self'] : digest.sha256Hex(preimageOfRecord(record as { [name: string]: Json }))
  let place: ChainPlace = { index: -1, seq: null, hash: FIRST_HASH_PREV }
  let time: string | null = null
  return {
    meet(index, text, ended, record) {
      const written = record['timestamp']
      const formed = typeof written === 'string' && isTimestamp(written)
      const timestamp = formed ? written : (time ?? NO_TIME)
      return {
        index,
        text,
        ended,
        record,
        timeBefore: time,
        timely: formed && (time === null || written >= time),
        stamp: { seq: expectedSeq(place, index), timestamp, hashPrev: place.hash },
      }
    },
    pass({ index, record, stamp }, hashSelf) {
      const { seq } = record
      const hash = hashSelf ?? hashOf(record)
      place = { index, seq: isCount(seq) ? seq : null, hash }
      time = stamp.timestamp
      tree.append(hash)
    },
    merkleRoot: () => tree.root(),
  }
}
