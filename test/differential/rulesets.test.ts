import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DECORATORS, OPERATORS } from '../../properties/arbitraries/condition.js'
import { decodeRules, FACTS, rulesetArbitrary, valuationArbitrary } from '../../properties/arbitraries/ruleset.js'
import type { FactValue, Valuation } from '../../properties/arbitraries/ruleset.js'
import type { FactReference } from '../../src/artifact/condition.js'
import type { DecisionTable, Scalar } from '../../src/artifact/law.js'
import type { Json } from '../../src/base/index.js'
import { compileTable, LimitReached, NO_RULE } from '../../src/engine/index.js'
import type { CompiledTable } from '../../src/engine/index.js'
import { decideTable } from '../../src/kernel/rule.js'
import { makeRulesOracle } from '../../src/oracle/rules-oracle.js'
import { runs } from '../seed.js'

/** A fact or a field of it, as conditions refer to them. */
const valueOf =
  (valuation: Valuation) =>
  ({ fact, params, field }: FactReference): Exclude<FactValue, ReadonlyMap<string, unknown>> => {
    const value = valuation(fact, params)
    if (value instanceof Map) return field === null ? null : ((value as ReadonlyMap<string, Scalar | null>).get(field) ?? null)
    return value as Exclude<FactValue, ReadonlyMap<string, unknown>>
  }

const STRATEGIES = ['dense', 'closures', 'index'] as const

/** The table in each form that the engine has for it; a table with too many cells has no dense form. */
const compileAll = (table: DecisionTable<unknown>): readonly CompiledTable[] =>
  STRATEGIES.flatMap((strategy) => {
    try {
      return [compileTable(table, FACTS, strategy)]
    } catch (error) {
      if (strategy === 'dense' && error instanceof LimitReached) return []
      throw error
    }
  })

/** Every construct of specs/law.md that conditions can hold; coverage of each is asserted. */
const CONSTRUCTS = [
  ...OPERATORS.map((name) => `operator ${name}`),
  ...DECORATORS.map((name) => `decorator ${name}`),
  ...['two decorators', 'three decorators', 'all', 'any', 'not', 'empty all', 'nested twice', 'nested three times'],
  ...['left path', 'right path', 'left params', 'right params', 'right fact', 'literal', 'null literal', 'list literal', 'null in a list'],
  ...[...FACTS.keys()].map((name) => `fact ${name}`),
  ...STRATEGIES.map((name) => `form ${name}`),
]

type Members = { readonly [key: string]: Json }

const collectTest = (one: Members, seen: Set<string>): void => {
  const words = String(one['operator']).split(':')
  const operator = words.pop() ?? ''
  seen.add(`operator ${operator}`).add(`fact ${String(one['fact'])}`)
  for (const word of words) seen.add(`decorator ${word}`)
  if (words.length > 1) seen.add('two decorators')
  if (words.length > 2) seen.add('three decorators')
  if ('path' in one) seen.add('left path')
  if ('params' in one) seen.add('left params')
  const { value } = one
  if (Array.isArray(value)) {
    seen.add('list literal')
    if (value.includes(null)) seen.add('null in a list')
  } else if (value !== null && typeof value === 'object') {
    seen.add('right fact')
    if ('path' in value) seen.add('right path')
    if ('params' in value) seen.add('right params')
  } else {
    seen.add(value === null ? 'null literal' : 'literal')
  }
}

const collect = (condition: Members, depth: number, seen: Set<string>): void => {
  if ('fact' in condition) {
    collectTest(condition, seen)
    return
  }
  if (depth === 2) seen.add('nested twice')
  if (depth === 3) seen.add('nested three times')
  for (const group of ['all', 'any', 'not']) {
    if (!(group in condition)) continue
    seen.add(group)
    const members = condition[group] as Members | readonly Members[]
    const list = Array.isArray(members) ? (members as readonly Members[]) : [members as Members]
    if (list.length === 0) seen.add('empty all')
    for (const member of list) collect(member, depth + 1, seen)
  }
}

test('[LAW-30] random rulesets: kernel, engine in each of its forms, and json-rules-engine', async () => {
  const seen = new Set<string>()
  let decisions = 0
  let matches = 0
  const cells = fc.array(valuationArbitrary, { minLength: 6, maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(rulesetArbitrary, cells, async (rules, valuations) => {
      for (const rule of rules) collect((rule as { conditions: Members }).conditions, 0, seen)
      const table = decodeRules(rules)
      const compiled = compileAll(table)
      for (const { strategy } of compiled) seen.add(`form ${strategy}`)
      const oracle = makeRulesOracle(rules)
      for (const valuation of valuations) {
        const kernel = decideTable(table, valueOf(valuation))
        const winners = compiled.map(({ decide }) => decide(valueOf(valuation)))
        const engine = winners.map((at) => (at === NO_RULE ? null : (table[at]?.name ?? null)))
        const outside = await oracle.decide(valuation)
        decisions++
        if (kernel.length > 0) matches++
        expect(outside.matched).toEqual(kernel)
        expect(engine).toEqual(compiled.map(() => outside.winner))
      }
    }),
    runs(600),
  )
  expect(CONSTRUCTS.filter((construct) => !seen.has(construct))).toEqual([])
  expect(decisions).toBeGreaterThan(3_000)
  expect(matches).toBeGreaterThan(decisions / 4)
  expect(decisions - matches).toBeGreaterThan(decisions / 50)
})
