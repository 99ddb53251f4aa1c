import { assert } from '../../base/index.js'
import { areFair, visitEdges } from './product.js'
import type { Product } from './product.js'
import { nodesTo } from './product-reach.js'
import type { ProductReach } from './product-reach.js'
import type { FairRegions } from './product-regions.js'

/** A step of a way round: the letter read, and the node behind it. */
interface LoopStep {
  readonly letter: number
  readonly node: number
}

/** A way into a fair region and round in it. */
export interface ProductLasso {
  /** Nodes from an initial one to that where the loop begins. */
  readonly prefix: readonly number[]
  /** The steps of the loop; the last node is that where it begins. */
  readonly loop: readonly LoopStep[]
  /** Whether no fair lasso of the product is shorter, prefix and loop together. */
  readonly isShortest: boolean
}

interface Place {
  readonly node: number
  readonly marks: number
  readonly letter: number
  readonly parent: number
}

const loopTo = (places: readonly Place[], last: number): readonly LoopStep[] => {
  const steps: LoopStep[] = []
  for (let at = last; at > 0; at = places[at]?.parent ?? 0) {
    const { letter, node } = places[at] as Place // the parents of places are places
    steps.push({ letter, node })
  }
  return steps.toReversed()
}

const allMarks = ({ needed, strong }: Product): number => strong.reduce((bits, { taken, enabled }) => bits | taken | enabled, needed)

/** Counts edges that were looked at. */
interface Work {
  left: number
}

/** The first of the shortest fair ways round from a node, of at most `stepsMax` steps; null if there is none, or no work left. */
const shortestRound = (
  product: Product,
  { regionOf }: FairRegions,
  from: number,
  stepsMax: number,
  work: Work,
): readonly LoopStep[] | null => {
  const places: Place[] = [{ node: from, marks: 0, letter: 0, parent: 0 }]
  const seen = new Set<number>()
  const span = 2 * allMarks(product) + 1
  let [layer, end] = [0, 1]
  for (let at = 0; at < places.length && work.left > 0; at++) {
    if (at === end) [layer, end] = [layer + 1, places.length]
    if (layer >= stepsMax) return null
    const { node, marks } = places[at] as Place // at < length
    const isRound = visitEdges(product, node, (to, own, letter) => {
      work.left--
      if (regionOf[to] !== regionOf[from]) return false
      const met = marks | own
      // At most 2^26 nodes and 20 marks: exact.
      const key = to * span + met
      if (seen.has(key)) return false
      seen.add(key)
      places.push({ node: to, marks: met, letter, parent: at })
      return to === from && areFair(product, met)
    })
    if (isRound) return loopTo(places, places.length - 1)
  }
  return null
}

const letterBetween = (product: Product, from: number, to: number): number => {
  let found = 0
  visitEdges(product, from, (node, _, letter) => {
    if (node === to) found = letter
    return node === to
  })
  return found
}

const marksOfStep = (product: Product, from: number, { node, letter }: LoopStep): number => {
  let found = 0
  visitEdges(product, from, (to, marks, read) => {
    if (to === node && read === letter) found |= marks
    return false
  })
  return found
}

/** A shortest way of at least one step inside the region of `from` to an edge that is a goal; null if there is none. */
const nearest = (
  product: Product,
  { regionOf }: FairRegions,
  from: number,
  isGoal: (node: number, marks: number) => boolean,
): readonly LoopStep[] | null => {
  const region = regionOf[from]
  const parents = new Int32Array(product.size).fill(-1)
  const queue = [from]
  let at = from
  let last: LoopStep | null = null
  for (let place = 0; place < queue.length; place++) {
    at = queue[place] ?? from
    const ended = visitEdges(product, at, (node, marks, letter) => {
      if (regionOf[node] !== region) return false
      if (isGoal(node, marks)) last = { node, letter }
      else if (parents[node] === -1 && node !== from) {
        parents[node] = at
        queue.push(node)
      }
      return last !== null
    })
    if (ended) break
  }
  if (last === null) return null
  const steps: LoopStep[] = [last]
  for (let node = at; node !== from; node = parents[node] ?? from) {
    steps.push({ node, letter: letterBetween(product, parents[node] ?? from, node) })
  }
  return steps.toReversed()
}

/** Some way round from `from` with everything that the region of `from` can give, each mark over a shortest way from the one before. */
const greedyLoop = (product: Product, regions: FairRegions, from: number): readonly LoopStep[] => {
  const wanted = product.strong.reduce((bits, { taken }) => bits | taken, product.needed)
  const steps: LoopStep[] = []
  let [at, open] = [from, wanted]
  const go = (isGoal: (node: number, marks: number) => boolean): boolean => {
    const found = nearest(product, regions, at, isGoal)
    for (const step of found ?? []) {
      open &= ~marksOfStep(product, at, step)
      at = step.node
      steps.push(step)
    }
    return found !== null
  }
  const goOn = (): boolean => open !== 0 && go((_, marks) => (marks & open) !== 0)
  for (let more = goOn(); more; more = goOn());
  if (at !== from || steps.length === 0) go((node) => node === from)
  return steps
}

/**
 * A fair lasso (CHK-16): the least sum of the lengths of prefix and loop; of these the shortest prefix; of these the node found first; then
 * the edges that come first. Where the work runs out it is the best that was found, and `isShortest` is false.
 */
export const shortestLasso = (product: Product, reach: ProductReach, regions: FairRegions, workMax: number): ProductLasso => {
  const first = reach.order.find((node) => regions.regionOf[node] !== 0) ?? -1
  const greedy = greedyLoop(product, regions, first)
  let best = { node: first, loop: greedy }
  const work = { left: workMax }
  // One more than the greedy one, so that what is found does not depend on it.
  let bound = nodesTo(reach, first).length + greedy.length
  let [depth, layerEnd] = [0, reach.layers[0] ?? 0]
  for (let at = 0; at < reach.order.length && depth + 1 < bound && work.left > 0; at++) {
    while (at >= layerEnd) layerEnd = reach.layers[++depth] ?? reach.order.length
    const node = reach.order[at] as number // at < length
    if (regions.regionOf[node] === 0) continue
    const loop = shortestRound(product, regions, node, bound - depth - 1, work)
    if (loop === null) continue
    best = { node, loop }
    bound = depth + loop.length
    assert(nodesTo(reach, node).length === depth + 1, 'layers count the steps to a node')
  }
  return { prefix: nodesTo(reach, best.node), loop: best.loop, isShortest: work.left > 0 }
}
