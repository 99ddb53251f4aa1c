import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { didYouMean, editDistance } from '../../src/base/index.js'
import { runs } from '../seed.js'

test.each([
  ['', '', 0],
  ['', 'abc', 3],
  ['abc', 'abc', 0],
  ['abc', 'acb', 1],
  ['ca', 'abc', 3],
  ['kitten', 'sitting', 3],
  ['priority', 'priorty', 1],
])('%j to %j is %d', (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance)
})

test('the distance is symmetric, zero only for equals, and bounded by the longer word', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 })
  fc.assert(
    fc.property(word, word, (a, b) => {
      const distance = editDistance(a, b)
      expect(distance).toBe(editDistance(b, a))
      expect(distance === 0).toBe(a === b)
      expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length))
      expect(distance).toBeGreaterThanOrEqual(Math.abs(a.length - b.length))
    }),
    runs(500),
  )
})

describe('didYouMean', () => {
  const names = ['priority', 'conditions', 'event', 'name', 'in', 'equal', 'notEqual']

  test.each([
    ['priorty', 'priority'],
    ['Priority', 'priority'],
    ['condition', 'conditions'],
    ['evnet', 'event'],
    ['nmae', 'name'],
    ['notequal', 'notEqual'],
    ['qeual', 'equal'],
    ['zzz', undefined],
    ['x', undefined],
    ['', undefined],
    ['i', undefined],
    ['completely', undefined],
    ['p'.repeat(10_000), undefined],
  ])('%s', (word, expected) => {
    expect(didYouMean(word, names)).toBe(expected)
  })

  test('the nearest wins, then the first', () => {
    expect(didYouMean('abcd', ['abxy', 'abce', 'abcf'])).toBe('abce')
    expect(didYouMean('abcd', [])).toBe(undefined)
  })
})
