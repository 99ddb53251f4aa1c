import type { Law } from '../../artifact/law.js'
import { unreachable } from '../../base/index.js'
import { signedText, spokenBy } from './export-formula.js'
import type { ExportedProperty, Signs } from './export-formula.js'
import { exportModel } from './export-model.js'
import type { ExportedModel, ModelAction, ModelOptions, ModelPath } from './export-model.js'
import { not, oneOf } from './export-term.js'
import type { Term } from './export-term.js'
import { exportNotes, plainText } from './export-text.js'

/** A module and its configuration for TLC, with the names of the invariants in them; or what cannot be exported. */
export type ExportedModule =
  | { readonly ok: true; readonly module: string; readonly config: string; readonly names: ReadonlyMap<string, string> }
  | { readonly ok: false; readonly unsupported: string }

/** What an export to TLA+ takes beside the law. */
export interface TlaOptions extends ModelOptions {
  /** A property held against every behaviour, beside the invariants of states. */
  readonly property?: ExportedProperty
}

/** Name of the module, and so of its file. */
export const TLA_MODULE = 'QcomputeLaw'

/** A term as an expression of TLA+. */
export const tlaTerm = (term: Term): string => {
  switch (term.kind) {
    case 'number':
      return term.value < 0 ? `(${term.value})` : String(term.value)
    case 'boolean':
      return term.value ? 'TRUE' : 'FALSE'
    case 'variable':
      return term.name
    case 'within':
      return term.values.length === 1 ? `${term.of.name} = ${term.values[0]}` : `${term.of.name} \\in {${term.values.join(', ')}}`
    case 'exceeds':
      return `${tlaTerm(term.left)} > ${tlaTerm(term.right)}`
    case 'plus':
      return `${tlaTerm(term.left)} + ${tlaTerm(term.right)}`
    case 'all':
      return term.of.map((one) => `(${tlaTerm(one)})`).join(' /\\ ')
    case 'any':
      return term.of.map((one) => `(${tlaTerm(one)})`).join(' \\/ ')
    case 'not':
      return `~(${tlaTerm(term.of)})`
    case 'choose':
      return `(IF ${tlaTerm(term.when)} THEN ${tlaTerm(term.yes)} ELSE ${tlaTerm(term.no)})`
    default:
      return unreachable(term)
  }
}

const SIGNS: Signs = {
  not: '~', next: null, eventually: '<>', globally: '[]',
  and: ' /\\ ', or: ' \\/ ', implies: ' => ', iff: ' <=> ', until: null, release: null, 'weak-until': null,
}

/** Changes at every step of a module with a property, so that a step that changes nothing else is told from standing still. */
const TICK = 'tick'

interface Module {
  readonly model: ExportedModel
  readonly hasProperty: boolean
}

const variablesOf = ({ model, hasProperty }: Module): readonly string[] => [
  ...model.coding.variables.map(({ name }) => name),
  ...model.steps,
  ...(hasProperty ? [TICK] : []),
]

const tick = ({ hasProperty }: Module): readonly string[] => (hasProperty ? [`${TICK}' = 1 - ${TICK}`] : [])

// The bullets of a conjunction, at one column; what a bullet holds in further lines stands to the right of it.
const conjunction = (items: readonly (readonly string[])[]): readonly string[] =>
  items.flatMap(([first = '', ...more]) => [`/\\ ${first}`, ...more.map((line) => `   ${line}`)])

const pathItems = (whole: Module, { changes, checks, marks, note }: ModelPath): readonly string[] => {
  const changed = new Set(changes.map(({ variable }) => variable.name))
  const same = whole.model.coding.variables.map(({ name }) => name).filter((name) => !changed.has(name))
  const items = [
    ...checks.map(({ identifier, holds }) => `Assert(${tlaTerm(holds)}, "${identifier}")`),
    ...changes.map(({ variable: { name }, to }) => `${name}' = ${tlaTerm(to)}`),
    ...marks.map(({ identifier, holds }) => `${identifier}' = (${tlaTerm(holds)})`),
    ...tick(whole),
    ...(same.length === 0 ? [] : [`UNCHANGED <<${same.join(', ')}>>`]),
  ]
  return [`\\* ${plainText(note)}`, ...conjunction(items.map((item) => [item]))]
}

const shifted = (head: string, lines: readonly string[]): readonly string[] => {
  const [first = '', ...more] = lines
  return [`${head}${first}`, ...more.map((line) => `${' '.repeat(head.length)}${line}`)]
}

const cascade = (whole: Module, paths: readonly ModelPath[]): readonly string[] => {
  const [path, ...rest] = paths
  if (path === undefined) return ['FALSE']
  const [note = '', ...items] = pathItems(whole, path)
  if (rest.length === 0) return shifted('', [...items.slice(0, 1).map((line) => `${line} ${note}`), ...items.slice(1)])
  const [head = '', ...others] = items
  return [
    `IF ${tlaTerm(path.when)} ${note}`,
    ...shifted('THEN ', [head, ...others]),
    ...shifted('ELSE ', cascade(whole, rest)),
  ]
}

