import type { Law } from '../../artifact/law.js'
import type { ExportedModel } from './export-model.js'
import type { Term, Variable } from './export-term.js'

/** A text for a comment: what could end one, or a line, is replaced. */
export const plainText = (text: string): string => text.replaceAll(/[^A-Za-z0-9 _.,:;()=>+[\]-]/g, '?').slice(0, 200)

interface Change {
  readonly variable: Variable
  readonly to: Term
}

/** Names of the variables that a term reads. */
export const readBy = (term: Term): readonly string[] => {
  switch (term.kind) {
    case 'number':
    case 'boolean':
      return []
    case 'variable':
      return [term.name]
    case 'within':
      return [term.of.name]
    case 'exceeds':
    case 'plus':
      return [...readBy(term.left), ...readBy(term.right)]
    case 'all':
    case 'any':
      return term.of.flatMap(readBy)
    case 'not':
      return readBy(term.of)
    case 'choose':
      return [term.when, term.yes, term.no].flatMap(readBy)
  }
}

/**
 * Changes that happen at once, as a sequence: in `steps` no change reads what one before it has set. What goes round in a circle is worked
 * out before, as `early`, and done last.
 */
export const inOrder = (changes: readonly Change[]): { readonly early: readonly Change[]; readonly steps: readonly Change[] } => {
  const left = [...changes]
  const steps: Change[] = []
  const early: Change[] = []
  const isRead = (name: string): boolean =>
    left.some((other) => other.variable.name !== name && readBy(other.to).includes(name))
  while (left.length > 0) {
    const free = left.findIndex(({ variable }) => !isRead(variable.name))
    const [taken] = left.splice(Math.max(free, 0), 1)
    if (taken !== undefined) (free < 0 ? early : steps).push(taken)
  }
  return { early, steps }
}

const valuesOf = (name: string, values: readonly string[]): string =>
  `${name}: ${values.map((value, index) => `${index} ${value}`).join(', ')}`

/** What stands above an exported model: what it is of, its bounds and the meaning of its numbers. */
export const exportNotes = (law: Law, { coding }: ExportedModel): readonly string[] => [
  `sessions under ${law.bundle.id} ${law.bundle.version}, law ${law.digest}`,
  `tokens: ${coding.ids.join(', ')}${coding.alike.size > 0 ? `; alike: ${[...coding.alike].join(', ')}` : ''}`,
  `drift: in steps of ${coding.quanta.quantum} up to ${coding.quanta.greatest} steps`,
  valuesOf('session', coding.session.leaves),
  valuesOf('environment', coding.environments),
  valuesOf('backend', ['auto', ...coding.backends]),
  valuesOf('frame_state', coding.frame.leaves),
  valuesOf('frame_backend and last_backend', ['none', ...coding.backends]),
  valuesOf('frame_environment', ['none', ...coding.environments]),
  valuesOf('frame_tier and last_tier', ['none', ...coding.tiers]),
  valuesOf('drift_bound', coding.bounds.map(String)),
]
