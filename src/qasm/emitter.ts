import { LIMITS } from '../base/limits.js'
import { compareCodeUnits } from '../base/order.js'
import { evaluate } from './expression.js'
import { QasmFault, quoted } from './fault.js'
import { costOf } from './gate.js'
import type { BodyItem, Gate, UserGate } from './gate.js'
import type { LibraryGate, StatementOperators } from './library.js'
import { elementOf } from './operand.js'
import type { Operand } from './operand.js'
import type { ItemParams, ProgramItem, QasmCounts } from './program.js'

const ITEM_FRAME_UNITS = 256

/** Collects the operators of a program and counts statements. Every method may end in a `qasm-limit` fault, which ends the import. */
export class Emitter {
  readonly items: ProgramItem[] = []
  readonly #operators: StatementOperators
  readonly #gates = new Map<string, number>()
  #gateStatements = 0
  #measure = 0
  #reset = 0
  #barrier = 0
  #spent = 0

  constructor(operators: StatementOperators) {
    this.#operators = operators
  }

  /** The counts so far. */
  counts(): QasmCounts {
    const gates = new Map([...this.#gates].sort((a, b) => compareCodeUnits(a[0], b[0])))
    const nonUnitary = { measure: this.#measure, reset: this.#reset, barrier: this.#barrier }
    const operators = [...gates.values()].reduce((sum, count) => sum + count, 0)
    return { gates, nonUnitary, gateStatements: this.#gateStatements, operators }
  }

  /** One gate statement: broadcasts over the operands and expands definitions. `at` is where the gate's name stands. */
  applyGate(gate: Gate, values: readonly number[], operands: readonly Operand[], at: number): void {
    const times = broadcastSize(operands)
    this.#spend(times * costOf(gate), at)
    this.#gateStatements++
    this.#gates.set(gate.name, (this.#gates.get(gate.name) ?? 0) + times)
    for (let j = 0; j < times; j++) {
      const qubits = operands.map((operand) => elementOf(operand, operand.single ? 0 : j))
      checkDistinct(qubits, operands)
      this.#expandAt(gate, values, qubits, at)
    }
  }

  /** One measurement per qubit, into the bits in order, or into none. */
  measure(qubits: Operand, bits: Operand | null): void {
    const { measure, measureWithoutTarget } = this.#operators
    this.#spend(2 * qubits.size, qubits.at)
    this.#measure += qubits.size
    for (let j = 0; j < qubits.size; j++) {
      const q = elementOf(qubits, j)
      if (bits === null) this.#emit(measureWithoutTarget.operator, new Map([[measureWithoutTarget.qubit, q]]))
      else this.#emit(measure.operator, new Map([[measure.qubit, q], [measure.bit, elementOf(bits, j)]]))
    }
  }

  /** One reset per qubit. */
  reset(qubits: Operand): void {
    const { reset } = this.#operators
    this.#spend(2 * qubits.size, qubits.at)
    this.#reset += qubits.size
    for (let j = 0; j < qubits.size; j++) this.#emit(reset.operator, new Map([[reset.qubit, elementOf(qubits, j)]]))
  }

  /** One barrier statement over all the operands. `at` is where the statement stands. */
  barrier(operands: readonly Operand[], at: number): void {
    const size = operands.reduce((sum, operand) => sum + operand.size, 0)
    this.#spend(1 + size, at)
    this.#barrier++
    const qubits: number[] = []
    for (const operand of operands) for (let j = 0; j < operand.size; j++) qubits.push(elementOf(operand, j))
    this.#emitBarrier(qubits, at)
  }

  /** A fault inside a body stands at its expression and tells the application too: the values come from there. */
  #expandAt(gate: Gate, values: readonly number[], qubits: readonly number[], at: number): void {
    if (gate.kind === 'library') return this.#emitGate(gate, values, qubits)
    try {
      this.#expand(gate, values, qubits)
    } catch (fault) {
      if (fault instanceof QasmFault) fault.applied = { at, values: `${gate.name}(${values.join(', ')})` }
      throw fault
    }
  }

  /** Depth is bounded when gates are defined (LIMITS.qasmDepth). */
  #expand(gate: UserGate, values: readonly number[], qubits: readonly number[]): void {
    for (const item of gate.body) {
      const inner = item.qubits.map((place) => qubits[place] ?? 0)
      if (item.kind === 'barrier') this.#emitBarrier(inner, item.at)
      else this.#call(item, values, inner)
    }
  }

  #call(item: BodyItem & { readonly kind: 'call' }, outer: readonly number[], qubits: readonly number[]): void {
    const values = item.values.map((value) => evaluate(value, outer))
    if (item.gate.kind === 'library') this.#emitGate(item.gate, values, qubits)
    else this.#expand(item.gate, values, qubits)
  }

  #emitGate(gate: LibraryGate, values: readonly number[], qubits: readonly number[]): void {
    const params = new Map<string, number>()
    for (let place = 0; place < gate.parameters.length; place++) params.set(gate.parameters[place] ?? '', values[place] ?? 0)
    for (let place = 0; place < gate.qubits.length; place++) params.set(gate.qubits[place] ?? '', qubits[place] ?? 0)
    this.#emit(gate.name, params)
  }

  #emitBarrier(qubits: readonly number[], at: number): void {
    const { barrier } = this.#operators
    const text = qubits.join(',')
    if (text.length + ITEM_FRAME_UNITS > LIMITS.paramsBytes.value) {
      const most = LIMITS.paramsBytes.value - ITEM_FRAME_UNITS
      throw new QasmFault('qasm-limit', at, `the barrier names ${qubits.length} qubits`, `their list may have ${most} characters`)
    }
    this.#emit(barrier.operator, new Map([[barrier.qubits, text]]))
  }

  #emit(op: string, params: ItemParams): void {
    this.items.push({ op, params })
  }

  #spend(cost: number, at: number): void {
    this.#spent += cost
    if (this.#spent <= LIMITS.qasmExpansion.value) return
    const most = `at most ${LIMITS.qasmExpansion.value}, an operation counting one for itself and one for each qubit`
    throw new QasmFault('qasm-limit', at, 'the file expands to too many operations', most, 'stop')
  }
}

/** How often a statement applies its gate: the common size of the registers among the operands, 1 if all are single. */
const broadcastSize = (operands: readonly Operand[]): number => {
  const first = operands.find((operand) => !operand.single)
  if (first === undefined) return 1
  const other = operands.find((operand) => !operand.single && operand.size !== first.size)
  if (other === undefined) return first.size
  const message = `${quoted(other.text)} has size ${other.size}, ${quoted(first.text)} has size ${first.size}`
  throw new QasmFault('qasm-broadcast', other.at, message, 'registers of one size')
}

const checkDistinct = (qubits: readonly number[], operands: readonly Operand[]): void => {
  if (new Set(qubits).size === qubits.length) return
  const place = qubits.findIndex((qubit, index) => qubits.indexOf(qubit) < index)
  const operand = operands[place]
  const message = `the gate is applied to one qubit twice, by ${quoted(operand?.text ?? '')}`
  throw new QasmFault('qasm-duplicate-qubit', operand?.at ?? 0, message, 'different qubits')
}
