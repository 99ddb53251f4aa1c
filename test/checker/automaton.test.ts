import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Automaton } from '../../src/checker/temporal/automaton.js'
import { exactAutomatonOf } from '../../src/checker/temporal/automaton-exact.js'
import { prefixAutomatonOf } from '../../src/checker/temporal/automaton-prefix.js'
import { automatonOf } from '../../src/checker/temporal/automaton-reduced.js'
import { AutomatonTooLarge } from '../../src/checker/temporal/automaton-tableau.js'
import { holdsOnLasso } from '../../src/checker/temporal/lasso.js'
import type { LassoWord } from '../../src/checker/temporal/lasso.js'
import { propertyLimits } from '../../src/checker/temporal/liveness-limits.js'
import type { PropertyLimits } from '../../src/checker/temporal/liveness-limits.js'
import { formulaText, propositionsOf } from '../../src/checker/temporal/ltl.js'
import type { Formula } from '../../src/checker/temporal/ltl.js'
import { normalForm } from '../../src/checker/temporal/ltl-normal.js'
import { readFormula } from '../../src/checker/temporal/ltl-text.js'
import { runs } from '../seed.js'
import { formulas, lassoWords } from './fixture-kripke.js'

const NAMES = ['p', 'q', 'r', 'a', 'b']
const formulaOf = (text: string): Formula => {
  const read = readFormula(text, new Set(NAMES))
  if (!read.ok) throw new Error(`${text}: ${read.error.message}`)
  return read.value
}

const lettersOf = ({ letters }: LassoWord, names: readonly string[]): readonly number[] =>
  letters.map((letter) => names.reduce((bits, name, index) => bits + (letter.has(name) ? 2 ** index : 0), 0))

interface Edge {
  readonly to: number
  readonly marks: number
}

/** Whether an automaton accepts a word that repeats: some node (position read, state) goes round over itself with every mark. */
const accepts = (automaton: Automaton, word: LassoWord, names: readonly string[]): boolean => {
  const letters = lettersOf(word, names)
  const count = letters.length
  const edges = (position: number, state: number): readonly Edge[] => {
    const moves = automaton.moves(state, letters[position] ?? 0)
    const next = position + 1 < count ? position + 1 : word.back
    return Array.from({ length: moves.length / 2 }, (_, at) => ({
      to: next * automaton.size + (moves[2 * at] ?? 0),
      marks: moves[2 * at + 1] ?? 0,
    }))
  }
  const reachable = new Set<number>([automaton.initial])
  for (const node of reachable) for (const { to } of edges(Math.floor(node / automaton.size), node % automaton.size)) reachable.add(to)
  const all = 2 ** automaton.marks - 1
  // From each node: every (node, marks gathered) that a way of at least one step leads to.
  return [...reachable].some((start) => {
    const met = new Set<string>([`${start} 0`])
    for (const key of met) {
      const [node = 0, had = 0] = key.split(' ').map(Number)
      for (const { to, marks } of edges(Math.floor(node / automaton.size), node % automaton.size)) {
        if (to === start && (had | marks) === all) return true
        met.add(`${to} ${had | marks}`)
      }
    }
    return false
  })
}

const judged = (build: (names: readonly string[], formula: Formula) => Automaton) =>
  fc.property(formulas(6), lassoWords(4), (formula, word) => {
    const names = propositionsOf(formula)
    expect(accepts(build(names, formula), word, names)).toBe(holdsOnLasso(formula, word))
  })

test('[CHK-13] the automaton of a formula accepts the words on which it holds', () => {
  fc.assert(judged((names, formula) => automatonOf(normalForm(formula, true, names), propertyLimits)), runs(600))
})

const atoms = fc.constantFrom<Formula>({ kind: 'proposition', name: 'p' }, { kind: 'proposition', name: 'q' })

/** Formulas of operators over time alone, where what is said twice is simplified. */
const timed = (depth: number): fc.Arbitrary<Formula> => {
  if (depth === 0) return atoms
  const inner = timed(depth - 1)
  const constant = fc.constantFrom<Formula>({ kind: 'true' }, { kind: 'false' })
  const unary = fc.record({ kind: fc.constantFrom('next', 'eventually', 'globally', 'not'), of: inner })
  const kind = fc.constantFrom('until', 'release', 'weak-until')
  const side = fc.oneof(atoms, constant)
  return fc.oneof(unary, fc.record({ kind, left: side, right: inner }), fc.record({ kind, left: inner, right: side }))
}

