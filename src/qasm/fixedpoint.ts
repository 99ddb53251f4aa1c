/** Fraction bits of the working fixed-point numbers: far more than any result of this domain needs to round correctly. */
export const WORK_BITS = 320
/** Fraction bits of the stored pi: enough to reduce the largest double. */
export const PI_BITS = 1500

const ONE = 1n << BigInt(WORK_BITS)
const DOUBLE = new Float64Array(1)
const RAW = new BigUint64Array(DOUBLE.buffer)

/** A finite double as `mantissa · 2^exponent`, exactly. */
export const decompose = (x: number): { readonly mantissa: bigint; readonly exponent: number } => {
  DOUBLE[0] = x
  const raw = RAW[0] ?? 0n
  const biased = Number((raw >> 52n) & 0x7ffn)
  const fraction = raw & 0xf_ffff_ffff_ffffn
  const magnitude = biased === 0 ? fraction : fraction | 0x10_0000_0000_0000n
  return { mantissa: raw >> 63n === 0n ? magnitude : -magnitude, exponent: Math.max(biased, 1) - 1075 }
}

/** `2^exponent` for exponents from -1074 to 1023, exactly. */
export const powerOfTwo = (exponent: number): number => {
  RAW[0] = exponent >= -1022 ? BigInt(exponent + 1023) << 52n : 1n << BigInt(exponent + 1074)
  return DOUBLE[0] ?? 0
}

/** `n` times `2^bits`; a negative `bits` rounds towards minus infinity. */
export const shifted = (n: bigint, bits: number): bigint => (bits >= 0 ? n << BigInt(bits) : n >> BigInt(-bits))

/** A finite double in fixed point with `bits` fraction bits. */
export const fixedOf = (x: number, bits: number): bigint => {
  const { mantissa, exponent } = decompose(x)
  return shifted(mantissa, exponent + bits)
}

/** The number of bits of a non-negative integer; 0 has none. */
export const bitLength = (n: bigint): number => {
  if (n === 0n) return 0
  const digits = n.toString(16)
  return digits.length * 4 - Math.clz32(Number.parseInt(digits.charAt(0), 16)) + 28
}

/** The double nearest to `n · 2^-bits`, ties to even; an infinity beyond the range. */
export const nearestDouble = (n: bigint, bits: number): number => {
  if (n < 0n) return -nearestDouble(-n, bits)
  const top = bitLength(n) - 1 - bits
  if (n === 0n) return 0
  if (top > 1023) return Number.POSITIVE_INFINITY
  const unit = Math.max(top - 52, -1074)
  const drop = unit + bits
  if (drop <= 0) return Number(shifted(n, -drop)) * powerOfTwo(unit)
  const kept = n >> BigInt(drop)
  const twice = (n - (kept << BigInt(drop))) << 1n
  const half = 1n << BigInt(drop)
  const up = twice > half || (twice === half && (kept & 1n) === 1n)
  return Number(up ? kept + 1n : kept) * powerOfTwo(unit)
}

/** The largest integer whose square is at most `n` (n ≥ 0), by Newton's iteration from above. */
export const integerSqrt = (n: bigint): bigint => {
  if (n < 2n) return n
  let root = 1n << BigInt((bitLength(n) + 1) >> 1)
  for (;;) {
    const next = (root + n / root) >> 1n
    if (next >= root) return root
    root = next
  }
}

/** The product of two working fixed-point numbers. */
export const multiply = (a: bigint, b: bigint): bigint => (a * b) >> BigInt(WORK_BITS)

/** The quotient of two integers in working fixed point. */
export const divide = (a: bigint, b: bigint): bigint => (a << BigInt(WORK_BITS)) / b

/** `atan(1/n)` (sign -1) or `atanh(1/n)` (sign 1) with `bits` fraction bits. */
const inverseSeries = (n: bigint, sign: 1n | -1n, bits: number): bigint => {
  let power = (1n << BigInt(bits)) / n
  let sum = power
  for (let divisor = 3n; power !== 0n; divisor += 2n) {
    power = (sign * power) / (n * n)
    sum += power / divisor
  }
  return sum
}

const GUARD_BITS = 32
let storedPi: bigint | null = null
let storedLn2: bigint | null = null

/** pi with `bits` (at most PI_BITS) fraction bits, by Machin's formula. */
export const piFixed = (bits: number): bigint => {
  const wide = PI_BITS + GUARD_BITS
  storedPi ??= (16n * inverseSeries(5n, -1n, wide) - 4n * inverseSeries(239n, -1n, wide)) >> BigInt(GUARD_BITS)
  return storedPi >> BigInt(PI_BITS - bits)
}

/** ln 2 in working fixed point: 2 atanh(1/3). */
export const ln2Fixed = (): bigint => {
  storedLn2 ??= (2n * inverseSeries(3n, 1n, WORK_BITS + GUARD_BITS)) >> BigInt(GUARD_BITS)
  return storedLn2
}

/** exp(r) of a working fixed-point number, |r| ≤ 1, by Taylor's series. */
export const expSeries = (r: bigint): bigint => {
  let term = ONE
  let sum = ONE
  for (let n = 1n; term !== 0n && term !== -1n; n++) {
    term = multiply(term, r) / n
    sum += term
  }
  return sum
}

/** The sine (`first` = 1) or cosine (`first` = 0) series at r, |r| ≤ 1, working fixed point. */
export const circularSeries = (r: bigint, first: 0n | 1n): bigint => {
  const square = multiply(r, r)
  let term = first === 1n ? r : ONE
  let sum = term
  for (let n = first + 1n; term !== 0n; n += 2n) {
    term = -multiply(term, square) / (n * (n + 1n))
    sum += term
  }
  return sum
}

/** z + s·z³/3 + z⁵/5 + … with s = -1 for atan, 1 for atanh; |z| ≤ 1/2, working fixed point. */
export const oddSeries = (z: bigint, sign: 1n | -1n): bigint => {
  const square = multiply(z, z)
  let power = z
  let sum = z
  for (let divisor = 3n; power !== 0n && power !== -1n; divisor += 2n) {
    power = sign * multiply(power, square)
    sum += power / divisor
  }
  return sum
}

/** atan(n / d) for integers n ≥ 0, d ≥ 0, not both 0, in working fixed point. */
export const arctanOfRatio = (n: bigint, d: bigint): bigint => {
  if (n > d) return (piFixed(WORK_BITS) >> 1n) - arctanOfRatio(d, n)
  let z = divide(n, d)
  const halvings = 3n
  for (let step = 0n; step < halvings; step++) {
    z = divide(z, ONE + integerSqrt((ONE + multiply(z, z)) << BigInt(WORK_BITS))) // atan z = 2 atan(z / (1 + √(1 + z²)))
  }
  return oddSeries(z, -1n) << halvings
}
