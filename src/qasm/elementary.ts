import {
  PI_BITS,
  WORK_BITS,
  arctanOfRatio,
  bitLength,
  circularSeries,
  decompose,
  divide,
  expSeries,
  fixedOf,
  integerSqrt,
  ln2Fixed,
  multiply,
  nearestDouble,
  oddSeries,
  piFixed,
  powerOfTwo,
  shifted,
} from './fixedpoint.js'

// Elementary functions of doubles, computed in integers and rounded once to the nearest double, so that every engine gives the same
// bits. All take finite doubles; outside the domain the result is NaN, beyond the range an infinity or 0.

const ONE = 1n << BigInt(WORK_BITS)
const SMALL = powerOfTwo(-30)
const TINY = powerOfTwo(-60)
const HUGE = powerOfTwo(64)
const REDUCTION_BITS = 512

/** The sine of an angle in radians. */
export const sine = (x: number): number => {
  if (Math.abs(x) < SMALL) return x // x - x³/6 rounds to x
  const { quadrant, rest } = reduced(x)
  return nearestDouble(sineAt(rest, quadrant), WORK_BITS)
}

/** The cosine of an angle in radians. */
export const cosine = (x: number): number => {
  if (Math.abs(x) < SMALL) return 1
  const { quadrant, rest } = reduced(x)
  return nearestDouble(sineAt(rest, quadrant + 1), WORK_BITS)
}

/** The tangent of an angle in radians. */
export const tangent = (x: number): number => {
  if (Math.abs(x) < SMALL) return x
  const { quadrant, rest } = reduced(x)
  return nearestDouble(divide(sineAt(rest, quadrant), sineAt(rest, quadrant + 1)), WORK_BITS)
}

/** x = quadrant · pi/2 + rest with |rest| ≤ pi/4 (+ rounding); exact enough for every double. */
const reduced = (x: number): { readonly quadrant: number; readonly rest: bigint } => {
  const bits = Math.abs(x) < HUGE ? REDUCTION_BITS : PI_BITS
  const scaled = fixedOf(x, bits)
  const pi = piFixed(bits)
  const quarter = (4n * scaled + pi) / (2n * pi) - (4n * scaled + pi < 0n ? 1n : 0n)
  const rest = scaled - ((quarter * pi) >> 1n)
  return { quadrant: Number(quarter & 3n), rest: rest >> BigInt(bits - WORK_BITS) }
}

/** sin(rest + quadrant · pi/2) in working fixed point. */
const sineAt = (rest: bigint, quadrant: number): bigint => {
  const value = circularSeries(rest, quadrant % 2 === 0 ? 1n : 0n)
  return quadrant % 4 < 2 ? value : -value
}

/** e to the power x. */
export const exponential = (x: number): number => {
  if (Math.abs(x) < TINY) return 1
  if (x > 710) return Number.POSITIVE_INFINITY
  return x < -746 ? 0 : expOf(fixedOf(x, WORK_BITS))
}

const expOf = (t: bigint): number => {
  const ln2 = ln2Fixed()
  const power = t / ln2
  return nearestDouble(expSeries(t - power * ln2), WORK_BITS - Number(power))
}

/** The natural logarithm of x > 0. */
export const naturalLogarithm = (x: number): number => {
  if (x <= 0) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN
  return x === 1 ? 0 : nearestDouble(logarithmOf(x), WORK_BITS)
}

/** ln x in working fixed point: x = f · 2^k with f in [0.7, 1.4), ln x = 2 atanh((f - 1) / (f + 1)) + k ln 2. */
const logarithmOf = (x: number): bigint => {
  const { mantissa, exponent } = decompose(x)
  const length = bitLength(mantissa)
  const half = shifted(mantissa, WORK_BITS - length)
  const low = half * 10n < ONE * 7n
  const f = low ? half << 1n : half
  return 2n * oddSeries(divide(f - ONE, f + ONE), 1n) + BigInt(exponent + length - (low ? 1 : 0)) * ln2Fixed()
}

/** The angle in (-pi/2, pi/2) whose tangent is x. */
export const arctangent = (x: number): number => {
  if (Math.abs(x) < SMALL) return x
  const { mantissa, exponent } = decompose(Math.abs(x))
  const angle = arctanOfRatio(shifted(mantissa, Math.max(exponent, 0)), shifted(1n, Math.max(-exponent, 0)))
  return nearestDouble(x < 0 ? -angle : angle, WORK_BITS)
}

/** The angle in [-pi/2, pi/2] whose sine is x. */
export const arcsine = (x: number): number => {
  if (Math.abs(x) > 1) return Number.NaN
  if (Math.abs(x) < SMALL) return x
  const s = fixedOf(Math.abs(x), WORK_BITS)
  const angle = arctanOfRatio(s, integerSqrt(ONE * ONE - s * s))
  return nearestDouble(x < 0 ? -angle : angle, WORK_BITS)
}

/** The angle in [0, pi] whose cosine is x. */
export const arccosine = (x: number): number => {
  if (Math.abs(x) > 1) return Number.NaN
  const c = fixedOf(x, WORK_BITS)
  const half = arctanOfRatio(integerSqrt((ONE - c) * ONE), integerSqrt((ONE + c) * ONE)) // tan²(a/2) = (1 - cos a) / (1 + cos a)
  return nearestDouble(half << 1n, WORK_BITS)
}

const EXACT_BITS_MAX = 4096

/** x to the power y. 0 to the power 0 is 1; a negative x has only integer powers. */
export const power = (x: number, y: number): number => {
  if (y === 0 || x === 1) return 1
  if (x === 0) return y > 0 ? 0 : Number.POSITIVE_INFINITY
  if (!Number.isInteger(y)) return x < 0 ? Number.NaN : realPower(x, y)
  const magnitude = integerPower(Math.abs(x), y)
  return x < 0 && y % 2 !== 0 ? -magnitude : magnitude
}

/** x > 0 to an integer power: exact, then rounded, unless the exact value has so many bits that no tie is possible. */
const integerPower = (x: number, y: number): number => {
  const { mantissa, exponent } = decompose(x)
  const zeros = bitLength(mantissa & -mantissa) - 1
  const odd = mantissa >> BigInt(zeros)
  const count = Math.abs(y)
  if (bitLength(odd) * count > EXACT_BITS_MAX && odd !== 1n) return realPower(x, y)
  const scale = (exponent + zeros) * y
  if (Math.abs(scale) > 2 * EXACT_BITS_MAX) return scale > 0 ? Number.POSITIVE_INFINITY : 0
  const exact = odd === 1n ? 1n : odd ** BigInt(count)
  if (y > 0) return nearestDouble(exact, -scale)
  const bits = bitLength(exact) + WORK_BITS
  return nearestDouble((1n << BigInt(bits)) / exact, bits - scale)
}

/** x > 0, x ≠ 1, to the power y as e to the power y ln x. */
const realPower = (x: number, y: number): number => {
  if (Math.abs(y) > HUGE) return x > 1 === y > 0 ? Number.POSITIVE_INFINITY : 0
  if (Math.abs(y) < powerOfTwo(-80)) return 1
  const t = multiply(fixedOf(y, WORK_BITS), logarithmOf(x))
  const whole = Number(t >> BigInt(WORK_BITS))
  if (whole > 710) return Number.POSITIVE_INFINITY
  return whole < -747 ? 0 : expOf(t)
}
