import { nodeDigest } from '../../src/shell/node-digest.js'
import { SealCheck } from '../../src/verifier/sealcheck.js'
import { makeVerifier } from '../../src/verifier/verifier.js'
import { decodeUtf8, findKernel } from './judge.js'

/** Whether both halves of a replay on two cores hold these bytes for valid: one compares the lines, the other hashes them. */
export const isValidInHalves = (bytes: Uint8Array): boolean => {
  const seals = new SealCheck(nodeDigest)
  seals.take(bytes)
  const verifier = makeVerifier({ findKernel, digest: nodeDigest, decodeUtf8, seals: { root: () => seals.root() } })
  verifier.push(bytes)
  return verifier.end().replay.valid
}
