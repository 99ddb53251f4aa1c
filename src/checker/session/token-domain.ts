import { assert } from '../../base/index.js'

/** The deployed tokens of a state, in their order, and how many of them, from the first, are bound. */
export interface Tokens {
  readonly deployed: readonly string[]
  readonly bound: number
}

/** Every value of the tokens that a model tells apart, and what deploying and binding does to it (CHK-05). */
export interface TokenDomain {
  readonly values: readonly Tokens[]
  /** Ids that events deploy. */
  readonly ids: readonly string[]
  /** What the law can read of a value, as a small number: whether one is deployed, one unbound, and which named ones are. */
  readonly classOf: Uint16Array
  readonly classes: number
  /** For an id by its place: 0 where the event is left out as one like another, 1 where the token is new, 2 where it is repeated. */
  readonly asks: readonly Uint8Array[]
  /** For an id by its place: the value with it as the last one, -1 where it is deployed already. */
  readonly appended: readonly Int32Array[]
  /** The value with one more bound, -1 where none is unbound. */
  readonly bound: Int32Array
  /** The place of a value; it must be one of the domain. */
  indexOf(tokens: Tokens): number
}

const keyOf = ({ deployed, bound }: Tokens): string => JSON.stringify([deployed, bound])

/** Sequences of ids without repetition; of the `alike` ones only in their order, if there are any. */
const sequences = (ids: readonly string[], alike: ReadonlySet<string>, most: number): readonly (readonly string[])[] => {
  const all: (readonly string[])[] = [[]]
  // A list yields what is added while it is walked.
  for (const sequence of all) {
    if (all.length > most) return all
    const next = ids.find((id) => alike.has(id) && !sequence.includes(id))
    for (const id of ids) if (!sequence.includes(id) && (!alike.has(id) || id === next)) all.push([...sequence, id])
  }
  return all
}

/** The values for `count` tokens, or null if they are more than `most`. With symmetry the tokens that no condition names are alike. */
export const tokenDomain = (named: readonly string[], count: number, symmetry: boolean, most: number): TokenDomain | null => {
  const plain: string[] = []
  for (let number = 1; plain.length < count; number++) {
    const id = `token-${number}`
    if (!named.includes(id)) plain.push(id)
  }
  const ids = [...named, ...plain]
  const alike = new Set(symmetry ? plain : [])
  const deployed = sequences(ids, alike, most)
  if (deployed.length > most) return null
  const values = deployed.flatMap((sequence) => Array.from({ length: sequence.length + 1 }, (_, bound) => ({ deployed: sequence, bound })))
  if (values.length > most) return null
  const places = new Map(values.map((value, index) => [keyOf(value), index]))
  const placeOf = (value: Tokens): number => places.get(keyOf(value)) ?? -1
  const classTexts = values.map(({ deployed: of, bound }) =>
    JSON.stringify([of.length > 0, bound < of.length, ...named.map((id) => of.includes(id))]))
  const distinct = [...new Set(classTexts)]
  const asks = ids.map((id) =>
    Uint8Array.from(values, ({ deployed: of }) => {
      if (of.includes(id)) return alike.has(id) && of.find((one) => alike.has(one)) !== id ? 0 : 2
      return alike.has(id) && ids.find((one) => alike.has(one) && !of.includes(one)) !== id ? 0 : 1
    }))
  return {
    values, ids, asks,
    classOf: Uint16Array.from(classTexts, (text) => distinct.indexOf(text)),
    classes: distinct.length,
    appended: ids.map((id) =>
      Int32Array.from(values, ({ deployed: of, bound }) => (of.includes(id) ? -1 : placeOf({ deployed: [...of, id], bound })))),
    bound: Int32Array.from(values, ({ deployed: of, bound }) => placeOf({ deployed: of, bound: bound + 1 })),
    indexOf(tokens) {
      const place = placeOf(tokens)
      assert(place >= 0, 'the tokens of a model are of its domain')
      return place
    },
  }
}
