const HASH = /^[0-9a-f]{64}$/

/** Whether `value` is written like a digest: 64 lower-case hex digits (LED-03). */
export const isHash = (value: unknown): value is string => typeof value === 'string' && HASH.test(value)

/** Whether `value` counts: an integer from 0 below 2⁵³ (NUM-03). */
export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

/** What of the lines so far the next line's chain fields are compared with (RPL-08). */
export interface ChainPlace {
  /** Index of the last decodable line, -1 before the first. */
  readonly index: number
  /** `seq` as written there, null if it was no count. */
  readonly seq: number | null
  /** `hash_self` as written there; 64 zeros before the first line (LED-03). */
  readonly hash: string
}

/** The `seq` that the line at `index` should have: relative to what was written before it, else its index (RPL-08). */
export const expectedSeq = (place: ChainPlace, index: number): number =>
  place.seq === null ? index : place.seq + (index - place.index)
