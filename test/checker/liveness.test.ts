import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { holdsOnLasso } from '../../src/checker/temporal/lasso.js'
import { decideProperty, fairnessIn, spokenOf } from '../../src/checker/temporal/liveness.js'
import type { PropertyVerdict } from '../../src/checker/temporal/liveness.js'
import { propertyLimits } from '../../src/checker/temporal/liveness-limits.js'
import type { PropertyLimits } from '../../src/checker/temporal/liveness-limits.js'
import { isFairLoop, wordOf } from '../../src/checker/temporal/liveness-path.js'
import type { Formula } from '../../src/checker/temporal/ltl.js'
import type { Model } from '../../src/checker/model.js'
import { compileCheck } from '../../src/checker/temporal/patterns.js'
import type { Fairness } from '../../src/checker/temporal/product.js'
import { exploredLetters } from '../../src/checker/temporal/product-letters.js'
import type { ModelPath } from '../../src/checker/verdict.js'
import { runs } from '../seed.js'
import { formulas, kripkeModel, kripkes, STATE_NAMES, STEP_NAMES } from './fixture-kripke.js'
import type { Kripke } from './fixture-kripke.js'

const UNBOUNDED = { states: 10_000, goesOn: () => true }

interface Under {
  readonly of: string
  readonly strength: 'weak' | 'strong'
}

const modelOf = (kripke: Kripke): Model => kripkeModel(kripke, STATE_NAMES, STEP_NAMES)

const fairnessOf = (model: Model, under: readonly Under[]): readonly Fairness[] => {
  const fairness = fairnessIn(model, under.map((one) => ({ name: one.of, ...one })))
  if (!fairness.ok) throw new Error(fairness.error)
  return fairness.value
}

const decide = (
  kripke: Kripke | Model,
  formula: Formula | string,
  under: readonly Under[] = [],
  limits: Partial<PropertyLimits> = {},
  states = 10_000,
): PropertyVerdict => {
  const model = 'edges' in kripke ? modelOf(kripke) : kripke
  const fairness = fairnessOf(model, under)
  const known = new Set<string>([...STATE_NAMES, ...STEP_NAMES])
  const plain = { ok: true as const, value: { formula: formula as Formula, occasions: [] } }
  const compiled = typeof formula === 'string' ? compileCheck({ kind: 'ltl', formula }, known) : plain
  if (!compiled.ok) throw new Error(compiled.error.message)
  const graph = exploredLetters(model, spokenOf(model, [compiled.value], fairness), { ...UNBOUNDED, states })
  return decideProperty(graph, compiled.value, fairness, { ...propertyLimits, ...limits })
}

/** Every way of `steps` steps from an initial state. */
const ways = (model: Model, steps: number): readonly ModelPath[] => {
  const out = new Int32Array(2 * model.fanoutMax)
  let found: ModelPath[] = model.initial.map((state) => ({ states: [state], labels: [], loop: null }))
  for (let step = 0; step < steps; step++) {
    found = found.flatMap(({ states, labels }) => {
      const last = states.at(-1) ?? 0
      const count = model.expand(last, out)
      const leaving = Array.from({ length: count }, (_, at) => [out[2 * at] ?? 0, out[2 * at + 1] ?? 0])
      const edges = count === 0 ? [[last, model.idle(last)]] : leaving
      return edges.map(([to = 0, label = 0]) => ({ states: [...states, to], labels: [...labels, label], loop: null }))
    })
  }
  return found
}

/** Every lasso with `steps` steps in prefix and loop together. */
const lassos = (model: Model, steps: number): readonly ModelPath[] =>
  ways(model, steps).flatMap((way) =>
    way.states.slice(0, -1).flatMap((state, loop) => (state === way.states.at(-1) ? [{ ...way, loop }] : [])))

const isBad = (model: Model, formula: Formula, fairness: readonly Fairness[], path: ModelPath): boolean =>
  fairness.every((one) => isFairLoop(model, one, path)) && !holdsOnLasso(formula, wordOf(model, path))

const isWay = (model: Model, { states, labels }: ModelPath): boolean => {
  const out = new Int32Array(2 * model.fanoutMax)
  return model.initial.includes(states[0] ?? -1) && labels.every((label, index) => {
    const [from, to] = [states[index] ?? -1, states[index + 1] ?? -1]
    const count = model.expand(from, out)
    if (count === 0) return to === from && label === model.idle(from)
    return Array.from({ length: count }, (_, at) => at).some((at) => out[2 * at] === to && out[2 * at + 1] === label)
  })
}

const fairnesses: fc.Arbitrary<Under> = fc.record({ of: fc.constantFrom(...STEP_NAMES), strength: fc.constantFrom('weak', 'strong') })
const unders = fc.uniqueArray(fairnesses, { maxLength: 2, selector: ({ of }) => of })

