import type { Json } from '../base/index.js'

// A map becomes an object without prototype, so that any name is just a key.
const plain = (_key: string, value: unknown): unknown => {
  if (!(value instanceof Map)) return value
  const object = Object.create(null) as { [key: string]: unknown }
  for (const [key, member] of value as ReadonlyMap<string, unknown>) object[key] = member
  return object
}

/** The one JSON document of a verb, indented, ending in LF. */
export const documentText = (json: Json): string => `${JSON.stringify(json, plain, 2)}\n`
