import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { holdsOnLasso } from '../../src/checker/temporal/lasso.js'
import { decideProperty, fairnessIn, spokenOf } from '../../src/checker/temporal/liveness.js'
import { formulaText, ltl } from '../../src/checker/temporal/ltl.js'
import type { Formula } from '../../src/checker/temporal/ltl.js'
import { readFormula } from '../../src/checker/temporal/ltl-text.js'
import { exploredLetters } from '../../src/checker/temporal/product-letters.js'
import { formulas, kripkeModel, kripkes, STATE_NAMES } from '../checker/fixture-kripke.js'
import type { Kripke } from '../checker/fixture-kripke.js'
import { DEEP_SECONDS, hasTime, isDeep } from '../seed.js'
import { claimAccepts, claimText, readClaim, spinText } from './kripke-claim.js'
import type { Claim, NextStyle } from './kripke-claim.js'
import { isAcceptedApart, makeGenericPan } from './kripke-pan.js'
import type { GenericPan } from './kripke-pan.js'
import { enabledName, structureOf, wordsOf } from './kripke-structure.js'
import { missingSpin } from './pan.js'
import vectors from './kripke-vectors.json' with { type: 'json' }

const STEPS = ['a', 'b', 'c'] as const
const NAMES = [...STATE_NAMES, ...STEPS]

interface Under {
  readonly of: string
  readonly strength: 'weak' | 'strong'
}

interface Case {
  readonly kripke: Kripke
  readonly formula: Formula
  readonly under: readonly Under[]
}

const fairnesses: fc.Arbitrary<Under> = fc.record({ of: fc.constantFrom(...STEPS), strength: fc.constantFrom('weak', 'strong') })
/** A case that is kept: one that fairness alone decides, or that was once told apart; with the verdict that is right. */
interface Vector extends Omit<Case, 'formula'> {
  readonly formula: string
  readonly violated: boolean
}

const unders = fc.uniqueArray(fairnesses, { maxLength: 2, selector: ({ of }) => of })

const cases: fc.Arbitrary<Case> = fc.record({
  kripke: fc.integer({ min: 2, max: 12 }).chain((size) => kripkes(size, false, STEPS)),
  formula: fc.integer({ min: 1, max: 8 }).chain((operators) => formulas(operators, NAMES)),
  under: unders,
})

/** Fairness as a premise: weak is <>[]enabled -> []<>taken, strong is []<>enabled -> []<>taken. */
const premise = ({ of, strength }: Under): Formula => {
  const enabled = ltl.proposition(enabledName(of))
  const often = strength === 'weak' ? ltl.eventually(ltl.globally(enabled)) : ltl.globally(ltl.eventually(enabled))
  return ltl.implies(often, ltl.globally(ltl.eventually(ltl.proposition(of))))
}

const ours = ({ kripke, formula, under }: Case): boolean => {
  const model = kripkeModel(kripke, STATE_NAMES, STEPS)
  const fairness = fairnessIn(model, under.map((one) => ({ name: one.of, ...one })))
  if (!fairness.ok) throw new Error(fairness.error)
  const property = { formula, occasions: [] }
  const graph = exploredLetters(model, spokenOf(model, [property], fairness.value), { states: 1000, goesOn: () => true })
  const { kind } = decideProperty(graph, property, fairness.value)
  if (kind !== 'holds' && kind !== 'violated') throw new Error(kind)
  return kind === 'violated'
}

const TRANSLATION_MS = 800
const premises = new Map<string, Claim>()

const claimOf = (formula: Formula, style: NextStyle = 'premises'): Claim | null => {
  const text = claimText(spinText(formula, style), TRANSLATION_MS)
  return text === null ? null : readClaim(text)
}

// SPIN translates the negation and each premise on its own; the verifier intersects what they accept. Null where SPIN takes too long.
const spins = (pan: GenericPan, { kripke, formula, under }: Case, style: NextStyle = 'premises'): boolean | null => {
  const negation = claimOf(ltl.not(formula), style)
  if (negation === null) return null
  const assumed = under.map((one) => {
    const text = formulaText(premise(one))
    const claim = premises.get(text) ?? claimOf(premise(one))
    if (claim === null) throw new Error('SPIN translates a premise')
    premises.set(text, claim)
    return claim
  })
  return pan.isAccepted(structureOf(kripke, STEPS), [negation, ...assumed])
}