const LENGTH = 5

const judge = (kripke: Kripke, formula: Formula, under: readonly Under[]): void => {
  const model = modelOf(kripke)
  const fairness = fairnessOf(model, under)
  const verdict = decide(model, formula, under)
  const shorterThan = (length: number): readonly ModelPath[] =>
    Array.from({ length: Math.min(length - 1, LENGTH) }, (_, index) => lassos(model, index + 1)).flat()
  if (verdict.kind === 'holds') {
    expect(shorterThan(LENGTH + 1).filter((path) => isBad(model, formula, fairness, path))).toEqual([])
    return
  }
  expect(verdict.kind).toBe('violated')
  if (verdict.kind !== 'violated') return
  const { path } = verdict
  expect(verdict.isShortest).toBe(true)
  expect(isWay(model, path)).toBe(true)
  if (path.loop !== null) {
    expect(isBad(model, formula, fairness, path)).toBe(true)
    expect(shorterThan(path.labels.length).filter((shorter) => isBad(model, formula, fairness, shorter))).toEqual([])
    return
  }
  // Whatever comes after the prefix, and where in it the loop begins, the formula fails; a fair way on exists.
  const longer = Array.from({ length: 3 }, (_, index) => lassos(model, path.labels.length + index + 1)).flat()
  const through = longer.filter(({ states, labels, loop }) =>
    (loop ?? 0) >= path.labels.length
    && path.states.every((state, at) => state === states[at])
    && path.labels.every((label, at) => label === labels[at]))
  expect(through.filter((one) => holdsOnLasso(formula, wordOf(model, one)))).toEqual([])
}

describe('[CHK-14] [CHK-16] verdicts and lassos of random structures stand before every short lasso', () => {
  test('without fairness', () => {
    fc.assert(fc.property(kripkes(4, false), formulas(5), (kripke, formula) => judge(kripke, formula, [])), runs(250))
  })

  test('with fairness', () => {
    fc.assert(fc.property(kripkes(4, false), formulas(4), unders, judge), runs(250))
  })

  test('[CHK-18] with states that have ended', () => {
    fc.assert(fc.property(kripkes(4, true), formulas(4), unders, judge), runs(250))
  })

  test('[CHK-17] the same counterexample each time', () => {
    fc.assert(
      fc.property(kripkes(6, true), formulas(6), unders, (kripke, formula, under) => {
        expect(decide(kripke, formula, under)).toEqual(decide(kripke, formula, under))
      }),
      runs(200),
    )
  })
})

const edge = (from: number, to: number, ...steps: string[]) => ({ from, to, steps })

// 0 -a-> 1, 1 -b-> 0, and both may stay.
const PAIR: Kripke = {
  states: [['p'], ['q']],
  initial: [0],
  edges: [edge(0, 0), edge(0, 1, 'a'), edge(1, 1), edge(1, 0, 'b')],
}

// a is enabled again and again, not for ever.
const FLICKER: Kripke = {
  states: [['p'], [], ['q']],
  initial: [0],
  edges: [edge(0, 1), edge(1, 0), edge(0, 2, 'a'), edge(2, 2)],
}

// As FLICKER, but 1, where nothing is enabled, may stay.
const SHELTER: Kripke = { ...FLICKER, edges: [...FLICKER.edges, edge(1, 1)] }

// Two rounds that share 1: in the one a is enabled, in the other b.
const TWICE: Kripke = {
  states: [['p'], [], ['q'], ['r'], []],
  initial: [0],
  edges: [edge(0, 1), edge(1, 0), edge(0, 2, 'a'), edge(2, 2), edge(1, 3), edge(3, 4), edge(4, 3), edge(4, 1), edge(3, 2, 'b')],
}

