import { QasmFault, quoted } from './fault.js'
import { constantsOf, functionsOf } from './functions.js'
import type { Language, Token } from './lexer.js'

const STATEMENTS = ['OPENQASM', 'include', 'qreg', 'creg', 'gate', 'measure', 'reset', 'barrier']
const UNSUPPORTED_2 = ['if', 'opaque']
const UNSUPPORTED_3 = [
  ...['if', 'else', 'for', 'while', 'switch', 'case', 'default', 'break', 'continue', 'end', 'return', 'nop'],
  ...['def', 'extern', 'opaque', 'defcal', 'cal', 'defcalgrammar', 'box', 'let', 'delay', 'input', 'output'],
  ...['const', 'readonly', 'mutable'],
  ...['int', 'uint', 'float', 'angle', 'bool', 'complex', 'array', 'duration', 'stretch', 'void', 'durationof', 'pragma'],
  ...['ctrl', 'negctrl', 'inv', 'pow'],
]
const MODIFIERS = new Set(['ctrl', 'negctrl', 'inv', 'pow'])
const RESERVED_3 = [...STATEMENTS, ...UNSUPPORTED_3, 'qubit', 'bit', 'in', 'true', 'false', 'im']

const UNSUPPORTED: ReadonlyMap<Language, ReadonlySet<string>> = new Map([
  [2, new Set(UNSUPPORTED_2)],
  [3, new Set(UNSUPPORTED_3)],
])

const RESERVED: ReadonlyMap<Language, ReadonlySet<string>> = new Map([
  [2, new Set([...STATEMENTS, ...UNSUPPORTED_2, ...constantsOf(2).keys(), ...functionsOf(2).keys()])],
  [3, new Set([...RESERVED_3, ...constantsOf(3).keys()])],
])

/** The fault of a statement that begins with a word of the language that is not imported, or null. */
export const unsupportedStatement = (language: Language, token: Token): QasmFault | null => {
  if (token.kind === 'symbol' && token.text === '@') return refuse(token, 'an annotation')
  if (token.kind === 'symbol' && token.text === '{') return refuse(token, 'a block')
  if (token.kind === 'bad-character' && token.text === '#') return refuse(token, 'a pragma')
  if (token.kind !== 'name' || UNSUPPORTED.get(language)?.has(token.text) !== true) return null
  return refuse(token, MODIFIERS.has(token.text) ? `the gate modifier ${quoted(token.text)}` : `the statement ${quoted(token.text)}`)
}

/** The fault of a word that only OpenQASM 3 knows, at the start of a statement of OpenQASM 2, or null. */
export const laterStatement = (language: Language, token: Token): QasmFault | null => {
  const later = language === 2 && (RESERVED.get(3)?.has(token.text) ?? false) && !STATEMENTS.includes(token.text)
  if (!later) return null
  return new QasmFault('qasm-unsupported', token.at, `${quoted(token.text)} belongs to OpenQASM 3`, 'this file says OPENQASM 2.0')
}

const refuse = (token: Token, what: string): QasmFault =>
  new QasmFault('qasm-unsupported', token.at, `${what} is not supported`, 'gates, measure, reset, barrier and declarations are imported')

/** Whether a word means something in the language, so that no gate or register may have it as name. */
export const isReserved = (language: Language, name: string): boolean => RESERVED.get(language)?.has(name) ?? false

/** Fails if the token cannot be the name of something declared. */
export const checkDeclarable = (language: Language, token: Token): void => {
  if (isReserved(language, token.text)) {
    throw new QasmFault('qasm-syntax', token.at, `${quoted(token.text)} is a word of the language`, 'choose another name')
  }
  if (language === 2 && !/^[a-z][A-Za-z0-9_]*$/.test(token.text)) {
    const rule = 'in OpenQASM 2 names begin with a lower-case letter and hold ASCII letters, digits and _'
    throw new QasmFault('qasm-syntax', token.at, `${quoted(token.text)} is no name`, rule)
  }
}
