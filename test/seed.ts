const { QCOMPUTE_SEED, QCOMPUTE_DEEP, QCOMPUTE_DEEP_SECONDS } = process.env

interface Runs {
  readonly numRuns: number
  readonly seed?: number
  readonly interruptAfterTimeLimit?: number
}

const DEEP_FACTOR = 20
const DEEP_SECONDS = Number(QCOMPUTE_DEEP_SECONDS ?? 20)

/**
 * Settings for `fc.assert`: `numRuns` runs from the seed of QCOMPUTE_SEED if it is set. Under QCOMPUTE_DEEP=1 twenty times as many,
 * as far as they fit into QCOMPUTE_DEEP_SECONDS (20 if not set) for each property.
 */
export const runs = (numRuns: number): Runs => ({
  ...(QCOMPUTE_DEEP === '1' ? { numRuns: numRuns * DEEP_FACTOR, interruptAfterTimeLimit: DEEP_SECONDS * 1000 } : { numRuns }),
  ...(QCOMPUTE_SEED === undefined ? {} : { seed: Number(QCOMPUTE_SEED) }),
})

/** Whether the deep run has time for what takes minutes: not where it is given less than 20 seconds for each property. */
export const hasTime = QCOMPUTE_DEEP === '1' && DEEP_SECONDS >= 20
