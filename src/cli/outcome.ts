import type { Json } from '../base/index.js'
import type { Problem } from '../artifact/problem.js'
import { EXIT } from './exit.js'
import { printable } from './style.js'

/** What a verb hands to the command line: its exit code, its document for programs and its text for people. */
export interface Outcome {
  readonly exit: number
  /** The one JSON document, or null: then an error document is made of the message and the problems. */
  readonly json: Json
  /** Text for people, ending in LF; '' for none. */
  readonly text: string
  /** One line for people and for the error document; '' for none. */
  readonly message: string
  /** Written to stderr, one line each. */
  readonly problems: readonly Problem[]
  /** How many more problems there are than `problems` lists; 0 if absent. */
  readonly problemsLeftOut?: number
  /** Text and document stand on standard output already. */
  readonly isWritten?: boolean
}

/** An outcome that is a refusal of the input: exit 2. */
export const badInput = (message: string, problems: readonly Problem[] = []): Outcome => ({
  exit: EXIT.badInput,
  json: null,
  text: '',
  message,
  problems,
})

/** What is said of a fault of the command itself, in one line. */
export const bugMessage = (thrown: unknown): string => {
  const said = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
  const line = printable(said.split('\n')[0] ?? '')
  return `unexpected ${line}; this is a bug of qcompute, please report it (QCOMPUTE_DEBUG=1 shows where)`
}

/** The error document of an outcome without one (schema error.schema.json). */
export const errorDocument = ({ exit, message, problems }: Outcome): Json => ({
  error: {
    exit,
    message: message === '' ? (problems[0]?.message ?? '') : message,
    problems: problems.map(({ file, line, column, severity, code, message: text, expected }) => ({
      file,
      line,
      column,
      severity,
      code,
      message: text,
      expected,
    })),
  },
})
