import type { Node } from './node.js'

/** The node at the end of `path`, or the last one on the way that exists. */
export const nodeAt = (root: Node, path: readonly (string | number)[]): Node => {
  let node = root
  for (const step of path) {
    const next: Node | undefined =
      node.kind === 'mapping' ? node.members.get(String(step))?.node : node.kind === 'list' ? node.items[Number(step)] : undefined
    if (next === undefined) return node
    node = next
  }
  return node
}
