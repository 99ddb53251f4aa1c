import { describe, expect, test } from 'vitest'
import { decodeLibrary } from '../../src/qasm/index.js'
import { items, libraryData, library } from './support.js'

interface Operator {
  readonly name: string
  readonly family: string
  readonly tier: string
  readonly drift: string
  readonly token: boolean
  readonly frame: string
  readonly parameters: readonly { readonly name: string; readonly type: string; readonly min?: number }[]
  readonly distinct?: readonly (readonly string[])[]
}

const operators = (libraryData().operators as { operators: readonly Operator[] }).operators
const qubitsOf = (operator: Operator): string[] => operator.parameters.map(({ name }) => name).filter((name) => /^q[0-9]*$/.test(name))
const isGate = (operator: Operator): boolean => operator.family === 'primitive' || operator.family === 'composite'

describe('[QSM-02] operators of the bundle', () => {
  test('each name stands once', () => expect(new Set(operators.map(({ name }) => name)).size).toBe(operators.length))

  const gates = operators.filter(isGate).map((operator) => [operator.name, operator] as const)
  test.each(gates)('%s: one qubit is r1, all else r2', (_, operator) => {
    const qubits = qubitsOf(operator)
    const expected = qubits.length === 1 ? ['primitive', 'r1', 'low'] : ['composite', 'r2', 'medium']
    expect([operator.family, operator.tier, operator.drift, operator.token, operator.frame]).toEqual([...expected, false, 'reuse'])
    expect(operator.distinct ?? []).toEqual(qubits.length > 1 ? [qubits] : [])
    for (const { name, type, min } of operator.parameters) {
      expect([type, min]).toEqual(qubits.includes(name) ? ['int', 0] : ['number', undefined])
    }
  })

  test('measurements, reset and barrier always open a frame', () => {
    const rest = operators.filter((operator) => !isGate(operator))
    expect(rest.map(({ name, family, tier, drift, token, frame }) => [name, family, tier, drift, token, frame])).toEqual([
      ['measure', 'measurement', 'special', 'reset', false, 'new'],
      ['measure_discard', 'measurement', 'special', 'reset', false, 'new'],
      ['reset', 'measurement', 'special', 'reset', false, 'new'],
      ['barrier', 'meta', 'meta', 'zero', false, 'new'],
    ])
  })

  test('every gate is offered by an include or by a language', () => {
    const included = [...library.includes.values()].map((include) => include.gates)
    const offered = new Set([...library.builtins.values(), ...included].flat().map(({ name }) => name))
    expect([...offered].sort()).toEqual(operators.filter(isGate).map(({ name }) => name).sort())
  })
})

describe('[QSM-01] [QSM-02] every gate of every header imports', () => {
  const rows = [...library.includes.values()].flatMap((include) =>
    [...include.gates, ...(library.builtins.get(include.language) ?? [])].map((gate) => [include.name, gate.name, include, gate] as const),
  )
  test.each(rows)('%s: %s', (file, name, include, gate) => {
    const values = gate.parameters.map((_, place) => place + 1)
    const numbers = gate.qubits.map((_, place) => place)
    const header = include.language === 2 ? `OPENQASM 2.0; include "${file}"; qreg q[5];` : `OPENQASM 3; include "${file}"; qubit[5] q;`
    const list = values.length > 0 ? `(${values.join(',')})` : ''
    const named = [...gate.parameters.map((p, place) => `${p}=${place + 1}`), ...gate.qubits.map((q, place) => `${q}=${place}`)]
    const expected = named.join(', ')
    expect(items(`${header} ${name}${list} ${numbers.map((q) => `q[${q}]`).join(',')};`)).toEqual([`${name}(${expected})`])
  })
})

describe('[QSM-02] library data that do not fit', () => {
  const gate = { name: 'g', parameters: ['a'], qubits: ['q'] }
  const statements = {
    measure: { operator: 'm', qubit: 'q', bit: 'c' },
    measure_without_target: { operator: 'n', qubit: 'q' },
    reset: { operator: 'n', qubit: 'q' },
    barrier: { operator: 'b', qubits: 'qubits' },
  }
  const int = (name: string): object => ({ name, type: 'int' })
  const table = {
    operators: [
      { name: 'g', parameters: [{ name: 'a', type: 'number' }, int('q')] },
      { name: 'm', parameters: [int('q'), int('c')] },
      { name: 'n', parameters: [int('q')] },
      { name: 'b', parameters: [{ name: 'qubits', type: 'string' }] },
    ],
  }
  const data = (change: object): object => ({
    kind: 'includes/1',
    builtins: [{ language: 2, gates: [gate] }],
    includes: [{ name: 'i', language: 3, gates: [gate] }],
    statements,
    ...change,
  })
  const pathsOf = (includes: unknown, operatorTable: unknown = table): readonly string[] => {
    const result = decodeLibrary(includes, operatorTable)
    return result.ok ? [] : result.problems.map(({ path }) => path)
  }

  test('these do', () => expect(decodeLibrary(data({}), table).ok).toBe(true))

  const rows: readonly (readonly [string, object, string])[] = [
    ['another kind', { kind: 'includes/2' }, 'kind'],
    ['an unknown key', { more: 1 }, 'includes'],
    ['an unknown language', { includes: [{ name: 'i', language: 4, gates: [] }] }, 'includes[0].language'],
    ['an include twice', { includes: [{ name: 'i', language: 2, gates: [] }, { name: 'i', language: 2, gates: [] }] }, 'includes[1]'],
    ['a gate twice', { builtins: [{ language: 2, gates: [gate, gate] }] }, 'builtins[0].gates[1]'],
    ['a language twice', { builtins: [{ language: 2, gates: [] }, { language: 2, gates: [] }] }, 'builtins[1]'],
    ['a gate that is no operator', { builtins: [{ language: 2, gates: [{ ...gate, name: 'h' }] }] }, 'builtins[0].gates[0]'],
    [
      'a parameter that the operator lacks',
      { builtins: [{ language: 2, gates: [{ ...gate, parameters: ['b'] }] }] },
      'builtins[0].gates[0]',
    ],
    ['a parameter too few', { builtins: [{ language: 2, gates: [{ ...gate, parameters: [] }] }] }, 'builtins[0].gates[0]'],
    ['a qubit twice', { builtins: [{ language: 2, gates: [{ ...gate, qubits: ['q', 'q'] }] }] }, 'builtins[0].gates[0]'],
    [
      'a qubit that is a number',
      { builtins: [{ language: 2, gates: [{ ...gate, parameters: ['q'], qubits: ['a'] }] }] },
      'builtins[0].gates[0]',
    ],
    ['a flag that is none', { builtins: [{ language: 2, gates: [{ ...gate, replaceable: 1 }] }] }, 'builtins[0].gates[0].replaceable'],
    ['a statement without operator', { statements: { ...statements, reset: { operator: 'r', qubit: 'q' } } }, 'statements.reset'],
    ['no list', { builtins: {} }, 'builtins'],
  ]
  test.each(rows)('%s', (_, change, path) => expect(pathsOf(data(change))).toEqual([path]))

  test.each([null, 1, 'text', [], {}])('%j is no data', (value) => {
    expect(pathsOf(value, value).length).toBeGreaterThan(0)
    expect(pathsOf(data({}), value).length).toBeGreaterThan(0)
  })
})
