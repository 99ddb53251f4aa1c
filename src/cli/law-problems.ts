import { didYouMean } from '../base/index.js'
import type { Law } from '../artifact/law.js'
import type { Place, Problem } from '../artifact/problem.js'

/** The problem of an environment or backend that the law does not know (SES-01), at `place`. */
export const unknownArgument = (law: Law, unknown: 'environment' | 'backend', given: string, place: Place): Problem => {
  const known = unknown === 'environment' ? [...law.environments.keys()] : ['auto', ...law.backends.keys()]
  const near = didYouMean(given, known)
  return {
    ...place,
    code: 'name-unknown',
    severity: 'error',
    message: `the law ${law.bundle.id} ${law.bundle.version} knows no ${unknown} ${JSON.stringify(given)}`,
    expected: near === undefined ? `expected one of ${known.join(', ')}` : `did you mean "${near}"?`,
  }
}

/** Problems that change no exit code. */
export const asWarnings = (problems: readonly Problem[]): readonly Problem[] =>
  problems.map((problem) => ({ ...problem, severity: 'warning' }))
