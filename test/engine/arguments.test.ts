import { describe, expect, test } from 'vitest'
import type { OperatorSpec, ParameterSpec, Scalar } from '../../src/artifact/law.js'
import { compileArguments } from '../../src/engine/index.js'

const parameter = (name: string, type: ParameterSpec['type'], bounds: Partial<ParameterSpec> = {}): ParameterSpec => ({
  name,
  type,
  min: null,
  max: null,
  exclusiveMin: null,
  exclusiveMax: null,
  ...bounds,
})

const row = (parameters: readonly ParameterSpec[], distinct: readonly (readonly string[])[] = []): OperatorSpec => ({
  name: 'op',
  family: 'f',
  tier: 't',
  drift: 'd',
  needsToken: false,
  frame: 'reuse',
  parameters,
  distinct,
})

const fits = (spec: OperatorSpec,
  args: { readonly [name: string]: Scalar }): boolean => compileArguments(spec)(new Map(Object.entries(args)))

describe('[SES-22] values and domains', () => {
  const least = -(2 ** 53) + 1
  test.each<[string, ParameterSpec, readonly Scalar[], readonly Scalar[]]>([
    ['[LAW-22] int', parameter('a', 'int'), [0, -1, 1.0, 2 ** 53 - 1, least, 1e3], [0.5, 2 ** 53, least - 1, 1e300, true, '1', '']],
    ['int from 0', parameter('a', 'int', { min: 0 }), [0, 7], [-1, -0.5, false]],
    ['number', parameter('a', 'number'), [0, 0.5, -1e300, 5e-324], [true, '0.5']],
    ['closed interval', parameter('a', 'number', { min: 0, max: 1 }), [0, 0.5, 1], [-5e-324, 1 + 2 ** -52]],
    ['open interval', parameter('a', 'number', { exclusiveMin: 0, exclusiveMax: 1 }), [5e-324, 0.5, 1 - 2 ** -53], [0, 1, -1, 2]],
    ['both kinds of bounds', parameter('a', 'int', { min: 0, exclusiveMin: 0, max: 5, exclusiveMax: 5 }), [1, 4], [0, 5]],
    ['boolean', parameter('a', 'boolean'), [true, false], [0, 1, 'true']],
    ['string', parameter('a', 'string'), ['', 'x'], [0, false]],
  ])('%s', (_title, spec, good, bad) => {
    for (const value of good) expect(fits(row([spec]), { a: value }), String(value)).toBe(true)
    for (const value of bad) expect(fits(row([spec]), { a: value }), String(value)).toBe(false)
  })
})

describe('[SES-22] each parameter has an argument and there is no other', () => {
  const spec = row([parameter('a', 'int'), parameter('b', 'int')])
  test.each<[{ readonly [name: string]: Scalar }, boolean]>([
    [{ a: 1, b: 2 }, true],
    [{ b: 2, a: 1 }, true],
    [{ a: 1 }, false],
    [{ b: 1 }, false],
    [{}, false],
    [{ a: 1, c: 2 }, false],
    [{ a: 1, b: 2, c: 3 }, false],
    [JSON.parse('{"a":1,"__proto__":2}'), false],
  ])('%j', (args, expected) => {
    expect(fits(spec, args)).toBe(expected)
  })

  test('no parameters, no arguments', () => {
    expect(fits(row([]), {})).toBe(true)
    expect(fits(row([]), { a: 1 })).toBe(false)
  })
})

describe('[LAW-23] within a group no two arguments are equal', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => parameter(name, 'int')) as [ParameterSpec, ParameterSpec, ParameterSpec]
  test.each<[readonly (readonly string[])[], { readonly [name: string]: Scalar }, boolean]>([
    [[['a', 'b']], { a: 1, b: 2, c: 1 }, true],
    [[['a', 'b']], { a: 1, b: 1, c: 2 }, false],
    [[['a', 'b', 'c']], { a: 1, b: 2, c: 1 }, false],
    [[['a', 'b', 'c']], { a: 1, b: 2, c: 2 }, false],
    [[['a', 'b', 'c']], { a: 1, b: 2, c: 3 }, true],
    [[['a', 'b'], ['b', 'c']], { a: 1, b: 2, c: 2 }, false],
    [[['a', 'b'], ['b', 'c']], { a: 1, b: 2, c: 1 }, true],
  ])('%j %j', (groups, args, expected) => {
    expect(fits(row([a, b, c], groups), args)).toBe(expected)
  })
})
