import { LIMITS } from '../base/index.js'
import type { Condition, FactReference } from '../artifact/condition.js'
import type { DecisionTable, FactDeclaration } from '../artifact/law.js'
import type { FactValue } from './comparison.js'
import { compileDiagram } from './diagram.js'
import type { Diagram } from './diagram.js'
import { compileWalk, decideByClasses } from './diagram-walk.js'
import { LimitReached } from './limit-reached.js'
import { compilePredicate, testsOf } from './predicate.js'
import type { Classes, Predicate } from './predicate.js'
import { compileRuleIndex } from './rule-index.js'
import { compileInputs } from './table-input.js'
import type { TableInput, TestedInputs } from './table-input.js'
import { classify, compileSlots } from './table-slots.js'
import type { Slots } from './table-slots.js'

/** No rule matches. */
export const NO_RULE = -1

/**
 * A decision table, compiled. A decision is the index of the winning rule, strongest first, or NO_RULE.
 * `dense`: a cell for every combination of classes holds the winner. `diagram`: facts are asked in order, each at most once.
 * `closures`: rules are tried in order. `index`: sets of rules as bits. Values are decided by a diagram in the dense form too.
 */
export interface CompiledTable {
  readonly strategy: 'dense' | 'diagram' | 'closures' | 'index'
  readonly inputs: readonly TableInput[]
  /** The winner, given the class of each input. */
  winner(classes: Classes): number
  /** What the inputs read, each once. */
  readonly reads: readonly FactReference[]
  /** The winner, given the value of each of `reads`. */
  decideValues(values: readonly FactValue[]): number
  /** The winner, given a reader of facts, which may be asked for a fact more than once, or not at all. */
  decide(read: (reference: FactReference) => FactValue): number
  /** For a dense table: the winner of each combination of classes, the last input running fastest; null otherwise. */
  readonly cells: Int16Array | null
  /**
   * The winner, given the code of each of `reads` (TableInput.classOfCode) in a row from `at` on: for those who keep their facts interned.
   * Null unless the table is dense and every fact has codes.
   */
  readonly decideCodes: ((codes: Uint16Array, at: number) => number) | null
}

// A dense table is worth its compilation only where few rules fill many cells; beyond this many evaluations the other forms load faster.
const EVALUATIONS_MAX = LIMITS.tableEvaluations.value
const FEW_RULES = 64

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

