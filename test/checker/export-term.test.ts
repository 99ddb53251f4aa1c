import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allOf, choose, exceeds, not, number, oneOf, pick, plus, truth, within } from '../../src/checker/export/export-term.js'
import type { Term, Variable } from '../../src/checker/export/export-term.js'
import { inOrder } from '../../src/checker/export/export-text.js'
import { promelaTerm } from '../../src/checker/export/promela.js'
import { tlaTerm } from '../../src/checker/export/tla.js'
import { runs } from '../seed.js'

type Values = ReadonlyMap<string, number>

/** What a term is built from, so that it can be valued apart from how it is simplified. */
interface Built {
  readonly term: Term
  readonly value: (values: Values) => number | boolean
}

const VARIABLES: readonly Variable[] = [['a', 2], ['b', 3], ['c', 5]].map(([name, size]) => ({
  kind: 'variable', name: String(name), size: Number(size),
}))

const valueOf = (term: Term, values: Values): number | boolean => {
  const at = (one: Term): number => Number(valueOf(one, values))
  switch (term.kind) {
    case 'number':
    case 'boolean':
      return term.value
    case 'variable':
      return values.get(term.name) ?? 0
    case 'within':
      return term.values.includes(at(term.of))
    case 'exceeds':
      return at(term.left) > at(term.right)
    case 'plus':
      return at(term.left) + at(term.right)
    case 'all':
      return term.of.every((one) => at(one) === 1)
    case 'any':
      return term.of.some((one) => at(one) === 1)
    case 'not':
      return at(term.of) === 0
    case 'choose':
      return valueOf(at(term.when) === 1 ? term.yes : term.no, values)
  }
}

const { numeric, logical } = fc.letrec<{ numeric: Built; logical: Built }>((tie) => ({
  numeric: fc.oneof(
    { maxDepth: 4 },
    fc.integer({ min: -1, max: 5 }).map((value): Built => ({ term: number(value), value: () => value })),
    fc.constantFrom(...VARIABLES).map((term): Built => ({ term, value: (values) => values.get(term.name) ?? 0 })),
    fc.tuple(tie('numeric'), fc.integer({ min: -1, max: 3 })).map(([one, more]): Built => ({
      term: plus(one.term, number(more)), value: (values) => Number(one.value(values)) + more,
    })),
    fc.tuple(tie('logical'), tie('numeric'), tie('numeric')).map(([when, then, other]): Built => ({
      term: choose(when.term, then.term, other.term), value: (values) => (when.value(values) ? then : other).value(values),
    })),
    fc.tuple(tie('logical'), tie('logical'), tie('numeric'), tie('numeric')).map(([first, second, one, other]): Built => ({
      term: pick([
        { when: first.term, value: one.term },
        { when: allOf([not(first.term), second.term]), value: other.term },
        { when: allOf([not(first.term), not(second.term)]), value: one.term },
      ]),
      value: (values) => (first.value(values) || !second.value(values) ? one : other).value(values),
    })),
  ),
  logical: fc.oneof(
    { maxDepth: 4 },
    fc.boolean().map((value): Built => ({ term: truth(value), value: () => value })),
    fc.tuple(tie('numeric'), fc.array(fc.integer({ min: -1, max: 5 }))).map(([one, list]): Built => ({
      term: within(one.term, list), value: (values) => list.includes(Number(one.value(values))),
    })),
    fc.tuple(tie('numeric'), tie('numeric')).map(([left, right]): Built => ({
      term: exceeds(left.term, right.term), value: (values) => Number(left.value(values)) > Number(right.value(values)),
    })),
    tie('logical').map((one): Built => ({ term: not(one.term), value: (values) => !one.value(values) })),
    fc.tuple(fc.array(tie('logical'), { maxLength: 4 }), fc.boolean()).map(([of, isAll]): Built => ({
      term: (isAll ? allOf : oneOf)(of.map(({ term }) => term)),
      value: (values) => (isAll ? of.every((one) => one.value(values)) : of.some((one) => one.value(values))),
    })),
    fc.tuple(tie('logical'), tie('logical'), tie('logical')).map(([when, then, other]): Built => ({
      term: choose(when.term, then.term, other.term), value: (values) => (when.value(values) ? then : other).value(values),
    })),
  ),
}))

const VALUATIONS: readonly Values[] = [0, 1].flatMap((a) =>
  [0, 1, 2].flatMap((b) => [0, 1, 2, 3, 4].map((c) => new Map([['a', a], ['b', b], ['c', c]]))))

describe('[CHK-30] terms', () => {
  test('what is folded away changes no value', () => {
    fc.assert(
      fc.property(fc.oneof(numeric, logical), ({ term, value }) => {
        for (const values of VALUATIONS) expect(valueOf(term, values)).toBe(value(values))
      }),
      runs(400),
    )
  })

  test('both printers write what they were given', () => {
    const [a, b, c] = VARIABLES as [Variable, Variable, Variable]
    const term = oneOf([allOf([within(a, [1]), exceeds(plus(c, number(2)), b)]), not(exceeds(c, number(1)))])
    expect(promelaTerm(term)).toBe('(((a == 1) && ((c + 2) > b)) || !(c > 1))')
    expect(tlaTerm(term)).toBe('((a = 1) /\\ (c + 2 > b)) \\/ (~(c > 1))')
    expect(promelaTerm(within(c, [0, 1, 4]))).toBe('(c != 2 && c != 3)')
    expect(tlaTerm(choose(within(b, [0, 2]), c, number(-1)))).toBe('(IF b \\in {0, 2} THEN c ELSE (-1))')
  })

  test('changes at once are put into an order in which none reads what is set already', () => {
    const change = (variable: Variable, to: Term) => ({ variable, to })
    fc.assert(
      fc.property(fc.tuple(numeric, numeric, numeric), (terms) => {
        const changes = terms.map(({ term }, index) => change(VARIABLES[index] as Variable, term))
        const { early: before, steps } = inOrder(changes)
        for (const values of VALUATIONS) {
          const [state, early] = [new Map(values), new Map<string, number>()]
          for (const { variable, to } of before) early.set(variable.name, Number(valueOf(to, state)))
          for (const { variable, to } of steps) state.set(variable.name, Number(valueOf(to, state)))
          for (const [name, value] of early) state.set(name, value)
          expect([...state]).toEqual([...values].map(([name], index) => [name, terms[index]?.value(values)]))
        }
      }),
      runs(200),
    )
  })
})
