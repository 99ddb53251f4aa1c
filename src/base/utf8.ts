import { assert } from './assertion.js'
import { err, ok } from './result.js'
import type { Result } from './result.js'

/** Why bytes are not UTF-8, and the offset of the first byte of the sequence at fault. */
export interface Utf8Error {
  readonly offset: number
  readonly reason: 'stray continuation byte' | 'invalid byte' | 'truncated sequence' | 'overlong form' | 'surrogate' | 'beyond U+10FFFF'
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff
const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff

/** Whether `text` holds no lone surrogate, so that it has a UTF-8 form. */
export const isWellFormed = (text: string): boolean => {
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit < 0xd800 || unit > 0xdfff) continue
    if (!isHighSurrogate(unit) || !isLowSurrogate(text.charCodeAt(index + 1))) return false
    index++
  }
  return true
}

/** The number of bytes of the UTF-8 form of `text`. A lone surrogate is an assertion failure. */
export const utf8Length = (text: string): number => {
  let bytes = text.length
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit < 0x80) continue
    if (unit < 0x800) {
      bytes += 1
    } else if (unit < 0xd800 || unit > 0xdfff) {
      bytes += 2
    } else {
      assert(isHighSurrogate(unit) && isLowSurrogate(text.charCodeAt(index + 1)), `lone surrogate at code unit ${index}`)
      bytes += 2
      index++
    }
  }
  return bytes
}

/** The UTF-8 form of `text` (RFC 3629). A lone surrogate is an assertion failure. */
export const encodeUtf8 = (text: string): Uint8Array => {
  const bytes = new Uint8Array(utf8Length(text))
  let at = 0
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit < 0x80) {
      bytes[at++] = unit
    } else if (unit < 0x800) {
      bytes[at++] = 0xc0 | (unit >> 6)
      bytes[at++] = 0x80 | (unit & 0x3f)
    } else if (!isHighSurrogate(unit)) {
      bytes[at++] = 0xe0 | (unit >> 12)
      bytes[at++] = 0x80 | ((unit >> 6) & 0x3f)
      bytes[at++] = 0x80 | (unit & 0x3f)
    } else {
      index++
      const point = 0x10000 + ((unit - 0xd800) << 10) + (text.charCodeAt(index) - 0xdc00)
      bytes[at++] = 0xf0 | (point >> 18)
      bytes[at++] = 0x80 | ((point >> 12) & 0x3f)
      bytes[at++] = 0x80 | ((point >> 6) & 0x3f)
      bytes[at++] = 0x80 | (point & 0x3f)
    }
  }
  assert(at === bytes.length, 'the UTF-8 length and the UTF-8 form disagree')
  return bytes
}

interface Sequence {
  readonly point: number
  readonly length: number
}

const SMALLEST_POINT = [0, 0, 0x80, 0x800, 0x10000] as const

const sequenceLength = (lead: number): 0 | 2 | 3 | 4 =>
  lead >= 0xc0 && lead <= 0xdf ? 2 : lead >= 0xe0 && lead <= 0xef ? 3 : lead >= 0xf0 && lead <= 0xf7 ? 4 : 0

/** The multi-byte sequence whose lead byte `lead` stands at `offset`. */
const decodeSequence = (bytes: Uint8Array, offset: number, lead: number): Result<Sequence, Utf8Error> => {
  const length = sequenceLength(lead)
  if (length === 0) return err({ offset, reason: lead < 0xc0 ? 'stray continuation byte' : 'invalid byte' })
  let point = lead & (0x7f >> length)
  for (let index = 1; index < length; index++) {
    const next = bytes[offset + index]
    if (next === undefined || (next & 0xc0) !== 0x80) return err({ offset, reason: 'truncated sequence' })
    point = (point << 6) | (next & 0x3f)
  }
  if (point < SMALLEST_POINT[length]) return err({ offset, reason: 'overlong form' })
  if (point >= 0xd800 && point <= 0xdfff) return err({ offset, reason: 'surrogate' })
  if (point > 0x10ffff) return err({ offset, reason: 'beyond U+10FFFF' })
  return ok({ point, length })
}

const CHUNK_UNITS = 4096

/**
 * The text whose UTF-8 form is `bytes` (RFC 3629, strict): overlong forms, surrogates, points beyond U+10FFFF and broken sequences
 * are refused with the byte offset. A byte-order mark is kept as U+FEFF.
 */
export const decodeUtf8 = (bytes: Uint8Array): Result<string, Utf8Error> => {
  let text = ''
  let units: number[] = []
  let offset = 0
  while (offset < bytes.length) {
    const lead = bytes[offset] ?? 0
    if (lead < 0x80) {
      units.push(lead)
      offset++
    } else {
      const sequence = decodeSequence(bytes, offset, lead)
      if (!sequence.ok) return sequence
      const { point, length } = sequence.value
      if (point < 0x10000) units.push(point)
      else units.push(0xd800 + ((point - 0x10000) >> 10), 0xdc00 + (point & 0x3ff))
      offset += length
    }
    if (units.length >= CHUNK_UNITS) {
      text += String.fromCharCode(...units)
      units = []
    }
  }
  return ok(text + String.fromCharCode(...units))
}
