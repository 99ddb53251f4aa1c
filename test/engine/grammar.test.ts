import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isInvocationName, parseInvocation } from '../../src/engine/index.js'
import { runs } from '../seed.js'

const parsed = (text: string) => {
  const invocation = parseInvocation(text)
  return invocation === null ? null : [invocation.name, Object.fromEntries(invocation.params)]
}

describe('[SES-20] texts that parse', () => {
  test.each<[string, string, { [name: string]: string | number | boolean }]>([
    ['h()', 'h', {}],
    ['h(q=0)', 'h', { q: 0 }],
    ['_a1(b_2=true,c=false)', '_a1', { b_2: true, c: false }],
    [' \t\r\n h \n( \tq \r= \n0 \t, r = 1 ) \n', 'h', { q: 0, r: 1 }],
    ['f(a="x")', 'f', { a: 'x' }],
    ['f(a="")', 'f', { a: '' }],
    ['f(a="\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\\uD83D\\ude00")', 'f', { a: '"\\/\b\f\n\r\tAé😀' }],
    ['f(a="é 😀 \u007f\u2028")', 'f', { a: 'é 😀 \u007f\u2028' }],
    ['f(a=-1.5e+3)', 'f', { a: -1500 }],
    ['f(a=1E2)', 'f', { a: 100 }],
    ['f(a=0.0e-9)', 'f', { a: 0 }],
    ['f(a=1.7976931348623157e308)', 'f', { a: Number.MAX_VALUE }],
    ['f(a=1e-999)', 'f', { a: 0 }],
    ['true(false=true)', 'true', { false: true }],
    ['__proto__(constructor=1,__proto__=2)', '__proto__', JSON.parse('{"constructor":1,"__proto__":2}')],
  ])('%j', (text, name, params) => {
    expect(parseInvocation(text)).toEqual({ name, params: new Map(Object.entries(params)) })
  })

  test('[SES-21] -0 is read as 0', () => {
    for (const text of ['f(a=-0)', 'f(a=-0.0)', 'f(a=-0e5)', 'f(a=-1e-999)']) expect(parseInvocation(text)?.params.get('a')).toBe(0)
  })
})

describe('[SES-20] [SES-21] texts that do not parse', () => {
  test.each([
    '', ' ', 'h', 'h(', 'h)', '(q=0)', 'h(q=0', 'h(q)', 'h(q=)', 'h(=0)', 'h(0)', 'h(q=0,)', 'h(,q=0)', 'h(,)', 'h(q=0 r=1)', 'h(q=0;r=1)',
    'h(q=0)x', 'h(q=0))', 'h(q=0)()', '1h()', 'h-i()', 'é()', 'h(é=1)', 'h i()', 'h(q r=1)', 'h(q==1)', 'h(q:0)',
    'h(q=null)', 'h(q=[])', 'h(q={})', 'h(q=True)', 'h(q=TRUE)', 'h(q=truex)', 'h(q=x)', 'h(q=NaN)', 'h(q=Infinity)', 'h(q=-Infinity)',
    'h(q=+1)', 'h(q=01)', 'h(q=-01)', 'h(q=1.)', 'h(q=.5)', 'h(q=-)', 'h(q=--1)', 'h(q=1e)', 'h(q=1e+)', 'h(q=1e+-1)', 'h(q=0x10)',
      'h(q=1_000)',
    'h(q=1n)', 'h(q=1e309)', 'h(q=-1e309)', 'h(q=1.5.5)', 'h(q=٣)',
    'h(q="a)', "h(q='a')", 'h(q="a""b")', 'h(q="\\x41")', 'h(q="\\u12g4")', 'h(q="\\u123")', 'h(q="\\")', 'h(q="a\nb")', 'h(q="a\u0000b")',
    'h(q="\\uD800")', 'h(q="\\uDC00\\uD800")', 'h(q="\ud800")', 'h(q="\udc00")',
    'h(q=0,q=1)', 'h(q=0,r=1,q=0)', '\u00a0h()', '\ufeffh()', 'h\u2003()', 'h()\u0000', '\vh()', 'h(\f)',
  ])('%j', (text) => {
    expect(parseInvocation(text)).toBeNull()
  })

  test('[SES-21] 4,096 bytes are read, one more is not', () => {
    const ascii = (bytes: number): string => `f(a="${'x'.repeat(bytes - 7)}")`
    expect(parseInvocation(ascii(4096))).not.toBeNull()
    expect(parseInvocation(ascii(4097))).toBeNull()
    const wide = `f(a="${'€'.repeat(1363)}")` // 7 + 3 · 1363 = 4096
    expect(parseInvocation(wide)).not.toBeNull()
    expect(parseInvocation(`${wide} `)).toBeNull()
    expect(parseInvocation(`f()${' '.repeat(5000)}`)).toBeNull()
  })
})

describe('properties', () => {
  const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/)
  const value = fc.oneof(fc.boolean(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), fc.string({ unit: 'grapheme',
    maxLength: 12 }))
  const space = fc.stringMatching(/^[ \t\n\r]{0,2}$/)

  test('[SES-20] what is printed as JSON values is read back', () => {
    fc.assert(
      fc.property(name, fc.dictionary(name, value, { maxKeys: 6 }), space, (op, params, gap) => {
        const args = Object.entries(params).map(([key, one]) => `${gap}${key}${gap}=${gap}${JSON.stringify(one)}${gap}`)
        const expected = Object.entries(params).map(([key, one]): [string, unknown] => [key, Object.is(one, -0) ? 0 : one])
        expect(parseInvocation(`${gap}${op}${gap}(${args.join(',') || gap})${gap}`)).toEqual({ name: op,
          params: new Map(expected as never) })
      }),
      runs(500),
    )
  })

  test('[SES-20] number and string literals are those of JSON', () => {
    const literal = fc.oneof(fc.stringMatching(/^-?[0-9.eE+-]{1,6}$/), fc.stringMatching(/^"(\\?["\\/bfnrtux0-9a-f]){0,6}"$/))
    const json = (text: string): unknown => {
      try {
        return JSON.parse(text) as unknown
      } catch {
        return undefined
      }
    }
    fc.assert(
      fc.property(literal, (text) => {
        const want = json(text)
        const fits = (typeof want === 'number' && Number.isFinite(want)) || (typeof want === 'string' && !/[\ud800-\udfff]/.test(want))
        expect(parsed(`f(a=${text})`)).toEqual(fits ? ['f', { a: Object.is(want, -0) ? 0 : want }] : null)
      }),
      runs(3000),
    )
  })

  test('[SES-23] names match the grammar', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 4 }), (text) => {
        expect(isInvocationName(text)).toBe(/^[A-Za-z_][A-Za-z0-9_]*$/.test(text))
      }),
      runs(1000),
    )
    for (const text of ['', '1', 'a-b', 'a\n', 'é', '_',
      'a1']) expect(isInvocationName(text)).toBe(/^[A-Za-z_][A-Za-z0-9_]*$/.test(text) && !text.includes('\n'))
  })
})