/** What each code of each input adds to the index of the cell, one input behind the other; null where an input has no codes. */
const codeDecider = (inputs: readonly TableInput[], cells: Int16Array): CompiledTable['decideCodes'] => {
  const strides = stridesOf(inputs)
  const starts: number[] = []
  const steps: number[] = []
  for (const [index, { classOfCode }] of inputs.entries()) {
    if (classOfCode === null) return null
    starts.push(steps.length)
    for (const one of classOfCode) steps.push(one * (strides[index] ?? 0))
  }
  const [flat, first] = [Int32Array.from(steps), Int32Array.from(starts)]
  return (codes, at) => {
    let cell = 0
    for (let index = 0; index < first.length; index++) {
      cell += flat[(first[index] as number) + (codes[at + index] as number)] as number // a step for each code of each input
    }
    return cells[cell] as number // a cell for each combination of classes
  }
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


/** How values of facts are decided; made when it is first asked for, since sessions decide by codes. */
interface ValueDecider {
  readonly reads: readonly FactReference[]
  decideValues(values: readonly FactValue[]): number
  decide(read: (reference: FactReference) => FactValue): number
}

const decideByWinner = ({ reads, slots }: Slots, winner: (classes: Classes) => number): ValueDecider => {
  const classes = new Int32Array(slots.length)
  const decideValues = (values: readonly FactValue[]): number => {
    classify(slots, values, classes)
    return winner(classes)
  }
  return { reads, decideValues, decide: (read) => decideValues(reads.map(read)) }
}

/** What a table decides with, in one of its forms. */
interface Form {
  readonly strategy: CompiledTable['strategy']
  readonly winner: (classes: Classes) => number
  readonly cells: Int16Array | null
  readonly decideCodes: CompiledTable['decideCodes']
  /** Gives the diagram to walk over values; null where there is none. */
  readonly diagram: () => Diagram | null
}

const tableOf = (inputs: readonly TableInput[], { strategy, winner, cells, decideCodes, diagram }: Form): CompiledTable => {
  let made: ValueDecider | null = null
  const decider = (): ValueDecider => {
    if (made !== null) return made
    const slots = compileSlots(inputs)
    const found = diagram()
    made = found === null ? decideByWinner(slots, winner) : { reads: slots.reads, ...compileWalk(found, inputs, slots) }
    return made
  }
  return {
    strategy,
    inputs,
    winner,
    cells,
    decideCodes,
    get reads() {
      return decider().reads
    },
    get decideValues() {
      return decider().decideValues
    },
    get decide() {
      return decider().decide
    },
  }
}

const noDiagram = (): null => null

const NO_CELLS = { cells: null, decideCodes: null } as const

/** How a table is best compiled: by its number of cells and rules. */
const chooseForm = (conditions: readonly Condition[], tested: TestedInputs): Form => {
  const rules = conditions.length
  const cells = cellCount(tested.inputs)
  if (cells <= LIMITS.tableCells.value && cells * rules <= EVALUATIONS_MAX) return denseForm(conditions, tested)
  if (rules > FEW_RULES) return indexForm(conditions, tested)
  return diagramForm(conditions, tested) ?? closuresForm(conditions, tested)
}

const closuresForm = (conditions: readonly Condition[], { tests }: TestedInputs): Form => {
  const predicates = conditions.map((condition) => compilePredicate(condition, tests))
  return { strategy: 'closures', winner: (classes) => firstHolding(predicates, classes), ...NO_CELLS, diagram: noDiagram }
}

const indexForm = (conditions: readonly Condition[], tested: TestedInputs): Form => {
  return { strategy: 'index', winner: compileRuleIndex(conditions, tested), ...NO_CELLS, diagram: noDiagram }
}

const diagramForm = (conditions: readonly Condition[], tested: TestedInputs): Form | null => {
  const diagram = compileDiagram(conditions, tested)
  if (diagram === null) return null
  return { strategy: 'diagram', winner: (classes) => decideByClasses(diagram, classes), ...NO_CELLS, diagram: () => diagram }
}

const denseForm = (conditions: readonly Condition[], tested: TestedInputs): Form => {
  const { inputs, tests } = tested
  if (cellCount(inputs) > LIMITS.tableCells.value) throw new LimitReached('tableCells', 'a dense table')
  const predicates = conditions.map((condition) => compilePredicate(condition, tests))
  const cells = fillCells(inputs, predicates)
  const decideCodes = codeDecider(inputs, cells)
  return { strategy: 'dense', winner: denseWinner(inputs, cells), cells, decideCodes, diagram: () => compileDiagram(conditions, tested) }
}

const formOf = (strategy: CompiledTable['strategy'], conditions: readonly Condition[], tested: TestedInputs): Form => {
  switch (strategy) {
    case 'dense':
      return denseForm(conditions, tested)
    case 'closures':
      return closuresForm(conditions, tested)
    case 'index':
      return indexForm(conditions, tested)
    case 'diagram': {
      const form = diagramForm(conditions, tested)
      if (form === null) throw new LimitReached('tableCells', 'a decision diagram')
      return form
    }
  }
}

/** Compiles a decision table over the declared facts: of all rules whose conditions hold, the strongest wins (LAW-30 to LAW-34). */
export const compileTable = (
  rules: DecisionTable<unknown>,
  facts: ReadonlyMap<string, FactDeclaration>,
  strategy?: CompiledTable['strategy'],
): CompiledTable => {
  const conditions = rules.map(({ condition }) => condition)
  const tested = compileInputs(conditions.flatMap(testsOf), facts)
  return tableOf(tested.inputs, strategy === undefined ? chooseForm(conditions, tested) : formOf(strategy, conditions, tested))
}
