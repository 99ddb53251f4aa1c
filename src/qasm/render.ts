import { LIMITS } from '../base/limits.js'
import type { ItemParams, ProgramItem, QasmProgram, QasmRegisters } from './program.js'

const LINE_UNITS_MAX = 140
const PLAIN = /^[A-Za-z_][A-Za-z0-9_]*\([A-Za-z0-9_=., +"-]*\)$/

/**
 * The program as YAML in the form of SEMANTICS 8 (`program/1`): one item a line in its text form, after a comment that names the source
 * and the registers. Deterministic. An item too long for a text form is written as a map.
 */
export const renderProgram = (imported: { readonly program: QasmProgram; readonly registers: QasmRegisters }): string => {
  const { program, registers } = imported
  const lines = [`# Imported from ${asciiJson(program.source)}. Qubits and bits are numbered in order of declaration.`]
  lines.push(...registerLines('qubits', registers.qubits), ...registerLines('bits', registers.bits), 'qcompute: program/1')
  lines.push(program.items.length === 0 ? 'stream: []' : 'stream:')
  for (const item of program.items) lines.push(`  - ${renderItem(item)}`)
  lines.push('')
  return lines.join('\n')
}

const registerLines = (kind: string, registers: readonly (readonly [string, number])[]): readonly string[] => {
  const lines: string[] = []
  let base = 0
  let line = `# ${kind}:`
  for (const [name, size] of registers) {
    const word = ` ${asciiText(name)}[${base}${size === 1 ? '' : `..${base + size - 1}`}]`
    if (line.length + word.length > LINE_UNITS_MAX) {
      lines.push(line)
      line = '#  '
    }
    line += word
    base += size
  }
  return registers.length === 0 ? [] : [...lines, line]
}

const renderItem = ({ op, params }: ProgramItem): string => {
  let list = ''
  for (const [name, value] of params) list += `${list === '' ? '' : ', '}${name}=${JSON.stringify(value)}`
  const text = `${op}(${list})`
  if (text.length > LIMITS.invocationBytes.value) return renderMap(op, params)
  return PLAIN.test(text) ? text : asciiJson(text)
}

const renderMap = (op: string, params: ItemParams): string => {
  const fields = [...params].map(([name, value]) => `${asciiJson(name)}: ${asciiText(JSON.stringify(value))}`)
  return `{ op: ${asciiJson(op)}, params: { ${fields.join(', ')} } }`
}

/** A JSON string of ASCII characters only, which is a YAML string in double quotes too. */
const asciiJson = (text: string): string => asciiText(JSON.stringify(text))

const asciiText = (text: string): string =>
  text.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
