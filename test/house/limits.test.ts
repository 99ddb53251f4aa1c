import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { LIMITS } from '../../src/base/index.js'
import { limitTable, withLimitTable } from '../../tools/limits.mjs'

test('[NUM-05] the table of limits in the specs is that of the code', () => {
  const page = readFileSync(new URL('../../specs/numbers.md', import.meta.url), 'utf8')
  expect(page).toBe(withLimitTable(page, LIMITS))
})

test('the table has a row for each limit', () => {
  const limit = { value: 4096, unit: 'bytes', meaning: 'size of a line', code: 'file-too-large', exceeded: 'refused' }
  expect(limitTable({ lineBytes: limit })).toContain('| `lineBytes` | 4,096 bytes | size of a line | `file-too-large` | refused |\n')
  expect(() => limitTable({})).toThrow('there are no limits')
  expect(() => withLimitTable('no marks', LIMITS)).toThrow('no marks')
})