describe('[CHK-14] fairness decides', () => {
  test.each<[string, Kripke, string, readonly Under[], PropertyVerdict['kind']]>([
    ['without it a way may stay for ever', PAIR, '<> q', [], 'violated'],
    ['weak: a is enabled for ever, so it comes', PAIR, '<> q', [{ of: 'a', strength: 'weak' }], 'holds'],
    ['weak of a other step changes nothing', PAIR, '<> q', [{ of: 'b', strength: 'weak' }], 'violated'],
    ['both weak: back and forth for ever', PAIR, '[]<>p && []<>q', [{ of: 'a', strength: 'weak' }, { of: 'b', strength: 'weak' }], 'holds'],
    ['weak is not enough where a is not enabled for ever', FLICKER, '<> q', [{ of: 'a', strength: 'weak' }], 'violated'],
    ['strong is', FLICKER, '<> q', [{ of: 'a', strength: 'strong' }], 'holds'],
    ['a part that strong fairness spoils may hold one that is fair', SHELTER, '<> q', [{ of: 'a', strength: 'strong' }], 'violated'],
    ['twice over, until nothing is left', TWICE, '<> q', [{ of: 'a', strength: 'strong' }, { of: 'b', strength: 'strong' }], 'holds'],
    ['one fairness leaves the other part', TWICE, '<> q', [{ of: 'a', strength: 'strong' }], 'violated'],
    ['and the other way round', TWICE, '<> q', [{ of: 'b', strength: 'strong' }], 'violated'],
    ['a safety property needs none', FLICKER, '[] !q', [{ of: 'a', strength: 'strong' }], 'violated'],
  ])('%s', (_what, kripke, formula, under, kind) => {
    expect(decide(kripke, formula, under).kind).toBe(kind)
  })

  test('a fairness of a proposition of states is refused', () => {
    expect(fairnessIn(modelOf(PAIR), [{ name: 'f', of: 'p', strength: 'weak' }])).toEqual({ ok: false, error: 'p' })
    expect(fairnessIn(modelOf(PAIR), [{ name: 'f', of: 'c', strength: 'weak' }])).toEqual({ ok: false, error: 'c' })
  })
})

describe('[CHK-16] counterexamples are the shortest', () => {
  test.each<[string, Kripke, string, readonly Under[], readonly number[], number | null]>([
    ['a prefix where it decides', PAIR, '[] p', [], [0, 1], null],
    ['a prefix of no step', PAIR, 'q', [], [0], null],
    ['a loop of one step', PAIR, '<> q', [], [0, 0], 0],
    ['a loop behind a prefix', PAIR, '[]<>p', [], [0, 1, 1], 1],
    ['a loop that must be fair, with the shorter prefix', PAIR, '<>[] p', [{ of: 'a', strength: 'strong' }], [0, 1, 0], 0],
    ['a loop with two fair steps', PAIR, '<>[] p', [{ of: 'a', strength: 'weak' }, { of: 'b', strength: 'weak' }], [0, 1, 0], 0],
    ['a prefix decides before a shorter lasso does', PAIR, '<>a && [] p', [], [0, 1], null],
    ['a prefix after which nothing can come true', PAIR, '[] p && <> !p', [], [0], null],
    ['the same, later', PAIR, '[] (q -> ([] p && <> !p))', [], [0, 1], null],
    ['a step that is next', PAIR, 'X p', [], [0, 1], null],
  ])('%s', (_what, kripke, formula, under, states, loop) => {
    const verdict = decide(kripke, formula, under)
    expect(verdict).toMatchObject({ kind: 'violated', isShortest: true, path: { states, loop } })
  })

  test('of two rounds the one that is found first', () => {
    const twins = [edge(0, 1), edge(0, 3), edge(1, 2), edge(2, 1), edge(3, 4), edge(4, 3)]
    const two: Kripke = { states: [[], [], [], [], []], initial: [0], edges: twins }
    expect(decide(two, '<> q')).toMatchObject({ path: { states: [0, 1, 2, 1], loop: 1 } })
    expect(decide({ ...two, edges: twins.toReversed() }, '<> q')).toMatchObject({ path: { states: [0, 3, 4, 3], loop: 1 } })
  })

  // Two states alternate; a round of one step more than the automaton of the formula needs would be found without the exact automaton.
  test('a loop is not unrolled', () => {
    const round: Kripke = { states: [['p'], []], initial: [0], edges: [edge(0, 1), edge(1, 0)] }
    expect(decide(round, '!([](p -> X X p) && []<>!p)')).toMatchObject({ path: { states: [0, 1, 0], loop: 0 } })
  })
})

describe('[CHK-18] a state that has ended stays', () => {
  const ended: Kripke = { states: [['p'], ['q']], initial: [0], edges: [edge(0, 1, 'a')] }
  test.each<[string, PropertyVerdict['kind']]>([
    ['<>[] q', 'holds'],
    ['[]<> a', 'violated'],
    ['<> a', 'holds'],
    ['[](a -> X !a)', 'holds'],
    ['X X X q', 'holds'],
  ])('%s', (formula, kind) => {
    expect(decide(ended, formula).kind).toBe(kind)
  })

  test('what it stays in is said as a loop', () => {
    expect(decide(ended, '[]<> a', [{ of: 'a', strength: 'weak' }])).toMatchObject({ path: { states: [0, 1, 1], loop: 1 } })
  })
})

