import { expect, test } from 'vitest'
import { shippedDraft } from '../../properties/arbitraries/bundle.js'
import { shippedLaw } from '../../properties/arbitraries/loading.js'
import type { Condition, FactReference } from '../../src/artifact/condition.js'
import type { DecisionTable, FactDeclaration } from '../../src/artifact/law.js'
import type { Json } from '../../src/base/index.js'
import { compileTable, NO_RULE } from '../../src/engine/table.js'
import { decideTable } from '../../src/kernel/rule.js'
import { makeRulesOracle } from '../../src/oracle/rules-oracle.js'

const law = shippedLaw()
const draft = shippedDraft()
const { tables } = draft['validation.rules.yaml']

type Row = readonly [name: string, table: DecisionTable<unknown>, asRead: readonly object[], cells: number]

// The cells are those of the facts that the table reads: their domains, and null where they are nullable.
const ROWS: readonly Row[] = [
  ['operator', law.validation.operator, tables.operator.rules, 2 ** 10 * 5 * 2],
  ['token', law.validation.token, tables.token.rules, 2],
  ['transition', law.validation.transition, tables.transition.rules, 2 ** 3 * 2],
  ['routing', law.routing.operator, draft['routing.rules.yaml'].table.rules, 4 * 6 * 6 * 5 * 2 * 2],
]

const readsOf = (condition: Condition): readonly FactReference[] => {
  if (condition.kind === 'test') return [condition.left, ...(condition.right.kind === 'fact' ? [condition.right.reference] : [])]
  return (condition.kind === 'not' ? [condition.of] : condition.of).flatMap(readsOf)
}

const valuesOf = ({ type, domain, nullable, name }: FactDeclaration): readonly (string | boolean | null)[] => {
  if (type === 'boolean') return [false, true]
  if (type === 'string' && domain !== null) return nullable ? [...domain, null] : domain
  throw new Error(`${name} has no finite domain: sample it`)
}

type Cell = ReadonlyMap<string, string | boolean | null>

const cellsOf = (facts: readonly FactDeclaration[]): readonly Cell[] =>
  facts.reduce<readonly Cell[]>(
    (cells, fact) => cells.flatMap((cell) => valuesOf(fact).map((value) => new Map([...cell, [fact.name, value] as const]))),
    [new Map()],
  )

const TITLE = '[LAW-30] %s: every cell of the facts that it reads, kernel, engine and json-rules-engine'

test.each(ROWS)(TITLE, async (_name, table, asRead, count) => {
  const names = [...new Set(table.flatMap(({ condition }) => readsOf(condition)).map(({ fact }) => fact))]
  const cells = cellsOf(names.map((name) => law.facts.get(name)).filter((fact) => fact !== undefined))
  expect(cells.length).toBe(count)
  const compiled = compileTable(table, law.facts)
  const oracle = makeRulesOracle(asRead as unknown as Json)
  expect([...oracle.facts].sort()).toEqual([...names].sort())
  const winners = new Set<string | null>()
  const differences: unknown[] = []
  for (const cell of cells) {
    const kernel = decideTable(table, ({ fact }) => cell.get(fact) ?? null)
    const at = compiled.decide(({ fact }) => cell.get(fact) ?? null)
    const engine = at === NO_RULE ? null : (table[at]?.name ?? null)
    const outside = await oracle.decide((fact) => cell.get(fact) ?? null)
    winners.add(outside.winner)
    const agree = outside.matched.join('\n') === kernel.join('\n') && engine === outside.winner
    if (!agree) differences.push({ cell: [...cell], kernel, engine, outside })
  }
  expect(differences).toEqual([])
  // Each rule wins somewhere, so that no comparison above is of rules that never meet.
  expect(table.filter(({ name }) => !winners.has(name))).toEqual([])
})
