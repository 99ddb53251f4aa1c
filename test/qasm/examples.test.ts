import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { encodeCounts, importQasm } from '../../src/qasm/index.js'
import { circuitsFolder, library } from './support.js'

const expected = new Map<string, unknown>([
  ['ghz_5.qasm', { gates: { cx: 4, h: 1 }, non_unitary: { measure: 5, reset: 0, barrier: 1 }, gate_statements: 5, operators: 5 }],
  [
    'qft_4.qasm',
    { gates: { h: 4, reverse: 1, turn: 6, x: 2 }, non_unitary: { measure: 4, reset: 0, barrier: 1 }, gate_statements: 13, operators: 13 },
  ],
  [
    'swap_reuse.qasm',
    { gates: { cx: 1, cz: 1, pair: 3, unpair: 1 }, non_unitary: { measure: 6, reset: 2, barrier: 1 }, gate_statements: 6, operators: 6 },
  ],
  [
    'phase_estimation_3.qasm',
    {
      gates: { controlled_turns: 3, cp: 3, h: 6, swap: 1, x: 1 },
      non_unitary: { measure: 4, reset: 1, barrier: 1 },
      gate_statements: 12,
      operators: 14,
    },
  ],
])

describe('[QSM-09] our own circuits', () => {
  test('every one is listed here', () => {
    expect(readdirSync(circuitsFolder).filter((name) => name.endsWith('.qasm')).sort()).toEqual([...expected.keys()].sort())
  })

  test.each([...expected])('%s', (name, counts) => {
    const result = importQasm(readFileSync(join(circuitsFolder, name), 'utf8'), { file: name, library })
    if (!result.ok) throw new Error(JSON.stringify(result.problems))
    expect(JSON.parse(JSON.stringify(encodeCounts(result.counts)))).toEqual(counts)
  })
})
