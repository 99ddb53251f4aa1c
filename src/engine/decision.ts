import type { DecisionTable } from '../artifact/law.js'
import { bindCode, bindValue } from './fact.js'
import type { FactContext } from './fact.js'
import type { Situation } from './situation.js'
import { compileTable, stridesOf } from './table.js'
import type { CompiledTable } from './table.js'
import type { TableInput } from './table-input.js'

/** Decides for a situation: the event of the winning rule, or null if none matches. */
export type Decision<E> = (situation: Situation) => E | null

/** Reads one input: a code, or a class where `steps` is indexed by class. */
interface InputReader {
  readonly read: (situation: Situation) => number
  /** What the code or class adds to the index of the cell. */
  readonly steps: Int32Array
}

const classReader = (context: FactContext, { left, right, classOf }: TableInput): ((situation: Situation) => number) => {
  const value = bindValue(context, left)
  if (right === null) return (situation) => classOf(value(situation), null)
  const other = bindValue(context, right)
  return (situation) => classOf(value(situation), other(situation))
}

const bindInput = (context: FactContext, input: TableInput, stride: number): InputReader => {
  const code = input.classOfCode === null ? null : bindCode(context, input.left)
  if (code !== null && input.classOfCode !== null) return { read: code, steps: input.classOfCode.map((one) => one * stride) }
  return { read: classReader(context, input), steps: Int32Array.from({ length: input.classes }, (_, one) => one * stride) }
}

const bindDense = (context: FactContext, { inputs }: CompiledTable, cells: Int16Array): ((situation: Situation) => number) => {
  const strides = stridesOf(inputs)
  const readers = inputs.map((input, index) => bindInput(context, input, strides[index] ?? 0))
  const count = readers.length
  return (situation) => {
    let cell = 0
    for (let index = 0; index < count; index++) {
      const { read, steps } = readers[index] as InputReader // index < count
      cell += steps[read(situation)] as number // one step for each code
    }
    return cells[cell] as number // one cell for each combination
  }
}

const bindByClasses = (context: FactContext, table: CompiledTable): ((situation: Situation) => number) => {
  const readers = table.inputs.map((input) => bindInput(context, input, 1))
  const classes = new Int32Array(readers.length)
  return (situation) => {
    for (let index = 0; index < readers.length; index++) {
      const { read, steps } = readers[index] as InputReader // index < length
      classes[index] = steps[read(situation)] as number // one step for each code
    }
    return table.winner(classes)
  }
}

/** Compiles a decision table and binds it to the facts of a situation (LAW-30, SES-12). */
export const bindDecision = <E>(context: FactContext, rules: DecisionTable<E>): Decision<E> => {
  const table = compileTable(rules, context.law.facts)
  const events = rules.map(({ event }) => event)
  const winner = table.cells === null ? bindByClasses(context, table) : bindDense(context, table, table.cells)
  return (situation) => events[winner(situation)] ?? null
}
