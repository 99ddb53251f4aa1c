import type { Json, JsonObject } from '../base/index.js'

/** A JSON value made of plain objects and arrays, as the packages behind the oracles take it. Every member is an own property. */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain }

/** `value` with every Map turned into a plain object; a member named `__proto__` becomes an own property like any other. */
export const toPlain = (value: Json): Plain => {
  if (value === null || typeof value !== 'object') return value
  if (isList(value)) return value.map(toPlain)
  return Object.fromEntries([...entriesOf(value)].map(([key, member]) => [key, toPlain(member)]))
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

const entriesOf = (value: JsonObject): Iterable<[string, Json]> =>
  value instanceof Map ? (value as ReadonlyMap<string, Json>).entries() : Object.entries(value as { readonly [key: string]: Json })

/** The members of a JSON object in their order, none if `value` is no object. */
export const membersOf = (value: Json | undefined): ReadonlyMap<string, Json> =>
  value === undefined || value === null || typeof value !== 'object' || isList(value) ? new Map() : new Map(entriesOf(value))

/** The items of a JSON array, none if `value` is no array. */
export const itemsOf = (value: Json | undefined): readonly Json[] =>
  value !== undefined && value !== null && typeof value === 'object' && isList(value) ? value : []
