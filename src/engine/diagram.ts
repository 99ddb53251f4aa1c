import type { Condition } from '../artifact/condition.js'
import { LimitReached } from './limit-reached.js'
import type { TableInput, TestedInputs } from './table-input.js'

// Beyond these a diagram costs more to make than it saves.
const NODES_MAX = 16_384
const EDGES_MAX = 262_144

/**
 * Where a branch of a diagram leads: the index of a node from 0, or an outcome below 0, which is -2 - outcome, so that the outcome -1
 * (no rule) has a place too.
 */
export type Target = number

/** The target that stands for an outcome; the same formula gives the outcome of a target below 0. */
export const targetOf = (outcome: number): Target => -2 - outcome

const NO = targetOf(0)
const YES = targetOf(1)

/** A node asks for the class of one input; `next` has a target for each class. */
export interface DiagramNode {
  readonly input: number
  readonly next: readonly Target[]
}

/** A decision diagram: no input is asked twice on a way, and equal nodes are one. Nodes stand behind those they lead to. */
export interface Diagram {
  readonly nodes: readonly DiagramNode[]
  readonly root: Target
}

/** Gives the combination of two targets where it is known without looking further, else null. */
type Settle = (left: Target, right: Target) => Target | null

const bothHold: Settle = (left, right) => {
  if (left === NO || right === NO) return NO
  if (left === YES) return right
  return right === YES ? left : null
}

const oneHolds: Settle = (left, right) => {
  if (left === YES || right === YES) return YES
  if (left === NO) return right
  return right === NO ? left : null
}

/** Collects nodes. Invariant: no two nodes are equal, and none leads to one target only. */
class Builder {
  readonly nodes: DiagramNode[] = []
  readonly #inputs: readonly TableInput[]
  readonly #known = new Map<string, Target>()
  #edges = 0

  constructor(inputs: readonly TableInput[]) {
    this.#inputs = inputs
  }

  /** The node that asks for `input`; throws LimitReached when there are too many. */
  node(input: number, next: readonly Target[]): Target {
    const [first] = next
    if (first !== undefined && next.every((target) => target === first)) return first
    const key = `${input}:${next.join()}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    this.#edges += next.length
    if (this.nodes.length >= NODES_MAX || this.#edges > EDGES_MAX) throw new LimitReached('tableCells', 'a decision diagram')
    this.#known.set(key, this.nodes.length)
    return this.nodes.push({ input, next }) - 1
  }

  #inputOf(target: Target): number {
    return this.nodes[target]?.input ?? this.#inputs.length
  }

  /** Where `target` leads when `input` has class `one`. */
  #branch(target: Target, input: number, one: number): Target {
    const node = this.nodes[target]
    return node?.input === input ? (node.next[one] ?? target) : target
  }

  /** Both diagrams at once: at each pair of outcomes what `settle` says. Inputs are asked in their order. */
  combine(settle: Settle, left: Target, right: Target, known = new Map<string, Target>()): Target {
    const settled = settle(left, right)
    if (settled !== null) return settled
    const key = `${left},${right}`
    const before = known.get(key)
    if (before !== undefined) return before
    const [leftInput, rightInput] = [this.#inputOf(left), this.#inputOf(right)]
    const input = leftInput < rightInput ? leftInput : rightInput
    const next = Array.from({ length: this.#inputs[input]?.classes ?? 0 }, (_, one) =>
      this.combine(settle, this.#branch(left, input, one), this.#branch(right, input, one), known),
    )
    const target = this.node(input, next)
    known.set(key, target)
    return target
  }

  /** The diagram of a condition, with the outcomes YES and NO (LAW-32). */
  condition(condition: Condition, tests: TestedInputs['tests']): Target {
    switch (condition.kind) {
      case 'test': {
        const tested = tests.get(condition)
        return this.node(tested?.input ?? 0, Array.from(tested?.truth ?? [], (holds) => targetOf(holds)))
      }
      case 'not': {
        const otherwise: Settle = (target) => (target === YES ? NO : target === NO ? YES : null)
        return this.combine(otherwise, this.condition(condition.of, tests), YES)
      }
      case 'all':
        return condition.of.reduce((held, member) => this.combine(bothHold, held, this.condition(member, tests)), YES)
      case 'any':
        return condition.of.reduce((held, member) => this.combine(oneHolds, held, this.condition(member, tests)), NO)
    }
  }
}

/** Drops the nodes that the root does not lead to; the rest keep their order. */
const prune = (nodes: readonly DiagramNode[], root: Target): Diagram => {
  const isReached = new Uint8Array(nodes.length)
  if (root >= 0) isReached[root] = 1
  for (let index = nodes.length - 1; index >= 0; index--) {
    if (isReached[index] === 1) for (const target of nodes[index]?.next ?? []) if (target >= 0) isReached[target] = 1
  }
  const places = new Map<Target, Target>()
  const kept: DiagramNode[] = []
  const moved = (target: Target): Target => places.get(target) ?? target
  nodes.forEach(({ input, next }, index) => {
    if (isReached[index] === 1) places.set(index, kept.push({ input, next: next.map(moved) }) - 1)
  })
  return { nodes: kept, root: moved(root) }
}

/**
 * The decision diagram of rules, strongest first; its outcomes are indexes of winning rules, -1 where none holds (LAW-30). Null where it
 * would be too large.
 */
export const compileDiagram = (conditions: readonly Condition[], { inputs, tests }: TestedInputs): Diagram | null => {
  const builder = new Builder(inputs)
  try {
    let root = targetOf(-1)
    for (let rule = conditions.length - 1; rule >= 0; rule--) {
      const holds = builder.condition(conditions[rule] as Condition, tests) // rule < length
      const wins = targetOf(rule)
      root = builder.combine((left, right) => (left === YES ? wins : left === NO ? right : null), holds, root)
    }
    return prune(builder.nodes, root)
  } catch (thrown) {
    if (thrown instanceof LimitReached) return null
    throw thrown
  }
}
