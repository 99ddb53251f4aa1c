import { assert } from './assertion.js'
import type { Json } from './json.js'
import { compareCodeUnits } from './order.js'
import { isWellFormed } from './utf8.js'

// Printable ASCII without quote and backslash: such a string is its own escape.
const PLAIN = /^[ !#-[\]-~]*$/

/** The JSON string of `text`, quotes included (RFC 8785 §3.2.2.2). A lone surrogate is an assertion failure. */
export const canonicalString = (text: string): string => {
  if (PLAIN.test(text)) return `"${text}"`
  assert(isWellFormed(text), 'a string with a lone surrogate has no canonical form')
  return JSON.stringify(text)
}

/** The JSON number of `value` (RFC 8785 §3.2.2.3): the shortest form, -0 as 0. NaN and the infinities are assertion failures. */
export const canonicalNumber = (value: number): string => {
  // The message is made only where it is needed: this is the hot path of encoder and verifier.
  if (!Number.isFinite(value)) assert(false, `${value} has no canonical form`)
  return String(value)
}

const isSorted = (keys: readonly string[]): boolean => {
  for (let index = 1; index < keys.length; index++) {
    if ((keys[index - 1] ?? '') > (keys[index] ?? '')) return false
  }
  return true
}

// What was decoded from canonical text comes in order already: looking is cheaper than sorting.
const inOrder = (keys: string[]): string[] => (isSorted(keys) ? keys : keys.sort(compareCodeUnits))

const writeMembers = (keys: readonly string[], valueOf: (key: string) => Json | undefined): string => {
  let text = '{'
  for (const key of keys) {
    const value = valueOf(key)
    assert(value !== undefined, 'a member that is undefined has no canonical form')
    text += `${text.length > 1 ? ',' : ''}${canonicalString(key)}:${canonicalJson(value)}`
  }
  return `${text}}`
}

const writeMap = (map: ReadonlyMap<string, Json>): string => writeMembers(inOrder([...map.keys()]), (key) => map.get(key))

const writeObject = (object: { readonly [key: string]: Json }): string => {
  const prototype: unknown = Object.getPrototypeOf(object)
  assert(prototype === Object.prototype || prototype === null, 'only plain objects and maps have a canonical form')
  return writeMembers(inOrder(Object.keys(object)), (key) => object[key])
}

const writeArray = (items: readonly Json[]): string => {
  let text = '['
  for (const item of items) text += `${text.length > 1 ? ',' : ''}${canonicalJson(item)}`
  return `${text}]`
}

/**
 * The canonical JSON text of `value` (RFC 8785): no white space, keys in UTF-16 code-unit order, shortest numbers.
 * Plain objects and maps are written alike. What JSON cannot say (NaN, infinities, lone surrogates, undefined, functions,
 * class instances) is an assertion failure. The depth is that of the value; callers bound it where they decode.
 */
export const canonicalJson = (value: Json): string => {
  switch (typeof value) {
    case 'string':
      return canonicalString(value)
    case 'number':
      return canonicalNumber(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      if (value === null) return 'null'
      if (Array.isArray(value)) return writeArray(value as readonly Json[])
      if (value instanceof Map) return writeMap(value as ReadonlyMap<string, Json>)
      return writeObject(value as { readonly [key: string]: Json })
    default:
      assert(false, `a ${typeof value} has no canonical form`)
  }
}
