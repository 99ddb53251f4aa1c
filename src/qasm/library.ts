import { quoted } from './fault.js'
import type { Language } from './lexer.js'

/** A gate of a standard library: the operator of its name, with the operator's parameter names in OpenQASM's order. */
export interface LibraryGate {
  readonly kind: 'library'
  readonly name: string
  readonly parameters: readonly string[]
  readonly qubits: readonly string[]
  /** Whether a program may define the name itself, since the first edition of the include does not hold it. */
  readonly replaceable: boolean
}

/** One include file that is known by name, with the language that it belongs to. */
export interface LibraryInclude {
  readonly name: string
  readonly language: Language
  readonly gates: readonly LibraryGate[]
}

/** The operators, with their parameter names, that statements other than gates become. */
export interface StatementOperators {
  readonly measure: { readonly operator: string; readonly qubit: string; readonly bit: string }
  readonly measureWithoutTarget: { readonly operator: string; readonly qubit: string }
  readonly reset: { readonly operator: string; readonly qubit: string }
  readonly barrier: { readonly operator: string; readonly qubits: string }
}

/** What the importer knows of gates; all of it is data (`includes.yaml`). */
export interface QasmLibrary {
  readonly builtins: ReadonlyMap<Language, readonly LibraryGate[]>
  readonly includes: ReadonlyMap<string, LibraryInclude>
  readonly statements: StatementOperators
}

/** One defect of the library data: the member's path and what is wrong. */
export interface LibraryProblem {
  readonly path: string
  readonly message: string
}

/** Either a library or all that is wrong with the data. */
export type LibraryResult =
  | { readonly ok: true; readonly library: QasmLibrary }
  | { readonly ok: false; readonly problems: readonly LibraryProblem[] }

type Row = { readonly [key: string]: unknown }
type Shapes = ReadonlyMap<string, ReadonlyMap<string, string>>

/**
 * Decodes the content of `includes.yaml` (`includes/1`) and holds it against the operators of the same bundle (`operators/1`): each gate
 * must be an operator with just those parameters (numbers) and qubits (ints). Both come as parsed YAML.
 */
export const decodeLibrary = (includes: unknown, operators: unknown): LibraryResult => {
  const problems: LibraryProblem[] = []
  const note = (path: string, message: string): void => void problems.push({ path, message })
  const shapes = decodeShapes(operators, note)
  const top = rowOf(includes, 'includes', ['kind', 'description', 'builtins', 'includes', 'statements'], note)
  if (top['kind'] !== 'includes/1') note('kind', 'is not "includes/1"')
  const builtins = new Map<Language, readonly LibraryGate[]>()
  listOf(top['builtins'], 'builtins', note).forEach((item, index) => {
    const path = `builtins[${index}]`
    const row = rowOf(item, path, ['language', 'gates'], note)
    const language = decodeLanguage(row['language'], `${path}.language`, note)
    if (builtins.has(language)) note(path, 'names its language a second time')
    builtins.set(language, decodeGates(row['gates'], `${path}.gates`, shapes, note))
  })
  const files = new Map<string, LibraryInclude>()
  listOf(top['includes'], 'includes', note).forEach((item, index) => {
    const path = `includes[${index}]`
    const row = rowOf(item, path, ['name', 'language', 'gates'], note)
    const name = textOf(row['name'], `${path}.name`, note)
    if (files.has(name)) note(path, `names ${quoted(name)} a second time`)
    const language = decodeLanguage(row['language'], `${path}.language`, note)
    files.set(name, { name, language, gates: decodeGates(row['gates'], `${path}.gates`, shapes, note) })
  })
  const statements = decodeStatements(top['statements'], shapes, note)
  return problems.length === 0 ? { ok: true, library: { builtins, includes: files, statements } } : { ok: false, problems }
}

type Note = (path: string, message: string) => void

const decodeShapes = (operators: unknown, note: Note): Shapes => {
  const shapes = new Map<string, ReadonlyMap<string, string>>()
  const top = rowOf(operators, 'operators', null, note)
  listOf(top['operators'], 'operators', note).forEach((item, index) => {
    const path = `operators[${index}]`
    const row = rowOf(item, path, null, note)
    const types = new Map<string, string>()
    listOf(row['parameters'], `${path}.parameters`, note).forEach((parameter, place) => {
      const fields = rowOf(parameter, `${path}.parameters[${place}]`, null, note)
      types.set(textOf(fields['name'], `${path}.parameters[${place}].name`, note), String(fields['type']))
    })
    shapes.set(textOf(row['name'], `${path}.name`, note), types)
  })
  return shapes
}