const actionLines = (whole: Module, action: ModelAction, index: number): readonly string[] => [
  `\\* ${plainText(action.name)}`,
  `Event_${index + 1} ==`,
  ...conjunction([[tlaTerm(action.when)], cascade(whole, action.paths)]).map((line) => `  ${line}`),
  '',
]

const openingLines = (whole: Module): readonly string[] => {
  const { coding, openings, steps } = whole.model
  const others = [...steps.map((name) => `${name} = FALSE`), ...(whole.hasProperty ? [`${TICK} = 0`] : [])]
  return openings.flatMap(({ note, values }) =>
    shifted('  \\/ ', [
      `/\\ ${coding.variables[0]?.name ?? ''} = ${values[0] ?? 0} \\* ${plainText(note)}`,
      ...coding.variables.slice(1).map(({ name }, index) => `/\\ ${name} = ${values[index + 1] ?? 0}`),
      ...others.map((one) => `/\\ ${one}`),
    ]))
}

const propertyLines = (whole: Module, { formula, fairness }: ExportedProperty): readonly string[] | string => {
  const { model } = whole
  const identifierOf = (name: string): string => model.identifiers.get(name) ?? 'FALSE'
  const text = signedText(formula, SIGNS, ['FALSE', 'TRUE'], identifierOf)
  if (text === null) return 'an operator that TLA+ has not: next, until, release or weak until'
  const fair = fairness.map(({ strength, of }) => `${strength === 'weak' ? 'WF' : 'SF'}_vars(Next /\\ ${identifierOf(of)}')`)
  return [
    ...model.states.map(({ identifier, holds }) => `${identifier} == ${tlaTerm(holds)}`),
    `Live == ${['WF_vars(Next)', ...fair].join(' /\\ ')}`,
    'Spec == Init /\\ [][Next]_vars /\\ Live',
    `Property == ${text}`,
  ]
}

const moduleLines = (law: Law, whole: Module, property: readonly string[]): readonly string[] => {
  const { model, hasProperty } = whole
  const names = variablesOf(whole)
  const idle = not(oneOf(model.actions.map(({ when }) => when)))
  const events = model.actions.map((_, index) => `Event_${index + 1}`)
  return [
    `---- MODULE ${TLA_MODULE} ----`,
    ...exportNotes(law, model).map((line) => `\\* ${plainText(line)}`),
    'EXTENDS Integers, TLC',
    '',
    `VARIABLES ${names.join(', ')}`,
    `vars == <<${names.join(', ')}>>`,
    '',
    'TypeOK ==',
    ...model.coding.variables.map(({ name, size }) => `  /\\ ${name} \\in 0..${size - 1}`),
    ...model.steps.map((name) => `  /\\ ${name} \\in BOOLEAN`),
    '',
    'Init ==',
    ...openingLines(whole),
    '',
    ...model.actions.flatMap((action, index) => actionLines(whole, action, index)),
    ...(hasProperty
      ? [
          '\\* nothing more happens',
          'Idle ==',
          `  /\\ ${tlaTerm(idle)}`,
          ...model.steps.map((name) => `  /\\ ${name}' = FALSE`),
          ...tick(whole).map((one) => `  /\\ ${one}`),
          `  /\\ UNCHANGED <<${model.coding.variables.map(({ name }) => name).join(', ')}>>`,
          '',
        ]
      : []),
    'Next ==',
    ...[...events, ...(hasProperty ? ['Idle'] : [])].map((name) => `  \\/ ${name}`),
    '',
    ...model.checks.map(({ identifier, holds }) => `${identifier} == ${tlaTerm(holds)}`),
    ...(hasProperty ? property : ['Spec == Init /\\ [][Next]_vars']),
    '====',
    '',
  ]
}

/**
 * A TLA+ module of the sessions of `law` and its configuration for TLC, translated from the artifacts (CHK-30, CHK-34). Its states are
 * those of the session model. Invariants of steps are assertions in the actions.
 */
export const tlaOf = (law: Law, options: TlaOptions): ExportedModule => {
  const { property } = options
  const propositions = property === undefined ? [] : spokenBy(law, property)
  if (typeof propositions === 'string') return { ok: false, unsupported: propositions }
  const model = exportModel(law, { ...options, propositions })
  if (typeof model === 'string') return { ok: false, unsupported: model }
  const whole = { model, hasProperty: property !== undefined }
  const lines = property === undefined ? [] : propertyLines(whole, property)
  if (typeof lines === 'string') return { ok: false, unsupported: lines }
  const config = [
    'SPECIFICATION Spec',
    'INVARIANTS',
    ...['TypeOK', ...model.checks.map(({ identifier }) => identifier)].map((name) => `  ${name}`),
    ...(property === undefined ? [] : ['PROPERTY Property']),
    'CHECK_DEADLOCK FALSE',
    '',
  ]
  return { ok: true, module: moduleLines(law, whole, lines).join('\n'), config: config.join('\n'), names: model.names }
}
