import type { Json } from '../base/json.js'

/** A value of a document with its place: `start` is an offset into the source. */
export type Node =
  | { readonly kind: 'scalar'; readonly start: number; readonly value: string | number | boolean | null }
  | { readonly kind: 'list'; readonly start: number; readonly items: readonly Node[] }
  | MappingNode

/** A mapping: its members by key, in document order. */
export interface MappingNode {
  readonly kind: 'mapping'
  readonly start: number
  readonly members: ReadonlyMap<string, Member>
}

/** A member of a mapping: the offset of its key, and its value. */
export interface Member {
  readonly keyStart: number
  readonly node: Node
}

/** The JSON value of a node. Every key is an own property, `__proto__` too; −0 is 0. */
export const jsonOf = (node: Node): Json => {
  if (node.kind === 'scalar') return node.value
  if (node.kind === 'list') return node.items.map(jsonOf)
  const object: { [key: string]: Json } = {}
  for (const [key, member] of node.members) {
    const value = jsonOf(member.node)
    if (key === '__proto__') Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true })
    else object[key] = value
  }
  return object
}
