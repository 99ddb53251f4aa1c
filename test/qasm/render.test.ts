import { describe, expect, test } from 'vitest'
import { parse, parseDocument } from 'yaml'
import { decodeProgram } from '../../src/artifact/program.js'
import { parseInvocation } from '../../src/kernel/grammar.js'
import { renderProgram } from '../../src/qasm/index.js'
import { accepted, v2, v3 } from './support.js'

interface Program {
  readonly qcompute: string
  readonly stream: readonly unknown[]
}

const rendered = (text: string): string => renderProgram(accepted(text))

describe('[CMD-24] program text', () => {
  test('is this', () => {
    expect(rendered(v2('u2(-pi, 1e-7) q[1]; barrier q; measure q[3] -> c[2]; rz(1e21) q[0];'))).toBe(
      [
        '# Imported from "c.qasm". Qubits and bits are numbered in order of declaration.',
        '# qubits: q[0..3]',
        '# bits: c[0..3]',
        'qcompute: program/1',
        'stream:',
        '  - u2(phi=-3.141592653589793, lambda=1e-7, q=1)',
        '  - barrier(qubits="0,1,2,3")',
        '  - measure(q=3, c=2)',
        '  - rz(theta=1e+21, q=0)',
        '',
      ].join('\n'),
    )
  })

  test('without items it has an empty stream', () => {
    expect(parse(rendered('OPENQASM 2.0;'))).toEqual({ qcompute: 'program/1', stream: [] })
  })

  test('[CMD-02] every line of YAML reads back as the item', () => {
    const body = 'gphase(pi); h q; barrier; barrier q[0]; c = measure q; measure q; reset q; cu(1, 2, -3, 4e-9) q[0], q[1]; y q[0];'
    const imported = accepted(v3(body))
    const text = renderProgram(imported)
    const lines = text.split('\n').flatMap((line) => (line.startsWith('  - ') ? [line.slice(4)] : []))
    const program = parse(text) as Program
    expect(program.stream).toEqual(lines)
    expect(parseDocument(text).errors).toEqual([])
    expect(program.stream.length).toBe(imported.program.items.length)
  })

  test('a text that YAML would misread is quoted', () => {
    const tricky = ['a: b', 'a #b', '"', "'", 'é\u2028', '\\', '', '- x', '{', '\n', '\ud83d\ude00']
    const program = { source: 's', items: tricky.map((value) => ({ op: 'f', params: new Map([['a', value]]) })) }
    const text = renderProgram({ program, registers: { qubits: [], bits: [] } })
    expect((parse(text) as Program).stream).toEqual(tricky.map((value) => `f(a=${JSON.stringify(value)})`))
  })

  test('an item too long for a text form is a map', () => {
    const qubits = Array.from({ length: 2000 }, (_, index) => index).join(',')
    const program = parse(rendered('OPENQASM 3; qubit[2000] q; barrier;')) as Program
    expect(program.stream).toEqual([{ op: 'barrier', params: { qubits } }])
  })

  test('[CMD-02] the program decodes to the items that were imported, long ones too', () => {
    const body = 'qubit[2000] r; cu(pi, 2, -3e-9, 1e21) q[0], q[1]; barrier q; barrier; gphase(-0); x r; c = measure q; measure q[0];'
    const { program, registers } = accepted(v3(body))
    const result = decodeProgram(renderProgram({ program, registers }), 'c.yaml')
    if (!result.ok) throw new Error(JSON.stringify(result.problems))
    const read = result.program.items.map((item) => {
      if (item.kind === 'operator') return { op: item.name, params: item.params }
      const invocation = item.kind === 'source' ? parseInvocation(item.source) : null
      return { op: invocation?.name, params: invocation?.params }
    })
    expect(read).toEqual(program.items)
    expect([result.program.environment, result.program.backend]).toEqual([null, null])
  })

  test('the header survives any file name and any register', () => {
    const { program, registers } = accepted(v3('qubit été; bit 量; x q[0];'))
    const text = renderProgram({ program: { ...program, source: 'a\nb\u2028"c.qasm' }, registers })
    expect(text).toMatch(/^[\x20-\x7e\n]*$/)
    expect((parse(text) as Program).stream).toEqual(['x(q=0)'])
  })

  test('many registers take several lines of at most 140 characters', () => {
    const declarations = Array.from({ length: 60 }, (_, index) => `qreg register_${index}[${index + 1}];`).join('\n')
    const lines = rendered(`OPENQASM 2.0;\n${declarations}`).split('\n')
    expect(lines.filter((line) => line.startsWith('#')).length).toBeGreaterThan(5)
    expect(lines.every((line) => line.length <= 140)).toBe(true)
  })
})
