import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AssertionFailure, decodeUtf8, encodeUtf8, isWellFormed, utf8Length } from '../../src/base/index.js'
import { runs } from '../seed.js'

const native = new TextEncoder()
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const nativeDecode = (bytes: Uint8Array): string | undefined => {
  try {
    return strict.decode(bytes)
  } catch {
    return undefined
  }
}

describe('encodeUtf8', () => {
  test('agrees with the platform on every code point', () => {
    for (let point = 0; point <= 0x10ffff; point += point < 0x3000 ? 1 : 37) {
      if (point >= 0xd800 && point <= 0xdfff) continue
      const text = String.fromCodePoint(point)
      expect(encodeUtf8(text).join()).toBe(native.encode(text).join())
    }
  })

  test('agrees with the platform on texts, and comes back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const bytes = encodeUtf8(text)
        expect(bytes).toEqual(new Uint8Array(native.encode(text)))
        expect(utf8Length(text)).toBe(bytes.length)
        expect(decodeUtf8(bytes)).toEqual({ ok: true, value: text })
      }),
      runs(1000),
    )
  })

  test.each(['\ud800', 'a\udc00', '\udbff\ue000', '\udc00\udbff'])('lone surrogate %j is refused', (text) => {
    expect(isWellFormed(text)).toBe(false)
    expect(() => encodeUtf8(text)).toThrow(AssertionFailure)
    expect(() => utf8Length(text)).toThrow(AssertionFailure)
  })
})

describe('isWellFormed', () => {
  test('agrees with the platform', () => {
    const anyUnits = fc.array(fc.oneof(fc.integer({ min: 0xd7fe, max: 0xe001 }), fc.constantFrom(0x41, 0xdbff, 0xdc00)))
    fc.assert(
      fc.property(anyUnits, (units) => {
        const text = String.fromCharCode(...units)
        expect(isWellFormed(text)).toBe((text as string & { isWellFormed(): boolean }).isWellFormed())
      }),
      runs(2000),
    )
  })
})

describe('decodeUtf8', () => {
  test.each([
    [[0x80], 0, 'stray continuation byte'],
    [[0x41, 0xbf], 1, 'stray continuation byte'],
    [[0xc3], 0, 'truncated sequence'],
    [[0x41, 0xe2, 0x82], 1, 'truncated sequence'],
    [[0xe2, 0x41, 0x41], 0, 'truncated sequence'],
    [[0xf0, 0x9f, 0x98, 0xc0], 0, 'truncated sequence'],
    [[0xc0, 0x80], 0, 'overlong form'],
    [[0xc1, 0xbf], 0, 'overlong form'],
    [[0xe0, 0x9f, 0xbf], 0, 'overlong form'],
    [[0xf0, 0x8f, 0xbf, 0xbf], 0, 'overlong form'],
    [[0xed, 0xa0, 0x80], 0, 'surrogate'],
    [[0x61, 0x62, 0xed, 0xbf, 0xbf], 2, 'surrogate'],
    [[0xf4, 0x90, 0x80, 0x80], 0, 'beyond U+10FFFF'],
    [[0xf7, 0xbf, 0xbf, 0xbf], 0, 'beyond U+10FFFF'],
    [[0xf8, 0x88, 0x80, 0x80, 0x80], 0, 'invalid byte'],
    [[0xff], 0, 'invalid byte'],
  ])('%j is refused', (bytes, offset, reason) => {
    expect(decodeUtf8(Uint8Array.from(bytes))).toEqual({ ok: false, error: { offset, reason } })
  })

  test('the bounds of each length are accepted', () => {
    const text = '\u0000\u007f\u0080\u07ff\u0800\ud7ff\ue000\uffff\u{10000}\u{10ffff}'
    expect(decodeUtf8(encodeUtf8(text))).toEqual({ ok: true, value: text })
  })

  test('a byte-order mark is kept', () => {
    expect(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x41))).toEqual({ ok: true, value: '\ufeffA' })
  })

  test('a sequence across an inner chunk border comes back', () => {
    const text = `${'a'.repeat(4095)}\u{1f600}${'\u20ac'.repeat(9000)}`
    expect(decodeUtf8(encodeUtf8(text))).toEqual({ ok: true, value: text })
  })

  test('accepts and refuses like the platform', () => {
    const nasty = fc.constantFrom(0x41, 0x80, 0xbf, 0xc0, 0xc2, 0xe0, 0xed, 0x9f, 0xa0, 0xef, 0xf0, 0x8f, 0x90, 0xf4, 0xf5, 0xff)
    fc.assert(
      fc.property(fc.array(fc.oneof(nasty, fc.nat(255)), { maxLength: 12 }), (list) => {
        const bytes = Uint8Array.from(list)
        const decoded = decodeUtf8(bytes)
        expect(decoded.ok ? decoded.value : undefined).toBe(nativeDecode(bytes))
      }),
      runs(5000),
    )
  })
})
