/** Size of a hash in bytes, and in digits (LED-03). */
export const HASH_BYTES = 32
export const HASH_UNITS = 2 * HASH_BYTES
const DIGITS = '0123456789abcdef'
// By byte: its two digits, the first in the lower half.
const PAIRS = Uint16Array.from({ length: 256 }, (_, byte) => DIGITS.charCodeAt(byte >> 4) | (DIGITS.charCodeAt(byte & 15) << 8))

/** Whether the digits of `digest`, 32 code units below 256, stand at `at`. Its bytes are kept in `kept`, 32 bytes. */
export const hasHash = (bytes: Uint8Array, at: number, digest: string, kept: Uint8Array): boolean => {
  let differing = 0
  for (let index = 0; index < HASH_BYTES; index++) {
    const byte = digest.charCodeAt(index)
    kept[index] = byte
    differing |= ((bytes[at + 2 * index] ?? 0) | ((bytes[at + 2 * index + 1] ?? 0) << 8)) ^ (PAIRS[byte] ?? 0)
  }
  return differing === 0
}
