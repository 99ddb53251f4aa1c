import { unexpected } from './cursor.js'
import type { Cursor } from './cursor.js'
import { readInteger } from './expression.js'
import { QasmFault, quoted } from './fault.js'
import type { Token } from './lexer.js'
import type { Register, Scope } from './scope.js'

/** Qubits or bits that a statement names: element j is `base + step · j`, or `list[j]` where there is a list. */
export interface Operand {
  readonly at: number
  readonly text: string
  /** One element, as opposed to a register or a part of it (of whatever size). */
  readonly single: boolean
  readonly size: number
  readonly base: number
  readonly step: number
  readonly list: readonly number[] | null
}

/** The number of element j, across all registers of the kind. */
export const elementOf = (operand: Operand, j: number): number =>
  operand.list === null ? operand.base + operand.step * j : (operand.list[j] ?? 0)

/** Reads `name` or `name[index]`; OpenQASM 3 also has integer expressions, ranges and sets as index. */
export const readOperand = (cursor: Cursor, scope: Scope, kind: Register['kind']): Operand => {
  if (cursor.language === 3 && cursor.isSymbol('$')) {
    throw new QasmFault('qasm-unsupported', cursor.peek().at, 'physical qubits ("$0") are not supported', 'declare qubits by name')
  }
  const token = cursor.expectKind('name', kind === 'qubits' ? 'a qubit or a quantum register' : 'a bit or a classical register')
  return readIndexed(cursor, scope.register(token, kind), token)
}

/** Reads the index, if any, after a name that has been taken. */
export const readIndexed = (cursor: Cursor, register: Register, token: Token): Operand => {
  const whole = { at: token.at, text: token.text, step: 1, list: null }
  if (!cursor.isSymbol('[')) return { ...whole, single: register.scalar, size: register.size, base: register.base }
  const bracket = cursor.take()
  if (register.scalar) {
    throw new QasmFault('qasm-range', bracket.at, `${quoted(token.text)} is one element and takes no index`, 'leave the index out')
  }
  const part = cursor.language === 2 ? readIndex2(cursor, register) : readIndex3(cursor, register)
  cursor.expect(']', 'the index')
  if (cursor.language === 3 && cursor.isSymbol('[')) {
    throw new QasmFault('qasm-unsupported', cursor.peek().at, 'a second index is not supported', 'one index')
  }
  return { ...whole, ...part }
}

type Part = Pick<Operand, 'single' | 'size' | 'base' | 'step' | 'list'>

const element = (base: number): Part => ({ single: true, size: 1, base, step: 1, list: null })

const readIndex2 = (cursor: Cursor, register: Register): Part => {
  const token = cursor.expectKind('integer', `an index from 0 to ${register.size - 1}`)
  return element(register.base + offsetIn(register, Number(token.text), token.at))
}

const readIndex3 = (cursor: Cursor, register: Register): Part => {
  if (cursor.accept('{')) return readSet(cursor, register)
  const first = cursor.isSymbol(':') ? null : readInteger(cursor)
  if (first !== null && !cursor.isSymbol(':')) return element(register.base + offsetIn(register, first.value, first.at))
  const colon = cursor.expect(':', 'the index')
  const second = cursor.isSymbol(':') || cursor.isSymbol(']') ? null : readInteger(cursor)
  const third = cursor.accept(':') ? readInteger(cursor) : null
  const step = third === null ? 1 : (second?.value ?? 1)
  if (step === 0) throw new QasmFault('qasm-range', second?.at ?? colon.at, 'the step cannot be 0', 'an integer other than 0')
  const stop = third ?? second
  const from = first === null ? (step > 0 ? 0 : register.size - 1) : offsetIn(register, first.value, first.at)
  const to = stop === null ? (step > 0 ? register.size - 1 : 0) : offsetIn(register, stop.value, stop.at)
  const size = Math.floor((to - from) / step) + 1
  if (size < 1) throw new QasmFault('qasm-range', first?.at ?? colon.at, 'the range is empty', 'a range of at least one element')
  return { single: false, size, base: register.base + from, step, list: null }
}

const readSet = (cursor: Cursor, register: Register): Part => {
  const list: number[] = []
  do {
    if (cursor.isSymbol('}')) break
    const { value, at } = readInteger(cursor)
    list.push(register.base + offsetIn(register, value, at))
  } while (cursor.accept(','))
  if (list.length === 0) throw unexpected(cursor.peek(), 'an index')
  cursor.expect('}', 'the last index')
  return { single: false, size: list.length, base: 0, step: 0, list }
}

/** The offset in the register that an index means; OpenQASM 3 counts negative ones from the end. */
const offsetIn = (register: Register, index: number, at: number): number => {
  const offset = index < 0 ? register.size + index : index
  if (offset >= 0 && offset < register.size) return offset
  const message = `index ${index} is outside ${quoted(register.name)}, which has size ${register.size}`
  throw new QasmFault('qasm-range', at, message, `an index from 0 to ${register.size - 1}`)
}
