import type { Law } from '../../artifact/law.js'
import { compareNumbers, LIMITS } from '../../base/index.js'

/** The drift totals that a frame can have: multiples of a quantum up to a greatest one; or why they are too many. */
export type DriftDomain =
  | { readonly ok: true; readonly quantum: number; readonly values: readonly number[] }
  | { readonly ok: false; readonly why: string }

const VALUES_MAX = LIMITS.modelDriftValues.value

const halved = (value: number, times: number): number => {
  let result = value
  for (let left = times; left > 0; left--) result /= 2
  return result
}

/** A number as an integer, and how often it must be halved; every finite double is such a number. */
const exactOf = (value: number): readonly [bigint, number] => {
  let [scaled, halvings] = [value, 0]
  while (!Number.isInteger(scaled)) {
    scaled *= 2
    halvings++
  }
  return [BigInt(scaled), halvings]
}

const gcdOf = (one: bigint, other: bigint): bigint => (other === 0n ? one : gcdOf(other, one % other))

/** The greatest number of which all of `numbers` are multiples, in exact arithmetic; 0 if all are 0. */
export const quantumOf = (numbers: readonly number[]): number => {
  const exact = numbers.filter((one) => one !== 0).map(exactOf)
  const most = Math.max(0, ...exact.map(([, halvings]) => halvings))
  const whole = exact.map(([integer, halvings]) => integer << BigInt(most - halvings))
  return halved(Number(whole.reduce(gcdOf, 0n)), most)
}

/**
 * The totals of `law` (CHK-04). Sums of nominal drifts are exact where all are multiples of one quantum and no total needs more than 53
 * bits.
 * One operator beyond the greatest bound is the last total that a model follows: what goes further has left the domain.
 */
export const driftDomain = (law: Law, declared: number | null): DriftDomain => {
  const nominal = [...law.operators.operators.values()].map(({ drift }) => law.drift.nominal.get(drift) ?? 0)
  const bounds = [...law.environments.values()].map(({ driftBound }) => driftBound)
  const caps = [...law.backends.values()].map(({ maxAccumulated }) => maxAccumulated)
  const found = quantumOf(nominal)
  if (declared !== null && (found === 0 ? false : quantumOf([found, declared]) !== declared)) {
    return { ok: false, why: `a nominal drift is no multiple of the declared quantum ${declared}` }
  }
  const quantum = declared ?? found
  const greatest = Math.min(Math.max(0, ...bounds), Math.max(0, ...caps)) + Math.max(0, ...nominal)
  if (quantum === 0) return { ok: true, quantum: 0, values: [0] }
  const count = Math.floor(greatest / quantum) + 1
  if (!(count <= VALUES_MAX)) return { ok: false, why: `drift takes more than ${VALUES_MAX} values in steps of ${quantum}` }
  const values = Array.from({ length: count }, (_, index) => index * quantum)
  return { ok: true, quantum, values: values.toSorted(compareNumbers) }
}
