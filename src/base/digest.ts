/**
 * The port to SHA-256 (FIPS 180-4). Pure layers take one as a parameter; they hold no implementation.
 * Digests are 64 lower-case hexadecimal digits, unless they are asked for in binary.
 */
export interface Digest {
  /** The digest of the UTF-8 bytes of `text`, which must be well-formed UTF-16. */
  sha256Hex(text: string): string
  /** The digest of `bytes`. */
  sha256HexOfBytes(bytes: Uint8Array): string
  /** The digest of `bytes` as 32 code units below 256, one for each of its bytes. */
  sha256Binary(bytes: Uint8Array): string
}
