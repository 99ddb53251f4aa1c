import { LIMITS } from '../base/limits.js'
import { didYouMean } from '../base/editdistance.js'
import { unexpected } from './cursor.js'
import type { Cursor } from './cursor.js'
import { readExpression } from './expression.js'
import type { Expression } from './expression.js'
import { QasmFault, quoted } from './fault.js'
import { costOfItem, depthOf } from './gate.js'
import type { BodyItem, Gate, UserGate } from './gate.js'
import type { Token } from './lexer.js'
import { recover } from './recovery.js'
import type { Scope } from './scope.js'
import { checkDeclarable, laterStatement, unsupportedStatement } from './words.js'

interface Formals {
  readonly name: string
  readonly parameters: ReadonlyMap<string, number>
  readonly qubits: ReadonlyMap<string, number>
}

/** Reads a gate definition after the word `gate` and declares it. Faults inside the body go to `report`; reading goes on after them. */
export const readDefinition = (cursor: Cursor, scope: Scope, report: (fault: QasmFault) => void): void => {
  const token = cursor.expectKind('name', 'the name of a gate')
  try {
    checkDeclarable(scope.language, token)
    scope.checkFree(token)
    const formals = readFormals(cursor, token)
    const body = readBody(cursor, scope, formals, report)
    scope.declareGate(gateOf(formals, body, token))
  } catch (fault) {
    scope.spoil(token.text)
    throw fault
  }
}

const gateOf = (formals: Formals, body: readonly BodyItem[], token: Token): UserGate => {
  const depth = body.reduce((most, item) => Math.max(most, item.kind === 'call' ? depthOf(item.gate) : 0), 0) + 1
  if (depth > LIMITS.qasmDepth.value) {
    const most = `at most ${LIMITS.qasmDepth.value} definitions on top of each other`
    throw new QasmFault('qasm-limit', token.at, `the definition of ${quoted(formals.name)} is nested too deeply`, most)
  }
  const cost = body.reduce((sum, item) => sum + costOfItem(item), 1 + formals.qubits.size)
  const parameters = [...formals.parameters.keys()]
  return { kind: 'user', name: formals.name, parameters, qubits: [...formals.qubits.keys()], body, depth, cost }
}

const readFormals = (cursor: Cursor, token: Token): Formals => {
  const taken = new Set<string>()
  const parameters = new Map<string, number>()
  const qubits = new Map<string, number>()
  if (cursor.accept('(') && !cursor.accept(')')) {
    readNames(cursor, parameters, taken, 'a parameter')
    cursor.expect(')', 'the parameters')
  }
  readNames(cursor, qubits, taken, 'a qubit')
  return { name: token.text, parameters, qubits }
}

const readNames = (cursor: Cursor, names: Map<string, number>, taken: Set<string>, what: string): void => {
  do {
    if (names.size > 0 && cursor.language === 3 && (cursor.isSymbol('{') || cursor.isSymbol(')'))) return
    const token = cursor.expectKind('name', `the name of ${what}`)
    checkDeclarable(cursor.language, token)
    if (taken.has(token.text)) throw new QasmFault('qasm-redeclared', token.at, `${quoted(token.text)} is named twice`, 'different names')
    taken.add(token.text)
    names.set(token.text, names.size)
  } while (cursor.accept(','))
}

const readBody = (cursor: Cursor, scope: Scope, formals: Formals, report: (fault: QasmFault) => void): readonly BodyItem[] => {
  const body: BodyItem[] = []
  cursor.expect('{', 'the qubits of the gate')
  while (!cursor.isSymbol('}')) {
    if (cursor.peek().kind === 'end') throw unexpected(cursor.peek(), '"}" after the body of the gate')
    const taken = cursor.taken
    try {
      body.push(readBodyItem(cursor, scope, formals))
    } catch (fault) {
      if (!(fault instanceof QasmFault)) throw fault
      report(fault)
      recover(cursor, taken, 'body')
    }
  }
  cursor.take()
  return body
}

