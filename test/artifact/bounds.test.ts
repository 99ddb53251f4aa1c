import { expect, test } from 'vitest'
import { loadTexts, SHIPPED } from './shipped.js'

const OPERATORS = 'operators.yaml'

/** Codes of the problems of the shipped law with other bounds of one parameter. */
const codes = (bounds: string): string[] => {
  const text = (SHIPPED.get(OPERATORS) ?? '').replace('type: number, exclusive_min: 0', `type: number, ${bounds}`)
  expect(text).not.toBe(SHIPPED.get(OPERATORS))
  const loaded = loadTexts(new Map([...SHIPPED, [OPERATORS, text]]))
  return loaded.ok ? [] : loaded.problems.map(({ code }) => code)
}

const GREATEST = '1.7976931348623157e308'

test.each([
  'exclusive_min: 1, exclusive_max: 1.0000000000000002',
  'exclusive_min: -1.0000000000000002, exclusive_max: -1',
  'exclusive_min: 0, exclusive_max: 5e-324',
  'exclusive_min: -5e-324, exclusive_max: 0',
  `exclusive_min: ${GREATEST}`,
  `exclusive_max: -${GREATEST}`,
  'exclusive_min: 2, max: 2',
  'min: 2, exclusive_max: 2',
  'exclusive_min: 2, exclusive_max: 2',
  'min: 2, max: 1',
])('[LAW-22] no number lies within %s', (bounds) => {
  expect(codes(bounds)).toEqual(['value-outside'])
})

test.each([
  'exclusive_min: 1, exclusive_max: 1.0000000000000004',
  'exclusive_min: 1, max: 1.0000000000000002',
  'min: 1, exclusive_max: 1.0000000000000002',
  'exclusive_min: -1.0000000000000004, exclusive_max: -1',
  'exclusive_min: 0, exclusive_max: 1e-323',
  'exclusive_min: -5e-324, exclusive_max: 5e-324',
  `exclusive_min: 1.7976931348623155e308`,
  `min: ${GREATEST}`,
  `max: -${GREATEST}`,
  'exclusive_min: 0, max: 5e-324',
  'min: 2, max: 2',
])('[LAW-22] some number lies within %s', (bounds) => {
  expect(codes(bounds)).toEqual([])
})
