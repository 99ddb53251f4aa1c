import canonicalize from 'canonicalize'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AssertionFailure, canonicalJson, canonicalNumber, canonicalString } from '../../src/base/index.js'
import type { Json } from '../../src/base/index.js'
import { runs } from '../seed.js'

const toMaps = (value: Json): Json => {
  if (Array.isArray(value)) return (value as readonly Json[]).map(toMaps)
  if (typeof value !== 'object' || value === null) return value
  return new Map(Object.entries(value).map(([key, member]) => [key, toMaps(member as Json)]))
}

// [IEEE 754 bits as hex, canonical form]: the table of RFC 8785, appendix B.
const RFC_NUMBERS: readonly (readonly [string, string])[] = [
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'],
  ['4430000000000000', '295147905179352830000'],
  ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'],
  ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['41b3de4355555554', '333333333.33333325'],
  ['41b3de4355555555', '333333333.3333333'],
  ['41b3de4355555556', '333333333.3333334'],
  ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
  ['43143ff3c1cb0959', '1424953923781206.2'],
]

const fromBits = (bits: string): number => {
  const view = new DataView(new ArrayBuffer(8))
  view.setBigUint64(0, BigInt(`0x${bits}`))
  return view.getFloat64(0)
}

describe('numbers', () => {
  test.each(RFC_NUMBERS)('RFC 8785 appendix B: %s is %s', (bits, text) => {
    expect(canonicalNumber(fromBits(bits))).toBe(text)
  })

  test.each([
    [0.1, '0.1'],
    [0.1 + 0.2, '0.30000000000000004'],
    [1e20, '100000000000000000000'],
    [1e21, '1e+21'],
    [123456789012345680000, '123456789012345680000'],
    [1e-6, '0.000001'],
    [1e-7, '1e-7'],
    [2 ** 53 - 1, '9007199254740991'],
    [-(2 ** 53 - 1), '-9007199254740991'],
    [2.2250738585072014e-308, '2.2250738585072014e-308'],
    [4.5, '4.5'],
    [2e-3, '0.002'],
    [1 / 3, '0.3333333333333333'],
    [-1, '-1'],
    [100, '100'],
  ])('%d is %s', (value, text) => {
    expect(canonicalNumber(value)).toBe(text)
    expect(canonicalJson([value])).toBe(`[${text}]`)
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('%d is refused', (value) => {
    expect(() => canonicalNumber(value)).toThrow(AssertionFailure)
    expect(() => canonicalJson({ a: [value] })).toThrow(AssertionFailure)
  })

  test('any double comes back as itself, bit for bit but for -0', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Object.is(JSON.parse(canonicalNumber(value)), value === 0 ? 0 : value)).toBe(true)
      }),
      runs(2000),
    )
  })
})

describe('strings', () => {
  test.each([
    ['', '""'],
    ['plain', '"plain"'],
    ['quote " and \\', '"quote \\" and \\\\"'],
    ['/', '"/"'],
    ['\b\f\n\r\t', '"\\b\\f\\n\\r\\t"'],
    ['\u0000\u001f', '"\\u0000\\u001f"'],
    ['\u007f', '"\u007f"'],
    ['\u2028\u2029', '"\u2028\u2029"'],
    ['\u20ac$\u000f\nA\'B"\\\\"/', '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'],
    ['\u{1f600}', '"\u{1f600}"'],
    ['\ufeff', '"\ufeff"'],
    ['a\n', '"a\\n"'],
  ])('%j', (value, text) => {
    expect(canonicalString(value)).toBe(text)
  })

  test.each(['\ud800', '\udc00', 'a\ud800b', '\udc00\ud800', '\ud800\ud800\udc00'])('lone surrogate %j is refused', (value) => {
    expect(() => canonicalString(value)).toThrow(AssertionFailure)
    expect(() => canonicalJson({ [value]: 1 })).toThrow(AssertionFailure)
    expect(() => canonicalJson(new Map([[value, 1]]))).toThrow(AssertionFailure)
  })
})

describe('values', () => {
  test('the example of RFC 8785 §3.2.3 sorts by UTF-16 code units', () => {
    const value = { '\u20ac': 'e', '\r': 'cr', '\ufb33': 'd', '1': 'one', '\u{1f600}': 's', '\u0080': 'c', '\u00f6': 'o' }
    const text = canonicalJson(value)
    expect(Object.values(JSON.parse(text) as object)).toEqual(['one', 'cr', 'c', 'o', 'e', 's', 'd'])
    expect(text).toBe(canonicalize(value))
  })

  test('a map may hold any name as a key', () => {
    const value = new Map<string, Json>([['__proto__', 1], ['constructor', 2], ['10', 3], ['9', 4]])
    expect(canonicalJson(value)).toBe('{"10":3,"9":4,"__proto__":1,"constructor":2}')
  })

  test.each([
    ['undefined', undefined],
    ['a member that is undefined', { a: undefined }],
    ['a hole', [, 1]], // oxlint-disable-line no-sparse-arrays
    ['a function', () => 1],
    ['a big integer', 1n],
    ['a symbol', Symbol('s')],
    ['a date', new Date(0)],
    ['a set', new Set([1])],
    ['a boxed number', Object(1) as unknown],
  ])('%s is refused', (_name, value) => {
    expect(() => canonicalJson(value as Json)).toThrow(AssertionFailure)
  })

  test('agrees with the canonicalize package, as objects and as maps', () => {
    const anyJson = fc.jsonValue({ stringUnit: 'binary', maxDepth: 5 }).filter((value) => {
      const text = JSON.stringify(value)
      return !text.includes('__proto__') && !/\\ud[89a-f]/i.test(text)
    })
    fc.assert(
      fc.property(anyJson, (value) => {
        const text = canonicalJson(value as Json)
        expect(text).toBe(canonicalize(value))
        expect(canonicalJson(toMaps(value as Json))).toBe(text)
        expect(canonicalJson(JSON.parse(text) as Json)).toBe(text)
      }),
      runs(1000),
    )
  })

  test('the order of insertion does not matter', () => {
    const entries = fc.uniqueArray(fc.tuple(fc.string(), fc.integer()), { selector: ([key]) => key })
    fc.assert(
      fc.property(entries, (list) => {
        expect(canonicalJson(new Map(list))).toBe(canonicalJson(new Map([...list].reverse())))
      }),
      runs(300),
    )
  })
})
