import { assert } from '../base/index.js'
import type { Digest } from '../base/index.js'

const HASH_BYTES = 32
const INNER_NODE = 0x01

/** Makes the hash of the inner node over two children, 64 lower-case hex digits each: SHA-256(0x01 ‖ left ‖ right) (LED-08). */
export type JoinNodes = (left: string, right: string) => string

/** The inner nodes of RFC 6962 §2.1 for whoever makes or walks proofs. It shares no code with the tree that replay trusts (PRF-20). */
export const makeJoinNodes = (digest: Digest): JoinNodes => {
  const preimage = new Uint8Array(1 + 2 * HASH_BYTES)
  preimage[0] = INNER_NODE
  return (left, right) => {
    writeHex(left, preimage, 1)
    writeHex(right, preimage, 1 + HASH_BYTES)
    return digest.sha256HexOfBytes(preimage)
  }
}

const writeHex = (hash: string, bytes: Uint8Array, offset: number): void => {
  assert(hash.length === 2 * HASH_BYTES, 'a hash has 64 hex digits')
  for (let index = 0; index < HASH_BYTES; index++) bytes[offset + index] = digitAt(hash, 2 * index) * 16 + digitAt(hash, 2 * index + 1)
}

// '0' to '9' begin at 0x30, 'a' to 'f' at 0x61.
const digitAt = (hash: string, place: number): number => {
  const unit = hash.charCodeAt(place)
  return unit < 0x40 ? unit - 0x30 : unit - 0x57
}
