import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { unreachable } from '../../src/base/index.js'
import { holdsOnLasso } from '../../src/checker/temporal/lasso.js'
import type { LassoWord } from '../../src/checker/temporal/lasso.js'
import { propertyLimits } from '../../src/checker/temporal/liveness-limits.js'
import { formulaText, propositionsOf } from '../../src/checker/temporal/ltl.js'
import type { Formula } from '../../src/checker/temporal/ltl.js'
import { readFormula } from '../../src/checker/temporal/ltl-text.js'
import { runs } from '../seed.js'
import { formulas, lassoWords } from './fixture-kripke.js'

const DEEP = propertyLimits.formulaDepth + 1
const KNOWN = new Set(['p', 'q', 'r', 'a', 'b', 'frame-open', 'closed', 'GF', 'Until'])
const read = (text: string) => readFormula(text, KNOWN)

describe('[CHK-10] formulas are read', () => {
  test.each([
    ['p', 'p'],
    ['[]p', '[]p'],
    ['G F p', '[]<>p'],
    ['GF', 'GF'],
    ['[]<>p -> <>[]q', '([]<>p -> <>[]q)'],
    ['p->q', '(p -> q)'],
    ['frame-open->closed', '(frame-open -> closed)'],
    ['frame-open-> closed', '(frame-open -> closed)'],
    ['p U q U r', '(p U (q U r))'],
    ['p R q', '(p V q)'],
    ['p V q W r', '(p V (q W r))'],
    ['p U q && r || a -> b <-> p', '(((((p U q) && r) || a) -> b) <-> p)'],
    ['p -> q -> r', '(p -> (q -> r))'],
    ['p & q | r', '((p && q) || r)'],
    ['!p U X ~q', '(!p U X !q)'],
    ['X X p', 'X X p'],
    [' ( true )\n&&\tfalse ', '(true && false)'],
    ['[](p -> (<>q && X(a U b)))', '[](p -> (<>q && X (a U b)))'],
    ['Until U p', '(Until U p)'],
  ])('%s', (text, plain) => {
    const formula = read(text)
    expect(formula.ok ? formulaText(formula.value) : formula.error).toBe(plain)
  })

  test('what is written is read back', () => {
    fc.assert(
      fc.property(formulas(8), (formula) => {
        const again = readFormula(formulaText(formula), new Set(['p', 'q', 'r', 'a', 'b']))
        expect(again).toEqual({ ok: true, value: formula })
      }),
      runs(300),
    )
  })
})

describe('[CHK-10] a formula that cannot be read is a problem with a column', () => {
  test.each([
    ['', 'formula-unparsed', 1],
    ['   ', 'formula-unparsed', 4],
    ['p q', 'formula-unparsed', 3],
    ['p &&', 'formula-unparsed', 5],
    ['(p', 'formula-unparsed', 3],
    ['p)', 'formula-unparsed', 2],
    ['[] (p -> )', 'formula-unparsed', 10],
    ['p U', 'formula-unparsed', 4],
    ['U p', 'formula-unparsed', 1],
    ['p = q', 'formula-unparsed', 3],
    ['p - q', 'formula-unparsed', 3],
    ['p <> q', 'formula-unparsed', 3],
    ['"p"', 'formula-unparsed', 1],
    ['p \u{1F600}', 'formula-unparsed', 3],
    ['[] frame-opened', 'proposition-unknown', 4],
    ['p && __proto__', 'proposition-unknown', 6],
    ['p.q', 'formula-unparsed', 2],
    [`${'('.repeat(DEEP)}p${')'.repeat(DEEP)}`, 'formula-unsupported', DEEP + 1],
    [`${'!'.repeat(DEEP)}p`, 'formula-unsupported', DEEP + 1],
    [`p${' '.repeat(4096)}`, 'formula-unsupported', 4097],
  ] as const)('%s', (text, code, column) => {
    const formula = read(text)
    expect(formula.ok ? formula : [formula.error.code, formula.error.column]).toEqual([code, column])
  })

  test('a near name is offered', () => {
    expect(read('[] frame-opne')).toEqual({
      ok: false,
      error: { code: 'proposition-unknown', column: 4, message: 'no proposition is named "frame-opne"', expected: 'perhaps frame-open' },
    })
  })

  test('no text makes it crash', () => {
    const piece = fc.constantFrom('p', 'q', '(', ')', '[]', '<>', '->', '<->', '-', 'U', 'X', '!', '&', '||', ' ', 'true', '<', '\u0000')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('')
        const formula = read(text)
        if (formula.ok) expect(propositionsOf(formula.value).every((name) => KNOWN.has(name))).toBe(true)
        else expect(formula.error.column).toBeLessThanOrEqual(text.length + 1)
      }),
      runs(500),
    )
  })
})

// The meaning of the operators word for word, over as many positions as tell everything about a word that repeats.
const means = (formula: Formula, word: LassoWord, at: number): boolean => {
  const { letters, back } = word
  const place = (index: number): number => (index < letters.length ? index : back + ((index - back) % (letters.length - back)))
  const later = Array.from({ length: 2 * letters.length + 1 }, (_, index) => at + index)
  const holds = (one: Formula, index: number): boolean => means(one, word, place(index))
  const until = (left: Formula, right: Formula): boolean =>
    later.some((index) => holds(right, index) && later.every((before) => before >= index || holds(left, before)))
  switch (formula.kind) {
    case 'true':
      return true
    case 'false':
      return false
    case 'proposition':
      return letters[at]?.has(formula.name) === true
    case 'not':
      return !holds(formula.of, at)
    case 'next':
      return holds(formula.of, at + 1)
    case 'eventually':
      return later.some((index) => holds(formula.of, index))
    case 'globally':
      return later.every((index) => holds(formula.of, index))
    case 'and':
      return holds(formula.left, at) && holds(formula.right, at)
    case 'or':
      return holds(formula.left, at) || holds(formula.right, at)
    case 'implies':
      return !holds(formula.left, at) || holds(formula.right, at)
    case 'iff':
      return holds(formula.left, at) === holds(formula.right, at)
    case 'until':
      return until(formula.left, formula.right)
    case 'release':
      return !until({ kind: 'not', of: formula.left }, { kind: 'not', of: formula.right })
    case 'weak-until':
      return until(formula.left, formula.right) || later.every((index) => holds(formula.left, index))
    default:
      return unreachable(formula)
  }
}

test('[CHK-11] the truth of a formula on a word that repeats is that of its definition', () => {
  fc.assert(
    fc.property(formulas(5), lassoWords(4), (formula, word) => {
      expect(holdsOnLasso(formula, word)).toBe(means(formula, word, 0))
    }),
    runs(600),
  )
})
