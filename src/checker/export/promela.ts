import type { Law } from '../../artifact/law.js'
import { unreachable } from '../../base/index.js'
import { exportModel } from './export-model.js'
import type { Check, ExportedModel, ModelAction, ModelOptions, ModelPath } from './export-model.js'
import { exportNotes, inOrder, plainText } from './export-text.js'
import { not, oneOf } from './export-term.js'
import type { Term } from './export-term.js'
import { spokenBy } from './export-formula.js'
import type { ExportedProperty } from './export-formula.js'
import { NO_PROPERTY, propertyParts } from './promela-property.js'
import type { PropertyParts } from './promela-property.js'

/** A text for another checker, with the names of the invariants that it holds, the first as number 1; or what cannot be exported. */
export type ExportedText =
  | { readonly ok: true; readonly text: string; readonly names: readonly string[] }
  | { readonly ok: false; readonly unsupported: string }

/** What an export to Promela takes beside the law. */
export interface PromelaOptions extends ModelOptions {
  /** A property in linear temporal logic, held against every behaviour instead of the invariants. */
  readonly property?: ExportedProperty
}

/** A term as an expression of Promela. */
export const promelaTerm = (term: Term): string => {
  switch (term.kind) {
    case 'number':
      return String(term.value)
    case 'boolean':
      return String(term.value)
    case 'variable':
      return term.name
    case 'within': {
      const { name, size } = term.of
      const left = Array.from({ length: size }, (_, index) => index).filter((value) => !term.values.includes(value))
      if (left.length < term.values.length) return `(${left.map((value) => `${name} != ${value}`).join(' && ')})`
      return `(${term.values.map((value) => `${name} == ${value}`).join(' || ')})`
    }
    case 'exceeds':
      return `(${promelaTerm(term.left)} > ${promelaTerm(term.right)})`
    case 'plus':
      return `(${promelaTerm(term.left)} + ${promelaTerm(term.right)})`
    case 'all':
      return `(${term.of.map(promelaTerm).join(' && ')})`
    case 'any':
      return `(${term.of.map(promelaTerm).join(' || ')})`
    case 'not':
      return `!${promelaTerm(term.of)}`
    case 'choose':
      return `(${promelaTerm(term.when)} -> ${promelaTerm(term.yes)} : ${promelaTerm(term.no)})`
    default:
      return unreachable(term)
  }
}

// The least type that holds one more than every value, so that a sum is never cut before it is checked.
const typeOf = (size: number): string => (size <= 255 ? 'byte' : size <= 32_767 ? 'short' : 'int')

// No number of an invariant is 0: the second part never holds, and its number stands in the message of SPIN.
const asserted = ({ identifier, holds }: Check): readonly string[] => [`assert(${promelaTerm(holds)} || ${identifier} == 0);`]

const assignments = ({ changes }: ModelPath): readonly string[] => {
  const { early, steps } = inOrder(changes)
  return [
    ...early.map(({ variable, to }) => `next_${variable.name} = ${promelaTerm(to)};`),
    ...steps.map(({ variable, to }) => `${variable.name} = ${promelaTerm(to)};`),
    ...early.flatMap(({ variable: { name } }) => [`${name} = next_${name};`, `next_${name} = 0;`]),
  ]
}

const indented = (lines: readonly string[], depth: number): readonly string[] => lines.map((line) => `${' '.repeat(depth)}${line}`)

const pathLines = (path: ModelPath, ending: readonly string[]): readonly string[] => [
  `/* ${plainText(path.note)} */`,
  ...path.checks.flatMap(asserted),
  ...path.marks.map(({ identifier, holds }) => `${identifier} = ${promelaTerm(holds)};`),
  ...assignments(path),
  ...ending,
]

// The first path whose condition holds, as nested choices: the last one takes what is left.
const cascadeLines = (paths: readonly ModelPath[], ending: readonly string[]): readonly string[] => {
  const [path, ...rest] = paths
  if (path === undefined) return ['skip']
  if (rest.length === 0) return pathLines(path, ending)
  return [
    'if',
    `:: ${promelaTerm(path.when)} ->`,
    ...indented(pathLines(path, ending), 3),
    ':: else ->',
    ...indented(cascadeLines(rest, ending), 3),
    'fi',
  ]
}

