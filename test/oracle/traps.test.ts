import type { RuleProperties } from 'json-rules-engine'
import { Engine, Rule } from 'json-rules-engine'
import { describe, expect, test } from 'vitest'
import { shippedDraft } from '../../properties/arbitraries/bundle.js'
import type { RuleDraft } from '../../properties/arbitraries/bundle.js'
import { loadDraft } from '../../properties/arbitraries/loading.js'
import { makeRulesOracle } from '../../src/oracle/rules-oracle.js'
import { runRule, runRules } from './jre.js'

const one = (fact: string, operator: string, value: unknown, more: object = {}): object => ({ all: [{ fact, operator, value, ...more }] })

/** Codes of the problems of the shipped bundle with one rule of the operator table changed. */
const codesWith = (change: (rule: RuleDraft, rules: RuleDraft[]) => void): readonly string[] => {
  const draft = shippedDraft()
  const { rules } = draft['validation.rules.yaml'].tables.operator
  const rule = rules.find(({ name }) => name === 'terminal')
  if (rule === undefined) throw new Error('the shipped operator table has no rule to change')
  change(rule, rules)
  const loaded = loadDraft(draft)
  return loaded.ok ? [] : loaded.problems.map(({ code }) => code)
}

const withConditions = (conditions: object): readonly string[] => codesWith((rule) => Object.assign(rule, { conditions }))

test('the rule that the rows below change loads when it is not changed', () => {
  expect(codesWith(() => undefined)).toEqual([])
})

describe('[LAW-39] what json-rules-engine 7.3 does, and that such a law is refused here', () => {
  test('empty any', async () => {
    expect(await runRule({ any: [] })).toBe(true)
    expect(withConditions({ any: [] })).toEqual(['list-too-short'])
  })

  test('path on a fact that is no object', async () => {
    expect(await runRule(one('a', 'equal', 1, { path: '$.b' }), { a: 1 })).toBe(true)
    expect(withConditions(one('environment', 'equal', 'sandbox', { path: '$.b' }))).toEqual(['fact-path'])
  })

  test('missing field', async () => {
    expect(await runRule(one('a', 'equal', null, { path: '$.b' }), { a: {} })).toBe(false)
    expect(await runRule(one('a', 'equal', null, { path: '$.b' }), { a: { b: null } })).toBe(true)
    expect(withConditions(one('params', 'equal', null, { path: '$.nowhere' }))).toEqual(['fact-path'])
  })

  test('equal priorities', async () => {
    const equals: RuleProperties[] = [
      { conditions: one('slow', 'equal', 1) as never, event: { type: 'slow' } },
      { conditions: one('fast', 'equal', 1) as never, event: { type: 'fast' } },
    ]
    const slow = (): Promise<number> => new Promise((resolve) => setTimeout(resolve, 5, 1))
    expect(await runRules(equals, { slow, fast: 1 })).toEqual(['fast', 'slow'])
    expect(codesWith((rule, rules) => Object.assign(rule, { priority: rules[0]?.priority }))).toEqual(['priority-repeated'])
  })

  test('priority inside a condition', async () => {
    const broken = { fact: 'a', operator: 'equals', value: 1 }
    const first = { fact: 'b', operator: 'equal', value: 1 }
    expect(await runRule({ any: [{ ...first, priority: 2 }, broken] }, { a: 1, b: 1 })).toBe(true)
    expect(await runRule({ any: [first, broken] }, { a: 1, b: 1 })).toBe('Unknown operator: equals')
    expect(withConditions(one('environment-terminal', 'equal', true, { priority: 2 }))).toEqual(['key-unknown'])
  })

  test.each([
    ['10', '9', true],
    ['5 apples', 9, false],
    ['5', 9, true],
    [[5], 9, true],
    [true, 9, false],
  ])('ordering of strings, booleans, lists: %j < %j is %j', async (left, right, result) => {
    expect(await runRule(one('a', 'lessThan', right), { a: left })).toBe(result)
    expect(withConditions(one('environment', 'lessThan', 'sandbox'))).toEqual(['operand-type'])
    expect(withConditions(one('environment-terminal', 'lessThan', 9))).toEqual(['operand-type'])
    expect(withConditions(one('environment-tiers', 'lessThan', 9))).toEqual(['operand-type'])
    expect(withConditions(one('drift-measured', 'lessThan', '9'))).toEqual(['operand-type'])
  })

  test('null on the right of an ordering', async () => {
    expect(await runRule(one('a', 'greaterThan', null), { a: 1 })).toBe(true)
    expect(withConditions(one('drift-measured', 'greaterThan', null))).toEqual(['operand-type'])
    expect(withConditions(one('drift-measured', 'greaterThan', { fact: 'drift-measured' }))).toEqual(['operand-type'])
  })

  test('undeclared fact', async () => {
    expect(await runRule(one('a', 'equal', 1))).toBe('Undefined fact: a')
    expect(await runRule(one('a', 'equal', 1), {}, { allowUndefinedFacts: true })).toBe(false)
    expect(withConditions(one('environmint', 'equal', 'sandbox'))).toEqual(['fact-undeclared'])
  })

  test('unknown operator or decorator', async () => {
    expect(await runRule(one('a', 'equals', 1), { a: 1 })).toBe('Unknown operator: equals')
    expect(await runRule(one('a', 'very:equal', 1), { a: 1 })).toBe('Unknown operator: very:equal')
    expect(withConditions(one('environment', 'equals', 'sandbox'))).toEqual(['operator-unknown'])
    expect(withConditions(one('environment', 'very:equal', 'sandbox'))).toEqual(['decorator-unknown'])
  })

  test('condition references', async () => {
    expect(await runRule({ condition: 'x' })).toBe('No condition x exists')
    expect(await runRule({ condition: 'x' }, {}, { allowUndefinedConditions: true })).toBe(false)
    expect(withConditions({ condition: 'x' })).toEqual(['condition-shape'])
  })

  test('contains on a fact that is no list', async () => {
    expect(await runRule(one('a', 'contains', 'b'), { a: 'abc' })).toBe(false)
    expect(await runRule(one('a', 'doesNotContain', 'x'), { a: 'abc' })).toBe(false)
    expect(withConditions(one('environment', 'contains', 'sand'))).toEqual(['operand-type'])
  })

  test('in with a text on the right', async () => {
    expect(await runRule(one('a', 'in', 'abc'), { a: 'bc' })).toBe(true)
    expect(withConditions(one('environment', 'in', 'sandbox'))).toEqual(['operand-type'])
  })

  test('name, onSuccess, onFailure on rules', async () => {
    let called = 0
    const conditions = { all: [] }
    await runRules([{ conditions, event: { type: 'e' }, onSuccess: () => called++ }])
    expect(called).toBe(1)
    expect(codesWith((rule) => Object.assign(rule, { onSuccess: 'x' }))).toEqual(['key-unknown'])
    expect(codesWith((rule) => Object.assign(rule, { onFailure: 'x' }))).toEqual(['key-unknown'])
    expect(codesWith((rule) => delete (rule as Partial<RuleDraft>).name)).toEqual(['key-missing'])
  })

  test('an object as literal', async () => {
    expect(await runRule(one('a', 'equal', { x: 1 }), { a: { x: 1 } })).toBe(false)
    expect(withConditions(one('environment', 'equal', { x: 1 }))).not.toEqual([])
  })

  test('a list as literal of an equality', async () => {
    expect(await runRule(one('a', 'equal', ['r1']), { a: ['r1'] })).toBe(false)
    expect(withConditions(one('environment-tiers', 'equal', ['r1']))).toEqual(['operand-type'])
  })

  test('two of all, any and not in one mapping', async () => {
    const both = { all: [{ fact: 'a', operator: 'equal', value: 2 }], any: [{ fact: 'a', operator: 'equal', value: 1 }] }
    expect(await runRule(both, { a: 1 })).toBe(true)
    const here = { all: [{ fact: 'environment-terminal', operator: 'equal', value: true }] }
    expect(withConditions({ ...here, any: here.all })).not.toEqual([])
  })

  test('a priority that is a text', () => {
    const priority = '7 days' as unknown as number
    expect(new Rule({ conditions: { all: [] }, event: { type: 'e' }, priority }).priority).toBe(7)
    expect(codesWith((rule) => Object.assign(rule, { priority }))).toEqual(['wrong-type'])
  })
})

