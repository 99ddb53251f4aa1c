import { QasmFault, quoted } from './fault.js'
import type { Language, Lexer, Token, TokenKind } from './lexer.js'

/** Reads tokens in order with one token of lookahead. What does not fit is left in place and told as a fault at that token. */
export class Cursor {
  readonly language: Language
  readonly #lexer: Lexer
  #ahead: Token | null = null
  #last: Token = { kind: 'symbol', text: ';', at: 0 }
  #taken = 0

  constructor(lexer: Lexer) {
    this.#lexer = lexer
    this.language = lexer.language
  }

  /** The token taken last. */
  get last(): Token {
    return this.#last
  }

  /** How many tokens have been taken so far. */
  get taken(): number {
    return this.#taken
  }

  /** The next token, left in place. */
  peek(): Token {
    this.#ahead ??= this.#lexer.next()
    return this.#ahead
  }

  /** The next token, taken. */
  take(): Token {
    const token = this.peek()
    this.#ahead = null
    this.#last = token
    if (token.kind !== 'end') this.#taken++
    return token
  }

  /** Whether the next token is the symbol. */
  isSymbol(text: string): boolean {
    const token = this.peek()
    return token.kind === 'symbol' && token.text === text
  }

  /** Takes the symbol if it is next. */
  accept(text: string): boolean {
    if (!this.isSymbol(text)) return false
    this.take()
    return true
  }

  /** Takes the symbol, or fails at the token that stands there; `after` says what it should follow. */
  expect(text: string, after: string): Token {
    if (!this.isSymbol(text)) throw unexpected(this.peek(), `${quoted(text)} after ${after}`)
    return this.take()
  }

  /** Takes a token of the kind, or fails; `what` says what should stand there. */
  expectKind(kind: TokenKind, what: string): Token {
    if (this.peek().kind !== kind) throw unexpected(this.peek(), what)
    return this.take()
  }

  /** Drops the rest of the line in which `offset` stands. */
  skipLine(offset: number): void {
    this.#ahead = null
    this.#last = { kind: 'symbol', text: ';', at: offset }
    this.#taken++
    this.#lexer.skipLine(offset)
  }
}

/** The fault of a token that fits no rule at its place. */
export const unexpected = (token: Token, what: string): QasmFault => {
  const text = quoted(token.text)
  switch (token.kind) {
    case 'end':
      return new QasmFault('qasm-syntax', token.at, 'the file ends too early', `expected ${what}`)
    case 'bad-character':
      return new QasmFault('qasm-syntax', token.at, `character ${text} has no meaning here`, `expected ${what}`)
    case 'bad-number':
      return new QasmFault('qasm-syntax', token.at, `${text} is neither a number nor a name`, `expected ${what}`)
    case 'timing':
      return new QasmFault('qasm-unsupported', token.at, `literal ${text} is not supported`, 'write a plain number, without a unit')
    case 'unterminated-string':
      return new QasmFault('qasm-syntax', token.at, `the string ${text} is not closed`, 'close it on the same line')
    case 'unterminated-comment':
      return new QasmFault('qasm-syntax', token.at, 'the comment is not closed', 'close it with */')
    case 'name':
    case 'integer':
    case 'real':
    case 'string':
    case 'symbol':
      return new QasmFault('qasm-syntax', token.at, `${text} does not fit here`, `expected ${what}`)
  }
}
