import type { DriftTable, Params } from '../artifact/law.js'

/** Drift of one operator: what its label predicts, and what its parameters add to that. */
export interface DriftModel {
  readonly nominal: number
  /** nominal + Σ coefficient · parameter, from left to right (SES-40); may be infinite or negative. The arguments must fit the row. */
  measure(params: Params): number
}

/** Compiles the drift of the operator `name` with label `label` (LAW-27, LAW-28, SES-40). */
export const compileDrift = ({ nominal, scale }: DriftTable, name: string, label: string): DriftModel => {
  const predicted = nominal.get(label) ?? 0
  const terms = scale.filter(({ operator }) => operator === name)
  if (terms.length === 0) return { nominal: predicted, measure: () => predicted }
  return {
    nominal: predicted,
    measure: (params) => {
      let sum = predicted
      for (const { parameter, coefficient } of terms) sum += coefficient * Number(params.get(parameter))
      return sum
    },
  }
}
