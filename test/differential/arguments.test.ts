import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OperatorSpec, ParameterSpec, ParameterType, Scalar } from '../../src/artifact/law.js'
import { compileArguments } from '../../src/engine/arguments.js'
import { argumentsFit } from '../../src/kernel/arguments.js'
import { runs } from '../seed.js'

const NAMES = ['a', 'b', '__proto__', 'constructor']
const NUMBERS = [-1, 0, 0.5, 1, 2, 2.5, 2 ** 53 - 1, 2 ** 53, -(2 ** 53) + 1, -(2 ** 53), 1e300, 5e-324]

const bound = fc.constantFrom(null, null, null, 0, 0.5, 1, 2, 2 ** 53)

const UNBOUNDED = { min: null, max: null, exclusiveMin: null, exclusiveMax: null }

const parameter = (name: string): fc.Arbitrary<ParameterSpec> =>
  fc.record({
    name: fc.constant(name),
    type: fc.constantFrom<ParameterType>('int', 'number', 'boolean', 'string'),
    min: bound,
    max: bound,
    exclusiveMin: bound,
    exclusiveMax: bound,
  }).map((spec) => (spec.type === 'int' || spec.type === 'number' ? spec : { ...spec, ...UNBOUNDED }))

const row: fc.Arbitrary<OperatorSpec> = fc.subarray(NAMES).chain((names) =>
  fc.record({
    name: fc.constant('op'),
    family: fc.constant('f'),
    tier: fc.constant('t'),
    drift: fc.constant('d'),
    needsToken: fc.boolean(),
    frame: fc.constantFrom('reuse', 'new'),
    parameters: names.length === 0 ? fc.constant([]) : fc.tuple(...names.map(parameter)),
    distinct: names.length < 2 ? fc.constant([]) : fc.array(fc.subarray(names, { minLength: 2 }), { maxLength: 2 }),
  }),
)

const scalar = fc.oneof({ weight: 3, arbitrary: fc.constantFrom<Scalar>(...NUMBERS) }, fc.constantFrom<Scalar>('', '1', true, false))

/** SES-22, sentence by sentence. */
const reference = ({ parameters, distinct }: OperatorSpec, params: ReadonlyMap<string, Scalar>): boolean => {
  if (params.size !== parameters.length) return false
  for (const { name, type, min, max, exclusiveMin, exclusiveMax } of parameters) {
    const value = params.get(name)
    if (value === undefined) return false
    if (type === 'boolean' || type === 'string') {
      if (typeof value !== type) return false
      continue
    }
    if (typeof value !== 'number') return false
    if (type === 'int' && !(Number.isInteger(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER)) return false
    if (value < (min ?? -Infinity) || value > (max ?? Infinity)) return false
    if (value <= (exclusiveMin ?? -Infinity) || value >= (exclusiveMax ?? Infinity)) return false
  }
  return distinct.every((group) => new Set(group.map((name) => params.get(name))).size === group.length)
}

test('[SES-22] whether arguments fit a row: kernel, engine and a reference', () => {
  let fitting = 0
  const cases = row.chain((spec) => {
    const names = spec.parameters.map(({ name }) => name)
    const exact = names.map((name) => fc.tuple(fc.constant(name), scalar))
    const some = fc.array(fc.tuple(fc.constantFrom(...NAMES), scalar), { maxLength: 4 })
    return fc.tuple(fc.constant(spec), fc.oneof({ weight: 4, arbitrary: fc.tuple(...exact) }, some))
  })
  fc.assert(
    fc.property(cases, ([spec, pairs]) => {
      const params = new Map<string, Scalar>(pairs)
      const expected = reference(spec, params)
      if (expected) fitting++
      expect([argumentsFit(spec, params), compileArguments(spec)(params)]).toEqual([expected, expected])
    }),
    runs(8_000),
  )
  expect(fitting).toBeGreaterThan(500)
})
