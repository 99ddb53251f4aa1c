import { visitEdges } from './product.js'
import type { Product } from './product.js'

/** What a breadth-first search of a product found. */
export interface ProductReach {
  /** Nodes in order of discovery. */
  readonly order: Int32Array
  /** Where each layer ends in `order`. */
  readonly layers: readonly number[]
  /** The node that a node was first reached from; -1 for an initial one, -2 for one that was not reached. */
  readonly parents: Int32Array
  /** The first node from which everything is accepted, -1 if there is none: the search ended there. */
  readonly decided: number
}

const UNREACHED = -2

/** Explores a product breadth first, up to the first node whose automaton state accepts whatever comes (CHK-13). */
export const reachProduct = (product: Product): ProductReach => {
  const { automaton, size } = product
  const parents = new Int32Array(size).fill(UNREACHED)
  let order = new Int32Array(Math.min(size, 1024))
  let [count, decided] = [0, -1]
  const add = (node: number, parent: number): boolean => {
    if (parents[node] !== UNREACHED) return false
    parents[node] = parent
    if (count === order.length) {
      const larger = new Int32Array(Math.min(size, 2 * count))
      larger.set(order)
      order = larger
    }
    order[count++] = node
    if (automaton.universal < 0 || node % automaton.size !== automaton.universal) return false
    decided = node
    return true
  }
  let ended = product.initial.some((node) => add(node, -1))
  const layers = [count]
  let expanding = 0
  const visit = (to: number): boolean => add(to, expanding)
  for (let at = 0; at < count && !ended; at++) {
    if (at === layers.at(-1)) layers.push(count)
    expanding = order[at] as number // at < count
    ended = visitEdges(product, expanding, visit)
  }
  return { order: order.subarray(0, count), layers, parents, decided }
}

/** The nodes of the first way to a node, from an initial one. */
export const nodesTo = ({ parents }: ProductReach, node: number): readonly number[] => {
  const nodes: number[] = []
  for (let at = node; at >= 0; at = parents[at] ?? -1) nodes.push(at)
  return nodes.toReversed()
}
