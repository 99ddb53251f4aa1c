import { drawBelow, prngFromSeed } from '../../src/base/index.js'

/** Gives an integer from 0 below its argument. */
export type DrawBelow = (below: number) => number

/** Draws from one seed; equal seeds draw equal numbers. */
export const makeDraw = (seed: number): DrawBelow => {
  let state = prngFromSeed(seed)
  return (below) => {
    const [value, next] = drawBelow(state, below)
    state = next
    return value
  }
}

/** The seed of tests that draw without fast-check: QCOMPUTE_SEED, else a new one; whoever fails says it. */
export const seed = Number(process.env['QCOMPUTE_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
