import type { Problem } from '../artifact/problem.js'
import { compareNumbers } from '../base/order.js'
import { LIMITS } from '../base/limits.js'
import { Cursor } from './cursor.js'
import { Emitter } from './emitter.js'
import { QasmFault, problemOf, quoted } from './fault.js'
import { Lexer } from './lexer.js'
import type { Language } from './lexer.js'
import type { QasmLibrary } from './library.js'
import type { QasmCounts, QasmProgram, QasmRegisters } from './program.js'
import { recover } from './recovery.js'
import { Scope } from './scope.js'
import type { Register } from './scope.js'
import { SourceText } from './source.js'
import { readStatement } from './statement.js'

/** What an import needs beside the text: the file's name for places, and the gates it may know. */
export interface QasmOptions {
  readonly file: string
  readonly library: QasmLibrary
}

/** Either the whole program or, in order of place, all that is wrong with the text. */
export type QasmImport =
  | { readonly ok: true; readonly program: QasmProgram; readonly counts: QasmCounts; readonly registers: QasmRegisters }
  | { readonly ok: false; readonly problems: readonly Problem[] }

const VERSIONS: ReadonlyMap<string, Language> = new Map([
  ['2.0', 2],
  ['2', 2],
  ['3', 3],
  ['3.0', 3],
  ['3.1', 3],
])

/**
 * Imports OpenQASM 2.0 and the gate subset of 3 (SEMANTICS 8, `import qasm`). Never throws, whatever the text: statements that are not
 * imported are refused by name, and after a fault reading goes on with the next statement. Deterministic in the text.
 */
export const importQasm = (text: string, options: QasmOptions): QasmImport => {
  const source = new SourceText(options.file, text)
  const faults: QasmFault[] = []
  const report = (fault: QasmFault): void => {
    if (fault.effect !== 'quiet') faults.push(fault)
    if (fault.effect === 'stop' || faults.length >= LIMITS.problemsMax.value) throw new Stop()
  }
  const emitter = new Emitter(options.library.statements)
  let scope: Scope | null = null
  try {
    scope = readFile(source, options.library, emitter, report)
  } catch (stop) {
    if (!(stop instanceof Stop)) throw stop
  }
  if (scope === null || faults.length > 0) {
    return { ok: false, problems: faults.sort((a, b) => compareNumbers(a.at, b.at)).map((fault) => problemOf(fault, source)) }
  }
  const registers = { qubits: sizesOf(scope.registersOf('qubits')), bits: sizesOf(scope.registersOf('bits')) }
  return { ok: true, program: { source: options.file, items: emitter.items }, counts: emitter.counts(), registers }
}

/** Ends an import that has nothing more to tell. */
class Stop extends Error {}

const sizesOf = (registers: readonly Register[]): readonly (readonly [string, number])[] =>
  registers.map((register) => [register.name, register.size])

const readFile = (source: SourceText, library: QasmLibrary, emitter: Emitter, report: (fault: QasmFault) => void): Scope | null => {
  const lexer = new Lexer(source.text, source.start)
  try {
    checkSize(source)
    lexer.language = readVersion(lexer)
  } catch (fault) {
    report(ownFault(fault))
    return null
  }
  const cursor = new Cursor(lexer)
  const scope = new Scope(lexer.language, library)
  const importing = { cursor, scope, emitter, report }
  while (cursor.peek().kind !== 'end') {
    const taken = cursor.taken
    try {
      readStatement(importing)
    } catch (fault) {
      report(ownFault(fault))
      recover(cursor, taken, 'file')
    }
  }
  return scope
}

const ownFault = (thrown: unknown): QasmFault => {
  if (thrown instanceof QasmFault) return thrown
  throw thrown
}

const checkSize = (source: SourceText): void => {
  const most = LIMITS.qasmBytes.value
  if (bytesOf(source.text) > most) throw new QasmFault('qasm-limit', source.start, 'the file is too large', `at most ${most} bytes`)
}

/** The UTF-8 length of a text; a lone surrogate, which no UTF-8 text gives, counts as three. */
const bytesOf = (text: string): number => {
  let bytes = text.length
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff)) bytes += 2
    else if (unit > 0x7f) bytes += 1
  }
  return bytes
}

/** Reads `OPENQASM version;`, which must stand before everything but comments. */
const readVersion = (lexer: Lexer): Language => {
  const word = lexer.next()
  const hint = 'write OPENQASM 2.0; or OPENQASM 3.0; before everything but comments'
  if (word.kind !== 'name' || word.text !== 'OPENQASM') {
    const found = word.kind === 'end' ? 'the file is empty' : `the file begins with ${quoted(word.text)}`
    throw new QasmFault('qasm-version', word.at, `${found} instead of a version`, hint)
  }
  const version = lexer.next()
  const language = version.kind === 'integer' || version.kind === 'real' ? VERSIONS.get(version.text) : undefined
  if (language === undefined) {
    throw new QasmFault('qasm-version', version.at, `the version ${quoted(version.text)} is not known`, 'known: 2.0, 3.0 (or 3) and 3.1')
  }
  const semicolon = lexer.next()
  if (semicolon.kind !== 'symbol' || semicolon.text !== ';') {
    throw new QasmFault('qasm-syntax', semicolon.at, `${quoted(semicolon.text)} does not fit here`, 'expected ";" after the version')
  }
  return language
}
