import type { OperatorSpec, Params, ParameterSpec, Scalar } from '../artifact/law.js'
import { unreachable } from '../base/index.js'

const isWithin = (value: number, { min, max, exclusiveMin, exclusiveMax }: ParameterSpec): boolean =>
  (min === null || min <= value) &&
  (max === null || value <= max) &&
  (exclusiveMin === null || exclusiveMin < value) &&
  (exclusiveMax === null || value < exclusiveMax)

// LAW-22: an int is an integral number of magnitude at most 2^53 - 1, however it is written.
const fits = (value: Scalar | undefined, spec: ParameterSpec): boolean => {
  switch (spec.type) {
    case 'int':
      return Number.isSafeInteger(value) && isWithin(value as number, spec) // a safe integer is a number
    case 'number':
      return typeof value === 'number' && isWithin(value, spec)
    case 'boolean':
      return typeof value === 'boolean'
    case 'string':
      return typeof value === 'string'
    default:
      return unreachable(spec.type)
  }
}

const areDistinct = (names: readonly string[], params: Params): boolean =>
  new Set(names.map((name) => params.get(name))).size === names.length

/** Whether `params` fit the row: each parameter has its argument, none is extra, types, bounds and `distinct` hold (SES-22, LAW-23). */
export const argumentsFit = (row: OperatorSpec, params: Params): boolean =>
  params.size === row.parameters.length &&
  row.parameters.every((spec) => fits(params.get(spec.name), spec)) &&
  row.distinct.every((names) => areDistinct(names, params))

const isMinusZero = (value: Scalar): boolean => Object.is(value, -0)

/** `params` with each −0 taken as 0 (SES-23). */
export const withoutMinusZero = (params: Params): Params => {
  let found = false
  for (const value of params.values()) found ||= isMinusZero(value)
  return found ? new Map([...params].map(([name, value]) => [name, isMinusZero(value) ? 0 : value])) : params
}
