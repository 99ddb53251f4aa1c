/** A place in a text: 1-based line, 1-based column counted in UTF-16 units. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/**
 * What is wrong with something a person wrote: a stable code, a place, the offending text and what was expected.
 * `message` is one line; `expected` says what would have been right or what to do (LAW-60).
 */
export interface Problem extends Place {
  readonly code: string
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly expected: string | null
}

/** One line for people and for editors: `file:line:col: severity code message (expected …)` (SEMANTICS 8, LAW-60). */
export function formatProblem(problem: Problem): string {
  const { file, line, column, severity, code, message, expected } = problem
  const tail = expected === null ? '' : `; ${expected}`
  return `${file}:${line}:${column}: ${severity} ${code} ${message}${tail}`
}