const decodeGates = (value: unknown, path: string, shapes: Shapes, note: Note): readonly LibraryGate[] => {
  const seen = new Set<string>()
  return listOf(value, path, note).map((item, index) => {
    const row = rowOf(item, `${path}[${index}]`, ['name', 'parameters', 'qubits', 'replaceable'], note)
    const name = textOf(row['name'], `${path}[${index}].name`, note)
    const parameters = listOf(row['parameters'], `${path}[${index}].parameters`, note).map((text) => textOf(text, path, note))
    const qubits = listOf(row['qubits'], `${path}[${index}].qubits`, note).map((text) => textOf(text, path, note))
    if (seen.has(name)) note(`${path}[${index}]`, `names ${quoted(name)} a second time`)
    seen.add(name)
    const numbers = parameters.map((parameter) => [parameter, 'number'] as const)
    const ints = qubits.map((qubit) => [qubit, 'int'] as const)
    checkShape(name, [...numbers, ...ints], `${path}[${index}]`, shapes, note)
    const replaceable = row['replaceable'] ?? false
    if (typeof replaceable !== 'boolean') note(`${path}[${index}].replaceable`, 'is no boolean')
    return { kind: 'library', name, parameters, qubits, replaceable: replaceable === true }
  })
}

const decodeStatements = (value: unknown, shapes: Shapes, note: Note): StatementOperators => {
  const top = rowOf(value, 'statements', ['measure', 'measure_without_target', 'reset', 'barrier'], note)
  const field = (statement: string, key: string): string => {
    const row = rowOf(top[statement], `statements.${statement}`, ['operator', 'qubit', 'bit', 'qubits'], note)
    return textOf(row[key], `statements.${statement}.${key}`, note)
  }
  const statements: StatementOperators = {
    measure: { operator: field('measure', 'operator'), qubit: field('measure', 'qubit'), bit: field('measure', 'bit') },
    measureWithoutTarget: { operator: field('measure_without_target', 'operator'), qubit: field('measure_without_target', 'qubit') },
    reset: { operator: field('reset', 'operator'), qubit: field('reset', 'qubit') },
    barrier: { operator: field('barrier', 'operator'), qubits: field('barrier', 'qubits') },
  }
  const { measure, measureWithoutTarget: discard, reset, barrier } = statements
  checkShape(measure.operator, [[measure.qubit, 'int'], [measure.bit, 'int']], 'statements.measure', shapes, note)
  checkShape(discard.operator, [[discard.qubit, 'int']], 'statements.measure_without_target', shapes, note)
  checkShape(reset.operator, [[reset.qubit, 'int']], 'statements.reset', shapes, note)
  checkShape(barrier.operator, [[barrier.qubits, 'string']], 'statements.barrier', shapes, note)
  return statements
}

const SHOWN_MAX = 8

const checkShape = (name: string, wanted: readonly (readonly [string, string])[], path: string, shapes: Shapes, note: Note): void => {
  const shape = shapes.get(name)
  if (shape === undefined) return note(path, `names the operator ${quoted(name)}, which operators.yaml does not have`)
  const differs = wanted.some(([parameter, type]) => shape.get(parameter) !== type)
  if (differs || new Map(wanted).size !== shape.size || shape.size !== wanted.length) {
    const own = [...shape].slice(0, SHOWN_MAX).map(([key, type]) => `${quoted(key)}: ${quoted(type)}`)
    note(path, `parameters of ${quoted(name)} are not those of the operator (${own.join(', ')}${shape.size > SHOWN_MAX ? ', …' : ''})`)
  }
}

const rowOf = (value: unknown, path: string, keys: readonly string[] | null, note: Note): Row => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    note(path, 'is no map')
    return {}
  }
  const unknownKey = keys === null ? undefined : Object.keys(value).find((key) => !keys.includes(key))
  if (unknownKey !== undefined) note(path, `has the unknown key ${quoted(unknownKey)}`)
  return value as Row // any object may be read by key
}

const listOf = (value: unknown, path: string, note: Note): readonly unknown[] => {
  if (Array.isArray(value)) return value as readonly unknown[]
  note(path, 'is no list')
  return []
}

const textOf = (value: unknown, path: string, note: Note): string => {
  if (typeof value === 'string' && value !== '') return value
  note(path, 'is no text')
  return ''
}

const decodeLanguage = (value: unknown, path: string, note: Note): Language => {
  if (value === 2 || value === 3) return value
  note(path, 'is neither 2 nor 3')
  return 2
}
