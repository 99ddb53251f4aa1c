import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PatternName, Scope } from '../../src/artifact/properties.js'
import { unreachable } from '../../src/base/index.js'
import { holdsOnLasso } from '../../src/checker/temporal/lasso.js'
import type { LassoWord } from '../../src/checker/temporal/lasso.js'
import { formulaText } from '../../src/checker/temporal/ltl.js'
import { compileCheck } from '../../src/checker/temporal/patterns.js'
import { runs } from '../seed.js'
import { lassoWords } from './fixture-kripke.js'

const PATTERNS: readonly PatternName[] = ['absence', 'existence', 'universality', 'precedence', 'response', 'terminal']
const SCOPES: readonly Scope[] = [
  { kind: 'globally' },
  { kind: 'before', end: 'r' },
  { kind: 'after', start: 'q' },
  { kind: 'between', start: 'q', end: 'r' },
  { kind: 'after-until', start: 'q', end: 'r' },
]
const NAMES = ['p', 's', 'q', 'r'] as const
const KNOWN = new Set<string>(NAMES)

const checkOf = (pattern: PatternName, scope: Scope) =>
  ({ kind: 'pattern', pattern, of: 'p', and: pattern === 'precedence' || pattern === 'response' ? 's' : null, scope }) as const

const compiled = (pattern: PatternName, scope: Scope) => {
  const property = compileCheck(checkOf(pattern, scope), KNOWN)
  if (!property.ok) throw new Error(property.error.message)
  return property.value
}

// The word written out far enough that whatever comes at all has come: positions and what holds there.
const written = ({ letters, back }: LassoWord): readonly ReadonlySet<string>[] => [
  ...letters,
  ...Array.from({ length: 3 }, () => letters.slice(back)).flat(),
]

/** The segments of a scope: lists of positions. An open one goes on past what is written, so its last round stands for all that follow. */
const segmentsOf = (word: readonly ReadonlySet<string>[], scope: Scope): readonly (readonly number[])[] => {
  const has = (at: number, name: string): boolean => word[at]?.has(name) === true
  const positions = [...word.keys()]
  const from = (start: number, end: string | null, must: boolean): readonly (readonly number[])[] => {
    const last = end === null ? undefined : positions.find((at) => at >= start && has(at, end))
    if (last === undefined && must) return []
    return [positions.filter((at) => at >= start && (last === undefined || at < last))]
  }
  switch (scope.kind) {
    case 'globally':
      return [positions]
    case 'before':
      return from(0, scope.end, true)
    case 'after':
      return positions.filter((at) => has(at, scope.start)).slice(0, 1).flatMap((at) => from(at, null, false))
    case 'between':
    case 'after-until':
      return positions
        .filter((at) => has(at, scope.start) && !has(at, scope.end))
        .flatMap((at) => from(at, scope.end, scope.kind === 'between'))
    default:
      return unreachable(scope)
  }
}

/** A pattern on one segment, by its words. */
const holdsIn = (pattern: PatternName, segment: readonly (readonly [at: number, letter: ReadonlySet<string>])[]): boolean => {
  const places = (name: string): number[] => segment.filter(([, letter]) => letter.has(name)).map(([at]) => at)
  const [p, s] = [places('p'), places('s')]
  switch (pattern) {
    case 'absence':
      return p.length === 0
    case 'existence':
      return p.length > 0
    case 'universality':
      return p.length === segment.length
    case 'precedence':
      return p.every((at) => s.some((first) => first <= at))
    case 'response':
      return p.every((at) => s.some((answer) => answer >= at))
    case 'terminal':
      return segment.every(([at]) => p.includes(at) || p.every((first) => first > at))
    default:
      return unreachable(pattern)
  }
}