const readBodyItem = (cursor: Cursor, scope: Scope, formals: Formals): BodyItem => {
  const token = cursor.peek()
  const refused = unsupportedStatement(scope.language, token)
  if (refused !== null) throw refused
  if (token.kind !== 'name') throw unexpected(token, 'a gate or "}"')
  cursor.take()
  if (token.text === 'barrier') return readBodyBarrier(cursor, formals, token)
  if (['measure', 'reset', 'qreg', 'creg', 'qubit', 'bit', 'gate', 'include', 'OPENQASM'].includes(token.text)) {
    throw new QasmFault('qasm-gate-body', token.at, `${quoted(token.text)} cannot stand in a gate`, 'gates and barriers')
  }
  return readBodyCall(cursor, scope, formals, token)
}

const readBodyBarrier = (cursor: Cursor, formals: Formals, token: Token): BodyItem => {
  const all = cursor.language === 3 && cursor.isSymbol(';')
  const qubits = all ? [...formals.qubits.values()] : readFormalQubits(cursor, formals).map((operand) => operand.qubit)
  cursor.expect(';', 'the qubits of the barrier')
  return { kind: 'barrier', qubits, at: token.at }
}

const readBodyCall = (cursor: Cursor, scope: Scope, formals: Formals, token: Token): BodyItem => {
  const gate = findGate(scope, token, formals.name)
  const values = readValues(cursor, formals.parameters)
  const operands = cursor.isSymbol(';') ? [] : readFormalQubits(cursor, formals)
  cursor.expect(';', 'the qubits')
  checkArity(gate, token, values, operands)
  const again = operands.find((operand, index) => operands.findIndex((other) => other.qubit === operand.qubit) < index)
  if (again !== undefined) {
    throw new QasmFault('qasm-duplicate-qubit', again.at, `the gate is applied to ${quoted(again.text)} twice`, 'different qubits')
  }
  return { kind: 'call', gate, values, qubits: operands.map((operand) => operand.qubit) }
}

const readFormalQubits = (cursor: Cursor, formals: Formals): readonly { qubit: number; at: number; text: string }[] => {
  const operands: { qubit: number; at: number; text: string }[] = []
  do {
    if (operands.length > 0 && cursor.language === 3 && cursor.isSymbol(';')) break
    const { text, at } = cursor.expectKind('name', 'a qubit of the gate')
    const qubit = formals.qubits.get(text)
    if (qubit === undefined) {
      const guess = didYouMean(text, formals.qubits.keys())
      const hint = guess === undefined ? `it has ${[...formals.qubits.keys()].join(', ')}` : `did you mean ${quoted(guess)}?`
      throw new QasmFault('qasm-undeclared', at, `the gate has no qubit ${quoted(text)}`, hint)
    }
    operands.push({ qubit, at, text })
    if (cursor.isSymbol('[')) {
      throw new QasmFault('qasm-gate-body', cursor.peek().at, 'a qubit of a gate takes no index', 'leave the index out')
    }
  } while (cursor.accept(','))
  return operands
}

/** The gate that a statement begins with; `defining` as in Scope.gate. */
export const findGate = (scope: Scope, token: Token, defining: string | null): Gate => {
  try {
    return scope.gate(token, defining)
  } catch (fault) {
    throw laterStatement(scope.language, token) ?? fault
  }
}

/** Reads the parameters of a gate in parentheses, if any stand there. */
export const readValues = (cursor: Cursor, parameters: ReadonlyMap<string, number>): readonly Expression[] => {
  const values: Expression[] = []
  if (!cursor.accept('(') || cursor.accept(')')) return values
  do {
    if (values.length > 0 && cursor.language === 3 && cursor.isSymbol(')')) break
    values.push(readExpression(cursor, parameters))
  } while (cursor.accept(','))
  cursor.expect(')', 'the parameters')
  return values
}

/** Fails unless the gate takes so many parameters and qubits: at the first one too many, or at the gate's name if some are missing. */
export const checkArity = (gate: Gate, token: Token, values: readonly { at: number }[], operands: readonly { at: number }[]): void => {
  const check = (given: readonly { at: number }[], wanted: number, what: string): void => {
    if (given.length === wanted) return
    const at = given[wanted]?.at ?? token.at
    const message = `the gate ${quoted(gate.name)} has ${given.length} ${what}${given.length === 1 ? '' : 's'} here`
    throw new QasmFault('qasm-arity', at, message, `it takes ${wanted}`)
  }
  check(values, gate.parameters.length, 'parameter')
  check(operands, gate.qubits.length, 'qubit')
}
