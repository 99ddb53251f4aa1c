import { describe, expect, test } from 'vitest'
import { LIMITS } from '../../src/base/limits.js'
import { accepted, items, places, problems, v2 } from './support.js'

const doubling = (levels: number): string =>
  `gate g0 a { h a; }\n${Array.from({ length: levels }, (_, level) => `gate g${level + 1} a { g${level} a; g${level} a; }\n`).join('')}`

describe('[NUM-05] [QSM-10] limits', () => {
  test('definitions on top of each other', () => {
    const link = (level: number): string => `gate g${level + 1} a { g${level} a; }\n`
    const chain = (levels: number): string => Array.from({ length: levels }, (_, level) => link(level)).join('')
    const most = LIMITS.qasmDepth.value
    expect(items(v2(`gate g0 a { h a; }\n${chain(most - 1)}g${most - 1} q[0];`))).toEqual(['h(q=0)'])
    expect(places(v2(`gate g0 a { h a; }\n${chain(most)}g${most} q[0];`))).toEqual([`qasm-limit ${most + 2}:6`])
  })

  test('expansion', () => {
    expect(items(v2(`${doubling(4)}g4 q[0];`)).length).toBe(16)
    expect(problems(v2(`${doubling(40)}h q;\ng40 q;\nhh q;`))).toMatchObject([{ code: 'qasm-limit', line: 44, column: 1 }])
  })

  test('calls of empty gates have their price', () => {
    expect(places(v2(`${doubling(40).replace('h a;', '')}g40 q[0];`))).toEqual(['qasm-limit 43:1'])
  })

  test('large registers are declared for nothing and used for their size', () => {
    const many = 'OPENQASM 2.0; include "qelib1.inc";\nqreg q[1000000000000]; creg c[1000000000000];\n'
    expect(accepted(`${many}h q[999999999999];`).program.items.length).toBe(1)
    for (const body of ['h q;', 'reset q;', 'barrier q;', 'measure q -> c;', 'qreg r[2000000000000]; h r;']) {
      expect(problems(`${many}${body}`)).toMatchObject([{ code: 'qasm-limit', line: 3 }])
    }
    expect(places(`OPENQASM 2.0;\nqreg q[9007199254740991]; qreg r[1];`)).toEqual(['qasm-limit 2:32'])
  })

  test('a barrier whose text would be no item', () => {
    const text = (size: number): string => `OPENQASM 2.0;\nqreg q[${size}];\nbarrier q;`
    expect(accepted(text(10_000)).program.items.length).toBe(1)
    expect(places(text(20_000))).toEqual(['qasm-limit 3:1'])
  })

  test('the size of the file', () => {
    const text = `OPENQASM 2.0;${' '.repeat(LIMITS.qasmBytes.value - 13)}`
    expect(accepted(text).program.items).toEqual([])
    expect(places(`${text} `)).toEqual(['qasm-limit 1:1'])
    expect(places(`OPENQASM 2.0;//${'é'.repeat(LIMITS.qasmBytes.value / 2 - 7)}`)).toEqual(['qasm-limit 1:1'])
  })

  test('[QSM-08] problems', () => {
    expect(problems(v2('h q[9];\n'.repeat(5000))).length).toBe(LIMITS.problemsMax.value)
    expect(problems(v2(`gate g a { ${'h b;\n'.repeat(5000)} }`)).length).toBe(LIMITS.problemsMax.value)
  })
})

describe('speed', () => {
  test('10^5 statements, each with an expression', () => {
    const body = Array.from({ length: 100_000 }, (_, index) => `rz(-pi*${index}/7) q[${index % 4}];\n`).join('')
    expect(accepted(v2(body)).program.items.length).toBe(100_000)
  })
})
