import { encodeUtf8 } from '../base/index.js'

/** A constant part of a line as bytes. */
export interface Segment {
  readonly view: DataView
  readonly length: number
}

/** The UTF-8 form of `text` as a segment. */
export const segmentOf = (text: string): Segment => {
  const bytes = encodeUtf8(text)
  return { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), length: bytes.length }
}

const ZERO = 0x30
const WORD_BYTES = 8
// Of a safe integer, whose sum no digit makes inexact.
const COUNT_DIGITS_MAX = 16

/**
 * Compares bytes with what should stand there, part after part, and collects the preimage of `hash_self` on the way (LED-03).
 * Each method gives false where the bytes are different; then the line is not as it should be, and the cursor stands anywhere.
 */
export class Cursor {
  at = 0
  /** Bytes of the preimage so far. */
  size = 0
  readonly #preimage: Uint8Array
  readonly #out: DataView
  // Of each size, made when first asked for.
  readonly #views = new Map<number, Uint8Array>()
  #view: DataView = new DataView(new ArrayBuffer(0))

  /** A cursor for lines of at most `bytesMax`. */
  constructor(bytesMax: number) {
    this.#preimage = new Uint8Array(bytesMax)
    this.#out = new DataView(this.#preimage.buffer)
  }

  /** Reads `bytes` from now on. */
  read(bytes: Uint8Array): void {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  }

  /** A line begins at `at` and ends before `at + bytesMax`. */
  begin(at: number): void {
    this.at = at
    this.size = 0
  }

  /** Whether `segment` stands here; it belongs to the preimage if it is `hashed`. */
  has({ view, length }: Segment, hashed = true): boolean {
    const here = this.#view
    const out = this.#out
    const { at, size } = this
    if (at + length > here.byteLength) return false
    const words = length - (length % WORD_BYTES)
    // As doubles: only the same bytes are equal to those of a segment, of which none is zero. What is no number is equal to nothing.
    for (let index = 0; index < words; index += WORD_BYTES) {
      const word = here.getFloat64(at + index)
      if (word !== view.getFloat64(index)) return false
      out.setFloat64(size + index, word) // over nothing that is kept: what is not hashed is written over by what follows
    }
    // The last word overlaps the one before; only what is shorter than a word is compared byte by byte.
    if (words === 0) {
      for (let index = 0; index < length; index++) {
        const byte = here.getUint8(at + index)
        if (byte !== view.getUint8(index)) return false
        out.setUint8(size + index, byte)
      }
    } else {
      const word = here.getFloat64(at + length - WORD_BYTES)
      if (word !== view.getFloat64(length - WORD_BYTES)) return false
      out.setFloat64(size + length - WORD_BYTES, word)
    }
    this.at = at + length
    if (hashed) this.size = size + length
    return true
  }

  /** Whether `text`, which is ASCII, stands here. */
  hasText(text: string): boolean {
    const here = this.#view
    const out = this.#out
    const { at, size } = this
    if (at + text.length > here.byteLength) return false
    for (let index = 0; index < text.length; index++) {
      const byte = here.getUint8(at + index)
      if (byte !== text.charCodeAt(index)) return false
      out.setUint8(size + index, byte)
    }
    this.at = at + text.length
    this.size = size + text.length
    return true
  }

  /** Whether the digits of `count`, an integer from 0, stand here. */
  hasCount(count: number): boolean {
    const here = this.#view
    const out = this.#out
    const { at, size } = this
    const end = Math.min(here.byteLength, at + COUNT_DIGITS_MAX)
    let value = 0
    let index = at
    for (; index < end; index++) {
      const digit = here.getUint8(index) - ZERO
      if (digit < 0 || digit > 9 || (value === 0 && index > at)) break
      value = value * 10 + digit
      out.setUint8(size + index - at, digit + ZERO)
    }
    this.at = index
    this.size = size + index - at
    return value === count && index > at
  }

  /** Passes over `length` bytes that are compared elsewhere and belong to the preimage. */
  take(length: number): void {
    const here = this.#view
    const out = this.#out
    const { at, size } = this
    let index = 0
    for (; index + 4 <= length; index += 4) out.setUint32(size + index, here.getUint32(at + index))
    for (; index < length; index++) out.setUint8(size + index, here.getUint8(at + index))
    this.at = at + length
    this.size = size + length
  }

  /** Copies `length` bytes, a multiple of four, from `at` into `target` at `to`. */
  copy(at: number, length: number, target: DataView, to: number): void {
    const here = this.#view
    for (let index = 0; index < length; index += 4) target.setUint32(to + index, here.getUint32(at + index))
  }

  /** The preimage: valid until the next line begins. */
  preimage(): Uint8Array {
    const known = this.#views.get(this.size)
    if (known !== undefined) return known
    const view = this.#preimage.subarray(0, this.size)
    this.#views.set(this.size, view)
    return view
  }
}