// What is owed within the last round of an open segment could still come: an open segment is judged without what its last round begins.
const judge = (pattern: PatternName, scope: Scope, word: LassoWord): boolean => {
  const letters = written(word)
  const round = word.letters.length - word.back
  return segmentsOf(letters, scope).every((positions) => {
    const open = positions.at(-1) === letters.length - 1
    const segment = positions.map((at) => [at, letters[at] ?? new Set<string>()] as const)
    if (!open || pattern !== 'response') {
      // A segment that opens in the last round has not been written out; one round earlier the same one was.
      return (open && (positions[0] ?? 0) > letters.length - round - 1 && letters.length > round) || holdsIn(pattern, segment)
    }
    const owed = segment.filter(([at, letter]) => letter.has('p') && at < letters.length - round).map(([at]) => at)
    return owed.every((at) => segment.some(([answer, letter]) => answer >= at && letter.has('s')))
  })
}

describe('[CHK-12] a pattern in a scope says what its words say', () => {
  const all = PATTERNS.flatMap((pattern) => SCOPES.map((scope) => [pattern, scope.kind, scope] as const))
  test.each(all)('%s %s', (pattern, _kind, scope) => {
    const { formula } = compiled(pattern, scope)
    let [yes, no] = [0, 0]
    fc.assert(
      fc.property(lassoWords(6, NAMES), (word) => {
        const expected = judge(pattern, scope, word)
        if (expected) yes++
        else no++
        expect(holdsOnLasso(formula, word)).toBe(expected)
      }),
      runs(1000),
    )
    expect(Math.min(yes, no)).toBeGreaterThan(20)
  })
})

const word = (back: number, ...letters: string[]): LassoWord => ({ letters: letters.map((names) => new Set(names)), back })

describe('[CHK-12] corners of patterns', () => {
  test.each([
    ['precedence', 2, word(4, 'q', 'p', 'q', 's', ''), false],
    ['existence', 3, word(4, 'q', 'p', 'q', 'r', ''), false],
    ['existence', 1, word(1, 'r', 'p'), false],
    ['absence', 1, word(0, 'p'), true],
    ['absence', 3, word(0, 'qp'), true],
    ['absence', 4, word(0, 'qp'), false],
    ['response', 3, word(3, 'q', 'p', 'r', 's'), false],
    ['response', 0, word(0, 'ps'), true],
    ['terminal', 0, word(1, 'p', ''), false],
    ['terminal', 0, word(1, '', 'p'), true],
    ['terminal', 1, word(3, 'p', 'p', 'r', ''), true],
  ] as const)('%s in scope %i', (pattern, scope, one, expected) => {
    expect(holdsOnLasso(compiled(pattern, SCOPES[scope] ?? { kind: 'globally' }).formula, one)).toBe(expected)
  })
})

describe('[CHK-15] what a property waits for', () => {
  test.each([
    ['absence', 0, []],
    ['existence', 0, []],
    ['universality', 0, []],
    ['precedence', 0, ['<>p']],
    ['response', 0, ['<>p']],
    ['terminal', 0, ['<>p']],
    ['absence', 2, ['<>(q && <>true)']],
    ['response', 2, ['<>(q && <>p)']],
    ['absence', 1, ['(!r U (true && (!r && <>r)))']],
    ['response', 3, ['<>(q && (!r && (!r U (p && (!r && <>r)))))']],
    ['response', 4, ['<>(q && (!r && (!r U (p && !r))))']],
  ] as const)('%s in scope %i', (pattern, scope, occasions) => {
    expect(compiled(pattern, SCOPES[scope] ?? { kind: 'globally' }).occasions.map(formulaText)).toEqual(occasions)
  })

  test.each([
    ['[] (p -> <>q)', ['<>p']],
    ['[] (p -> q) && [] (r -> s)', ['<>p', '<>r']],
    ['[] ((p -> q) && (r -> s))', ['<>p', '<>r']],
    ['p -> [] q', ['p']],
    ['<> p', []],
    ['p U q', []],
  ])('%s', (formula, occasions) => {
    const property = compileCheck({ kind: 'ltl', formula }, KNOWN)
    expect(property.ok ? property.value.occasions.map(formulaText) : property.error).toEqual(occasions)
  })
})

test('[CHK-12] a pattern over a proposition that is not declared is a problem', () => {
  const scope: Scope = { kind: 'between', start: 'q', end: 'rr' }
  const compiledCheck = compileCheck({ ...checkOf('response', scope), and: 's' }, KNOWN)
  expect(compiledCheck).toMatchObject({ ok: false, error: { code: 'proposition-unknown' } })
})
