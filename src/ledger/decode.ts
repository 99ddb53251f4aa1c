import { canonicalJson, isWellFormed, LIMITS } from '../base/index.js'
import type { Json } from '../base/index.js'

/** The types of lines (LED-05). */
export type LineType = 'header' | 'operator' | 'token' | 'transition' | 'frame' | 'footer'

const TYPES: ReadonlySet<unknown> = new Set<LineType>(['header', 'operator', 'token', 'transition', 'frame', 'footer'])

/** A line as read, a plain object: its members are not checked, `type` aside. */
export interface LineRecord {
  readonly type: LineType
  readonly [name: string]: unknown
}

/**
 * The object that the text of a line holds, or null if it is no JSON object or its type is unknown (RPL-07 `form`).
 * JSON.parse is lenient in what the canonical form settles (`hasCanonicalForm`, `isCanonical`): repeated members, -0, 1e400,
 * lone surrogates, depth. Whoever uses a member before asking for that checks the member.
 */
export const parseLine = (text: string): LineRecord | null => {
  if (!/^\s*\{/.test(text)) return null // an exception for each of many lines takes its time
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  return isObject(value) && TYPES.has(value['type']) ? (value as LineRecord) : null
}

/** Whether `value` is a JSON object as JSON.parse makes them. */
export const isObject = (value: unknown): value is { readonly [name: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

// Printable ASCII: well-formed, without looking at each unit.
const PLAIN = /^[ -~]*$/

const isFormed = (text: string): boolean => PLAIN.test(text) || isWellFormed(text)

/**
 * Whether a value of JSON.parse has a canonical form within the limits: numbers finite, names and strings without lone surrogates,
 * no deeper than `LIMITS.jsonDepth` (NUM-01, NUM-02, NUM-05). If so it is `Json`.
 */
export const hasCanonicalForm = (value: unknown, depth = 0): value is Json => {
  if (typeof value === 'string') return isFormed(value)
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || value === null) return true
  if (depth >= LIMITS.jsonDepth.value) return false
  if (Array.isArray(value)) return value.every((item) => hasCanonicalForm(item, depth + 1))
  const members = value as { readonly [name: string]: unknown }
  return Object.keys(members).every((name) => isFormed(name) && hasCanonicalForm(members[name], depth + 1))
}

/** Whether `text` is the canonical form of the `value` that was read from it (LED-01, RPL-09). */
export const isCanonical = (text: string, value: Json): boolean => canonicalJson(value) === text

/** The canonical form of a line without its `hash_self`, the preimage of that member (LED-03). */
export const preimageOfRecord = (record: { readonly [name: string]: Json }): string => {
  const members = new Map(Object.entries(record))
  members.delete('hash_self')
  return canonicalJson(members)
}
