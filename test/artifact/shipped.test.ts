import { expect, test } from 'vitest'
import { loadTexts, readTexts, SHIPPED } from './shipped.js'

test.each(['rules/qcompute/1.0.0', 'rules/openqasm/1.0.0'])('[LAW-01] %s loads', (folder) => {
  const start = performance.now()
  const result = loadTexts(readTexts(folder))
  console.log(performance.now() - start)
  expect(result.ok ? [] : result.problems).toEqual([])
})
test('repeat', () => {
  for (let i = 0; i < 20; i++) loadTexts(SHIPPED)
  const start = performance.now()
  for (let i = 0; i < 20; i++) loadTexts(SHIPPED)
  console.log((performance.now() - start) / 20)
})
