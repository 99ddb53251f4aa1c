import { didYouMean } from '../base/editdistance.js'
import { LIMITS } from '../base/limits.js'
import { unexpected } from './cursor.js'
import type { Cursor } from './cursor.js'
import { power } from './elementary.js'
import { QasmFault, quoted } from './fault.js'
import { constantsOf, functionsOf } from './functions.js'
import type { ExpressionFunction } from './functions.js'
import type { Token } from './lexer.js'

type BinaryOperator = '+' | '-' | '*' | '/' | '%' | 'power'

/** One step of a stack machine; `at` is where the text of the step stands. */
type Step =
  | { readonly kind: 'number'; readonly value: number; readonly at: number }
  | { readonly kind: 'parameter'; readonly index: number; readonly at: number }
  | { readonly kind: 'negate'; readonly at: number }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly at: number }
  | { readonly kind: 'call'; readonly name: string; readonly callee: ExpressionFunction; readonly at: number }

/** A parameter expression in postfix order. */
export interface Expression {
  readonly at: number
  readonly steps: readonly Step[]
  /** What evaluating it once may cost, in units of one operation; a constant costs nothing. */
  readonly cost: number
}

const CALL_COST = 8
const NO_VALUES: readonly number[] = []
const NO_PARAMETERS: ReadonlyMap<string, number> = new Map()

/** Reads one expression; `parameters` are the names it may use beside the constants, with their positions. Constants are folded. */
export const readExpression = (cursor: Cursor, parameters: ReadonlyMap<string, number>): Expression => {
  const steps: Step[] = []
  const at = cursor.peek().at
  readSum({ cursor, parameters, steps, integral: false }, 0)
  const expression = { at, steps, cost: 0 }
  if (steps.some((step) => step.kind === 'parameter')) {
    return { at, steps, cost: steps.reduce((sum, step) => sum + costOf(step), 0) }
  }
  return { at, steps: [{ kind: 'number', value: evaluate(expression, NO_VALUES), at }], cost: 0 }
}

const costOf = (step: Step): number =>
  step.kind === 'call' || (step.kind === 'binary' && step.operator === 'power') ? CALL_COST : step.kind === 'number' ? 0 : 0.25

/**
 * Reads a size or an index: integer literals under + - * and %, and returns its value and where it begins. What is no such expression is
 * a `qasm-range` fault at its token, and so is a value, on the way too, of 2^53 or more: doubles would round it (QSM-08).
 */
export const readInteger = (cursor: Cursor): { readonly value: number; readonly at: number } => {
  const steps: Step[] = []
  const stack: number[] = []
  const at = cursor.peek().at
  readSum({ cursor, parameters: NO_PARAMETERS, steps, integral: true }, 0)
  for (const step of steps) {
    const value = perform(step, stack, NO_VALUES)
    if (!Number.isSafeInteger(value)) throw new QasmFault('qasm-range', step.at, `the integer ${value} is too large`, 'less than 2^53')
    stack.push(value)
  }
  const value = stack.pop() ?? 0
  return { value: value === 0 ? 0 : value, at }
}

interface Reading {
  readonly cursor: Cursor
  readonly parameters: ReadonlyMap<string, number>
  readonly steps: Step[]
  /** Only what makes an integer of integers may stand here. */
  readonly integral: boolean
}

/** Fails if an integer is being read: the token would make another number of it. */
const refuseInInteger = ({ integral }: Reading, token: Token): void => {
  if (!integral) return
  throw new QasmFault('qasm-range', token.at, `${quoted(token.text)} does not make an integer`, 'integer literals with + - * and %')
}

const readSum = (reading: Reading, depth: number): void => {
  const { cursor, steps } = reading
  readProduct(reading, depth)
  while (cursor.isSymbol('+') || cursor.isSymbol('-')) {
    const token = cursor.take()
    readProduct(reading, depth)
    steps.push({ kind: 'binary', operator: token.text === '+' ? '+' : '-', at: token.at })
  }
}

const readProduct = (reading: Reading, depth: number): void => {
  const { cursor, steps } = reading
  readSigned(reading, depth)
  while (cursor.isSymbol('*') || cursor.isSymbol('/') || (cursor.language === 3 && cursor.isSymbol('%'))) {
    const token = cursor.take()
    if (token.text === '/') refuseInInteger(reading, token)
    readSigned(reading, depth)
    steps.push({ kind: 'binary', operator: token.text === '*' ? '*' : token.text === '/' ? '/' : '%', at: token.at })
  }
}

/** A power binds closer than the sign before it, and takes a sign in its exponent: `-2 ^ -2` is `-(2 ^ (-2))`. */
const readSigned = (reading: Reading, depth: number): void => {
  const { cursor, steps } = reading
  const signs: Token[] = []
  while (cursor.isSymbol('-')) signs.push(cursor.take())
  readPrimary(reading, depth)
  if (cursor.isSymbol(cursor.language === 2 ? '^' : '**')) {
    const token = cursor.take()
    refuseInInteger(reading, token)
    checkDepth(token, depth)
    readSigned(reading, depth + 1)
    steps.push({ kind: 'binary', operator: 'power', at: token.at })
  }
  for (const sign of signs.reverse()) steps.push({ kind: 'negate', at: sign.at })
}

