import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { encodeCounts, importQasm, renderProgram } from '../../src/qasm/index.js'
import { benchmarkFolder, library } from './support.js'

interface Circuit {
  readonly name: string
  readonly invalid?: string
  readonly registers: unknown
  readonly classical_bits: number
  readonly gate_counts: unknown
  readonly operators: number
  readonly gate_statements: number
  readonly non_unitary: { measure: number; reset: number; barrier: number; if: number }
}

const folder = benchmarkFolder()
const circuits: readonly Circuit[] =
  folder === null ? [] : (JSON.parse(readFileSync(join(folder, 'reference.json'), 'utf8')) as { circuits: Circuit[] }).circuits
const textOf = (name: string): string => readFileSync(join(folder ?? '', `${name}.qasm`), 'utf8')
const hasIf = (circuit: Circuit): boolean => (circuit.non_unitary?.if ?? 0) > 0
const plain = circuits.filter((circuit) => circuit.invalid === undefined && !hasIf(circuit))

describe.skipIf(folder === null)('benchmark circuits', () => {
  test('there are 33, of which 30 import', () => {
    expect([circuits.length, plain.length]).toEqual([33, 30])
  })

  const named = plain.map((circuit) => [circuit.name, circuit] as const)
  test.each(named)('[QSM-09] %s has the counts and registers of the reference', (name, circuit) => {
    const result = importQasm(textOf(name), { file: `${name}.qasm`, library })
    if (!result.ok) throw new Error(JSON.stringify(result.problems))
    const { if: _, ...nonUnitary } = circuit.non_unitary
    expect(JSON.parse(JSON.stringify(encodeCounts(result.counts)))).toEqual({
      gates: circuit.gate_counts,
      non_unitary: nonUnitary,
      gate_statements: circuit.gate_statements,
      operators: circuit.operators,
    })
    expect(result.registers.qubits).toEqual(circuit.registers)
    expect(result.registers.bits.reduce((sum, [, size]) => sum + size, 0)).toBe(circuit.classical_bits)
    const stream = (parse(renderProgram(result)) as { stream: unknown[] }).stream
    expect(stream.length).toBe(result.program.items.length)
  })

  test.each(circuits.filter((circuit) => circuit.invalid !== undefined).map((circuit) => [circuit.name, circuit] as const))(
    '%s is refused at its line',
    (name, circuit) => {
      const result = importQasm(textOf(name), { file: `${name}.qasm`, library })
      const line = Number(/line (\d+)/.exec(circuit.invalid ?? '')?.[1])
      expect(result).toMatchObject({ ok: false, problems: [{ code: 'qasm-undeclared', line, column: 9 }] })
    },
  )

  test.each(circuits.filter(hasIf).map((circuit) => [circuit.name] as const))('[QSM-08] %s is refused at every "if"', (name) => {
    const text = textOf(name)
    const lines = text.split('\n').flatMap((line, index) => (line.startsWith('if') ? [index + 1] : []))
    const result = importQasm(text, { file: `${name}.qasm`, library })
    expect(lines.length).toBeGreaterThan(0)
    expect(result.ok ? [] : result.problems.map(({ code, line, column }) => [code, line, column])).toEqual(
      lines.map((line) => ['qasm-unsupported', line, 1]),
    )
  })
})
