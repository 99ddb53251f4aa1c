import { expect, test } from 'vitest'
import { compareCodeUnits, compareNumbers, sortedKeys } from '../../src/base/index.js'

test.each([
  ['a', 'b', -1],
  ['b', 'a', 1],
  ['a', 'a', 0],
  ['Z', 'a', -1],
  ['', 'a', -1],
  ['a', 'ab', -1],
  ['\ufb33', '\u{1f600}', 1], // U+1F600 starts with the code unit D83D
  ['\u00e9', 'f', 1],
])('%j and %j', (a, b, sign) => {
  expect(Math.sign(compareCodeUnits(a, b))).toBe(sign)
})

test('numbers are ordered by value, not by text', () => {
  expect([10, 9, -1, 0, 1e21, 1e-7].sort(compareNumbers)).toEqual([-1, 0, 1e-7, 9, 10, 1e21])
  expect(compareNumbers(-0, 0)).toBe(0)
})

test('sortedKeys takes maps and plain objects and leaves them alone', () => {
  const map = new Map([['b', 1], ['__proto__', 2], ['a', 3]])
  expect(sortedKeys(map)).toEqual(['__proto__', 'a', 'b'])
  expect([...map.keys()]).toEqual(['b', '__proto__', 'a'])
  expect(sortedKeys({ '10': 0, '9': 0, a: 0 })).toEqual(['10', '9', 'a'])
})
