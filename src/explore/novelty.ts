const SATURATED = 255

/**
 * A word that spreads `value` under `salt`, both taken as 32 bits: equal inputs give equal words. The constants are those of the final mix
 * of MurmurHash3 (Appleby, public domain).
 */
export const spread = (value: number, salt: number): number => {
  let word = Math.imul(value, 0x9e3779b1) ^ Math.imul(salt + 1, 0x7feb352d)
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35)
  return (word ^ (word >>> 16)) >>> 0
}

/**
 * How often numbers were seen, in memory that does not grow: two rows of counters that end at 255 (a count-min sketch, Cormode and
 * Muthukrishnan, 2005). What it tells is never less than the truth up to 255, and seldom more while it is not crowded.
 */
export class NoveltySketch {
  readonly #rows: readonly [Uint8Array, Uint8Array]
  readonly #mask: number

  /** `bits`: the logarithm of the number of counters in each row, 1 to 30. */
  constructor(bits: number) {
    const counters = 1 << bits
    this.#rows = [new Uint8Array(counters), new Uint8Array(counters)]
    this.#mask = counters - 1
  }

  /** How often `value` was seen, at most 255. */
  count(value: number): number {
    const [first, second] = this.#rows
    return Math.min(first[spread(value, 1) & this.#mask] ?? 0, second[spread(value, 2) & this.#mask] ?? 0)
  }

  /** Counts `value` once more. */
  see(value: number): void {
    const [first, second] = this.#rows
    const [one, two] = [spread(value, 1) & this.#mask, spread(value, 2) & this.#mask]
    if ((first[one] ?? 0) < SATURATED) first[one] = (first[one] ?? 0) + 1
    if ((second[two] ?? 0) < SATURATED) second[two] = (second[two] ?? 0) + 1
  }
}
