import { describe, expect, test } from 'vitest'
import type { BaseOperator, Condition, Decorator, FactReference } from '../../src/artifact/condition.js'
import { decideTable, evaluateCondition } from '../../src/kernel/index.js'
import type { FactValue } from '../../src/kernel/index.js'

const reference = (fact: string): FactReference => ({ fact, params: new Map(), field: null })

const testOf = (operator: string): Condition => {
  const parts = operator.split(':')
  return {
    kind: 'test',
    left: reference('left'),
    decorators: parts.slice(0, -1) as Decorator[],
    operator: parts.at(-1) as BaseOperator,
    right: { kind: 'fact', reference: reference('right') },
  }
}

const evaluate = (operator: string, left: FactValue, right: FactValue): boolean =>
  evaluateCondition(testOf(operator), ({ fact }) => (fact === 'left' ? left : right))

describe('[LAW-33] operators', () => {
  test.each<[string, FactValue, FactValue, boolean]>([
    ['equal', 'a', 'a', true],
    ['equal', 1, '1', false],
    ['equal', null, null, true],
    ['equal', false, null, false],
    ['notEqual', 'a', 'a', false],
    ['notEqual', 0, false, true],
    ['in', 'a', ['a', 'b'], true],
    ['in', 'c', ['a', 'b'], false],
    ['in', null, ['a', null], true],
    ['in', 1, ['1'], false],
    ['notIn', 'a', ['a', 'b'], false],
    ['notIn', 'c', ['a', 'b'], true],
    ['contains', ['a', 'b'], 'a', true],
    ['contains', ['a', 'b'], 'c', false],
    ['contains', [], 'a', false],
    ['doesNotContain', ['a', 'b'], 'a', false],
    ['doesNotContain', ['a', 'b'], 'c', true],
    ['lessThan', 1, 2, true],
    ['lessThan', 2, 2, false],
    ['lessThan', null, 2, false],
    ['lessThanInclusive', 2, 2, true],
    ['lessThanInclusive', 3, 2, false],
    ['lessThanInclusive', null, 2, false],
    ['greaterThan', 3, 2, true],
    ['greaterThan', 2, 2, false],
    ['greaterThan', null, -1, false],
    ['greaterThanInclusive', 2, 2, true],
    ['greaterThanInclusive', 1, 2, false],
    ['greaterThanInclusive', null, -1, false],
  ])('%s %j %j', (operator, left, right, expected) => {
    expect(evaluate(operator, left, right)).toBe(expected)
  })
})

describe('[LAW-34] decorators, outermost first', () => {
  test.each<[string, FactValue, FactValue, boolean]>([
    ['not:equal', 'a', 'a', false],
    ['not:not:equal', 'a', 'a', true],
    ['swap:lessThan', 1, 2, false],
    ['swap:lessThan', 2, 1, true],
    ['swap:in', ['a'], 'a', true],
    ['swap:lessThan', 1, null, false],
    ['not:lessThan', null, 1, true],
    ['someFact:equal', ['a', 'b'], 'b', true],
    ['someFact:equal', ['a', 'b'], 'c', false],
    ['someFact:equal', [], 'c', false],
    ['everyFact:equal', ['a', 'a'], 'a', true],
    ['everyFact:equal', ['a', 'b'], 'a', false],
    ['everyFact:equal', [], 'a', true],
    ['someValue:equal', 'a', ['b', 'a'], true],
    ['someValue:equal', 'a', [], false],
    ['everyValue:notEqual', 'a', ['b', 'c'], true],
    ['everyValue:notEqual', 'a', ['b', 'a'], false],
    ['everyValue:notEqual', 'a', [], true],
    ['everyValue:contains', ['a', 'b'], ['a', 'b'], true],
    ['everyValue:contains', ['a'], ['a', 'b'], false],
    ['everyFact:someValue:equal', ['a', 'b'], ['b', 'a', 'c'], true],
    ['someValue:everyFact:equal', ['a', 'b'], ['b', 'a', 'c'], false],
    ['not:someFact:in', ['a'], ['a'], false],
    ['someFact:not:in', ['a', 'b'], ['a'], true],
    ['swap:someFact:equal', 'a', ['a', 'b'], true],
    ['someFact:swap:lessThan', [3, 5], 4, true],
    ['someFact:swap:greaterThan', [4, 5], 4, false],
  ])('%s %j %j', (operator, left, right, expected) => {
    expect(evaluate(operator, left, right)).toBe(expected)
  })
})

describe('[LAW-32] all, any, not', () => {
  const literal = (value: boolean): Condition => ({
    kind: 'test', left: reference('left'), decorators: [], operator: 'equal', right: { kind: 'literal', value },
  })
  const [yes, no] = [literal(true), literal(false)]
  test.each<[string, Condition, boolean]>([
    ['the empty all', { kind: 'all', of: [] }, true],
    ['all of true', { kind: 'all', of: [yes, yes] }, true],
    ['all with a false one', { kind: 'all', of: [yes, no] }, false],
    ['any of false', { kind: 'any', of: [no, no] }, false],
    ['any with a true one', { kind: 'any', of: [no, yes] }, true],
    ['not true', { kind: 'not', of: yes }, false],
    ['not false', { kind: 'not', of: no }, true],
    ['nested', { kind: 'not', of: { kind: 'any', of: [no, { kind: 'all', of: [yes, no] }] } }, true],
  ])('%s', (_name, condition, expected) => {
    expect(evaluateCondition(condition, () => true)).toBe(expected)
  })
})

test('[LAW-31] parameters and the field of a reference reach the valuation', () => {
  const asked: FactReference[] = []
  const left = { fact: 'params', params: new Map(), field: 'q' }
  const right = { fact: 'known', params: new Map([['id', 't1']]), field: null }
  const condition: Condition = { kind: 'test', left, decorators: [], operator: 'equal', right: { kind: 'fact', reference: right } }
  expect(evaluateCondition(condition, (one) => (asked.push(one), 1))).toBe(true)
  expect(asked).toEqual([left, right])
})

test('[LAW-30] of all rules that hold the strongest wins', () => {
  const rule = (name: string, priority: number, value: number) => ({
    name, priority, event: null,
    condition: { kind: 'test', left: reference('n'), decorators: [], operator: 'lessThan', right: { kind: 'literal', value } } as const,
  })
  const table = [rule('strong', 9, 1), rule('middle', 5, 2), rule('weak', 1, 3)]
  expect(decideTable(table, () => 0)).toEqual(['strong', 'middle', 'weak'])
  expect(decideTable(table, () => 1)).toEqual(['middle', 'weak'])
  expect(decideTable(table, () => 3)).toEqual([])
})
