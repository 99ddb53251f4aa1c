import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { importQasm, renderProgram } from '../../src/qasm/index.js'
import type { ProgramItem } from '../../src/qasm/index.js'
import { runs } from '../seed.js'
import { accepted, library, read, textOf, v2, v3 } from './support.js'

// A circuit is a list of abstract statements over registers. Two printers (one per language) and one plain reading of what each
// statement means stand against the importer.

const REGISTERS = [
  { name: 'a', size: 3, base: 0 },
  { name: 'b', size: 3, base: 3 },
  { name: 'd', size: 2, base: 6 },
] as const
const ANGLES: readonly (readonly [string, number])[] = [
  ['pi/2', Math.PI / 2],
  ['-0.25', -0.25],
  ['3*pi/8', (3 * Math.PI) / 8],
  ['1e-3', 1e-3],
  ['-0', 0],
]

type Target = { readonly text: string; readonly numbers: readonly number[]; readonly whole: boolean }
type Statement = { readonly second: string; readonly third: string; readonly items: readonly string[] }

const target: fc.Arbitrary<Target> = fc.constantFrom(...REGISTERS).chain(({ name, size, base }) =>
  fc.oneof(
    fc.constant({ text: name, numbers: Array.from({ length: size }, (_, j) => base + j), whole: true }),
    fc.nat(size - 1).map((index) => ({ text: `${name}[${index}]`, numbers: [base + index], whole: false })),
  ),
)

const same = (text: string, items: readonly string[]): Statement => ({ second: text, third: text, items })

const one = fc
  .tuple(fc.constantFrom('h', 'x', 'tdg', 'id'), target)
  .map(([gate, on]) => same(`${gate} ${on.text};`, on.numbers.map((q) => `${gate}(q=${q})`)))

const turned = fc
  .tuple(fc.constantFrom('rx', 'ry', 'rz'), fc.constantFrom(...ANGLES), target)
  .map(([gate, [text, value], on]) => same(`${gate}(${text}) ${on.text};`, on.numbers.map((q) => `${gate}(theta=${value}, q=${q})`)))

const pairs = (left: Target, right: Target): readonly (readonly [number, number])[] | null => {
  if (left.whole && right.whole && left.numbers.length !== right.numbers.length) return null
  const times = left.whole ? left.numbers.length : right.numbers.length
  const at = (on: Target, j: number): number => on.numbers[on.whole ? j : 0] ?? -1
  const list = Array.from({ length: times }, (_, j) => [at(left, j), at(right, j)] as const)
  return list.every(([p, q]) => p !== q) ? list : null
}

const two = fc.tuple(fc.constantFrom('cx', 'cz', 'swap', 'mine'), target, target).map(([gate, left, right]): Statement => {
  const list = pairs(left, right)
  if (list === null) return same('', [])
  const expand = (p: number, q: number): string[] =>
    gate === 'mine' ? [`rz(theta=${-0.5 * 2}, q=${q})`, `cx(q1=${q}, q2=${p})`, `h(q=${p})`] : [`${gate}(q1=${p}, q2=${q})`]
  return same(`${gate}${gate === 'mine' ? '(0.5)' : ''} ${left.text},${right.text};`, list.flatMap(([p, q]) => expand(p, q)))
})

const measured = target.map((on): Statement => {
  const bits = on.text.replace(/^[a-z]/, (letter) => `c${letter}`)
  const items = on.numbers.map((q) => `measure(q=${q}, c=${q})`)
  return { second: `measure ${on.text} -> ${bits};`, third: `${bits} = measure ${on.text};`, items }
})

const others = fc.oneof(
  target.map((on) => same(`reset ${on.text};`, on.numbers.map((q) => `reset(q=${q})`))),
  fc.array(target, { minLength: 1, maxLength: 3 }).map((list) =>
    same(`barrier ${list.map((on) => on.text).join(', ')};`, [`barrier(qubits="${list.flatMap((on) => on.numbers).join(',')}")`]),
  ),
)

const circuit = fc.array(fc.oneof(one, turned, two, measured, others), { maxLength: 30 })
const DEFINITION = 'gate inner(t) p { rz(-t) p; }\ngate mine(t) p, q { inner(2 * t) q; cx q, p; h p; }'
const declared2 = REGISTERS.map(({ name, size }) => `qreg ${name}[${size}]; creg c${name}[${size}];`).join('\n')
const declared3 = REGISTERS.map(({ name, size }) => `qubit[${size}] ${name}; bit[${size}] c${name};`).join('\n')
const header2 = `OPENQASM 2.0;\ninclude "qelib1.inc";\n${DEFINITION}\n${declared2}\n`
const header3 = `OPENQASM 3;\ninclude "stdgates.inc";\n${DEFINITION}\n${declared3}\n`

