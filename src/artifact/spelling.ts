import type { Json } from '../base/json.js'

/** The content that was read at some place, as `contentOf` gives it; undefined where nothing stands. */
export type Said = Json | undefined

/** The member `key` of a mapping. */
export const memberOf = (said: Said, key: string): Said => (said instanceof Map ? (said as ReadonlyMap<string, Json>).get(key) : undefined)

/** The item at `index` of a list. */
export const itemOf = (said: Said, index: number): Said => (Array.isArray(said) ? (said as readonly Json[])[index] : undefined)

/** A mapping without the members that are undefined. The keys are those of the format, never outside names. */
export const present = (members: { readonly [key: string]: Json | undefined }): Json => {
  const written = new Map<string, Json>()
  for (const [key, value] of Object.entries(members)) if (value !== undefined) written.set(key, value)
  return written
}

/** `value`, or undefined where it is what an absent member means and `said` has no member `key`: either spelling means the same. */
export const spelled = (value: Json, isDefault: boolean, said: Said, key: string): Json | undefined =>
  isDefault && memberOf(said, key) === undefined ? undefined : value

/** Whether each number is greater than the one before it. */
export const ascending = (numbers: readonly number[]): boolean =>
  numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? Number.NaN))