test('[CHK-13] what is simplified means the same', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }).chain(timed), lassoWords(4, ['p', 'q']), (formula, word) => {
      const automaton = automatonOf(normalForm(formula, true, ['p', 'q']), propertyLimits)
      expect(accepts(automaton, word, ['p', 'q'])).toBe(holdsOnLasso(formula, word))
    }),
    runs(1000),
  )
})

test.each([
  'X (p V (q U r))',
  'X (p U (q V r))',
  'X ([] (q U r))',
  'X (<> (q V r))',
  'X (p V <>r)',
  'X []<>p',
  'p U <>[]q',
  'q V []<>p',
  'p U (p U q)',
  'p U (q U p)',
  'p V (q V p)',
  '<> (p U q)',
  '[] (p V q)',
])('[CHK-13] what looks timeless is told from what is: %s', (text) => {
  const formula = formulaOf(text)
  const automaton = automatonOf(normalForm(formula, true, NAMES), propertyLimits)
  fc.assert(fc.property(lassoWords(4, ['p', 'q', 'r']), (word) => {
    expect(accepts(automaton, word, NAMES)).toBe(holdsOnLasso(formula, word))
  }), runs(150))
})

test('[CHK-13] the automaton of a negation accepts the other words', () => {
  fc.assert(
    fc.property(formulas(6), lassoWords(4), (formula, word) => {
      const names = propositionsOf(formula)
      expect(accepts(automatonOf(normalForm(formula, false, names), propertyLimits), word, names)).toBe(!holdsOnLasso(formula, word))
    }),
    runs(600),
  )
})

test('[CHK-16] the exact automaton accepts the words on which the formula holds', () => {
  fc.assert(judged((names, formula) => exactAutomatonOf(normalForm(formula, true, names), propertyLimits)), runs(300))
})

test('[CHK-16] the prefix automaton tells exactly the prefixes after which a formula cannot hold', () => {
  fc.assert(
    fc.property(formulas(5, ['p', 'q']), fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 3 }), (formula, prefix) => {
      const automaton = prefixAutomatonOf(normalForm(formula, true, ['p', 'q']), [0, 1, 2, 3], propertyLimits)
      const state = prefix.reduce((at, letter) => automaton.moves(at, letter)[0] ?? -1, automaton.initial)
      // Every way on of up to three letters that repeats, which formulas of this size cannot tell from longer ones.
      const named = (letter: number): ReadonlySet<string> => new Set(['p', 'q'].filter((_, index) => (letter >> index) % 2 === 1))
      const extensions = [1, 2, 3].flatMap((length) =>
        Array.from({ length: 4 ** length }, (_, code) => Array.from({ length }, (_unused, index) => Math.floor(code / 4 ** index) % 4))
          .flatMap((letters) => letters.map((_letter, back) => ({ letters, back }))))
      const canHold = extensions.some(({ letters, back }) =>
        holdsOnLasso(formula, { letters: [...prefix, ...letters].map(named), back: prefix.length + back }))
      expect(state === automaton.universal).toBe(!canHold)
    }),
    runs(300),
  )
})

test.each([
  ['[]p', 1],
  ['<>p', 2],
  ['p', 2],
  ['[]<>p', 1],
  ['<>[]p', 2],
  ['[](p -> <>q)', 2],
  ['p U q', 2],
  ['[]<>p && []<>q', 1],
  ['p W q', 2],
  ['X X p', 4],
  ['false', 1],
  ['p && !p', 1],
] as const)('[CHK-13] the automaton of %s has %i states', (text, size) => {
  const formula = formulaOf(text)
  expect(automatonOf(normalForm(formula, true, propositionsOf(formula)), propertyLimits).size).toBe(size)
})

test.each<[string, Partial<PropertyLimits>]>([
  ['X X X p', { automatonStates: 3 }],
  ['(p U q) && (q U r) && (r U a)', { automatonMoves: 3 }],
  ['(p U q) && (q U r) && (r U a)', { automatonBranches: 3 }],
  ['(p U q) && (q U r) && (r U a)', { acceptanceSets: 2 }],
])('[CHK-13] an automaton beyond its limits is refused: %s', (text, limits) => {
  const formula = formulaOf(text)
  expect(() => automatonOf(normalForm(formula, true, propositionsOf(formula)), { ...propertyLimits, ...limits })).toThrow(AutomatonTooLarge)
  expect(formulaText(formula).length).toBeGreaterThan(0)
})
