import type { ProblemCode } from '../artifact/catalogue.js'
import type { Problem } from '../artifact/problem.js'
import type { SourceText } from './source.js'

/** The stable codes of what can be wrong with an OpenQASM text. */
export type QasmCode = Extract<ProblemCode, `qasm-${string}`>

/**
 * Ends one statement of an OpenQASM text. It never leaves the importer: each becomes a Problem and reading goes on with the next
 * statement, unless `effect` is `stop`. `quiet` marks the consequence of an error that has been told already.
 */
export class QasmFault extends Error {
  readonly code: QasmCode
  /** UTF-16 offset of the offending token. */
  readonly at: number
  readonly expected: string | null
  readonly effect: 'report' | 'quiet' | 'stop'
  /** Offset of the statement that applies the gate in whose body the fault was met, with the values that met it. */
  applied: { readonly at: number; readonly values: string } | null = null

  constructor(code: QasmCode, at: number, message: string, expected: string | null, effect: 'report' | 'quiet' | 'stop' = 'report') {
    super(message)
    this.code = code
    this.at = at
    this.expected = expected
    this.effect = effect
  }
}

/** The fault as a problem with its place. */
export const problemOf = (fault: QasmFault, source: SourceText): Problem => ({
  code: fault.code,
  severity: 'error',
  ...source.place(fault.at),
  message: fault.message + (fault.applied === null ? '' : `, applied as ${fault.applied.values} ${inLine(fault.applied.at, source)}`),
  expected: fault.expected,
})

const inLine = (at: number, source: SourceText): string => {
  const { line, column } = source.place(at)
  return `in line ${line}, column ${column}`
}

const QUOTED_UNITS_MAX = 48

// Beyond what JSON escapes: DEL and C1 controls, marks of direction, line and paragraph separators, the byte order mark.
const UNSEEN = /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g

/** Offending text for a message: quoted and escaped as in JSON, on one line, cut when long. */
export const quoted = (text: string): string =>
  JSON.stringify(text.length > QUOTED_UNITS_MAX ? `${text.slice(0, QUOTED_UNITS_MAX)}…` : text).replace(
    UNSEEN,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
