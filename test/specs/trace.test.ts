import { expect, test } from 'vitest'
import { trace } from '../../tools/trace.mjs'

test('every clause is cited by a test, every citation resolves, and the table is current', () => {
  const { now, fresh, problems, count } = trace() as { now: string; fresh: string; problems: string[]; count: number }
  expect(count).toBeGreaterThan(100)
  expect(problems).toEqual([])
  expect(now).toBe(fresh)
})
