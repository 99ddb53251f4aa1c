import { unexpected } from './cursor.js'
import type { Cursor } from './cursor.js'
import { checkArity, findGate, readDefinition, readValues } from './definition.js'
import type { Emitter } from './emitter.js'
import { evaluate, readInteger } from './expression.js'
import { QasmFault, quoted } from './fault.js'
import type { Token } from './lexer.js'
import { readIndexed, readOperand } from './operand.js'
import type { Operand } from './operand.js'
import type { Register, Scope } from './scope.js'
import { checkDeclarable, unsupportedStatement } from './words.js'

/** What reading one file works on. */
export interface Importing {
  readonly cursor: Cursor
  readonly scope: Scope
  readonly emitter: Emitter
  readonly report: (fault: QasmFault) => void
}

/** Reads one statement of a file and performs it, or throws a QasmFault at the token at fault. */
export const readStatement = (importing: Importing): void => {
  const { cursor, scope } = importing
  const token = cursor.peek()
  const refused = unsupportedStatement(scope.language, token)
  if (refused !== null) {
    if (token.text === '@' || token.text === '#' || token.text === 'pragma') cursor.skipLine(token.at)
    throw refused
  }
  if (token.kind !== 'name') throw unexpected(token, 'a statement')
  cursor.take()
  switch (token.text) {
    case 'OPENQASM':
      throw new QasmFault('qasm-version', token.at, 'the version stands a second time', 'only the first statement names the version')
    case 'include':
      return readInclude(importing)
    case 'qreg':
    case 'creg':
      return readOldDeclaration(importing, token.text === 'qreg' ? 'qubits' : 'bits')
    case 'gate':
      return readDefinition(cursor, scope, importing.report)
    case 'measure':
      return readMeasure(importing)
    case 'reset':
      return readReset(importing)
    case 'barrier':
      return readBarrier(importing, token)
  }
  if (scope.language === 3 && (token.text === 'qubit' || token.text === 'bit')) return readDeclaration(importing, token.text)
  if (scope.language === 3 && beginsAssignment(cursor)) return readAssignment(importing, token)
  return readGateCall(importing, token)
}

const readInclude = ({ cursor, scope }: Importing): void => {
  const token = cursor.expectKind('string', 'the name of a file in quotes')
  cursor.expect(';', 'the name of the file')
  scope.include(token.text.slice(1, -1), token.at)
}

/** `qreg name[size];` and `creg`; OpenQASM 3 may leave the size out. */
const readOldDeclaration = (importing: Importing, kind: Register['kind']): void => {
  const { cursor, scope } = importing
  const token = cursor.expectKind('name', 'the name of a register')
  const scalar = scope.language === 3 && !cursor.isSymbol('[')
  declare(importing, kind, token, scalar ? null : () => readSize(cursor))
  cursor.expect(';', 'the declaration')
}

/** `qubit[size] name;` and `bit[size] name;`, the latter also with a measurement as its first value. */
const readDeclaration = (importing: Importing, word: 'qubit' | 'bit'): void => {
  const { cursor } = importing
  const sized = cursor.isSymbol('[')
  const size = sized ? readSize(cursor) : 1
  const token = cursor.expectKind('name', 'the name of a register')
  const register = declare(importing, word === 'qubit' ? 'qubits' : 'bits', token, sized ? () => size : null)
  if (word === 'bit' && cursor.isSymbol('=')) {
    const bits = { at: token.at, text: token.text, single: register.scalar, size: register.size, base: register.base, step: 1, list: null }
    return readMeasuredValue(importing, bits)
  }
  cursor.expect(';', 'the declaration')
}

const declare = ({ scope }: Importing, kind: Register['kind'], token: Token, size: (() => number) | null): Register => {
  try {
    checkDeclarable(scope.language, token)
    scope.checkFree(token)
    return scope.declareRegister(kind, token, size === null ? 1 : size(), size === null)
  } catch (fault) {
    scope.spoil(token.text)
    throw fault
  }
}

/** Reads `[size]`: an integer of at least 1, in OpenQASM 3 any integer expression of that value. */
const readSize = (cursor: Cursor): number => {
  cursor.expect('[', 'the name')
  const token = cursor.language === 2 ? cursor.expectKind('integer', 'the size of the register') : null
  const { value, at } = token === null ? readInteger(cursor) : { value: Number(token.text), at: token.at }
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new QasmFault('qasm-range', at, `a register cannot have size ${value}`, 'an integer from 1 to 2^53 - 1')
  }
  cursor.expect(']', 'the size')
  return value
}

