import type { Json } from '../base/index.js'
import { LIMITS } from '../base/index.js'
import { encodeCounts, importQasm, renderProgram } from '../qasm/index.js'
import type { QasmCounts, QasmProgram } from '../qasm/index.js'
import { pathsOfLaw } from '../shell/law-files.js'
import { writeOutput } from '../shell/output-file.js'
import { findLibrary } from '../shell/qasm-library.js'
import { readText } from '../shell/source-file.js'
import { EXIT } from './exit.js'
import { badInput } from './outcome.js'
import type { Outcome } from './outcome.js'
import { printable } from './style.js'
import type { Style } from './style.js'

/** The arguments of `import qasm`. */
export interface ImportArguments {
  readonly file: string
  /** Null: the program goes to standard output. */
  readonly output: string | null
  readonly force: boolean
  readonly rules: readonly string[]
}

/** Turns an OpenQASM file into a program (SEMANTICS 8, `import qasm`). Nothing is written unless the whole file is understood. */
export const importVerb = (args: ImportArguments, style: Style): Outcome => {
  const text = readText(args.file, LIMITS.qasmBytes)
  if (!text.ok) return badInput('the circuit cannot be read', [text.error])
  const stored = findLibrary(args.rules)
  if (!stored.ok) return badInput('the gate library cannot be read', stored.error)
  const imported = importQasm(text.value, { file: args.file, library: stored.value.library })
  if (!imported.ok) return badInput('the circuit cannot be imported', imported.problems)
  const program = renderProgram(imported)
  if (args.output !== null) {
    const written = writeOutput(args.output, program, { force: args.force, keep: [args.file, ...pathsOfLaw(stored.value.folder)] })
    if (!written.ok) return badInput('the program cannot be written', [written.error])
  }
  const { qubits, bits } = imported.registers
  const json: Json = {
    program: documentOf(imported.program),
    counts: { ...encodeCounts(imported.counts) },
    registers: { qubits: lists(qubits), bits: lists(bits) },
    path: args.output,
  }
  const summary = summaryOf(args, imported.counts, stored.value.rules, style)
  if (args.output !== null) return { exit: EXIT.done, json, text: summary, message: '', problems: [] }
  return { exit: EXIT.done, json, text: program, message: '', problems: [] }
}

const lists = (registers: readonly (readonly [string, number])[]): Json => registers.map((register) => [...register])

// The program as JSON: what the YAML form decodes to.
const documentOf = ({ items }: QasmProgram): Json => ({ qcompute: 'program/1', stream: items.map(({ op, params }) => ({ op, params })) })

const summaryOf = ({ file, output }: ImportArguments, counts: QasmCounts, rules: string, style: Style): string => {
  const { measure, reset, barrier } = counts.nonUnitary
  const gates = [...counts.gates].map(([name, count]) => `${printable(name)} ${count}`).join(', ')
  const lines = [
    `${printable(file)} -> ${style.bold(printable(output ?? ''))}`,
    `  gates     ${counts.operators}${gates === '' ? '' : ` (${gates})`}`,
    `  measure   ${measure}, reset ${reset}, barrier ${barrier}`,
    `  run it    qcompute run ${printable(output ?? '')} --rules ${rules}`,
  ]
  return `${lines.join('\n')}\n`
}
