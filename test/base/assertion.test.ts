import { expect, test } from 'vitest'
import { assert, AssertionFailure, err, LIMITS, ok, unreachable } from '../../src/base/index.js'

test('a broken assumption is the outcome bug', () => {
  expect(() => assert(true, 'fine')).not.toThrow()
  let caught: unknown
  try {
    assert(false, 'the head is missing')
  } catch (error) {
    caught = error
  }
  expect(caught).toBeInstanceOf(AssertionFailure)
  expect(caught).toMatchObject({ outcome: 'bug', message: 'the head is missing', name: 'AssertionFailure' })
})

test('unreachable names the case', () => {
  expect(() => unreachable('gone' as never)).toThrow('unreachable case: gone')
})

test('results are told apart by ok', () => {
  expect(ok(1)).toEqual({ ok: true, value: 1 })
  expect(err('no')).toEqual({ ok: false, error: 'no' })
})

test('every limit is a positive integer with unit and meaning', () => {
  const limits = Object.entries(LIMITS)
  expect(limits.length).toBeGreaterThan(20)
  for (const [name, { value, unit, meaning, exceeded }] of limits) {
    expect(Number.isSafeInteger(value) && value > 0, name).toBe(true)
    expect(unit, name).toMatch(/^[a-z]/)
    expect(meaning.length, name).toBeGreaterThan(10)
    expect(exceeded.length, name).toBeGreaterThan(5)
  }
})
