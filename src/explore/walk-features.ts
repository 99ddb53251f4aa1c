import { spread } from './novelty.js'

const REMEMBERED_MAX = 1 << 16

/**
 * Features for walks from the values of a state's variables: one number for each pair of variables and the values of both, each variable
 * paired with itself too. A walk that prefers rare pairs comes to combinations that walks by state alone seldom see. Remembers the
 * features of some states, so `valuesOf` may be slow; it must give as many values for every state.
 */
export const pairFeatures = (valuesOf: (state: number) => readonly number[]): ((state: number) => Uint32Array) => {
  const remembered = new Map<number, Uint32Array>()
  return (state) => {
    const known = remembered.get(state)
    if (known !== undefined) return known
    const values = valuesOf(state)
    const pairs = values.flatMap((first, index) =>
      values.slice(index).map((second, offset) => spread(spread(index * values.length + index + offset, first), second)))
    const features = Uint32Array.from(pairs)
    if (remembered.size >= REMEMBERED_MAX) remembered.clear()
    remembered.set(state, features)
    return features
  }
}
