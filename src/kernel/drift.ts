import type { Law, OperatorSpec, Params } from '../artifact/law.js'
import { assert } from '../base/index.js'

/** Nominal drift of the label of a row: the predicted drift of its operators (SES-40). */
export const nominalDrift = (law: Law, row: OperatorSpec): number => {
  const nominal = law.drift.nominal.get(row.drift)
  assert(nominal !== undefined, `no nominal drift for the label ${row.drift}`)
  return nominal
}

/** Binds the measured drift of the operators of a row, for arguments that fit it (SES-40). It may be negative or not finite. */
export const bindMeasuredDrift = (law: Law, row: OperatorSpec): ((params: Params) => number) => {
  const nominal = nominalDrift(law, row)
  const terms = law.drift.scale.filter(({ operator }) => operator === row.name)
  // Left to right, each product and each sum one operation (NUM-04).
  return (params) => terms.reduce((sum, { parameter, coefficient }) => sum + coefficient * Number(params.get(parameter)), nominal)
}

/** The effective bound of a frame: the smaller of the bounds of its environment and its backend (SES-42). */
export const effectiveBound = (law: Law, environment: string, backend: string): number =>
  Math.min(environmentBound(law, environment), law.backends.get(backend)?.maxAccumulated ?? 0)

/** The drift bound of an environment (LAW-24). */
export const environmentBound = (law: Law, environment: string): number => law.environments.get(environment)?.driftBound ?? 0
