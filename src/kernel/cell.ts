import type { Condition, FactReference, Test } from '../artifact/condition.js'
import type { Law, RoutingEvent, Refusal, DecisionTable } from '../artifact/law.js'
import { canonicalJson, compareCodeUnits, LIMITS } from '../base/index.js'
import { bindTest } from './expression.js'
import type { FactValue, Holds } from './expression.js'
import { bindTable } from './rule.js'
import type { BoundTable } from './rule.js'

/** One way in which the facts of a table can stand: the value of each variable. */
export type Cell = readonly FactValue[]

/** The values that a reference can have where something is fixed; null where they are without number, undefined where nothing is fixed. */
export type Possible = (reference: FactReference) => readonly FactValue[] | null | undefined

const keyOf = ({ fact, params, field }: FactReference): string =>
  JSON.stringify([fact, [...params].sort(([a], [b]) => compareCodeUnits(a, b)), field])

const testKey = ({ left, decorators, operator, right }: Test): string =>
  JSON.stringify([keyOf(left), decorators, operator, right.kind === 'fact' ? [keyOf(right.reference)] : right.value])

/** A reference for people: `params $.q`, the parameters passed to the fact as JSON behind its name. */
const describeReference = ({ fact, params, field }: FactReference): string => {
  const passed = params.size === 0 ? '' : ` ${canonicalJson(params)}`
  return `${fact}${passed}${field === null ? '' : ` $.${field}`}`
}

/** A test for people: `params $.q equal 1`. */
const describeTest = ({ left, decorators, operator, right }: Test): string => {
  const value = right.kind === 'fact' ? describeReference(right.reference) : JSON.stringify(right.value)
  return `${describeReference(left)} ${[...decorators, operator].join(':')} ${value}`
}

const testsOf = (condition: Condition): readonly Test[] => {
  if (condition.kind === 'test') return [condition]
  return condition.kind === 'not' ? testsOf(condition.of) : condition.of.flatMap(testsOf)
}

/** The references that the rules of a table make, each once. */
export const referencesOf = (table: DecisionTable<Refusal | RoutingEvent>): readonly FactReference[] => {
  const tests = table.flatMap(({ condition }) => testsOf(condition))
  const all = tests.flatMap(({ left, right }) => (right.kind === 'fact' ? [left, right.reference] : [left]))
  return [...new Map(all.map((reference) => [keyOf(reference), reference])).values()]
}

/** What binding a table, or deciding one cell by it, costs at most: its rules, their tests and the values that these compare with. */
export const weightOf = (table: DecisionTable<Refusal | RoutingEvent>): number => {
  let weight = table.length
  for (const { decorators, right } of table.flatMap(({ condition }) => testsOf(condition))) {
    weight += 1 + decorators.length + (right.kind === 'literal' && Array.isArray(right.value) ? right.value.length : 0)
  }
  return weight
}

/** All values of a fact by its declaration, null if they are without number (LAW-10, LAW-12). */
const declaredValues = (law: Law, { fact }: FactReference): readonly FactValue[] | null => {
  const declaration = law.facts.get(fact)
  switch (declaration?.type) {
    case 'boolean':
      return [false, true]
    case 'list':
      return [...law.environments.values()].map(({ tiers }) => tiers) // LAW-13: the only lists are those of environments.
    case 'string':
      return declaration.domain === null ? null : [...declaration.domain, ...(declaration.nullable ? [null] : [])]
    default:
      return null
  }
}

/** The variables of one table or several, each with the values it can have, and the cells that they span (LAW-52). */
export class Cells {
  readonly #law: Law
  readonly #possible: Possible
  readonly #indexes = new Map<string, number>()
  readonly #values: (readonly FactValue[])[] = []
  readonly #words: ((value: FactValue) => string)[] = []

  constructor(law: Law, possible: Possible) {
    this.#law = law
    this.#possible = possible
  }

  #variable(key: string, values: readonly FactValue[], words: (value: FactValue) => string): number {
    const known = this.#indexes.get(key)
    if (known !== undefined) return known
    this.#indexes.set(key, this.#values.length)
    this.#words.push(words)
    return this.#values.push(values) - 1
  }

  #valuesOf(reference: FactReference): readonly FactValue[] | null {
    const fixed = this.#possible(reference)
    return fixed === undefined ? declaredValues(this.#law, reference) : fixed
  }

  /** The reader of a reference with finitely many values, as a variable of the cells. */
  read(reference: FactReference): (cell: Cell) => FactValue {
    const words = (value: FactValue): string => `${describeReference(reference)} = ${JSON.stringify(value)}`
    const index = this.#variable(keyOf(reference), this.#valuesOf(reference) ?? [], words)
    return (cell) => cell[index] ?? null
  }

  /** Binds a table to cells. A test of a fact whose values are without number is a variable of its own, taken both ways (LAW-52). */
  bind<E>(table: DecisionTable<E>): BoundTable<Cell, E> {
    return bindTable(table, (test): Holds<Cell> => {
      const references = test.right.kind === 'fact' ? [test.left, test.right.reference] : [test.left]
      if (references.every((reference) => this.#valuesOf(reference) !== null)) return bindTest(test, (reference) => this.read(reference))
      const words = (value: FactValue): string => (value === true ? describeTest(test) : `not (${describeTest(test)})`)
      const index = this.#variable(testKey(test), [false, true], words)
      return (cell) => cell[index] === true
    })
  }

  /** The number of cells. */
  get size(): number {
    return this.#values.reduce((product, values) => product * values.length, 1)
  }

  /** Whether there are more cells than may be looked at. */
  get isTooLarge(): boolean {
    return this.size > LIMITS.tableCells.value
  }

  /** The first cell for which `holds`, null if there is none. */
  find(holds: (cell: Cell) => boolean): Cell | null {
    const { size } = this
    for (let number = 0; number < size; number++) {
      let rest = number
      const cell = this.#values.map((values) => {
        const value = values[rest % values.length] ?? null
        rest = Math.floor(rest / values.length)
        return value
      })
      if (holds(cell)) return cell
    }
    return null
  }

  /** What `cell` fixes, for people: `fact = value, …`, and each test that is taken both ways as it is written, or `not (…)`. */
  describe(cell: Cell): string {
    const named = this.#words.flatMap((words, index) => ((this.#values[index]?.length ?? 0) > 1 ? [words(cell[index] ?? null)] : []))
    return named.length === 0 ? 'always' : `when ${named.join(', ')}`
  }
}
