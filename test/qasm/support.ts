import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import type { Problem } from '../../src/artifact/problem.js'
import { decodeLibrary, importQasm } from '../../src/qasm/index.js'
import type { ProgramItem, QasmImport, QasmLibrary } from '../../src/qasm/index.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
/** The folder of the bundle. */
export const bundle = join(root, 'rules/openqasm/1.0.0')

/** The parsed data files of the shipped library. */
export const libraryData = (): { includes: unknown; operators: unknown } => ({
  includes: parse(readFileSync(join(bundle, 'includes.yaml'), 'utf8')),
  operators: parse(readFileSync(join(bundle, 'operators.yaml'), 'utf8')),
})

const load = (): QasmLibrary => {
  const { includes, operators } = libraryData()
  const result = decodeLibrary(includes, operators)
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return result.library
}

export const library = load()

/** The folder of our own circuits. */
export const circuitsFolder = join(root, 'examples/circuits')

/** The folder of the benchmark circuits, or null where the data are absent; under CI their absence is a failure. */
export const benchmarkFolder = (): string | null => {
  const folder = join(process.env['QCOMPUTE_DATA'] ?? join(root, '../shared/data'), 'qasmbench')
  if (existsSync(join(folder, 'reference.json'))) return folder
  if (process.env['CI'] === 'true') throw new Error(`no benchmark circuits in ${folder}`)
  console.warn(`not run: the benchmark circuits are not in ${folder} (set QCOMPUTE_DATA)`)
  return null
}

export const read = (text: string): QasmImport => importQasm(text, { file: 'c.qasm', library })

/** The import that must succeed. */
export const accepted = (text: string): QasmImport & { ok: true } => {
  const result = read(text)
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.problems)}`)
  return result
}

/** An item as `op(a=1)`. */
export const textOf = ({ op, params }: ProgramItem): string =>
  `${op}(${[...params].map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ')})`

/** The items of a text that must be accepted, each as text. */
export const items = (text: string): string[] => accepted(text).program.items.map(textOf)

/** The problems of a text that must be refused. */
export const problems = (text: string): readonly Problem[] => {
  const result = read(text)
  if (result.ok) throw new Error(`accepted: ${text}`)
  return result.problems
}

/** `code line:column` of each problem. */
export const places = (text: string): string[] => problems(text).map(({ code, line, column }) => `${code} ${line}:${column}`)

/** A program of OpenQASM 2 with its header on one line, so that `body` begins in line 2. */
export const v2 = (body: string): string => `OPENQASM 2.0; include "qelib1.inc"; qreg q[4]; creg c[4];\n${body}`

/** The same for OpenQASM 3. */
export const v3 = (body: string): string => `OPENQASM 3.0; include "stdgates.inc"; qubit[4] q; bit[4] c;\n${body}`
