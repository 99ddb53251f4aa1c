import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LIMITS } from '../../src/base/index.js'
import type { FactValue } from '../../src/kernel/expression.js'
import { makeRecall } from '../../src/kernel/recall.js'
import { runs } from '../seed.js'

type Facts = readonly FactValue[]
const reference = (index: number) => ({ fact: String(index), params: new Map(), field: null })
const reader = ({ fact }: { readonly fact: string }) => (facts: Facts) => facts[Number(fact)] ?? null

// A decision that reads some facts, and which ones depends on what it has read.
const walk = (read: readonly ((facts: Facts) => FactValue)[], jumps: readonly number[], facts: Facts): string => {
  let at = 0
  const seen: string[] = []
  for (let turn = 0; turn < jumps.length; turn++) {
    const value = read[at]?.(facts) ?? null
    seen.push(`${at}=${String(value)}`)
    at = (at + (jumps[turn] ?? 0) + (value === true ? 1 : typeof value === 'string' ? value.length : 0)) % read.length
  }
  return seen.join(' ')
}

const values = fc.oneof(fc.boolean(), fc.constantFrom('', 'a', 'bb', 'ccc'), fc.integer({ min: -2, max: 2 }), fc.constant(null))

describe('a remembered decision', () => {
  test('[LAW-32] is the decision', () => {
    const sets = fc.array(fc.array(values, { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 60 })
    const jumps = fc.array(fc.nat(3), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(sets, jumps, (all, steps) => {
        const recall = makeRecall<Facts>()
        const noted = recall.note(reader)
        const read = [0, 1, 2, 3].map((index) => noted(reference(index)))
        const plain = [0, 1, 2, 3].map((index) => reader(reference(index)))
        const remembered = recall.remember((facts: Facts) => walk(read, steps, facts))
        for (const facts of [...all, ...all]) expect(remembered(facts)).toBe(walk(plain, steps, facts))
      }),
      runs(200),
    )
  })
  test('[NUM-04] is made once for each way in which the facts that it reads can stand', () => {
    let made = 0
    const recall = makeRecall<Facts>()
    const [first, second] = [0, 1].map((index) => recall.note(reader)(reference(index)))
    const remembered = recall.remember((facts: Facts) => {
      made++
      return first?.(facts) === true ? 'first' : second?.(facts) === true ? 'second' : 'none'
    })
    for (const facts of [[true, 1], [true, 2], [true, true], [false, 1], [false, 1], [false, true]] as const) remembered(facts)
    // true, whatever the second; false and 1; false and true.
    expect(made).toBe(3)
  })
  test('[NUM-05] there is an end to what is remembered, none to what is decided', () => {
    let made = 0
    const recall = makeRecall<Facts>()
    const only = recall.note(reader)(reference(0))
    const remembered = recall.remember((facts: Facts) => (made++, Number(only(facts)) + 1))
    const many = LIMITS.recallNodes.value + 100
    for (let index = 0; index < many; index++) expect(remembered([index])).toBe(index + 1)
    expect(made).toBe(many)
    for (let index = 0; index < many; index++) expect(remembered([index])).toBe(index + 1)
    expect(made).toBeGreaterThan(many)
    expect(made).toBeLessThan(many + 300)
  })
  test('decisions do not mix', () => {
    const recall = makeRecall<Facts>()
    const only = recall.note(reader)(reference(0))
    const [a, b] = ['a', 'b'].map((name) => recall.remember((facts: Facts) => `${name}${String(only(facts))}`))
    expect([a?.([1]), b?.([1]), a?.([1]), b?.([2]), b?.([1])]).toEqual(['a1', 'b1', 'a1', 'b2', 'b1'])
  })
})
