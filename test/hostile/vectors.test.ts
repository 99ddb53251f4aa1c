import { expect, test } from 'vitest'
import { readYaml } from '../../src/artifact/document.js'
import type { Problem } from '../../src/artifact/problem.js'
import { decodeProgram } from '../../src/artifact/program.js'
import { didYouMean } from '../../src/base/index.js'
import { decodeProof } from '../../src/ledger/proof-document.js'
import { decodeTraceRoot } from '../../src/ledger/trace-root.js'
import { decodeLibrary } from '../../src/qasm/index.js'
import { decodeEnvelope } from '../../src/shell/dsse.js'
import { loadTexts, SHIPPED } from '../artifact/shipped.js'

const F = 'f'

interface Read {
  readonly ok: boolean
  readonly problems?: readonly Pick<Problem, 'code' | 'line' | 'column'>[]
}

const placed = ({ problems = [] }: Read): readonly string[] => problems.map(({ code, line, column }) => `${code} ${line}:${column}`)

test.each([
  ['brackets', '['.repeat(5000), '1:33'],
  ['brackets behind two thousand that close', `[${'[],'.repeat(2000)}${'['.repeat(40)}`, '1:6033'],
  ['colons in brackets', `[${'a: '.repeat(20_000)}]`, '1:98'],
  ['colons in braces', `{${'a: '.repeat(20_000)}}`, '1:98'],
  ['dashes', '- '.repeat(5000), '1:65'],
  ['dashes in lines', Array.from({ length: 40 }, (_, at) => `${' '.repeat(at)}-\n`).join(''), '33:33'],
])('[LAW-08, LAW-60] %s nest too deep where the first too deep begins', (_what, text, place) => {
  expect(placed(readYaml(text, F))).toEqual([`file-too-deep ${place}`])
  expect(placed(decodeProgram(text, F))).toEqual([`file-too-deep ${place}`])
})

test('[LAW-60] what is wrong in a document is cut at 100 problems, whoever reads it', () => {
  const keys = `{${'"a":1,'.repeat(500)}"a":1}`
  const lengths = [decodeProof(keys, F), decodeProgram(keys, F)].map((read) => (read.ok ? 0 : read.problems.length))
  expect(lengths).toEqual([100, 100])
  const root = decodeTraceRoot(`{${'"a":"\\ud800",'.repeat(500)}"a":1}`, F)
  expect(root.ok ? 0 : root.problems.length).toBeLessThanOrEqual(100)
  const envelope = decodeEnvelope(keys, F)
  expect(envelope.ok ? 0 : envelope.error.length).toBe(100)
})

test('[LAW-60] no message is as long as the text that it is about', () => {
  for (const text of [`a: |${'9'.repeat(100_000)}\n x`, `a: ${'!'.repeat(100_000)}`, `%${'x'.repeat(100_000)}\n`,
    `a: "${'\\q'.repeat(100)}"`]) {
    const read = readYaml(text, F)
    expect(read.ok).toBe(false)
    for (const { message } of read.ok ? [] : read.problems) expect(message.length).toBeLessThan(500)
  }
})

test('[QSM-01, LAW-60] a gate library names what is wrong in one short line', () => {
  const name = `two\nlines${'x'.repeat(100_000)}`
  const library = decodeLibrary({ kind: 'includes/1', [name]: 1, includes: [{ name, language: 2, gates: [{ name }] }, { name }] },
    { operators: [] })
  expect(library.ok).toBe(false)
  for (const { message } of library.ok ? [] : library.problems) {
    expect(message.length).toBeLessThan(300)
    expect(message).not.toContain('\n')
  }
})

test('[LAW-60] a flood of errors in one text is refused before the composer makes an error of each', () => {
  for (const text of [`[${','.repeat(50_000)}]`, `{${': '.repeat(50_000)}}`, `[${'? '.repeat(50_000)}]`]) {
    const read = readYaml(text, F)
    const problems = read.ok ? [] : read.problems
    expect(problems.length).toBeGreaterThan(1000)
    const told = /^yaml-syntax unexpected (?:comma|map-value-ind|explicit-key-ind) /
    for (const { code, message } of problems) expect(`${code} ${message}`).toMatch(told)
  }
})

test('[LAW-60] the nearest name is sought among the first thousand, for the first hundred problems', () => {
  const far = Array.from({ length: 1000 }, (_, at) => `far${at}`)
  expect(didYouMean('nearest', [...far.slice(1), 'nearst'])).toBe('nearst')
  expect(didYouMean('nearest', [...far, 'nearst'])).toBeUndefined()
  const rows = Array.from({ length: 120 }, (_, at) =>
    `  - { name: o${at}, family: meta, tier: metta, drift: zero, token: false, frame: new, parameters: [] }\n`).join('')
  const loaded = loadTexts(new Map([...SHIPPED, ['operators.yaml', (SHIPPED.get('operators.yaml') ?? '') + rows]]))
  expect(loaded.ok ? [] : loaded.problems.map(({ expected }) => expected)).toEqual(Array.from({ length: 100 }, () =>
    'did you mean "meta"?'))
})

test('[LAW-08] a program of more values than are read as a whole is told apart item by item', () => {
  const items = `${'  - h(q=0)\n'.repeat(150_000)}  - { op: h, params: 1 }\n`
  expect(placed(decodeProgram(`qcompute: program/1\nstream:\n${items}`, F))).toEqual(['wrong-type 150003:22'])
})
