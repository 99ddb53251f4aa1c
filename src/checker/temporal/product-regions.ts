import { areFair, visitEdges } from './product.js'
import type { Product } from './product.js'
import type { ProductReach } from './product-reach.js'

/** The parts of a product that hold every fair way round, and nothing that lies on none (CHK-14). */
export interface FairRegions {
  /** The number of the region of each node, 0 for none. */
  readonly regionOf: Int32Array
  readonly found: boolean
}

class Stack {
  #items = new Int32Array(1024)
  size = 0

  push(item: number): void {
    if (this.size === this.#items.length) {
      const larger = new Int32Array(2 * this.size)
      larger.set(this.#items)
      this.#items = larger
    }
    this.#items[this.size++] = item
  }

  at(place: number): number {
    return this.#items[place] as number // the caller stays below size
  }

  top(): number {
    return this.#items[this.size - 1] as number // asked of a stack that is not empty
  }

  pop(): number {
    return this.#items[--this.size] as number // asked of a stack that is not empty
  }

  /** Takes off everything from `from` on. */
  cut(from: number): Int32Array {
    const items = this.#items.slice(from, this.size)
    this.size = from
    return items
  }
}

/**
 * Strongly connected parts inside pieces of a product (R. Tarjan 1972). The path of the search is a stack of its own, of nodes and of where
 * their edges were left, so that no depth of a graph can exhaust the one of the program.
 */
class Components {
  readonly #product: Product
  readonly #pieceOf: Int32Array
  readonly #index: Int32Array
  readonly #low: Int32Array
  readonly #open = new Stack()
  readonly #path = new Stack()
  readonly #edges = new Stack()
  readonly #moves = new Stack()
  #count = 0

  constructor(product: Product, pieceOf: Int32Array) {
    this.#product = product
    this.#pieceOf = pieceOf
    this.#index = new Int32Array(product.size)
    this.#low = new Int32Array(product.size)
  }

  /** Tells the parts of a piece, each with all its nodes; the nodes go to the pieces that `take` names. */
  split(piece: number, nodes: Int32Array, take: (part: Int32Array) => void): void {
    for (const node of nodes) this.#index[node] = 0
    this.#count = 0
    for (const node of nodes) if (this.#index[node] === 0) this.#search(piece, node, take)
  }

  #search(piece: number, root: number, take: (part: Int32Array) => void): void {
    this.#enter(root)
    while (this.#path.size > 0) {
      const node = this.#path.top()
      const child = this.#advance(piece, node)
      if (child >= 0) {
        this.#enter(child)
        continue
      }
      this.#path.pop()
      this.#edges.pop()
      this.#moves.pop()
      if (this.#path.size > 0) this.#lower(this.#path.top(), this.#low[node] as number) // every node has one
      if (this.#low[node] === this.#index[node]) this.#close(node, take)
    }
  }

  #enter(node: number): void {
    this.#count++
    this.#index[node] = this.#low[node] = this.#count
    this.#open.push(node)
    this.#path.push(node)
    this.#edges.push(this.#product.graph.offsets[Math.floor(node / this.#product.automaton.size)] as number) // one for each place
    this.#moves.push(0)
  }

  // The next node of the piece that was not met yet, -1 if there is none. Those on the way that are open lower the node.
  #advance(piece: number, node: number): number {
    const { graph, automaton } = this.#product
    const place = Math.floor(node / automaton.size)
    const state = node - place * automaton.size
    const end = graph.offsets[place + 1] as number // one offset for each place, and the end
    let [edge, move] = [this.#edges.pop(), this.#moves.pop()]
    let found = -1
    for (; edge < end && found < 0; edge++, move = 0) {
      const moves = this.#product.movesOn(state, graph.letters[edge] as number) // edges of the graph
      const base = (graph.targets[edge] as number) * automaton.size // as above
      for (; move < moves.length; move += 2) {
        const to = base + (moves[move] as number) // a move is a pair of numbers
        if (this.#pieceOf[to] !== piece) continue
        const index = this.#index[to] as number // every node has one
        if (index === 0) {
          found = to
          break
        }
        this.#lower(node, index)
      }
      if (found >= 0) break
    }
    this.#edges.push(edge)
    this.#moves.push(found >= 0 ? move + 2 : 0)
    return found
  }

  #lower(node: number, to: number): void {
    if (to < (this.#low[node] as number)) this.#low[node] = to // every node has one
  }

  #close(node: number, take: (part: Int32Array) => void): void {
    let from = this.#open.size
    do from--
    while (this.#open.at(from) !== node)
    take(this.#open.cut(from))
  }
}

/** All marks of the edges inside a region; -1 if there is no such edge. */
const marksInside = (product: Product, regionOf: Int32Array, region: number, nodes: Int32Array): number => {
  let [all, some] = [0, false]
  for (const node of nodes) {
    visitEdges(product, node, (to, marks) => {
      if (regionOf[to] === region) [all, some] = [all | marks, true]
      return false
    })
  }
  return some ? all : -1
}

/**
 * The fair regions among the reached nodes (CHK-14): strongly connected parts that have every needed mark inside. Where strong fairness is
 * enabled in a part and never taken, the nodes where it is enabled go and the rest is looked at again (E. Emerson and C. Lei 1987).
 */
export const fairRegionsOf = (product: Product, { order }: ProductReach): FairRegions => {
  const { automaton, placeMarks } = product
  const regionOf = new Int32Array(product.size)
  const first = order.filter((node) => automaton.live[node % automaton.size] === 1)
  if (first.length === 0) return { regionOf, found: false }
  const components = new Components(product, regionOf)
  for (const node of first) regionOf[node] = 1
  let [pieces, found] = [1, false]
  const waiting = [{ piece: 1, nodes: first }]
  const assign = (nodes: Int32Array, piece: number): void => {
    for (const node of nodes) regionOf[node] = piece
  }
  const judge = (part: Int32Array): void => {
    const region = ++pieces
    assign(part, region)
    const marks = marksInside(product, regionOf, region, part)
    if (marks !== -1 && areFair(product, marks)) {
      found = true
      return
    }
    assign(part, 0)
    if (marks === -1 || (marks & product.needed) !== product.needed) return
    const owed = product.strong.reduce((bits, { taken, enabled }) => ((marks & taken) === 0 ? bits | (marks & enabled) : bits), 0)
    const rest = part.filter((node) => ((placeMarks[Math.floor(node / automaton.size)] as number) & owed) === 0) // places of the graph
    const piece = ++pieces
    assign(rest, piece)
    if (rest.length > 0) waiting.push({ piece, nodes: rest })
  }
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) components.split(next.piece, next.nodes, judge)
  return { regionOf, found }
}
