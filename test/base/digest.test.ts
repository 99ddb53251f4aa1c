import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AssertionFailure } from '../../src/base/index.js'
import { nobleDigest } from '../../src/oracle/noble-digest.js'
import { nodeDigest } from '../../src/shell/node-digest.js'
import { runs } from '../seed.js'

// NIST: FIPS 180-4 examples for SHA-256.
const VECTORS = [
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ['abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq', '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1'],
  [
    'abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu',
    'cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1',
  ],
  ['a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
] as const

describe.each([
  ['node', nodeDigest],
  ['noble', nobleDigest],
])('%s', (_name, digest) => {
  test.each(VECTORS)('NIST vector %#', (text, hex) => {
    expect(digest.sha256Hex(text)).toBe(hex)
    expect(digest.sha256HexOfBytes(new TextEncoder().encode(text))).toBe(hex)
  })

  test.each(['\ud800', 'a\udc00b'])('lone surrogate %j is refused', (text) => {
    expect(() => digest.sha256Hex(text)).toThrow(AssertionFailure)
  })
})

test('both agree on every text and every byte string', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (text, bytes) => {
      expect(nodeDigest.sha256Hex(text)).toBe(nobleDigest.sha256Hex(text))
      expect(nodeDigest.sha256HexOfBytes(bytes)).toBe(nobleDigest.sha256HexOfBytes(bytes))
    }),
    runs(500),
  )
})

test('both agree on text beyond the basic plane', () => {
  const text = 'aé€\u{1f600}\u{10ffff}'
  expect(nodeDigest.sha256Hex(text)).toBe(nobleDigest.sha256Hex(text))
})
