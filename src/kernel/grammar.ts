import type { Params, Scalar } from '../artifact/law.js'
import { isWellFormed, LIMITS, utf8Length } from '../base/index.js'

/** What an invocation asks for: the name of an operator and its arguments. */
export interface Invocation {
  readonly name: string
  readonly params: Params
}

// SES-20: white space, names, and the scalars of RFC 8259.
const SPACE = '[ \\t\\n\\r]*'
const NAME = '[A-Za-z_][A-Za-z0-9_]*'
const NUMBER = '-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?'
const TEXT = '"(?:[^"\\\\\\u0000-\\u001f]|\\\\(?:["\\\\/bfnrt]|u[0-9a-fA-F]{4}))*"'
const HEAD = new RegExp(`${SPACE}(${NAME})${SPACE}\\(`, 'y')
const ARGUMENT = new RegExp(`${SPACE}(${NAME})${SPACE}=${SPACE}(${NUMBER}|${TEXT}|true|false)${SPACE}([,)])`, 'y')
const NO_ARGUMENTS = new RegExp(`${SPACE}\\)`, 'y')
const TAIL = new RegExp(`${SPACE}$`, 'y')
const WHOLE_NAME = new RegExp(`^${NAME}$`)

const matchAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at
  return pattern.exec(text)
}

/** Whether `name` follows the grammar of names (SES-20). */
export const isName = (name: string): boolean => WHOLE_NAME.test(name)

// SES-21: the value of a literal, null if it has none. Adding 0 turns −0 into 0.
const scalarOf = (literal: string): Scalar | null => {
  const value: unknown = JSON.parse(literal)
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null
  if (typeof value === 'string') return isWellFormed(value) ? value : null
  return literal === 'true'
}

/** Reads the text of an invocation; null if it does not parse (SES-20, SES-21). */
export const parseInvocation = (text: string): Invocation | null => {
  if (!isWellFormed(text) || utf8Length(text) > LIMITS.invocationBytes.value) return null
  const head = matchAt(HEAD, text, 0)
  if (head === null) return null
  const params = new Map<string, Scalar>()
  let at = HEAD.lastIndex
  let ended = matchAt(NO_ARGUMENTS, text, at) !== null
  if (ended) at = NO_ARGUMENTS.lastIndex
  while (!ended) {
    const found = matchAt(ARGUMENT, text, at)
    if (found === null) return null
    const [, name = '', literal = '', mark] = found
    const value = scalarOf(literal)
    if (value === null || params.has(name)) return null
    params.set(name, value)
    ended = mark === ')'
    at = ARGUMENT.lastIndex
  }
  return matchAt(TAIL, text, at) === null ? null : { name: head[1] ?? '', params }
}