/** `measure qubits -> bits;` and, in OpenQASM 3, `measure qubits;`. */
const readMeasure = (importing: Importing): void => {
  const { cursor, scope, emitter } = importing
  const qubits = readOperand(cursor, scope, 'qubits')
  if (scope.language === 3 && cursor.accept(';')) return emitter.measure(qubits, null)
  cursor.expect('->', 'the measured qubits')
  const bits = readOperand(cursor, scope, 'bits')
  cursor.expect(';', 'the classical target')
  checkTarget(scope, qubits, bits)
  emitter.measure(qubits, bits)
}

const beginsAssignment = (cursor: Cursor): boolean => {
  const { kind, text } = cursor.peek()
  return kind === 'symbol' && (text === '[' || (text.endsWith('=') && text !== '=='))
}

/** `bits = measure qubits;`, the only assignment that is imported. */
const readAssignment = (importing: Importing, token: Token): void => {
  const { cursor, scope } = importing
  readMeasuredValue(importing, readIndexed(cursor, scope.register(token, 'bits'), token))
}

const readMeasuredValue = ({ cursor, scope, emitter }: Importing, bits: Operand): void => {
  const equals = cursor.peek()
  if (equals.text !== '=' && equals.text.endsWith('=')) throw classicalAssignment(equals)
  cursor.expect('=', 'the classical target')
  const word = cursor.peek()
  if (word.kind !== 'name' || word.text !== 'measure') throw classicalAssignment(word)
  cursor.take()
  const qubits = readOperand(cursor, scope, 'qubits')
  cursor.expect(';', 'the measured qubits')
  checkTarget(scope, qubits, bits)
  emitter.measure(qubits, bits)
}

const classicalAssignment = (token: Token): QasmFault =>
  new QasmFault('qasm-unsupported', token.at, 'a classical assignment is not supported', 'only the outcome of measure is assigned')

/** Qubits and bits must be equally many; OpenQASM 2 also tells one element from a register of size 1. */
const checkTarget = (scope: Scope, qubits: Operand, bits: Operand): void => {
  const mixed = scope.language === 2 && qubits.single !== bits.single
  if (qubits.size === bits.size && !mixed) return
  const shape = (operand: Operand): string =>
    operand.single ? `${quoted(operand.text)} is one element` : `${quoted(operand.text)} has size ${operand.size}`
  throw new QasmFault('qasm-broadcast', bits.at, `${shape(bits)}, ${shape(qubits)}`, 'as many bits as qubits')
}

const readReset = ({ cursor, scope, emitter }: Importing): void => {
  const qubits = readOperand(cursor, scope, 'qubits')
  cursor.expect(';', 'the qubits')
  emitter.reset(qubits)
}

const readBarrier = ({ cursor, scope, emitter }: Importing, token: Token): void => {
  if (scope.language === 3 && cursor.accept(';')) {
    const all = { at: token.at, text: token.text, single: false, size: scope.totalOf('qubits'), base: 0, step: 1, list: null }
    return emitter.barrier([all], token.at)
  }
  const operands = readOperands(cursor, scope)
  cursor.expect(';', 'the qubits')
  emitter.barrier(operands, token.at)
}

const readOperands = (cursor: Cursor, scope: Scope): readonly Operand[] => {
  const operands: Operand[] = []
  do {
    if (operands.length > 0 && cursor.language === 3 && cursor.isSymbol(';')) break
    operands.push(readOperand(cursor, scope, 'qubits'))
  } while (cursor.accept(','))
  return operands
}

const NO_PARAMETERS: ReadonlyMap<string, number> = new Map()

const readGateCall = ({ cursor, scope, emitter }: Importing, token: Token): void => {
  const gate = findGate(scope, token, null)
  const values = readValues(cursor, NO_PARAMETERS)
  const operands = cursor.isSymbol(';') ? [] : readOperands(cursor, scope)
  cursor.expect(';', 'the qubits')
  checkArity(gate, token, values, operands)
  emitter.applyGate(gate, values.map((value) => evaluate(value, [])), operands, token.at)
}