describe('[CHK-15] what never comes is not proved', () => {
  const never: Kripke = { states: [['p'], ['p', 'q']], initial: [0], edges: [edge(0, 1), edge(1, 0)] }
  test.each<[string, PropertyVerdict['kind']]>([
    ['[] (r -> <>p)', 'vacuous'],
    ['[] (q -> <>p)', 'holds'],
    ['[] (q -> X p) && [] (r -> p)', 'vacuous'],
    ['[] (q -> r)', 'violated'],
    ['q -> p', 'vacuous'],
    ['[] ((q && X q) -> p)', 'vacuous'],
    ['[] ([]p -> p)', 'holds'],
    ['[] ([]q -> r)', 'vacuous'],
  ])('%s', (formula, kind) => {
    expect(decide(never, formula).kind).toBe(kind)
  })
})

describe('[CHK-13] limits end in words', () => {
  test.each<[string, string, Partial<PropertyLimits>, number, PropertyVerdict['kind']]>([
    ['states that were not seen', '[] !r', {}, 1, 'inconclusive'],
    ['a violation stands all the same', '[] p', {}, 2, 'violated'],
    ['pairs', '<> q', { productStates: 1 }, 10, 'inconclusive'],
    ['states of the automaton', 'X X X p', { automatonStates: 2 }, 10, 'unsupported'],
    ['promises and fairness', '[](p -> <>q)', { acceptanceSets: 0 }, 10, 'unsupported'],
    ['propositions', '[](p -> q)', { formulaPropositions: 1 }, 10, 'unsupported'],
  ])('%s', (_what, formula, limits, states, kind) => {
    expect(decide(PAIR, formula, [], limits, states).kind).toBe(kind)
  })

  test('a formula that no text gave may not be deep either', () => {
    const deep = Array.from({ length: 200 }).reduce<Formula>((of) => ({ kind: 'next', of }), { kind: 'proposition', name: 'p' })
    expect(decide(PAIR, deep, [], { formulaDepth: 64 }).kind).toBe('unsupported')
  })

  test('what enables a step is known even if where it leads was not seen', () => {
    const far: Kripke = { states: [[], [], ['q']], initial: [0], edges: [edge(0, 1), edge(1, 1), edge(1, 2, 'a'), edge(2, 2)] }
    expect(decide(far, '<> q', [{ of: 'a', strength: 'weak' }], {}, 1).kind).toBe('inconclusive')
    expect(decide(far, '<> q', [], {}, 1).kind).toBe('violated')
    expect(decide(far, '<> q', [{ of: 'a', strength: 'weak' }]).kind).toBe('holds')
  })

  test('without work for the shortest lasso there is one that is not said to be it', () => {
    expect(decide(PAIR, '[]<>p', [], { lassoWork: 0 })).toMatchObject({ kind: 'violated', isShortest: false })
    expect(decide(PAIR, '[]<>p', [], { exactStates: 2 })).toMatchObject({ kind: 'violated', isShortest: false })
    expect(decide(PAIR, '[] p', [], { prefixStates: 1 })).toMatchObject({ kind: 'violated', isShortest: false })
  })
})

// 0 -> 1 -> … -> the last, where q holds: it leads to itself, and with `isRound` back to 0 by b.
const lineModel = (length: number, isRound: boolean): Model => ({
  ...modelOf({ states: [[]], initial: [0], edges: [] }),
  propositions: [{ name: 'q', form: 'state' }, { name: 'b', form: 'step' }],
  fanoutMax: 2,
  expand: (state, out) => {
    out.set(state < length - 1 ? [state + 1, state === length - 2 ? 1 : 0] : isRound ? [state, 1, 0, 2] : [state, 1])
    return state === length - 1 && isRound ? 2 : 1
  },
  label: (id) => ({ events: [], holds: new Set([[], [0], [1]][id]), broken: [], cover: [], outcome: '' }),
  opening: () => 0,
  idle: () => 0,
})

test.each([
  ['<>[] q', false, false, 'holds'],
  ['[]<> q', true, true, 'holds'],
  ['[]<> b', true, true, 'holds'],
  ['[]<> b', true, false, 'violated'],
  ['<>[] q', true, true, 'violated'],
] as const)('[CHK-14] no depth of a graph exhausts the stack: %s', (formula, isRound, isFair, kind) => {
  const model = lineModel(100_000, isRound)
  const graph = exploredLetters(model, new Set([0, 1]), { ...UNBOUNDED, states: 100_000 })
  const compiled = compileCheck({ kind: 'ltl', formula }, new Set(['q', 'b']))
  if (!compiled.ok) throw new Error(compiled.error.message)
  const fairness: readonly Fairness[] = isFair ? [{ proposition: 1, strength: 'strong' }] : []
  const verdict = decideProperty(graph, compiled.value, fairness, { ...propertyLimits, lassoWork: 300_000 })
  expect(verdict.kind).toBe(kind)
})
