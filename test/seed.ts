const { QCOMPUTE_SEED, QCOMPUTE_DEEP, QCOMPUTE_DEEP_SECONDS } = process.env

interface Runs {
  readonly numRuns: number
  readonly seed?: number
  readonly interruptAfterTimeLimit?: number
}

const DEEP_FACTOR = 20
const BOUNDED_FACTOR = 2

/** Whether this is the deep run, in which what is long runs too. */
export const isDeep = QCOMPUTE_DEEP === '1'

/** The seconds that the deep run gives each property and each fuzzer. */
export const DEEP_SECONDS = Number(QCOMPUTE_DEEP_SECONDS ?? 20)

/** Whether the deep run has time for what takes minutes: not where it is given less than 20 seconds for each property. */
export const hasTime = isDeep && DEEP_SECONDS >= 20

/**
 * Settings for `fc.assert`: `numRuns` runs from the seed of QCOMPUTE_SEED if it is set. In the deep run twenty times as many, as far as
 * they fit into QCOMPUTE_DEEP_SECONDS (20 if not set) for each property. If those are less than 20, twice as many by count and by no
 * clock: the same seed gives the same cases on any machine.
 */
export const runs = (numRuns: number): Runs => ({
  ...(hasTime
    ? { numRuns: numRuns * DEEP_FACTOR, interruptAfterTimeLimit: DEEP_SECONDS * 1000 }
    : { numRuns: numRuns * (isDeep ? BOUNDED_FACTOR : 1) }),
  ...(QCOMPUTE_SEED === undefined ? {} : { seed: Number(QCOMPUTE_SEED) }),
})
