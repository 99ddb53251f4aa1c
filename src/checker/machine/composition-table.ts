import { assert } from '../../base/index.js'

const FIRST_POOL = 1024

/** The most rows that a table keeps; beyond, a row is worked out each time it is asked for. */
const ROWS_KEPT_MAX = 1 << 22

/** The edges of one row: pairs of the difference to the next state and a number that the label is made of. */
export type Row = readonly (readonly [delta: number, label: number])[]

/**
 * The edges of the events that the same parts take together, by the numbers of these parts' configurations. Rows are filled when first
 * asked for. Invariant: `starts` gives the place in `pool` of a row, which is its number of pairs and then the pairs; -1 if not filled.
 * At place 0 stands the empty row.
 */
export class CompositionTable {
  /** The parts that take the events, and the weight of each in the number of a row. */
  readonly parts: Int32Array
  readonly weights: Int32Array
  pool = new Int32Array(FIRST_POOL)
  readonly #fill: (configurations: readonly number[]) => Row
  readonly #radices: readonly number[]
  readonly #starts: Int32Array | null
  #used = 1

  constructor(parts: readonly number[], radices: readonly number[], fill: (configurations: readonly number[]) => Row) {
    this.parts = Int32Array.from(parts)
    this.#radices = radices
    this.#fill = fill
    let rows = 1
    const weights = radices.map((radix) => {
      const weight = rows
      rows *= radix
      return weight
    })
    this.weights = Int32Array.from(weights)
    this.#starts = rows <= ROWS_KEPT_MAX ? new Int32Array(rows).fill(-1) : null
  }

  /** The place in `pool` of the row for these configurations of all parts; `pool` may be another one after this call. */
  startOf(configurations: Int32Array): number {
    const { parts, weights } = this
    if (this.#starts === null) return this.#write(Array.from(parts, (part) => configurations[part] ?? 0), false)
    let row = 0
    for (let index = 0; index < parts.length; index++) row += (configurations[parts[index] ?? 0] ?? 0) * (weights[index] ?? 0)
    const start = this.#starts[row] ?? -1
    if (start >= 0) return start
    const filled = this.#write(Array.from(parts, (part) => configurations[part] ?? 0), true)
    this.#starts[row] = filled
    return filled
  }

  #write(configurations: readonly number[], isKept: boolean): number {
    assert(configurations.every((one, index) => one < (this.#radices[index] ?? 0)), 'a configuration of each part')
    const row = this.#fill(configurations)
    if (row.length === 0) return 0
    const [start, end] = [this.#used, this.#used + 1 + 2 * row.length]
    if (end > this.pool.length) {
      const larger = new Int32Array(Math.max(end, 2 * this.pool.length))
      larger.set(this.pool)
      this.pool = larger
    }
    this.pool[start] = row.length
    row.forEach(([delta, label], index) => this.pool.set([delta, label], start + 1 + 2 * index))
    if (isKept) this.#used = end
    return start
  }
}