const actionLines = (action: ModelAction, before: readonly string[], ending: readonly string[]): readonly string[] => [
  `:: d_step { /* ${plainText(action.name)} */`,
  `     ${promelaTerm(action.when)};`,
  ...indented([...before, ...cascadeLines(action.paths, ending)], 5),
  '   }',
]

const openingLines = ({ coding, openings }: ExportedModel, ending: readonly string[]): readonly string[] =>
  openings.flatMap(({ note, values }) => [
    `:: d_step { /* ${plainText(note)} */`,
    ...indented(
      [
        'true;',
        ...coding.variables.flatMap(({ name }, index) => ((values[index] ?? 0) === 0 ? [] : [`${name} = ${values[index]};`])),
        ...ending,
      ],
      5,
    ),
    '   }',
  ])

const declarations = ({ coding, names, actions, steps }: ExportedModel, { variables, macros }: PropertyParts): readonly string[] => {
  const rounds = actions.flatMap(({ paths }) => paths.flatMap(({ changes }) => inOrder(changes).early))
  return [
    ...coding.variables.map(({ name, size }) => `${typeOf(size)} ${name};`),
    ...[...variables, ...steps].map((name) => `bool ${name};`),
    ...[...new Set(rounds.map(({ variable }) => variable.name))].map((name) => `int next_${name}; /* 0 between steps */`),
    ...[...names.keys()].map((identifier, index) => `#define ${identifier} ${index + 1}`),
    ...macros,
  ]
}

// A behaviour that has ended stays as it is, and no step is taken any more.
const idleLines = ({ actions, steps }: ExportedModel, before: readonly string[]): readonly string[] => [
  ':: d_step { /* nothing more happens */',
  `     ${promelaTerm(not(oneOf(actions.map(({ when }) => when))))};`,
  ...indented([...before, ...steps.map((name) => `${name} = false;`), 'skip'], 5),
  '   }',
]

const bodyLines = (model: ExportedModel, parts: PropertyParts): readonly string[] => {
  const hasChecks = model.checks.length > 0
  const ending = hasChecks ? ['check_state();'] : []
  return [
    ...declarations(model, parts),
    '',
    ...(hasChecks ? ['inline check_state() {', ...indented([...model.checks.flatMap(asserted), 'skip'], 2), '}', ''] : []),
    'active proctype one_session() {',
    '  if',
    ...indented(openingLines(model, [...parts.opening, ...ending]), 2),
    '  fi;',
    'end_of_session:',
    '  do',
    ...indented(model.actions.flatMap((action) => actionLines(action, parts.before, ending)), 2),
    ...(parts.claim === '' ? [] : indented(idleLines(model, parts.before), 2)),
    '  od',
    '}',
    ...(parts.claim === '' ? [] : ['', parts.claim]),
  ]
}

/**
 * A Promela model of the sessions of `law`, translated from its artifacts: one process, one indivisible step per event (CHK-30, CHK-32).
 * Its states are those of the session model and one more, the one before opening; SPIN must be run with `-o2` and without partial order
 * reduction or hash compaction.
 */
export const promelaOf = (law: Law, options: PromelaOptions): ExportedText => {
  const { property } = options
  const propositions = property === undefined ? [] : spokenBy(law, property)
  if (typeof propositions === 'string') return { ok: false, unsupported: propositions }
  const model = exportModel(law, property === undefined ? options : { ...options, invariants: [], propositions })
  if (typeof model === 'string') return { ok: false, unsupported: model }
  const parts = property === undefined ? NO_PROPERTY : propertyParts(model, property, promelaTerm)
  if (typeof parts === 'string') return { ok: false, unsupported: parts }
  const header = exportNotes(law, model).map((line) => `/* ${plainText(line)} */`)
  return { ok: true, text: [...header, '', ...bodyLines(model, parts), ''].join('\n'), names: [...model.names.values()] }
}

/** The name of the invariant whose assertion a message of SPIN speaks of; null if it is about something else. */
export const invariantInMessage = (names: readonly string[], message: string): string | null => {
  const found = /\((\d+)==0\)\)$/.exec(message.trim())
  return found === null ? null : (names[Number(found[1]) - 1] ?? null)
}
