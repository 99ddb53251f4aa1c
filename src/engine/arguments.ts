import { unreachable } from '../base/index.js'
import type { OperatorSpec, Params, ParameterSpec, Scalar } from '../artifact/law.js'

/** Whether the arguments of an invocation fit a row of the operator table. */
export type ArgumentCheck = (params: Params) => boolean

type ValueCheck = (value: Scalar | undefined) => boolean

const hasNoBounds = ({ min, max, exclusiveMin, exclusiveMax }: ParameterSpec): boolean =>
  min === null && max === null && exclusiveMin === null && exclusiveMax === null

// SES-22: min ≤ v, v ≤ max, exclusive_min < v, v < exclusive_max. An absent bound is an infinity, which no value reaches.
const boundsCheck = (spec: ParameterSpec): ((value: number) => boolean) => {
  if (hasNoBounds(spec)) return () => true
  const min = spec.min ?? Number.NEGATIVE_INFINITY
  const max = spec.max ?? Number.POSITIVE_INFINITY
  const above = spec.exclusiveMin ?? Number.NEGATIVE_INFINITY
  const below = spec.exclusiveMax ?? Number.POSITIVE_INFINITY
  return (value) => min <= value && value <= max && above < value && value < below
}

const valueCheck = (spec: ParameterSpec): ValueCheck => {
  const fits = boundsCheck(spec)
  switch (spec.type) {
    case 'int': // LAW-22: an integral value of magnitude at most 2⁵³ − 1, however it is written.
      return (value) => Number.isSafeInteger(value) && fits(value as number)
    case 'number':
      return (value) => typeof value === 'number' && Number.isFinite(value) && fits(value)
    case 'boolean':
      return (value) => typeof value === 'boolean'
    case 'string':
      return (value) => typeof value === 'string'
    default:
      return unreachable(spec.type)
  }
}

const areDistinct = (group: readonly string[], params: Params): boolean => {
  for (let first = 0; first < group.length; first++) {
    const value = params.get(group[first] ?? '')
    for (let second = first + 1; second < group.length; second++) if (params.get(group[second] ?? '') === value) return false
  }
  return true
}

/** Compiles the check of a row: each parameter has an argument that fits, there is no other, and distinct groups differ (SES-22). */
export const compileArguments = ({ parameters, distinct }: OperatorSpec): ArgumentCheck => {
  const count = parameters.length
  const names = parameters.map(({ name }) => name)
  const checks = parameters.map(valueCheck)
  return (params) => {
    if (params.size !== count) return false
    for (let index = 0; index < count; index++) {
      const name = names[index] as string // index < count
      const check = checks[index] as ValueCheck // index < count
      if (!check(params.get(name))) return false
    }
    for (const group of distinct) if (!areDistinct(group, params)) return false
    return true
  }
}