describe('what the oracle does about the habits of that engine', () => {
  const always = (type: string, priority: number) => ({ name: `rule ${type}`, priority, conditions: { all: [] }, event: { type } })

  test('a rule whose event is called error fails its run; the oracle listens', async () => {
    expect(typeof (await runRules([{ conditions: { all: [] }, event: { type: 'error' } }]))).toBe('string')
    const oracle = makeRulesOracle(['error', 'newListener', '__proto__'].map((type, index) => always(type, 10 - index)))
    expect(await oracle.decide(() => null)).toEqual({
      winner: 'rule error',
      event: { type: 'error', params: new Map() },
      matched: ['rule error', 'rule newListener', 'rule __proto__'],
    })
  })

  test('two runs of one engine at a time lose rules; the oracle queues', async () => {
    const conditions = one('a', 'equal', 1) as never
    const rules = [2, 1].map((priority) => ({ name: `r${priority}`, priority, conditions, event: { type: 'e' } }))
    const engine = new Engine(rules)
    const slow = (): Promise<number> => new Promise((resolve) => setTimeout(resolve, 5, 1))
    const [late] = await Promise.all([engine.run({ a: slow }), engine.run({ a: 1 })])
    expect(late.events.length).toBe(1)
    const oracle = makeRulesOracle(rules as never)
    const decided = await Promise.all([1, 2, 1].map((value) => oracle.decide(() => value)))
    expect(decided.map(({ matched }) => matched)).toEqual([['r2', 'r1'], [], ['r2', 'r1']])
  })

  test('fields may be called as members of Object.prototype; JSONPath cannot tell them from absent ones', async () => {
    const rule = { name: 'r', priority: 1, event: { type: 'e' }, conditions: one('params', 'equal', null, { path: '$.__proto__' }) }
    const oracle = makeRulesOracle([rule as never])
    expect((await oracle.decide(() => new Map([['__proto__', null]]))).winner).toBe('r')
    expect((await oracle.decide(() => new Map([['__proto__', 1]]))).winner).toBe(null)
  })

  test('facts get the parameters of the condition', async () => {
    const conditions = { all: [{ fact: 'a', params: { id: 'x' }, operator: 'equal', value: { fact: 'a', params: { id: 'y' } } }] }
    const oracle = makeRulesOracle([{ name: 'r', priority: 1, event: { type: 'e' }, conditions }])
    expect(oracle.facts).toEqual(['a'])
    expect((await oracle.decide((_fact, params) => params.get('id') ?? null)).winner).toBe(null)
    expect((await oracle.decide((_fact, params) => params.size)).winner).toBe('r')
  })
})
