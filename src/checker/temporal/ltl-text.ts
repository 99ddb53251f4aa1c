import { didYouMean, err, ok } from '../../base/index.js'
import type { Result } from '../../base/index.js'
import { ltl } from './ltl.js'
import type { BinaryKind, Formula, UnaryKind } from './ltl.js'
import { propertyLimits } from './liveness-limits.js'
import type { PropertyLimits } from './liveness-limits.js'

/** What is wrong with a formula or a pattern: a stable code, a 1-based column in UTF-16 units, and what was expected (CHK-10). */
export interface FormulaProblem {
  readonly code: 'formula-unparsed' | 'proposition-unknown' | 'formula-unsupported'
  readonly column: number
  readonly message: string
  readonly expected: string | null
}

interface Token {
  readonly kind: 'name' | 'sign' | 'end' | 'unknown'
  readonly text: string
  readonly column: number
}

// A dash belongs to a name unless it begins an arrow.
const TOKEN = /\s*(?:([A-Za-z_](?:[A-Za-z0-9_]|-(?!>))*)|(<->|->|\[\]|<>|&&?|\|\|?|[!~()])|(.)|$)/suy

const UNARY: ReadonlyMap<string, UnaryKind> = new Map([
  ['!', 'not'],
  ['~', 'not'],
  ['[]', 'globally'],
  ['G', 'globally'],
  ['<>', 'eventually'],
  ['F', 'eventually'],
  ['X', 'next'],
])

interface Operator {
  readonly kind: BinaryKind
  readonly strength: number
}

// The letters of the operators over time, and what they say.
const TIMED: readonly (readonly [sign: string, kind: BinaryKind])[] = [...'UVRW'].map((sign, index) => [
  sign,
  (['until', 'release', 'release', 'weak-until'] as const)[index] ?? 'until',
])

// Strongest last; all group to the right.
const BINARY: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['<->', { kind: 'iff', strength: 1 }],
  ['->', { kind: 'implies', strength: 2 }],
  ['||', { kind: 'or', strength: 3 }],
  ['|', { kind: 'or', strength: 3 }],
  ['&&', { kind: 'and', strength: 4 }],
  ['&', { kind: 'and', strength: 4 }],
  ...TIMED.map(([sign, kind]) => [sign, { kind, strength: 5 }] as const),
])

/** Words that formulas use as operators or constants; no proposition that a formula speaks of has such a name (CHK-10). */
export const FORMULA_WORDS: ReadonlySet<string> = new Set(['true', 'false', ...'XFGUVRW'])

const tokensOf = (text: string): readonly Token[] => {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  for (;;) {
    const match = TOKEN.exec(text)
    const [, name, sign, other] = match ?? []
    const word = name ?? sign ?? other ?? ''
    const kind = name !== undefined ? 'name' : sign !== undefined ? 'sign' : other !== undefined ? 'unknown' : 'end'
    const end = match === null ? text.length : TOKEN.lastIndex
    tokens.push({ kind, text: word, column: end - word.length + 1 })
    if (kind === 'end') return tokens
  }
}

class Unparsed extends Error {
  readonly problem: FormulaProblem

  constructor(problem: FormulaProblem) {
    super(problem.message)
    this.problem = problem
  }
}

const refuse = (code: FormulaProblem['code'], column: number, message: string, expected: string | null): never => {
  throw new Unparsed({ code, column, message, expected })
}

const said = ({ kind, text }: Token): string => (kind === 'end' ? 'the end' : `"${text}"`)

const OPERAND = 'a proposition, true, false, !, X, [], <> or ('

/** A recursive descent over the tokens of one formula; nesting is bounded, so the stack is. */
class Reader {
  readonly #tokens: readonly Token[]
  readonly #known: ReadonlySet<string>
  readonly #depthMax: number
  #at = 0

  constructor(tokens: readonly Token[], known: ReadonlySet<string>, depthMax: number) {
    this.#tokens = tokens
    this.#known = known
    this.#depthMax = depthMax
  }

  whole(): Formula {
    const formula = this.#binary(0, 1)
    const rest = this.#token()
    if (rest.kind !== 'end') {
      refuse('formula-unparsed', rest.column, `${said(rest)} cannot stand here`, 'an operator of two operands, ) or the end')
    }
    return formula
  }

  // The longest formula whose operators of two operands are at least as strong as `weakest`.
  #binary(depth: number, weakest: number): Formula {
    let left = this.#unary(depth)
    for (;;) {
      const operator = BINARY.get(this.#token().text)
      if (operator === undefined || operator.strength < weakest) return left
      this.#at++
      left = { kind: operator.kind, left, right: this.#binary(depth + 1, operator.strength) }
    }
  }

  #unary(depth: number): Formula {
    const token = this.#token()
    if (depth > this.#depthMax) {
      refuse('formula-unsupported', token.column, `nested deeper than ${this.#depthMax} levels`, null)
    }
    this.#at++
    const kind = UNARY.get(token.text)
    if (kind !== undefined) return { kind, of: this.#unary(depth + 1) }
    if (token.text === '(') return this.#closed(token, depth)
    if (token.text === 'true') return ltl.yes
    if (token.text === 'false') return ltl.no
    if (token.kind !== 'name' || BINARY.has(token.text)) {
      refuse('formula-unparsed', token.column, `${said(token)} cannot stand here`, OPERAND)
    }
    return this.#proposition(token)
  }

  #closed(open: Token, depth: number): Formula {
    const inner = this.#binary(depth + 1, 1)
    const close = this.#token()
    if (close.text !== ')') {
      refuse('formula-unparsed', close.column, `${said(close)} cannot stand here`, `) for the ( of column ${open.column}, or an operator`)
    }
    this.#at++
    return inner
  }

  #proposition({ text, column }: Token): Formula {
    if (!this.#known.has(text)) {
      const near = didYouMean(text, this.#known)
      const hint = near === undefined ? 'the name of a declared proposition' : `perhaps ${near}`
      refuse('proposition-unknown', column, `no proposition is named "${text}"`, hint)
    }
    return ltl.proposition(text)
  }

  #token(): Token {
    return this.#tokens[Math.min(this.#at, this.#tokens.length - 1)] ?? { kind: 'end', text: '', column: 1 }
  }
}

/**
 * Reads a formula (CHK-10). Unary: `!` or `~`, `X`, `[]` or `G`, `<>` or `F`. Of two operands, strongest first, all grouping to the right:
 * `U`, `V` or `R`, and `W`; `&&` or `&`; `||` or `|`; `->`; `<->`. A name is a letter or `_`, then letters, digits, `_` and `-`.
 * `known` are the declared propositions.
 */
export const readFormula = (
  text: string,
  known: ReadonlySet<string>,
  limits: PropertyLimits = propertyLimits,
): Result<Formula, FormulaProblem> => {
  if (text.length > limits.formulaUnits) {
    const column = limits.formulaUnits + 1
    return err({ code: 'formula-unsupported', column, message: `longer than ${limits.formulaUnits} code units`, expected: null })
  }
  try {
    return ok(new Reader(tokensOf(text), known, limits.formulaDepth).whole())
  } catch (error) {
    if (error instanceof Unparsed) return err(error.problem)
    throw error
  }
}