/**
 * A word of the structure on which a claim of SPIN for the negation of a formula is wrong, by the meaning of the formula. SPIN 6.5.2
 * translates a few formulas with `X` and `<->` wrongly, and the same formula said otherwise rightly.
 */
const mistranslation = ({ kripke, formula }: Case, style: NextStyle): string | null => {
  const claim = claimOf(ltl.not(formula), style)
  const words = wordsOf(structureOf(kripke, STEPS), 6)
  const wrong = claim === null ? undefined : words.find((word) => claimAccepts(claim, word) === holdsOnLasso(formula, word))
  return wrong === undefined ? null : JSON.stringify({ ...wrong, letters: wrong.letters.map((letter) => [...letter]) })
}

// SPIN stands by its answer unless it answers otherwise to the same formula said otherwise, and a word shows which answer is wrong.
const isExcused = (pan: GenericPan, one: Case, answer: boolean): boolean =>
  spins(pan, one, 'cases') === answer && mistranslation(one, 'premises') !== null && mistranslation(one, 'cases') === null

const seed = Number(process.env['QCOMPUTE_SEED'] ?? 20_261_121)
const count = hasTime ? Number(process.env['QCOMPUTE_DEEP_CASES'] ?? 10_000) : isDeep ? 400 : 100
const seconds = hasTime ? DEEP_SECONDS : 50

const said = ({ kripke, formula, under }: Case): string => JSON.stringify({ kripke, formula: formulaText(formula), under })

describe.skipIf(missingSpin !== null)(`SPIN decides the same${missingSpin === null ? '' : ` (${missingSpin})`}`, () => {
  const pan = missingSpin === null ? makeGenericPan() : null
  afterAll(() => pan?.close())

  test('[CHK-19] on random structures, formulas and fairness', () => {
    if (pan === null) throw new Error('SPIN is there')
    const until = Date.now() + seconds * 1000
    const apart: string[] = []
    const tally = { cases: 0, violated: 0, fair: 0, next: 0, untranslated: 0, mistranslated: 0 }
    for (let batch = 0; tally.cases < count && Date.now() < until; batch++) {
      for (const one of fc.sample(cases, { numRuns: 100, seed: seed + batch })) {
        if (tally.cases >= count || Date.now() >= until) break
        const theirs = spins(pan, one)
        if (theirs === null) {
          tally.untranslated++
          continue
        }
        tally.cases++
        if (theirs) tally.violated++
        if (one.under.length > 0) tally.fair++
        if (formulaText(one.formula).includes('X ')) tally.next++
        const answer = ours(one)
        if (answer === theirs) continue
        if (isExcused(pan, one, answer)) tally.mistranslated++
        else apart.push(said(one))
      }
    }
    if (isDeep) process.stdout.write(`SPIN: ${JSON.stringify(tally)}, seed ${seed}, ${apart.length} disagreements\n`)
    expect(apart).toEqual([])
    expect(tally.violated).toBeGreaterThan(tally.cases / 10)
  }, (seconds + 60) * 1000)

  test.each(vectors as readonly Vector[])('[CHK-19] on cases that are kept: $formula', (one) => {
    const formula = readFormula(one.formula, new Set(NAMES))
    if (!formula.ok || pan === null) throw new Error('a formula and SPIN')
    const read = { ...one, formula: formula.value }
    expect([ours(read), spins(pan, read)]).toEqual([one.violated, one.violated])
  })

  test('[CHK-19] the one verifier for all cases says what a verifier of its own says', () => {
    if (pan === null) throw new Error('SPIN is there')
    const wanted = hasTime ? Number(process.env['QCOMPUTE_DEEP_APART'] ?? 50) : 3
    let done = 0
    for (let batch = 0; done < wanted; batch++) {
      for (const one of fc.sample(cases, { numRuns: 20, seed: seed + 1_000_000 + batch })) {
        if (done >= wanted || one.kripke.initial.length > 1) continue
        const whole = one.under.map(premise).reduce<Formula>((found, fair) => ltl.and(found, fair), ltl.not(one.formula))
        const claim = claimText(spinText(whole, 'premises'), TRANSLATION_MS)
        const theirs = claim === null ? null : spins(pan, one)
        if (claim === null || theirs === null) continue
        done++
        expect([said(one), isAcceptedApart(structureOf(one.kripke, STEPS), claim)]).toEqual([said(one), theirs])
      }
    }
  }, 240_000)
})
