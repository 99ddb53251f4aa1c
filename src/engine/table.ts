import { LIMITS } from '../base/index.js'
import type { FactReference } from '../artifact/condition.js'
import type { DecisionTable, FactDeclaration } from '../artifact/law.js'
import type { FactValue } from './comparison.js'
import { LimitReached } from './limit-reached.js'
import { compilePredicate, testsOf } from './predicate.js'
import type { Classes, Predicate } from './predicate.js'
import { compileRuleIndex } from './rule-index.js'
import { compileInputs } from './table-input.js'
import type { TableInput, TestedInputs } from './table-input.js'
import { classify, compileSlots, decideDense } from './table-slots.js'

/** No rule matches. */
export const NO_RULE = -1

/**
 * A decision table, compiled. A decision is the index of the winning rule, strongest first, or NO_RULE.
 * `dense`: a cell for every combination of classes holds the winner. `closures`: rules are tried in order. `index`: sets of rules as bits.
 */
export interface CompiledTable {
  readonly strategy: 'dense' | 'closures' | 'index'
  readonly inputs: readonly TableInput[]
  /** The winner, given the class of each input. */
  winner(classes: Classes): number
  /** What the inputs read, each once. */
  readonly reads: readonly FactReference[]
  /** The winner, given the value of each of `reads`. */
  decideValues(values: readonly FactValue[]): number
  /** The winner, given a reader of facts. */
  decide(read: (reference: FactReference) => FactValue): number
  /** For a dense table: the winner of each combination of classes, the last input running fastest; null otherwise. */
  readonly cells: Int16Array | null
}

// A dense table is worth its compilation only where few rules fill many cells; beyond this many evaluations the other forms load faster.
const EVALUATIONS_MAX = 4_194_304
const CLOSURES_MAX = 64

const cellCount = (inputs: readonly TableInput[]): number => inputs.reduce((product, { classes }) => product * classes, 1)

/** The distance of neighbouring classes of each input in the cells of a dense table. */
export const stridesOf = (inputs: readonly TableInput[]): number[] => {
  const strides: number[] = []
  let stride = 1
  for (let index = inputs.length - 1; index >= 0; index--) {
    strides[index] = stride
    stride *= inputs[index]?.classes ?? 1
  }
  return strides
}

const firstHolding = (predicates: readonly Predicate[], classes: Classes): number =>
  predicates.findIndex((predicate) => predicate(classes))

const fillCells = (inputs: readonly TableInput[], predicates: readonly Predicate[]): Int16Array => {
  const cells = new Int16Array(cellCount(inputs))
  const classes = new Uint16Array(inputs.length)
  for (let cell = 0; cell < cells.length; cell++) {
    cells[cell] = firstHolding(predicates, classes)
    for (let index = inputs.length - 1; index >= 0; index--) {
      const next = (classes[index] ?? 0) + 1
      classes[index] = next === inputs[index]?.classes ? 0 : next
      if (classes[index] !== 0) break
    }
  }
  return cells
}

const denseWinner = (inputs: readonly TableInput[], cells: Int16Array): ((classes: Classes) => number) => {
  const strides = Int32Array.from(stridesOf(inputs))
  return (classes) => {
    let cell = 0
    for (let index = 0; index < strides.length; index++) cell += (classes[index] as number) * (strides[index] as number) // in range
    return cells[cell] as number // a cell for each combination of classes
  }
}


const tableOf = (
  strategy: CompiledTable['strategy'],
  inputs: readonly TableInput[],
  winner: (classes: Classes) => number,
  cells: Int16Array | null,
): CompiledTable => {
  const slots = compileSlots(inputs)
  const decideValues =
    cells === null
      ? (values: readonly FactValue[]): number => winner(classify(slots, values))
      : decideDense(slots, stridesOf(inputs), cells)
  const decide: CompiledTable['decide'] = (read) => decideValues(slots.reads.map(read))
  return { strategy, inputs, winner, reads: slots.reads, decideValues, decide, cells }
}

/** How a table is best compiled: by its number of cells and rules. */
const chooseStrategy = (rules: number, { inputs }: TestedInputs): CompiledTable['strategy'] => {
  const cells = cellCount(inputs)
  if (cells <= LIMITS.tableCells.value && cells * rules <= EVALUATIONS_MAX) return 'dense'
  return rules <= CLOSURES_MAX ? 'closures' : 'index'
}

/** Compiles a decision table over the declared facts: of all rules whose conditions hold, the strongest wins (LAW-30 to LAW-34). */
export const compileTable = (
  rules: DecisionTable<unknown>,
  facts: ReadonlyMap<string, FactDeclaration>,
  strategy?: CompiledTable['strategy'],
): CompiledTable => {
  const conditions = rules.map(({ condition }) => condition)
  const tested = compileInputs(conditions.flatMap(testsOf), facts)
  const { inputs } = tested
  const chosen = strategy ?? chooseStrategy(rules.length, tested)
  if (chosen === 'index') return tableOf(chosen, inputs, compileRuleIndex(conditions, tested), null)
  const predicates = conditions.map((condition) => compilePredicate(condition, tested.tests))
  if (chosen === 'closures') return tableOf(chosen, inputs, (classes) => firstHolding(predicates, classes), null)
  if (cellCount(inputs) > LIMITS.tableCells.value) throw new LimitReached('tableCells', 'a dense table')
  const cells = fillCells(inputs, predicates)
  return tableOf(chosen, inputs, denseWinner(inputs, cells), cells)
}
