import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FactReference } from '../../src/artifact/condition.js'
import { compileTable, DecisionLog, NO_RULE } from '../../src/engine/index.js'
import { runs } from '../seed.js'
import { holds } from './naive.js'
import type { Value } from './naive.js'
import { FACTS, keyOf, ruleset, valuation } from './ruleset-arbitrary.js'

test('[LAW-30] [RTR-40] every decision that was kept is explained: its facts, its winner, and the rules that held', () => {
  fc.assert(
    fc.property(ruleset(6), fc.array(valuation, { minLength: 1, maxLength: 10 }), (rules, valuesList) => {
      const table = compileTable(rules, FACTS)
      const log = new DecisionLog(rules, FACTS, table)
      const readers = valuesList.map((values) => (reference: FactReference): Value => values[keyOf(reference)] ?? null)
      const winners = readers.map((read) => log.decide(table.reads.map(read)))
      expect(log.size).toBe(readers.length)
      for (const [index, read] of readers.entries()) {
        const matched = rules.filter(({ condition }) => holds(condition, read)).map(({ name }) => name)
        const facts = table.reads.map((reference) => [reference, read(reference)])
        expect(log.explain(index)).toEqual({ winner: matched[0] ?? null, matched, facts })
        expect(winners[index]).toBe(matched.length === 0 ? NO_RULE : rules.findIndex(({ name }) => name === matched[0]))
      }
    }),
    runs(300),
  )
})

test('a log of many decisions keeps each, and explains none that was not made', () => {
  const left = { fact: 'amount', params: new Map(), field: null }
  const condition = { kind: 'test', left, decorators: [], operator: 'lessThan' } as const
  const rules = [{ name: 'small', priority: 1, condition: { ...condition, right: { kind: 'literal', value: 1000 } as const }, event: 0 }]
  const log = new DecisionLog(rules, FACTS, compileTable(rules, FACTS))
  for (let amount = 0; amount < 9000; amount++) log.decide([amount])
  for (const amount of [0, 999, 1000, 4095, 4096, 8191, 8192, 8999]) {
    const matched = amount < 1000 ? ['small'] : []
    expect(log.explain(amount)).toMatchObject({ winner: matched[0] ?? null, matched, facts: [[{ fact: 'amount' }, amount]] })
  }
  for (const index of [-1, 9000, 0.5]) expect(() => log.explain(index)).toThrow('a decision that was made is explained')
})
