import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Interned } from '../../src/verifier/interned.js'
import { runs } from '../seed.js'

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

/** An interned table of texts beginning with a letter, and how often it read one. */
const table = () => {
  let reads = 0
  const interned = new Interned((bytes) => {
    reads++
    return /^[a-z]/.test(textOf(bytes)) ? textOf(bytes) : null
  })
  const get = (text: string): string | null => {
    const bytes = Buffer.from(`<${text}>`, 'latin1')
    return interned.get(bytes, 1, bytes.length - 1)
  }
  return { get, reads: () => reads }
}

test('[RPL-01] what is found by its bytes is what they read as, also where many fall into one slot', () => {
  const { get, reads } = table()
  // Far more texts than slots, twice over.
  const texts = Array.from({ length: 20_000 }, (_, index) => `t${index * 7919}`)
  for (let turn = 0; turn < 2; turn++) for (const text of texts) expect(get(text)).toBe(text)
  expect(reads()).toBeGreaterThan(texts.length)
})

test('[RPL-01] nor do texts of one hash, which differ in length or letters, stand for each other', () => {
  const { get } = table()
  // 31 · 'a' + 'b' = 31 · 'b' + 'C': polynomials of 31 meet here.
  for (const text of ['ab', 'bC', 'aab', 'abC', 'bCab', 'bCbC', 'abab', 'abbC', 'ab', 'bC', 'bCab', 'abbC']) expect(get(text)).toBe(text)
})

test('[RPL-01] any texts in any order', () => {
  const { get } = table()
  fc.assert(
    fc.property(fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'C', '0', '\xff'), maxLength: 6 })), (texts) => {
      for (const text of texts) expect(get(text)).toBe(/^[a-z]/.test(text) ? text : null)
    }),
    runs(200),
  )
})

test('what has no value is read each time, what has one once', () => {
  const { get, reads } = table()
  for (let turn = 0; turn < 3; turn++) expect([get('Zero'), get('one')]).toEqual([null, 'one'])
  expect(reads()).toBe(4)
})

test('[RPL-02] the bytes belong to the caller, who may use them again', () => {
  const interned = new Interned(textOf)
  const bytes = Buffer.from('abc')
  expect(interned.get(bytes, 0, 3)).toBe('abc')
  bytes.write('xyz')
  expect([interned.get(bytes, 0, 3), interned.get(Buffer.from('abc'), 0, 3)]).toEqual(['xyz', 'abc'])
})
