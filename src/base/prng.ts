/** The state of the generator: four unsigned 32-bit words, not all zero. A value, never changed in place. */
export type PrngState = readonly [number, number, number, number]

/** A drawn value and the state to draw the next one from. */
export type Draw<T> = readonly [value: T, next: PrngState]

const rotateLeft = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits))

/** One step of splitmix32: a well-mixed word for each counter value. */
const mix = (counter: number): number => {
  let word = counter | 0
  word = Math.imul(word ^ (word >>> 16), 0x21f0aaad)
  word = Math.imul(word ^ (word >>> 15), 0x735a2d97)
  return (word ^ (word >>> 15)) >>> 0
}

const GOLDEN = 0x9e3779b9

/** The state for `seed`, any safe integer; both of its 32-bit halves count. Equal seeds give equal streams. */
export const prngFromSeed = (seed: number): PrngState => {
  const low = seed >>> 0
  const high = Math.floor(seed / 0x1_0000_0000) >>> 0
  const start = mix(low) ^ Math.imul(mix(high + GOLDEN), GOLDEN)
  const word = (index: number): number => mix(start + Math.imul(index, GOLDEN)) ^ low
  const state: PrngState = [word(1) >>> 0, mix(word(2) ^ high), mix(word(3)), word(4) >>> 0]
  return state.every((part) => part === 0) ? [1, 0, 0, 0] : state
}

/** Draws an unsigned 32-bit integer by xoshiro128** (Blackman and Vigna, 2018). */
export const drawUint32 = ([a, b, c, d]: PrngState): Draw<number> => {
  const value = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0
  const third = c ^ a
  const fourth = d ^ b
  return [value, [(a ^ fourth) >>> 0, (b ^ third) >>> 0, (third ^ (b << 9)) >>> 0, rotateLeft(fourth, 11) >>> 0]]
}

/** Draws a double in [0, 1) with 53 random bits. */
export const drawUnit = (state: PrngState): Draw<number> => {
  const [high, middle] = drawUint32(state)
  const [low, next] = drawUint32(middle)
  return [((high >>> 5) * 0x400_0000 + (low >>> 6)) / 0x20_0000_0000_0000, next]
}

/** Draws an integer in [0, bound) without bias, by rejection; `bound` is an integer in 1..2^32. */
export const drawBelow = (state: PrngState, bound: number): Draw<number> => {
  const accepted = 0x1_0000_0000 - (0x1_0000_0000 % bound)
  let [value, next] = drawUint32(state)
  while (value >= accepted) [value, next] = drawUint32(next)
  return [value % bound, next]
}