const readPrimary = (reading: Reading, depth: number): void => {
  const { cursor, steps } = reading
  const token = cursor.peek()
  if (token.kind === 'integer' || token.kind === 'real') {
    cursor.take()
    if (token.kind === 'real') refuseInInteger(reading, token)
    steps.push({ kind: 'number', value: literalValue(token), at: token.at })
  } else if (token.kind === 'name') {
    cursor.take()
    readNamed(reading, token, depth)
  } else if (cursor.accept('(')) {
    checkDepth(token, depth)
    readSum(reading, depth + 1)
    cursor.expect(')', 'the expression')
  } else throw unexpected(token, 'a number, a parameter, a constant, a function or "("')
}

const checkDepth = (token: Token, depth: number): void => {
  if (depth < LIMITS.qasmDepth.value) return
  throw new QasmFault('qasm-limit', token.at, 'the expression is nested too deeply', `at most ${LIMITS.qasmDepth.value} levels`)
}

/** The double nearest to a decimal, hexadecimal, octal or binary literal. */
const literalValue = (token: Token): number => {
  const digits = token.text.replaceAll('_', '')
  const value = token.kind === 'integer' && /^0[xXbBo]/.test(digits) ? Number(BigInt(digits.toLowerCase())) : Number(digits)
  if (Number.isFinite(value)) return value
  throw new QasmFault('qasm-expression', token.at, `the number ${quoted(token.text)} is too large`, 'a number within the range of a double')
}

const readNamed = (reading: Reading, token: Token, depth: number): void => {
  const { cursor, parameters, steps } = reading
  const index = parameters.get(token.text)
  const constant = constantsOf(cursor.language).get(token.text)
  const callee = functionsOf(cursor.language).get(token.text)
  if (constant !== undefined || callee !== undefined) refuseInInteger(reading, token)
  if (index !== undefined) steps.push({ kind: 'parameter', index, at: token.at })
  else if (constant !== undefined) steps.push({ kind: 'number', value: constant, at: token.at })
  else if (callee !== undefined) readCall(reading, token, callee, depth)
  else throw unknownName(reading, token)
}

const unknownName = ({ cursor, parameters, integral }: Reading, token: Token): QasmFault => {
  if (integral) return new QasmFault('qasm-undeclared', token.at, `there is no constant ${quoted(token.text)}`, 'an integer')
  const known = [...parameters.keys(), ...constantsOf(cursor.language).keys(), ...functionsOf(cursor.language).keys()]
  const guess = didYouMean(token.text, known)
  const what = cursor.isSymbol('(') ? 'function' : 'parameter or constant'
  const hint = guess === undefined ? `known here: ${known.join(' ')}` : `did you mean ${quoted(guess)}?`
  return new QasmFault('qasm-undeclared', token.at, `there is no ${what} ${quoted(token.text)}`, hint)
}

const readCall = (reading: Reading, token: Token, callee: ExpressionFunction, depth: number): void => {
  const { cursor, steps } = reading
  checkDepth(token, depth)
  cursor.expect('(', `the function ${quoted(token.text)}`)
  for (let place = 0; place < callee.arity; place++) {
    if (place > 0) {
      if (cursor.isSymbol(')')) throw wrongArity(cursor.peek(), token, callee)
      cursor.expect(',', 'the argument')
    }
    readSum(reading, depth + 1)
  }
  if (cursor.isSymbol(',')) throw wrongArity(cursor.peek(), token, callee)
  cursor.expect(')', 'the argument')
  steps.push({ kind: 'call', name: token.text, callee, at: token.at })
}

const wrongArity = (at: Token, name: Token, callee: ExpressionFunction): QasmFault =>
  new QasmFault('qasm-arity', at.at, `the function ${quoted(name.text)} has another number of arguments`, `it takes ${callee.arity}`)

/**
 * The value of an expression for given parameter values: IEEE double operations in the stated order. A result that is no finite number
 * is a fault at the operation. -0 becomes 0.
 */
export const evaluate = (expression: Expression, values: readonly number[]): number => {
  const stack: number[] = []
  for (const step of expression.steps) {
    const value = perform(step, stack, values)
    if (!Number.isFinite(value)) throw notFinite(step, value)
    stack.push(value)
  }
  const result = stack.pop() ?? 0
  return result === 0 ? 0 : result
}

const perform = (step: Step, stack: number[], values: readonly number[]): number => {
  switch (step.kind) {
    case 'number':
      return step.value
    case 'parameter':
      return values[step.index] ?? Number.NaN
    case 'negate':
      return -(stack.pop() ?? Number.NaN)
    case 'binary': {
      const right = stack.pop() ?? Number.NaN
      const left = stack.pop() ?? Number.NaN
      if (right === 0 && (step.operator === '/' || step.operator === '%')) throw divisionByZero(step.at)
      return combine(step.operator, left, right)
    }
    case 'call': {
      const last = stack.pop() ?? Number.NaN
      return step.callee.arity === 1 ? step.callee.apply(last, 0) : step.callee.apply(stack.pop() ?? Number.NaN, last)
    }
  }
}

const combine = (operator: BinaryOperator, left: number, right: number): number => {
  switch (operator) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return left / right
    case '%':
      return left % right
    case 'power':
      return power(left, right)
  }
}

const divisionByZero = (at: number): QasmFault => new QasmFault('qasm-expression', at, 'division by zero', 'a divisor that is not 0')

const notFinite = (step: Step, value: number): QasmFault => {
  const what = step.kind === 'call' ? `the function ${quoted(step.name)}` : 'the operation'
  const why = Number.isNaN(value) ? 'has no value for these numbers' : 'exceeds the range of a double'
  return new QasmFault('qasm-expression', step.at, `${what} ${why}`, 'a finite number')
}
