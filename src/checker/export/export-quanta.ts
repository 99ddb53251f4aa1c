import type { Law } from '../../artifact/law.js'

/** Drift in whole numbers: measured drift and bounds counted in quanta (CHK-31). */
export interface Quanta {
  readonly quantum: number
  /** The greatest total that a model follows: one operator beyond the greatest bound (CHK-04). */
  readonly greatest: number
  /** A nominal drift in quanta, exactly. */
  count(drift: number): number
  /** The most quanta that do not exceed a bound, at most `greatest`. */
  floor(bound: number): number
}

/** The most totals that a model keeps apart. */
const TOTALS_MAX = 65_536

/** The most quanta that a double counts exactly times the odd part of the quantum. */
const EXACT_MAX = 2n ** 53n

/** A double as an integer over a power of two. */
interface Dyadic {
  readonly integer: bigint
  readonly scale: bigint
}

const dyadic = (value: number): Dyadic => {
  let [whole, scale] = [value, 1n]
  while (!Number.isInteger(whole)) {
    whole *= 2
    scale *= 2n
  }
  return { integer: BigInt(whole), scale }
}

const commonDivisor = (one: bigint, other: bigint): bigint => {
  let [a, b] = [one, other]
  while (b !== 0n) [a, b] = [b, a % b]
  return a
}

const odd = (value: bigint): bigint => {
  let rest = value
  while (rest !== 0n && rest % 2n === 0n) rest /= 2n
  return rest
}

/** Counts the drifts of `law` in their greatest common divisor; a text says why that is not possible. */
export const quantaOf = (law: Law): Quanta | string => {
  if (law.drift.scale.length > 0) return 'drift that depends on arguments'
  const nominal = [...law.operators.operators.values()].map(({ drift }) => law.drift.nominal.get(drift) ?? 0)
  const bounds = [...law.environments.values()].map(({ driftBound }) => driftBound)
  const limits = [...law.backends.values()].map(({ maxAccumulated }) => maxAccumulated)
  const exact = [...nominal, ...bounds, ...limits].map(dyadic)
  const scale = exact.reduce((most, one) => (one.scale > most ? one.scale : most), 1n)
  const wholeOf = (value: number): bigint => {
    const { integer, scale: own } = dyadic(value)
    return (integer * scale) / own
  }
  const divisor = nominal.map(wholeOf).reduce(commonDivisor, 0n)
  if (divisor === 0n) return { quantum: 0, greatest: 0, count: () => 0, floor: () => 0 }
  const greatestBound = bounds.map(wholeOf).reduce((most, one) => (one > most ? one : most), 0n)
  const greatestLimit = limits.map(wholeOf).reduce((most, one) => (one > most ? one : most), 0n)
  const greatestDrift = nominal.map(wholeOf).reduce((most, one) => (one > most ? one : most), 0n)
  const most = ((greatestBound < greatestLimit ? greatestBound : greatestLimit) + greatestDrift) / divisor
  if (most >= TOTALS_MAX) return `drift in more than ${TOTALS_MAX} steps`
  if (odd(divisor) * (most + greatestDrift / divisor) > EXACT_MAX) return 'drift whose sums are not exact'
  const floor = (bound: number): number => {
    const steps = wholeOf(bound) / divisor
    return Number(steps < most ? steps : most)
  }
  return { quantum: Number(divisor) / Number(scale), greatest: Number(most), count: (drift) => Number(wholeOf(drift) / divisor), floor }
}
