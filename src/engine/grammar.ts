import { isWellFormed, LIMITS, utf8Length } from '../base/index.js'
import type { Params, Scalar } from '../artifact/law.js'

/** An operator and its arguments, as an invocation states them. */
export interface Invocation {
  readonly name: string
  readonly params: Params
}

// Classes of code units, as bits; units beyond ASCII have none.
const SPACE = 1
const NAME_START = 2
const NAME_PART = 4
const DIGIT = 8

const CLASSES = new Uint8Array(128)
const mark = (units: string, bits: number): void => {
  for (let index = 0; index < units.length; index++) {
    const unit = units.charCodeAt(index)
    CLASSES[unit] = (CLASSES[unit] ?? 0) | bits
  }
}
mark(' \t\n\r', SPACE)
mark('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_', NAME_START | NAME_PART)
mark('0123456789', NAME_PART | DIGIT)

const is = (unit: number, bits: number): boolean => ((CLASSES[unit] ?? 0) & bits) !== 0

const TAB = 0x09
const LF = 0x0a
const CR = 0x0d
const FORM_FEED = 0x0c
const BACKSPACE = 0x08
const QUOTE = 0x22
const OPEN = 0x28
const CLOSE = 0x29
const PLUS = 0x2b
const COMMA = 0x2c
const MINUS = 0x2d
const POINT = 0x2e
const SLASH = 0x2f
const ZERO = 0x30
const EQUALS = 0x3d
const BACKSLASH = 0x5c
const LOWER_E = 0x65

const ESCAPES = new Map<number, number>([
  [QUOTE, QUOTE],
  [BACKSLASH, BACKSLASH],
  [SLASH, SLASH],
  [0x62, BACKSPACE],
  [0x66, FORM_FEED],
  [0x6e, LF],
  [0x72, CR],
  [0x74, TAB],
])

const hexDigit = (unit: number): number => {
  if (is(unit, DIGIT)) return unit - ZERO
  const lower = unit | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}

/**
 * One pass over a text. Invariant: `at` is the index of the next unread code unit. A method that finds something else than it wants
 * returns null or false; nobody reads on after that.
 */
class Scanner {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  get ended(): boolean {
    return this.#at === this.#text.length
  }

  /** Skips white space. */
  skip(): void {
    while (is(this.#text.charCodeAt(this.#at), SPACE)) this.#at++
  }

  /** Takes `unit` if it comes next. */
  take(unit: number): boolean {
    if (this.#text.charCodeAt(this.#at) !== unit) return false
    this.#at++
    return true
  }

  /** Takes a name. */
  name(): string | null {
    const start = this.#at
    if (!is(this.#text.charCodeAt(start), NAME_START)) return null
    do this.#at++
    while (is(this.#text.charCodeAt(this.#at), NAME_PART))
    return this.#text.slice(start, this.#at)
  }

  /** Takes a number, a string, `true` or `false` (RFC 8259). */
  value(): Scalar | null {
    const unit = this.#text.charCodeAt(this.#at)
    if (unit === QUOTE) return this.#string()
    if (unit === MINUS || is(unit, DIGIT)) return this.#number()
    const word = this.name()
    return word === 'true' ? true : word === 'false' ? false : null
  }

  #digits(): boolean {
    const start = this.#at
    while (is(this.#text.charCodeAt(this.#at), DIGIT)) this.#at++
    return this.#at > start
  }

  #number(): number | null {
    const start = this.#at
    this.take(MINUS)
    if (!this.take(ZERO) && !this.#digits()) return null
    if (this.take(POINT) && !this.#digits()) return null
    if ((this.#text.charCodeAt(this.#at) | 0x20) === LOWER_E) {
      this.#at++
      if (!this.take(MINUS)) this.take(PLUS)
      if (!this.#digits()) return null
    }
    const value = Number(this.#text.slice(start, this.#at))
    if (!Number.isFinite(value)) return null
    return value === 0 ? 0 : value // SES-21: -0 is read as 0.
  }

  #string(): string | null {
    this.#at++
    let value = ''
    const start = this.#at
    let from = start
    for (;;) {
      const unit = this.#text.charCodeAt(this.#at)
      if (!(unit >= 0x20)) return null // Control characters, and NaN at the end of the text.
      if (unit === QUOTE) break
      this.#at++
      if (unit !== BACKSLASH) continue
      const escaped = this.#escape()
      if (escaped < 0) return null
      value += this.#text.slice(from, this.#escapeStart) + String.fromCharCode(escaped)
      from = this.#at
    }
    value += this.#text.slice(from, this.#at)
    // SES-21: unpaired is unpaired, escaped or not; half a pair as it is and half of it escaped make none.
    const written = from === start ? value : this.#text.slice(start, this.#at)
    this.#at++
    return isWellFormed(written) && isWellFormed(value) ? value : null
  }

  #escapeStart = 0

  /** The code unit of an escape whose backslash is taken, or -1. */
  #escape(): number {
    this.#escapeStart = this.#at - 1
    const unit = this.#text.charCodeAt(this.#at++)
    if (unit !== 0x75) return ESCAPES.get(unit) ?? -1
    let code = 0
    for (let count = 0; count < 4; count++) {
      const digit = hexDigit(this.#text.charCodeAt(this.#at++))
      if (digit < 0) return -1
      code = code * 16 + digit
    }
    return code
  }
}

/** Takes `name "=" value`, adding it to `params`. A repeated name is refused. */
const scanArgument = (scanner: Scanner, params: Map<string, Scalar>): boolean => {
  const name = scanner.name()
  if (name === null || params.has(name)) return false
  scanner.skip()
  if (!scanner.take(EQUALS)) return false
  scanner.skip()
  const value = scanner.value()
  if (value === null) return false
  params.set(name, value)
  scanner.skip()
  return true
}

// A code unit has at most three bytes, so a short text needs no counting.
const isTooLong = (text: string): boolean => {
  const bytesMax = LIMITS.invocationBytes.value
  return text.length > bytesMax || (text.length * 3 > bytesMax && isWellFormed(text) && utf8Length(text) > bytesMax)
}

/** The invocation that `text` states, or null if it does not parse (SES-20, SES-21). */
export const parseInvocation = (text: string): Invocation | null => {
  if (isTooLong(text)) return null
  const scanner = new Scanner(text)
  scanner.skip()
  const name = scanner.name()
  if (name === null) return null
  scanner.skip()
  if (!scanner.take(OPEN)) return null
  scanner.skip()
  const params = new Map<string, Scalar>()
  if (!scanner.take(CLOSE)) {
    do {
      scanner.skip()
      if (!scanArgument(scanner, params)) return null
    } while (scanner.take(COMMA))
    if (!scanner.take(CLOSE)) return null
  }
  scanner.skip()
  return scanner.ended ? { name, params } : null
}

/** Whether `text` is a name of the grammar (SES-20, SES-23). */
export const isInvocationName = (text: string): boolean => {
  if (!is(text.charCodeAt(0), NAME_START)) return false
  for (let index = 1; index < text.length; index++) if (!is(text.charCodeAt(index), NAME_PART)) return false
  return true
}
