const { QCOMPUTE_SEED, QCOMPUTE_DEEP } = process.env

/** Settings for `fc.assert`: the seed of QCOMPUTE_SEED if it is set, and twenty times the runs under QCOMPUTE_DEEP=1. */
export const runs = (numRuns: number): { numRuns: number; seed?: number } => ({
  numRuns: QCOMPUTE_DEEP === '1' ? numRuns * 20 : numRuns,
  ...(QCOMPUTE_SEED === undefined ? {} : { seed: Number(QCOMPUTE_SEED) }),
})
