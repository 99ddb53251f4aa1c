import type { Json } from '../base/json.js'
import type { Member, Node } from './node.js'

/** The node of a JSON value; every place is the offset 0. */
export const nodeOfJson = (json: Json): Node => {
  if (json === null || typeof json !== 'object') return { kind: 'scalar', start: 0, value: json }
  if (Array.isArray(json)) return { kind: 'list', start: 0, items: (json as readonly Json[]).map(nodeOfJson) }
  const entries: Iterable<[string, Json]> =
    json instanceof Map ? (json as ReadonlyMap<string, Json>) : Object.entries(json as { readonly [key: string]: Json })
  const members = new Map<string, Member>()
  for (const [key, value] of entries) members.set(key, { keyStart: 0, node: nodeOfJson(value) })
  return { kind: 'mapping', start: 0, members }
}
