import type { Digest, Json } from '../base/index.js'
import { expectedSeq, isCount, isHash } from '../ledger/chain.js'
import type { ChainPlace } from '../ledger/chain.js'
import { preimageOfRecord } from '../ledger/decode.js'
import type { LineRecord } from '../ledger/decode.js'
import { FIRST_HASH_PREV } from '../ledger/format.js'
import { makeMerkleTree } from '../ledger/merkle.js'
import { isTimestamp } from '../ledger/timestamp.js'
import type { Trail } from './line.js'

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
