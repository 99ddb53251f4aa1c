import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FactReference } from '../../src/artifact/condition.js'
import type { DecisionTable, FactDeclaration } from '../../src/artifact/law.js'
import { compileTable, LimitReached } from '../../src/engine/index.js'
import type { CompiledTable } from '../../src/engine/index.js'
import { runs } from '../seed.js'
import { conditionOf, factOf, shippedLaw } from './fixture.js'
import type { Plain } from './fixture.js'
import { naiveWinner, referencesOf } from './naive.js'
import type { Value } from './naive.js'
import { FACTS, keyOf, ruleset, valuation } from './ruleset-arbitrary.js'

const STRATEGIES = ['dense', 'diagram', 'closures', 'index'] as const

/** The class of each input of a table, as a session finds them. */
const classesOf = ({ inputs }: CompiledTable, read: (reference: FactReference) => Value): number[] =>
  inputs.map(({ left, right, classOf }) => classOf(read(left), right === null ? null : read(right)))

const valuesOf = ({ type, domain, nullable }: FactDeclaration): Value[] =>
  type === 'boolean' ? [false, true] : [...(domain ?? []), ...(nullable ? [null] : [])]

/** Every combination of values of the facts that a table reads. */
function* valuations(rules: DecisionTable<unknown>, facts: ReadonlyMap<string, FactDeclaration>): Generator<Map<string, Value>> {
  const names = [...new Set(rules.flatMap(({ condition }) => referencesOf(condition)).map(({ fact }) => fact))]
  const digits = names.map(() => 0)
  const domains = names.map((name) => valuesOf(facts.get(name) as FactDeclaration))
  for (;;) {
    yield new Map(names.map((name, index) => [name, domains[index]?.[digits[index] ?? 0] ?? null]))
    let index = 0
    while (index < digits.length && advance(digits, domains, index)) index++
    if (index === digits.length) return
  }
}

/** Advances digit `index`; whether it began anew. */
const advance = (digits: number[], domains: readonly (readonly Value[])[], index: number): boolean => {
  digits[index] = ((digits[index] ?? 0) + 1) % (domains[index]?.length ?? 1)
  return digits[index] === 0
}

/** The codes of the facts of a table behind one code that is none of them, as those keep them who intern their facts. */
const codesOf = ({ reads, inputs }: CompiledTable, read: (reference: FactReference) => Value): Uint16Array =>
  Uint16Array.from([99, ...reads.map((reference, index) => inputs[index]?.values?.indexOf(read(reference) as string) ?? 0)])

describe('shipped tables', () => {
  const law = shippedLaw()
  const tables: readonly [string, DecisionTable<unknown>, number][] = [
    ['operator', law.validation.operator, 1000],
    ['token', law.validation.token, 2],
    ['transition', law.validation.transition, 8],
    ['routing', law.routing.operator, 1000],
  ]
  test.each(tables)('[LAW-30] [SES-12] [RTR-10] %s: every cell of its facts', (_name, rules, least) => {
    const compiled = STRATEGIES.map((strategy) => compileTable(rules, law.facts, strategy))
    let cells = 0
    for (const values of valuations(rules, law.facts)) {
      const read = ({ fact }: FactReference): Value => values.get(fact) ?? null
      const expected = naiveWinner(rules, read)
      for (const table of compiled) {
        const decided = [table.decide(read), table.decideValues(table.reads.map(read)), table.winner(classesOf(table, read))]
        if (table.decideCodes !== null) decided.push(table.decideCodes(codesOf(table, read), 1))
        if (decided.some((one) => one !== expected)) expect([table.strategy, decided, [...values]]).toEqual(expected)
      }
      cells++
    }
    expect(cells).toBeGreaterThanOrEqual(least)
  })

  test('the tables are dense and small', () => {
    for (const [, rules] of tables) {
      const { strategy, cells, decideCodes } = compileTable(rules, law.facts)
      expect(strategy).toBe('dense')
      expect(decideCodes).not.toBeNull()
      expect(cells?.length).toBeLessThanOrEqual(4096)
    }
  })
})

