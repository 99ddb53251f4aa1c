import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AppendList, AppendSet, AssertionFailure } from '../../src/base/index.js'
import { runs } from '../seed.js'

// A history: each step appends `item` to the list made by an earlier step (`from`, modulo what exists).
const history = <T>(item: fc.Arbitrary<T>) => fc.array(fc.record({ from: fc.nat(), item }), { maxLength: 60 })

describe('AppendList', () => {
  test('is a list in every branch of a history, and old values never change', () => {
    fc.assert(
      fc.property(history(fc.integer()), fc.boolean(), (steps, linear) => {
        const lists = [AppendList.of<number>([])]
        const models: number[][] = [[]]
        for (const { from, item } of steps) {
          const index = linear ? lists.length - 1 : from % lists.length
          lists.push((lists[index] as AppendList<number>).append(item))
          models.push([...(models[index] as number[]), item])
        }
        expect(lists.map((list) => list.toArray())).toEqual(models)
        expect(lists.map((list) => [...list])).toEqual(models)
        expect(lists.map((list) => list.length)).toEqual(models.map((model) => model.length))
      }),
      runs(300),
    )
  })

  test('at is undefined outside, also where a later list goes on', () => {
    const short = AppendList.of(['a'])
    short.append('b')
    expect([short.at(-1), short.at(0), short.at(1), short.at(0.5)]).toEqual([undefined, 'a', undefined, undefined])
  })

  test('does not take over the array it is made of', () => {
    const source = [1, 2]
    const list = AppendList.of(source)
    source.push(3)
    list.toArray().push(4)
    expect(list.toArray()).toEqual([1, 2])
  })
})

describe('AppendSet', () => {
  test('is an ordered set in every branch of a history', () => {
    fc.assert(
      fc.property(history(fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor', '')), (steps) => {
        const sets = [AppendSet.of()]
        const models: string[][] = [[]]
        for (const { from, item } of steps) {
          const index = from % sets.length
          const model = models[index] as string[]
          sets.push((sets[index] as AppendSet).append(item))
          models.push(model.includes(item) ? model : [...model, item])
        }
        expect(sets.map((set) => set.toArray())).toEqual(models)
        for (const [index, set] of sets.entries()) {
          const model = models[index] as string[]
          for (const item of ['a', 'b', 'c', '__proto__', 'constructor', '', 'absent']) {
            expect(set.indexOf(item)).toBe(model.indexOf(item))
            expect(set.has(item)).toBe(model.includes(item))
          }
          expect(set.size).toBe(model.length)
          expect(set.at(model.length - 1)).toBe(model.at(-1))
        }
      }),
      runs(300),
    )
  })

  test('a branch that adds what another branch added keeps its own index', () => {
    const base = AppendSet.of(['x'])
    const left = base.append('y').append('z')
    const right = base.append('z')
    expect([left.indexOf('z'), right.indexOf('z'), base.indexOf('z')]).toEqual([2, 1, -1])
    expect(right.indexOf('y')).toBe(-1)
  })

  test('members given twice are a bug of the caller', () => {
    expect(() => AppendSet.of(['a', 'a'])).toThrow(AssertionFailure)
  })

  test('100,000 appends in one history take linear time', () => {
    const timed = (count: number): number => {
      const start = performance.now()
      let set = AppendSet.of()
      for (let index = 0; index < count; index++) set = set.append(`t-${index}`)
      expect(set.indexOf(`t-${count - 1}`)).toBe(count - 1)
      return performance.now() - start
    }
    timed(10_000)
    // Copying at each step would touch 5e9 items, which takes many seconds.
    expect(timed(100_000)).toBeLessThan(2000)
  })
})
