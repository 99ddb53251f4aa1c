import { expect, test } from 'vitest'
import { checkDerived } from '../../src/artifact/derived.js'
import type { Law } from '../../src/artifact/law.js'
import { sealLaw } from '../../src/artifact/seal.js'
import type { LawReading } from '../../src/artifact/seal.js'
import { AssertionFailure } from '../../src/base/index.js'
import { nodeDigest } from '../../src/shell/node-digest.js'
import { lawOfTexts, readingOf, RICH } from './reading.js'
import { readTexts } from './shipped.js'
import type { Texts } from './shipped.js'

/** One change of a law in place, and how it is taken back. */
interface Damage {
  readonly place: string
  readonly make: () => void
  readonly undo: () => void
}

// Remarks are no part of a law, scopes are those of the fact registry itself, digest and source are what the law is held against.
const APART = new Set(['description', 'scopes', 'digest', 'source'])
// The order of these is that of the file, for which no rule of the language asks.
const UNORDERED = new Set(['events', 'guards', 'actions'])

const other = (value: unknown): unknown => {
  if (typeof value === 'string') return `${value}x`
  if (typeof value === 'number') return value + 1 === value ? value / 2 : value + 1
  return typeof value === 'boolean' ? !value : 'x'
}

const isScalar = (value: unknown): boolean => value === null || typeof value !== 'object'

type Fields = { [key: string]: unknown }

const damagesOfList = (list: unknown[], place: string): readonly Damage[] => {
  const kept = [...list]
  const undo = (): void => void list.splice(0, list.length, ...kept)
  const isOrdered = !UNORDERED.has(place.split('/').at(-1) ?? '') || place.includes('/on/') || /\/(entry|exit)/.test(place)
  return [
    ...kept.flatMap((item, index) => [
      ...(isScalar(item) ? [{ place: `${place}/${index}`, make: () => void (list[index] = other(item)), undo }] : []),
      { place: `${place}/${index} gone`, make: () => void list.splice(index, 1), undo },
      { place: `${place}/${index} twice`, make: () => void list.splice(index, 0, item), undo },
    ]),
    ...(kept.length > 1 && isOrdered && kept[0] !== kept[1]
      ? [{ place: `${place} swapped`, make: () => void list.splice(0, 2, kept[1], kept[0]), undo }]
      : []),
  ]
}

const damagesOfMap = (map: Map<unknown, unknown>, place: string): readonly Damage[] => {
  const kept = [...map]
  const fill = (entries: readonly (readonly [unknown, unknown])[]): void => {
    map.clear()
    for (const [key, value] of entries) map.set(key, value)
  }
  const undo = (): void => fill(kept)
  return kept.flatMap(([key, value], index) => [
    { place: `${place}/${String(key)} renamed`, make: () => fill(kept.with(index, [other(key), value])), undo },
    { place: `${place}/${String(key)} gone`, make: () => void map.delete(key), undo },
    ...(isScalar(value) ? [{ place: `${place}/${String(key)}`, make: () => void map.set(key, other(value)), undo }] : []),
  ])
}

const damagesOfFields = (fields: Fields, place: string): readonly Damage[] =>
  Object.entries(fields)
    .filter(([key, value]) => !APART.has(key) && isScalar(value))
    .map(([key, value]) => ({
      place: `${place}/${key}`,
      make: () => void (fields[key] = other(value)),
      undo: () => void (fields[key] = value),
    }))

// Every change of every scalar, list and map of a law, each object once.
const damagesOf = (value: unknown, place: string, seen: Set<unknown>): readonly Damage[] => {
  if (isScalar(value) || seen.has(value)) return []
  seen.add(value)
  if (Array.isArray(value)) return [...damagesOfList(value, place), ...value.flatMap((item, at) => damagesOf(item, `${place}/${at}`, seen))]
  if (value instanceof Map) {
    return [...damagesOfMap(value, place), ...[...value].flatMap(([key, item]) => damagesOf(item, `${place}/${String(key)}`, seen))]
  }
  const fields = value as Fields
  const inner = Object.entries(fields).filter(([key]) => !APART.has(key))
  return [...damagesOfFields(fields, place), ...inner.flatMap(([key, item]) => damagesOf(item, `${place}/${key}`, seen))]
}

const isCaught = (law: Law, read: LawReading): boolean => {
  try {
    checkDerived(sealLaw(law, read, nodeDigest))
    return false
  } catch (failure) {
    // A value that its type forbids, such as a kind of condition that does not exist, may end in a TypeError.
    if (failure instanceof AssertionFailure || failure instanceof TypeError) return true
    throw failure
  }
}

const LAWS: readonly (readonly [string, Texts, number])[] = [
  ['the shipped law with more constructs', RICH, 2000],
  ['rules/openqasm/1.0.0', readTexts('rules/openqasm/1.0.0'), 3000],
]

test.each(LAWS)('[LAW-05] a decoder that changes, drops, repeats or moves anything is found out: %s', (_name, texts, least) => {
  const law = structuredClone(lawOfTexts(texts))
  const read = readingOf(texts, law)
  const damages = damagesOf(law, '', new Set())
  expect(isCaught(law, read)).toBe(false)
  const unseen = damages.filter(({ make, undo }) => {
    make()
    const caught = isCaught(law, read)
    undo()
    return !caught
  })
  expect(unseen.map(({ place }) => place)).toEqual([])
  expect(isCaught(law, read)).toBe(false)
  console.info(`${damages.length} damages`)
  expect(damages.length).toBeGreaterThan(least)
})

test('[LAW-05, LAW-41] and so is one that does so with the properties of a law', () => {
  const law = structuredClone(lawOfTexts(readTexts('rules/qcompute/1.1.0')))
  const isSeen = ({ make, undo }: Damage): boolean => {
    make()
    try {
      checkDerived(law)
      return false
    } catch (failure) {
      if (failure instanceof AssertionFailure || failure instanceof TypeError) return true
      throw failure
    } finally {
      undo()
    }
  }
  const damages = damagesOf(law.properties, 'properties', new Set())
  expect(damages.filter((damage) => !isSeen(damage)).map(({ place }) => place)).toEqual([])
  expect(isSeen({ place: 'nothing', make: () => undefined, undo: () => undefined })).toBe(false)
  expect(damages.length).toBeGreaterThan(1000)
})
