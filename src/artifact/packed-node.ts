import type { Member, Node } from './node.js'

type Scalar = string | number | boolean | null

/** A node as nested lists, which JSON writes and reads fast: `[0, start, value]`, `[1, start, items]`, `[2, start, members]`. */
export type PackedNode =
  | readonly [kind: 0, start: number, value: Scalar]
  | readonly [kind: 1, start: number, items: readonly PackedNode[]]
  | readonly [kind: 2, start: number, members: readonly (readonly [key: string, keyStart: number, node: PackedNode])[]]

/** The packed form of a node. `unpackNode` gives an equal node back. */
export const packNode = (node: Node): PackedNode => {
  if (node.kind === 'scalar') return [0, node.start, node.value]
  if (node.kind === 'list') return [1, node.start, node.items.map(packNode)]
  return [2, node.start, [...node.members].map(([key, member]) => [key, member.keyStart, packNode(member.node)] as const)]
}

/** The node of a packed form, which `packNode` made. */
export const unpackNode = (packed: PackedNode): Node => {
  const [kind, start] = packed
  if (kind === 0) return { kind: 'scalar', start, value: packed[2] }
  if (kind === 1) return { kind: 'list', start, items: packed[2].map(unpackNode) }
  const members = new Map<string, Member>()
  for (const [key, keyStart, node] of packed[2]) members.set(key, { keyStart, node: unpackNode(node) })
  return { kind: 'mapping', start, members }
}
