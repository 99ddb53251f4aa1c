import { describe, expect, test } from 'vitest'
import type { OperatorSpec, ParameterSpec, Scalar } from '../../src/artifact/law.js'
import { argumentsFit, withoutMinusZero } from '../../src/kernel/arguments.js'

const spec = (name: string, type: ParameterSpec['type'], bounds: Partial<ParameterSpec> = {}): ParameterSpec => ({
  name, type, min: null, max: null, exclusiveMin: null, exclusiveMax: null, ...bounds,
})

const row = (parameters: readonly ParameterSpec[], distinct: readonly (readonly string[])[] = []): OperatorSpec => ({
  name: 'f', family: 'f', tier: 't', drift: 'd', needsToken: false, frame: 'reuse', parameters, distinct,
})

const fits = (of: OperatorSpec, params: { [name: string]: Scalar }): boolean => argumentsFit(of, new Map(Object.entries(params)))

describe('[SES-22, LAW-22] types and bounds', () => {
  const within = spec('a', 'number', { min: -1, max: 2 })
  const between = spec('a', 'number', { exclusiveMin: -1, exclusiveMax: 2 })
  test.each<[string, ParameterSpec, Scalar, boolean]>([
    ['an int', spec('a', 'int'), 3, true],
    ['the greatest int', spec('a', 'int'), 2 ** 53 - 1, true],
    ['the least int', spec('a', 'int'), -(2 ** 53) + 1, true],
    ['past the greatest int', spec('a', 'int'), 2 ** 53, false],
    ['a fraction is no int', spec('a', 'int'), 0.5, false],
    ['a text is no int', spec('a', 'int'), '1', false],
    ['a boolean is no int', spec('a', 'int'), true, false],
    ['below an int bound', spec('a', 'int', { min: 0 }), -1, false],
    ['at an int bound', spec('a', 'int', { min: 0 }), 0, true],
    ['an int is a number', spec('a', 'number'), 1, true],
    ['2^53 is a number', spec('a', 'number'), 2 ** 53, true],
    ['a text is no number', spec('a', 'number'), '1', false],
    ['a boolean is no number', spec('a', 'number'), false, false],
    ['at min', within, -1, true],
    ['below min', within, -1.5, false],
    ['at max', within, 2, true],
    ['above max', within, 2.5, false],
    ['at exclusive_min', between, -1, false],
    ['above exclusive_min', between, -0.999, true],
    ['at exclusive_max', between, 2, false],
    ['below exclusive_max', between, 1.999, true],
    ['a boolean', spec('a', 'boolean'), false, true],
    ['a number is no boolean', spec('a', 'boolean'), 0, false],
    ['a text', spec('a', 'string'), '', true],
    ['a number is no text', spec('a', 'string'), 1, false],
  ])('%s', (_name, parameter, value, expected) => {
    expect(fits(row([parameter]), { a: value })).toBe(expected)
  })
})

describe('[SES-22, LAW-23] presence and difference', () => {
  const pair = row([spec('a', 'int'), spec('b', 'int')], [['a', 'b']])
  test.each<[string, OperatorSpec, { [name: string]: Scalar }, boolean]>([
    ['none needed, none given', row([]), {}, true],
    ['none needed, one given', row([]), { a: 1 }, false],
    ['both given', pair, { a: 1, b: 2 }, true],
    ['one missing', pair, { a: 1 }, false],
    ['one extra', pair, { a: 1, b: 2, c: 3 }, false],
    ['one misnamed', pair, { a: 1, c: 2 }, false],
    ['equal where they must differ', pair, { a: 1, b: 1 }, false],
    ['equal where they need not', row([spec('a', 'int'), spec('b', 'int')]), { a: 1, b: 1 }, true],
    ['1 and "1" differ', row([spec('a', 'int'), spec('b', 'string')], [['a', 'b']]), { a: 1, b: '1' }, true],
    ['inherited names are no arguments', row([spec('constructor', 'string')]), {}, false],
  ])('%s', (_name, of, params, expected) => {
    expect(fits(of, params)).toBe(expected)
  })
})

test('[SES-23] -0 is taken as 0, and the parameters given are not changed', () => {
  const given = new Map<string, Scalar>([['a', -0], ['b', 'x']])
  expect(Object.is(withoutMinusZero(given).get('a'), 0)).toBe(true)
  expect(withoutMinusZero(given).get('b')).toBe('x')
  expect(Object.is(given.get('a'), -0)).toBe(true)
  const plain = new Map<string, Scalar>([['a', 1]])
  expect(withoutMinusZero(plain)).toBe(plain)
})
