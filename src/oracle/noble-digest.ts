import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { encodeUtf8 } from '../base/index.js'
import type { Digest } from '../base/index.js'

/** SHA-256 by @noble/hashes: the second opinion, which needs no Node. A lone surrogate is an assertion failure. */
export const nobleDigest: Digest = {
  sha256Hex: (text) => bytesToHex(sha256(encodeUtf8(text))),
  sha256HexOfBytes: (bytes) => bytesToHex(sha256(bytes)),
  sha256Binary: (bytes) => String.fromCharCode(...sha256(bytes)),
}
