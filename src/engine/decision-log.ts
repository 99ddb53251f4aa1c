import { assert } from '../base/index.js'
import type { FactReference } from '../artifact/condition.js'
import type { DecisionTable, FactDeclaration } from '../artifact/law.js'
import type { FactValue } from './comparison.js'
import { compilePredicate, testsOf } from './predicate.js'
import type { Predicate } from './predicate.js'
import { NO_RULE } from './table.js'
import type { CompiledTable } from './table.js'
import { compileInputs } from './table-input.js'
import { classify, compileSlots } from './table-slots.js'
import type { Slots } from './table-slots.js'

// As many decisions share one list.
const BLOCK = 4096

/** Why a decision was made: the values that the table read, and its rules that held, strongest first; the first of them won (LAW-30). */
export interface DecisionExplanation {
  readonly winner: string | null
  readonly matched: readonly string[]
  readonly facts: readonly (readonly [FactReference, FactValue])[]
}

/** What explains kept values; made when an explanation is first asked for. */
interface Explainer {
  readonly slots: Slots
  readonly holds: readonly Predicate[]
}

/** Decisions that were made one after the other: the winner and the values of each. */
interface Block {
  readonly winners: Int16Array
  readonly values: (readonly FactValue[])[]
}

const makeBlock = (): Block => ({ winners: new Int16Array(BLOCK), values: [] })

/**
 * Decides by a table and keeps for every decision what explains it: the value of each fact that the table reads, and the winner. Which
 * other rules held is found when it is asked for. Invariant: every block but the last holds BLOCK decisions.
 */
export class DecisionLog {
  readonly #rules: DecisionTable<unknown>
  readonly #facts: ReadonlyMap<string, FactDeclaration>
  readonly #decideValues: CompiledTable['decideValues']
  readonly #blocks: Block[] = []
  #last: Block = makeBlock()
  #explainer: Explainer | null = null

  /** A log of decisions by `table`, which was compiled from `rules` over `facts`. */
  constructor(rules: DecisionTable<unknown>, facts: ReadonlyMap<string, FactDeclaration>, table: CompiledTable) {
    this.#rules = rules
    this.#facts = facts
    this.#decideValues = table.decideValues
    this.#blocks.push(this.#last)
  }

  /** Number of decisions. */
  get size(): number {
    return (this.#blocks.length - 1) * BLOCK + this.#last.values.length
  }

  /**
   * Decides for the value of each of the table's `reads`, as its `decideValues`, and keeps the decision. The list is the log's from then
   * on: whoever changes it changes the explanation.
   */
  decide(values: readonly FactValue[]): number {
    const winner = this.#decideValues(values)
    if (this.#last.values.length === BLOCK) this.#blocks.push((this.#last = makeBlock()))
    this.#last.winners[this.#last.values.push(values) - 1] = winner
    return winner
  }

  /** Why decision `index` (from 0) was made. An index that is not below `size` is an assertion failure. */
  explain(index: number): DecisionExplanation {
    assert(Number.isInteger(index) && index >= 0 && index < this.size, 'a decision that was made is explained')
    const block = this.#blocks[Math.floor(index / BLOCK)] as Block // index < size
    const winner = block.winners[index % BLOCK] as number
    const values = block.values[index % BLOCK] as readonly FactValue[]
    const { slots, holds } = this.#explainerOf()
    const classes = new Int32Array(slots.slots.length)
    classify(slots.slots, values, classes)
    return {
      winner: winner === NO_RULE ? null : (this.#rules[winner]?.name ?? null),
      matched: this.#rules.filter((_rule, at) => holds[at]?.(classes) === true).map(({ name }) => name),
      facts: slots.reads.map((reference, at) => [reference, values[at] ?? null]),
    }
  }

  #explainerOf(): Explainer {
    if (this.#explainer !== null) return this.#explainer
    const conditions = this.#rules.map(({ condition }) => condition)
    const { inputs, tests } = compileInputs(conditions.flatMap(testsOf), this.#facts)
    this.#explainer = { slots: compileSlots(inputs), holds: conditions.map((condition) => compilePredicate(condition, tests)) }
    return this.#explainer
  }
}
