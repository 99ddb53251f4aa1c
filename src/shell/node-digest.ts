import { hash } from 'node:crypto'
import { assert } from '../base/index.js'
import type { Digest } from '../base/index.js'

// Node has the method since version 20; the es2023 library does not declare it.
interface WellFormedTest {
  isWellFormed(): boolean
}

/** SHA-256 by node:crypto: the fast implementation of the digest port. A lone surrogate is an assertion failure. */
export const nodeDigest: Digest = {
  sha256Hex: (text) => {
    assert((text as string & WellFormedTest).isWellFormed(), 'a text with a lone surrogate has no digest')
    return hash('sha256', text, 'hex')
  },
  sha256HexOfBytes: (bytes) => hash('sha256', bytes, 'hex'),
  sha256Binary: (bytes) => hash('sha256', bytes, 'binary'),
}
