import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drawBelow, drawUint32, drawUnit, prngFromSeed } from '../../src/base/index.js'
import type { Draw, PrngState } from '../../src/base/index.js'
import { runs } from '../seed.js'

const take = <T>(start: PrngState, count: number, draw: (state: PrngState) => Draw<T>): T[] => {
  const values: T[] = []
  let state = start
  for (let index = 0; index < count; index++) {
    const [value, next] = draw(state)
    values.push(value)
    state = next
  }
  return values
}

test('the generator is xoshiro128**', () => {
  // Computed by hand from the published recurrence, from the state 1, 2, 3, 4.
  expect(take([1, 2, 3, 4], 4, drawUint32)).toEqual([11520, 0, 5927040, 70819200])
})

test('agrees with the recurrence in big integers', () => {
  const mask = 0xffffffffn
  const rotate = (word: bigint, bits: bigint): bigint => ((word << bits) | (word >> (32n - bits))) & mask
  const word = fc.bigInt({ min: 0n, max: mask })
  fc.assert(
    fc.property(fc.tuple(word, word, word, word), ([a, b, c, d]) => {
      const value = (rotate((b * 5n) & mask, 7n) * 9n) & mask
      const shifted = (b << 9n) & mask
      let [s0, s1, s2, s3] = [a, b, c ^ a, d ^ b]
      s1 ^= s2
      s0 ^= s3
      s2 ^= shifted
      s3 = rotate(s3, 11n)
      const [drawn, next] = drawUint32([Number(a), Number(b), Number(c), Number(d)])
      expect([drawn, ...next]).toEqual([value, s0, s1, s2, s3].map(Number))
    }),
    runs(1000),
  )
})

test('equal seeds give equal streams, other seeds others', () => {
  const seen = new Set<string>()
  const seeds = [0, 1, 2, -1, 2 ** 32, 2 ** 32 + 1, 2 ** 52, Number.MAX_SAFE_INTEGER, ...Array.from({ length: 2000 }, (_, i) => i + 3)]
  for (const seed of seeds) {
    const stream = take(prngFromSeed(seed), 4, drawUint32).join()
    expect(take(prngFromSeed(seed), 4, drawUint32).join()).toBe(stream)
    seen.add(stream)
  }
  expect(seen.size).toBe(seeds.length)
})

test('a draw does not change its state', () => {
  const state = prngFromSeed(7)
  const copy = [...state]
  drawUint32(state)
  expect(state).toEqual(copy)
})

test('unit draws fill [0, 1)', () => {
  const values = take(prngFromSeed(3), 20_000, drawUnit)
  expect(values.every((value) => value >= 0 && value < 1)).toBe(true)
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.01)
})

test('bounded draws stay below the bound and reach every value', () => {
  for (const bound of [1, 2, 3, 7, 10, 64]) {
    const counts = new Map<number, number>()
    for (const value of take(prngFromSeed(bound), 6400, (state) => drawBelow(state, bound))) {
      counts.set(value, (counts.get(value) ?? 0) + 1)
    }
    expect(counts.size).toBe(bound)
    for (const [value, count] of counts) {
      expect(value < bound && Number.isInteger(value)).toBe(true)
      expect(count).toBeGreaterThan(6400 / bound / 2)
    }
  }
  expect(drawBelow(prngFromSeed(1), 2 ** 32)[0]).toBe(drawUint32(prngFromSeed(1))[0])
})
