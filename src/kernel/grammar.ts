import type { Params, Scalar } from '../artifact/law.js'
import { isWellFormed, LIMITS, utf8Length } from '../base/index.js'

/** What an invocation asks for: the name of an operator and its arguments. */
export interface Invocation {
  readonly name: string
  readonly params: Params
}

// SES-20: names, and the scalars of RFC 8259, with white space around all tokens.
const HEAD = /[ \t\n\r]*([A-Za-z_][A-Za-z0-9_]*)[ \t\n\r]*\(/y
const ARGUMENT_NAME = /[ \t\n\r]*([A-Za-z_][A-Za-z0-9_]*)[ \t\n\r]*=[ \t\n\r]*/y
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const TEXT = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
const BOOLEAN = /true|false/y
const MARK = /[ \t\n\r]*([,)])/y
const NO_ARGUMENTS = /[ \t\n\r]*\)/y
const TAIL = /[ \t\n\r]*$/y
const WHOLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/

/** Reads one pattern after the other in `text`; `at` is where the last one that matched ended. */
class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  /** The text of the first group, or the whole match; null if `pattern` does not stand here. */
  take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)
    if (found === null) return null
    this.#at = pattern.lastIndex
    return found[1] ?? found[0]
  }
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
  const reader = new Reader(text)
  const name = reader.take(HEAD)
  const params = new Map<string, Scalar>()
  let ended = name === null || reader.take(NO_ARGUMENTS) !== null
  while (!ended) {
    const argument = reader.take(ARGUMENT_NAME)
    const literal = reader.take(NUMBER) ?? reader.take(TEXT) ?? reader.take(BOOLEAN)
    const mark = reader.take(MARK)
    if (argument === null || literal === null || mark === null) return null
    const value = scalarOf(literal)
    if (value === null || params.has(argument)) return null
    params.set(argument, value)
    ended = mark === ')'
  }
  return name === null || reader.take(TAIL) === null ? null : { name, params }
}
