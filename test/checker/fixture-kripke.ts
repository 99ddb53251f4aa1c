import fc from 'fast-check'
import type { Formula } from '../../src/checker/temporal/ltl.js'
import type { Label, Model } from '../../src/checker/model.js'

/** A finite structure by tables: states with what holds in them, edges with what their steps hold. */
export interface Kripke {
  /** Names that hold in each state. */
  readonly states: readonly (readonly string[])[]
  readonly initial: readonly number[]
  readonly edges: readonly { readonly from: number; readonly to: number; readonly steps: readonly string[] }[]
}

/** The model of a structure over these propositions of states and of steps. */
export const kripkeModel = ({ states, initial, edges }: Kripke, stateNames: readonly string[], stepNames: readonly string[]): Model => {
  const propositions = [
    ...stateNames.map((name) => ({ name, form: 'state' as const })),
    ...stepNames.map((name) => ({ name, form: 'step' as const })),
  ]
  const labels: Label[] = []
  const ids = new Map<string, number>()
  const labelOf = (state: number, steps: readonly string[]): number => {
    const names = new Set([...(states[state] ?? []), ...steps])
    const holds = propositions.flatMap(({ name }, index) => (names.has(name) ? [index] : []))
    const key = holds.join()
    const id = ids.get(key) ?? labels.push({ events: [], holds: new Set(holds), broken: [], cover: [], outcome: key }) - 1
    ids.set(key, id)
    return id
  }
  const leaving = states.map((_, state) => edges.filter(({ from }) => from === state))
  return {
    name: 'kripke', propositions, initial,
    variables: [{ name: 'state', values: states.map((_, index) => String(index)) }],
    events: [], invariants: [], coverItems: [], bits: 8,
    fanoutMax: Math.max(1, ...leaving.map(({ length }) => length)),
    expand: (state, out) => {
      for (const [index, { to, steps }] of (leaving[state] ?? []).entries()) {
        out[2 * index] = to
        out[2 * index + 1] = labelOf(to, steps)
      }
      return leaving[state]?.length ?? 0
    },
    valuesOf: (state) => [state],
    label: (id) => labels[id] ?? { events: [], holds: new Set(), broken: [], cover: [], outcome: '' },
    opening: (state) => labelOf(state, []),
    idle: (state) => labelOf(state, []),
  }
}

/** Names of the propositions that random formulas speak of. */
export const STATE_NAMES = ['p', 'q', 'r'] as const
export const STEP_NAMES = ['a', 'b'] as const

const names = <T extends string>(from: readonly T[]): fc.Arbitrary<T[]> => fc.subarray([...from])

/** Random structures of up to `size` states, with up to two initial ones; each state has a successor unless `ends`. */
export const kripkes = (size: number, ends: boolean, steps: readonly string[] = STEP_NAMES): fc.Arbitrary<Kripke> =>
  fc.integer({ min: 1, max: size }).chain((count) => {
    const state = fc.nat({ max: count - 1 })
    const edges = fc.array(fc.record({ to: state, steps: names(steps) }), { minLength: ends ? 0 : 1, maxLength: 3 })
    return fc.record({
      states: fc.array(names(STATE_NAMES), { minLength: count, maxLength: count }),
      initial: fc.uniqueArray(state, { minLength: 1, maxLength: 2 }),
      edges: fc
        .array(edges, { minLength: count, maxLength: count })
        .map((lists) => lists.flatMap((list, from) => list.map((edge) => ({ from, ...edge })))),
    })
  })

/** Random formulas of at most `operators` operators over the names of states and steps. */
export const formulas = (operators: number, of: readonly string[] = [...STATE_NAMES, ...STEP_NAMES]): fc.Arbitrary<Formula> => {
  const leaf: fc.Arbitrary<Formula> = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...of).map((name): Formula => ({ kind: 'proposition', name })) },
    { weight: 1, arbitrary: fc.constantFrom<Formula>({ kind: 'true' }, { kind: 'false' }) },
  )
  if (operators === 0) return leaf
  const unary = fc
    .tuple(fc.constantFrom('not', 'next', 'eventually', 'globally', 'eventually', 'globally'), fc.nat({ max: operators - 1 }))
    .chain(([kind, left]) => formulas(left, of).map((inner): Formula => ({ kind: kind as 'not', of: inner })))
  const kinds = ['and', 'or', 'implies', 'iff', 'until', 'release', 'weak-until', 'until'] as const
  const share = fc.nat({ max: operators - 1 })
  const binary = fc.tuple(fc.constantFrom(...kinds), share, share).chain(([kind, left, most]) => {
    const right = Math.min(most, operators - 1 - left)
    return fc.tuple(formulas(left, of), formulas(right, of)).map(([l, r]): Formula => ({ kind, left: l, right: r }))
  })
  return fc.oneof({ weight: 1, arbitrary: leaf }, { weight: 3, arbitrary: unary }, { weight: 4, arbitrary: binary })
}

/** Random words that repeat, of at most `length` letters. */
export const lassoWords = (length: number, of: readonly string[] = [...STATE_NAMES, ...STEP_NAMES]) =>
  fc.integer({ min: 1, max: length }).chain((count) =>
    fc.record({
      letters: fc.array(names(of).map((held): ReadonlySet<string> => new Set(held)), { minLength: count, maxLength: count }),
      back: fc.nat({ max: count - 1 }),
    }))
