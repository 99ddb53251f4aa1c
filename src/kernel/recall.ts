import { assert, LIMITS } from '../base/index.js'
import type { FactReference } from '../artifact/condition.js'
import type { FactValue, Read } from './expression.js'

/** A decision that reads facts of a context and nothing else. */
export type Decide<C, R> = (context: C) => R

/** Remembers decisions by the facts that they read. */
export interface Recall<C> {
  /** The same reader, which notes what it gives while a decision is made for the first time. */
  note(readerOf: (reference: FactReference) => Read<C>): (reference: FactReference) => Read<C>
  /** The same decision, made once for each way in which the facts it reads can stand. It must read them through noted readers. */
  remember<R>(decide: Decide<C, R>): Decide<C, R>
}

/** What a decision reads next, and where each value of that leads; at the end of a path, the result. */
interface Node<C, R> {
  readonly read: Read<C> | null
  readonly result: R | null
  readonly next: Map<FactValue, Node<C, R>>
  // The last value that was met here: most steps are like the one before.
  value: FactValue
  node: Node<C, R> | null
}

type Noted<C> = readonly (readonly [read: Read<C>, value: FactValue])[]

const makeNode = <C, R>(read: Read<C> | null, result: R | null): Node<C, R> => ({ read, result, next: new Map(), value: null, node: null })

const follow = <C, R>(node: Node<C, R>, value: FactValue): Node<C, R> | null => {
  if (node.node !== null && node.value === value) return node.node
  const found = node.next.get(value) ?? null
  node.value = value
  node.node = found
  return found
}

/**
 * A memory for the decisions of one law. Conditions are pure (LAW-32), so what is read first is always the same, and what is read next
 * follows from the values so far: the paths of all evaluations are a tree, and walking it reads each fact once.
 * It stops growing at `LIMITS.recallNodes`; what it does not know is evaluated.
 */
export const makeRecall = <C>(): Recall<C> => {
  let noted: (readonly [read: Read<C>, value: FactValue])[] | null = null

  const evaluate = <R>(decide: Decide<C, R>, context: C): { result: R; path: Noted<C> } => {
    noted = []
    const result = decide(context)
    const path = noted
    noted = null
    return { result, path }
  }
  return {
    note: (readerOf) => (reference) => {
      const read = readerOf(reference)
      return (context) => {
        const value = read(context)
        if (noted !== null && noted.every(([known]) => known !== read)) noted.push([read, value])
        return value
      }
    },
    remember<R>(decide: Decide<C, R>): Decide<C, R> {
      let root: Node<C, R> | null = null
      let nodes = 0

      const learn = (context: C): R => {
        const { result, path } = evaluate(decide, context)
        if (nodes + path.length >= LIMITS.recallNodes.value) return result
        const nodeFor = (index: number): Node<C, R> => {
          nodes++
          return makeNode<C, R>(path[index]?.[0] ?? null, index === path.length ? result : null)
        }
        let node = (root ??= nodeFor(0))
        for (const [index, [read, value]] of path.entries()) {
          assert(node.read === read, 'what a decision reads next follows from what it has read')
          let next = node.next.get(value)
          if (next === undefined) node.next.set(value, (next = nodeFor(index + 1)))
          node.node = null
          node = next
        }
        return result
      }
      return (context) => {
        let node = root
        while (node !== null) {
          if (node.read === null) return node.result as R // the end of a path has a result
          node = follow(node, node.read(context))
        }
        return learn(context)
      }
    },
  }
}