describe('random tables', () => {
  test('[LAW-31] [LAW-32] [LAW-33] [LAW-34] every compiled form means what the conditions say', () => {
    fc.assert(
      fc.property(ruleset(6), fc.array(valuation, { minLength: 8, maxLength: 8 }), (rules, valuesList) => {
        const chosen = compileTable(rules, FACTS)
        const tables = [chosen, ...(['diagram', 'closures', 'index'] as const).map((strategy) => compileTable(rules, FACTS, strategy))]
        for (const values of valuesList) {
          const read = (reference: FactReference): Value => values[keyOf(reference)] ?? null
          const expected = naiveWinner(rules, read)
          for (const table of tables) {
            const decided = [table.decide(read), table.decideValues(table.reads.map(read)), table.winner(classesOf(table, read))]
            expect(decided, table.strategy).toEqual([expected, expected, expected])
          }
        }
      }),
      runs(1500),
    )
  })

  test('[LAW-30] an index of many rules, of which some need more than one fact', () => {
    fc.assert(
      fc.property(ruleset(150), fc.array(valuation, { minLength: 20, maxLength: 20 }), (rules, valuesList) => {
        const table = compileTable(rules, FACTS, 'index')
        for (const values of valuesList) {
          const read = (reference: FactReference): Value => values[keyOf(reference)] ?? null
          expect(table.decide(read)).toBe(naiveWinner(rules, read))
        }
      }),
      runs(60),
    )
  })
})

describe('choice of form', () => {
  const facts = new Map(Array.from({ length: 30 }, (_, index): [string, FactDeclaration] => [`f${index}`, factOf(`f${index}`, 'boolean')]))
  const rule = (index: number, names: readonly string[]) => ({
    name: `r${index}`,
    priority: 100_000 - index,
    condition: conditionOf({ all: names.map((fact) => ({ fact, operator: 'equal', value: true })) } as unknown as Plain),
    event: index,
  })
  const wide = [rule(0, [...facts.keys()].slice(0, 20))]

  // The first rule asks for one half of the facts, the second whether each equals its partner: a diagram must remember the first half.
  const halves = (count: number): DecisionTable<number> => {
    const agree = (index: number) => ({
      any: [true, false].map((value) => ({ all: [index, count + index].map((at) => ({ fact: `f${at}`, operator: 'equal', value })) })),
    })
    const first = rule(0, Array.from({ length: count }, (_, index) => `f${index}`))
    const condition = conditionOf({ all: Array.from({ length: count }, (_, index) => agree(index)) } as unknown as Plain)
    return [first, { ...rule(1, []), condition }]
  }

  test('few cells: dense; too many: a diagram; where that is too large closures; with many rules index', () => {
    expect(compileTable([rule(0, ['f0', 'f1'])], facts).strategy).toBe('dense')
    expect(compileTable(wide, facts).strategy).toBe('diagram')
    expect(compileTable(halves(10), facts).strategy).toBe('diagram')
    expect(compileTable(halves(15), facts).strategy).toBe('closures')
    expect(() => compileTable(halves(15), facts, 'diagram')).toThrow(LimitReached)
    const many = Array.from({ length: 100 }, (_, index) => rule(index, [`f${index % 20}`, `f${(index * 7 + 1) % 20}`]))
    expect(compileTable(many, facts).strategy).toBe('index')
  })

  test('a number with many thresholds is one input', () => {
    const numbers = new Map([['n', factOf('n', 'number')]])
    const rules = Array.from({ length: 50 }, (_, index) => ({
      ...rule(index, []),
      condition: conditionOf({ all: [{ fact: 'n', operator: 'lessThan', value: index }] } as unknown as Plain),
    }))
    const table = compileTable(rules, numbers)
    expect([table.strategy, table.inputs.length, table.cells?.length]).toEqual(['dense', 1, 51])
    for (const n of [-1, 0, 0.5, 1, 48.9, 49, 1e300]) expect(table.decide(() => n)).toBe(n < 49 ? Math.max(0, Math.floor(n) + 1) : -1)
  })

  test('a fact with more tests than can be merged still decides', () => {
    const numbers = new Map([['n', factOf('n', 'number')]])
    const rules = Array.from({ length: 800 }, (_, index) => ({
      ...rule(index, []),
      condition: conditionOf({ all: [{ fact: 'n', operator: 'equal', value: index }] } as unknown as Plain),
    }))
    const table = compileTable(rules, numbers)
    expect(table.inputs.length).toBe(800)
    for (const n of [0, 1, 400, 799, 800, 0.5]) expect(table.decide(() => n)).toBe(Number.isInteger(n) && n < 800 ? n : -1)
  })
})
