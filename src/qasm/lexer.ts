import { LIMITS } from '../base/limits.js'

/** The two languages that are read: OpenQASM 2 and OpenQASM 3. */
export type Language = 2 | 3

/** What a token is. The kinds from `bad-character` on fit no place in the grammar. */
export type TokenKind =
  | 'name'
  | 'integer'
  | 'real'
  | 'string'
  | 'symbol'
  | 'end'
  | 'bad-character'
  | 'bad-number'
  | 'timing'
  | 'unterminated-string'
  | 'unterminated-comment'

/** One token: its kind, its text as written (strings with their quotes) and the UTF-16 offset of its first unit. */
export interface Token {
  readonly kind: TokenKind
  readonly text: string
  readonly at: number
}

const SYMBOLS_OF_TWO = new Set(['->', '**', '==', '!=', '<=', '>=', '&&', '||', '<<', '>>', '+=', '-=', '*=', '/=', '&=', '|=', '^=', '%='])
const SYMBOLS_OF_ONE = '[]{}():;,=+-*/^%@$!~<>&|.'
const LETTER = /^[\p{L}\p{Nl}]$/u
const NUMBER_UNITS_MAX = LIMITS.qasmNumberUnits.value
const NUMBER_2 = /^(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)(?:[eE][-+]?[0-9]+)?$/
const DIGITS = '[0-9](?:_?[0-9])*'
const INTEGER_3 = new RegExp(`^(?:0[xX][0-9a-fA-F](?:_?[0-9a-fA-F])*|0[bB][01](?:_?[01])*|0o[0-7](?:_?[0-7])*|${DIGITS})$`)
const REAL_3 = new RegExp(`^(?:${DIGITS}\\.(?:${DIGITS})?|\\.${DIGITS}|${DIGITS})(?:[eE][-+]?${DIGITS})?$`)
const UNIT_TAIL = /[0-9.](?:dt|ns|us|µs|μs|ms|s|im)$/

/**
 * Cuts an OpenQASM text into tokens, one at a time; white space and comments are skipped (block comments in both languages).
 * Never fails: what fits nothing is a token too.
 */
export class Lexer {
  readonly text: string
  /** The language decides on numbers and quotes; it is known once the version line is read. */
  language: Language = 3
  #offset: number

  constructor(text: string, offset: number) {
    this.text = text
    this.#offset = offset
  }

  /** The next token; `end` for ever once the text is used up. */
  next(): Token {
    const unclosed = this.#skipBlank()
    if (unclosed !== null) return unclosed
    const at = this.#offset
    const unit = this.text.charCodeAt(at)
    if (at >= this.text.length) return { kind: 'end', text: '', at }
    if (isDigit(unit) || (unit === 46 && isDigit(this.text.charCodeAt(at + 1)))) return this.#number(at)
    if (unit === 34 || (unit === 39 && this.language === 3)) return this.#string(at, unit)
    return this.#name(at) ?? this.#symbol(at)
  }

  /** Goes on after the end of the line in which `offset` stands. */
  skipLine(offset: number): void {
    this.#offset = endOfLine(this.text, offset)
  }

  #skipBlank(): Token | null {
    for (;;) {
      const unit = this.text.charCodeAt(this.#offset)
      const next = this.text.charCodeAt(this.#offset + 1)
      if (unit === 32 || (unit >= 9 && unit <= 13)) this.#offset++
      else if (unit === 47 && next === 47) this.#offset = endOfLine(this.text, this.#offset)
      else if (unit === 47 && next === 42) {
        const close = this.text.indexOf('*/', this.#offset + 2)
        if (close === -1) return this.#take('unterminated-comment', this.#offset, this.text.length)
        this.#offset = close + 2
      } else return null
    }
  }

  #take(kind: TokenKind, at: number, end: number): Token {
    this.#offset = end
    return { kind, text: this.text.slice(at, end), at }
  }

  #number(at: number): Token {
    const end = endOfNumber(this.text, at)
    if (end - at > NUMBER_UNITS_MAX) return this.#take('bad-number', at, end)
    return this.#take(kindOfNumber(this.text.slice(at, end), this.language), at, end)
  }

  #string(at: number, quote: number): Token {
    for (let end = at + 1; end < this.text.length; end++) {
      const unit = this.text.charCodeAt(end)
      if (unit === quote) return this.#take('string', at, end + 1)
      if (unit === 10 || unit === 13) return this.#take('unterminated-string', at, end)
    }
    return this.#take('unterminated-string', at, this.text.length)
  }

  #name(at: number): Token | null {
    const end = endOfName(this.text, at)
    return end > at ? this.#take('name', at, end) : null
  }

  #symbol(at: number): Token {
    if (SYMBOLS_OF_TWO.has(this.text.slice(at, at + 2))) return this.#take('symbol', at, at + 2)
    if (SYMBOLS_OF_ONE.includes(this.text.charAt(at))) return this.#take('symbol', at, at + 1)
    const point = this.text.codePointAt(at) ?? 0
    return this.#take('bad-character', at, at + (point > 0xffff ? 2 : 1))
  }
}

const isDigit = (unit: number): boolean => unit >= 48 && unit <= 57

const isNameUnit = (unit: number): boolean =>
  (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || unit === 95 || isDigit(unit)

/** The offset after the letters, digits and underscores from `at` on; `at` itself if none stands there. */
const endOfName = (text: string, at: number): number => {
  let end = at
  for (;;) {
    const point = text.codePointAt(end) ?? 0
    if (isNameUnit(point)) end++
    else if (point > 127 && LETTER.test(String.fromCodePoint(point))) end += point > 0xffff ? 2 : 1
    else return end
  }
}

/** The offset after everything that is glued to the digits from `at` on: letters, dots, and a sign after an exponent letter. */
const endOfNumber = (text: string, at: number): number => {
  const hexadecimal = /^0[xX]$/.test(text.slice(at, at + 2))
  let end = at
  for (;;) {
    const afterName = endOfName(text, end)
    const unit = text.charCodeAt(afterName)
    const exponent = !hexadecimal && afterName > at && /^[0-9.][eE]$/.test(text.slice(afterName - 2, afterName))
    if (unit === 46 || ((unit === 43 || unit === 45) && exponent)) end = afterName + 1
    else return afterName
  }
}

const kindOfNumber = (text: string, language: Language): TokenKind => {
  if (language === 2) return /^[0-9]+$/.test(text) ? 'integer' : NUMBER_2.test(text) ? 'real' : 'bad-number'
  if (INTEGER_3.test(text)) return 'integer'
  if (REAL_3.test(text)) return 'real'
  return UNIT_TAIL.test(text) ? 'timing' : 'bad-number'
}

const endOfLine = (text: string, offset: number): number => {
  let end = offset
  while (end < text.length && text.charCodeAt(end) !== 10 && text.charCodeAt(end) !== 13) end++
  return end
}