/** The flat form of a program: one register of 8 qubits, one of bits, every item a statement. */
const flat = (items: readonly ProgramItem[]): string =>
  items
    .map(({ op, params }) => {
      const values = [...params]
      const numbers = values.filter(([name]) => !/^[qc][0-9]*$/.test(name)).map(([, value]) => String(value))
      if (op === 'barrier') return `barrier ${numbers[0]?.split(',').map((q) => `q[${q}]`).join(',') ?? ''};`
      const qubits = values.filter(([name]) => /^q[0-9]*$/.test(name)).map(([, value]) => `q[${String(value)}]`)
      if (op === 'measure') return `measure ${qubits.join('')} -> c[${String(params.get('c'))}];`
      return `${op}${numbers.length > 0 ? `(${numbers.join(',')})` : ''} ${qubits.join(',')};`
    })
    .join('\n')

describe('[QSM-04] [QSM-05] [QSM-06] [QSM-07] random circuits', () => {
  test('mean what their statements mean, in both languages', () => {
    fc.assert(
      fc.property(circuit, (statements) => {
        const expected = statements.flatMap((statement) => statement.items)
        expect(accepted(header2 + statements.map((s) => s.second).join('\n')).program.items.map(textOf)).toEqual(expected)
        expect(accepted(header3 + statements.map((s) => s.third).join(' ')).program.items.map(textOf)).toEqual(expected)
      }),
      runs(300),
    )
  })

  test('printed flat and imported again they are the same program', () => {
    fc.assert(
      fc.property(circuit, (statements) => {
        const first = accepted(header2 + statements.map((s) => s.second).join('\n'))
        const again = accepted(`OPENQASM 2.0;include "qelib1.inc";qreg q[8];creg c[8];${flat(first.program.items)}`)
        expect(again.program.items.map(textOf)).toEqual(first.program.items.map(textOf))
        expect(again.counts.nonUnitary).toEqual(first.counts.nonUnitary)
      }),
      runs(200),
    )
  })
})

describe('[QSM-08] any text ends in a program or in problems', () => {
  const check = (text: string): void => {
    const result = read(text)
    if (result.ok) {
      expect(typeof renderProgram(result)).toBe('string')
      return
    }
    const lines = text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/)
    expect(result.problems.length).toBeGreaterThan(0)
    for (const { code, line, column, message } of result.problems) {
      expect(code).toMatch(/^qasm-[a-z-]+$/)
      expect(column).toBeGreaterThan(0)
      expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1)
      expect(message).not.toBe('')
    }
    expect(importQasm(text, { file: 'c.qasm', library })).toEqual(result)
  }

  const word = fc.constantFrom(
    ...'OPENQASM 2.0 3.0 include "qelib1.inc" "stdgates.inc" qreg creg qubit bit gate opaque measure reset barrier if else for'.split(' '),
    ...'in while def let const int delay box cal ctrl inv pow @ # pragma $0 q c r g a b x cx h rx U gphase pi sin sqrt 0 1 3 4'.split(' '),
    ...'1.5 1e999 10ns -> ** ^ + - * / % ( ) [ ] { } ; ; ; , : = == " // /* */ 𝒽 π'.split(' '),
    ...["'", '\n', '\r\n', '\ufeff', '\u2028', '\ud800', '\0'],
  )
  const wraps = fc.constantFrom(v2, v3, (body: string) => body)
  const soup = fc.array(word, { maxLength: 60 }).map((words) => words.join(' '))

  test('words without order', () => {
    fc.assert(fc.property(soup, wraps, (body, wrap) => check(wrap(body))), runs(3000))
  })

  test('characters without order', () => {
    const characters = fc.string({ unit: 'binary', maxLength: 200 })
    fc.assert(fc.property(characters, wraps, (body, wrap) => check(wrap(body))), runs(2000))
  })

  test('lawful text with a piece cut out, put in or exchanged', () => {
    const edit = fc.tuple(fc.nat(), fc.nat(12), fc.oneof(word, fc.string({ unit: 'binary', maxLength: 3 })))
    fc.assert(
      fc.property(circuit, fc.boolean(), fc.array(edit, { minLength: 1, maxLength: 3 }), (statements, second, edits) => {
        let text = second ? header2 + statements.map((s) => s.second).join('\n') : header3 + statements.map((s) => s.third).join('\n')
        for (const [place, length, piece] of edits) {
          const at = place % (text.length + 1)
          text = text.slice(0, at) + piece + text.slice(at + length)
        }
        check(text)
      }),
      runs(2000),
    )
  })
})
