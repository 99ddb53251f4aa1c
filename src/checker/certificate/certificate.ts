import { assert, canonicalJson, compareNumbers } from '../../base/index.js'
import type { Digest } from '../../base/index.js'
import type { Law } from '../../artifact/law.js'
import type { Model } from '../model.js'

/** What a certificate is about: the law, and how far its model went (CHK-05). */
export interface Certified {
  readonly law: Law
  /** How many tokens were deployed at most, beside those that conditions name. */
  readonly tokens: number
  readonly symmetry: boolean
}

/** The variables that `tails` hold: those that most rows share. */
const TAIL = 2

const byNumbers = (one: readonly number[], other: readonly number[]): number => {
  const differs = one.findIndex((number, index) => number !== other[index])
  return differs < 0 ? 0 : compareNumbers(one[differs] ?? 0, other[differs] ?? 0)
}

interface Row {
  readonly head: readonly number[]
  readonly tails: number[]
}

// States by what stands before their tail; tails by their text, in order of first appearance.
const gather = (model: Model, states: Iterable<number>) => {
  const rows = new Map<string, Row>()
  const tails = new Map<string, { readonly place: number; readonly values: readonly number[] }>()
  for (const state of states) {
    const values = model.valuesOf(state)
    const [head, tail] = [values.slice(0, -TAIL), values.slice(-TAIL)]
    const text = tail.join()
    const known = tails.get(text) ?? { place: tails.size, values: tail }
    tails.set(text, known)
    const key = head.join()
    const row = rows.get(key) ?? { head, tails: [] }
    rows.set(key, row)
    row.tails.push(known.place)
  }
  return { rows: [...rows.values()] as readonly Row[], tails: [...tails.values()].map(({ values }) => values) }
}

// The values that occur, in the order of their domains, and for each number of a domain its place among them.
const occurring = (model: Model, used: readonly ReadonlySet<number>[]) => {
  const numbers = used.map((one) => [...one].sort(compareNumbers))
  return {
    values: numbers.map((one, variable) => one.map((number) => model.variables[variable]?.values[number] ?? '')),
    places: numbers.map((one) => new Map(one.map((number, place) => [number, place]))),
  }
}

// The different ones among `lists`, in order of first appearance, and for each list its place among them.
const distinctLists = (lists: readonly (readonly number[])[]) => {
  const known = new Map<string, number>()
  const sets: (readonly number[])[] = []
  const placeOf = lists.map((list) => {
    const key = list.join()
    const place = known.get(key) ?? sets.length
    if (place === sets.length) sets.push(list)
    known.set(key, place)
    return place
  })
  return { sets, placeOf }
}

/**
 * The certificate of the reachable `states` of a session model, each once and in any order, as canonical JSON that ends in LF (CHK-45).
 * It names every invariant of the law: whoever writes it has seen that none is broken, and whoever reads it need not believe that.
 */
export const certificateOf = (model: Model, states: Iterable<number>, { law, tokens, symmetry }: Certified, digest: Digest): string => {
  const { rows, tails } = gather(model, states)
  const used = model.variables.map(() => new Set<number>())
  const note = (numbers: readonly number[], from: number): void => numbers.forEach((number, index) => used[from + index]?.add(number))
  const headSize = model.variables.length - TAIL
  for (const { head } of rows) note(head, 0)
  for (const tail of tails) note(tail, headSize)
  const { values, places } = occurring(model, used)
  const placed = (numbers: readonly number[], from: number): readonly number[] =>
    numbers.map((number, index) => places[from + index]?.get(number) ?? 0)
  const tailRows = tails.map((tail, place) => ({ tail: placed(tail, headSize), place })).sort((a, b) => byNumbers(a.tail, b.tail))
  const rankOf = new Map(tailRows.map(({ place }, rank) => [place, rank]))
  const heads = rows.map((row) => ({ head: placed(row.head, 0), row })).sort((a, b) => byNumbers(a.head, b.head))
  const { sets, placeOf } = distinctLists(heads.map(({ row }) => row.tails.map((place) => rankOf.get(place) ?? 0).sort(compareNumbers)))
  const body = {
    format: 'certificate/1',
    law: { id: law.bundle.id, version: law.bundle.version, digest: law.digest },
    invariants: law.invariants.map(({ name }) => name),
    tokens,
    symmetry,
    variables: model.variables.map(({ name }) => name),
    values,
    tails: tailRows.map(({ tail }) => tail),
    sets,
    rows: heads.map(({ head }, index) => [...head, placeOf[index] ?? 0]),
    states: rows.reduce((sum, row) => sum + row.tails.length, 0),
  }
  assert(values.every((texts) => new Set(texts).size === texts.length), 'values of a variable have different texts')
  return `${canonicalJson({ ...body, sha256: digest.sha256Hex(canonicalJson(body)) })}\n`
}
