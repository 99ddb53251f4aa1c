import { didYouMean, err, ok, unreachable } from '../../base/index.js'
import type { Result } from '../../base/index.js'
import type { PatternCheck, PatternName, PropertySpec, Scope } from '../../artifact/properties.js'
import { ltl, propositionsOf } from './ltl.js'
import type { Formula } from './ltl.js'
import { readFormula } from './ltl-text.js'
import type { FormulaProblem } from './ltl-text.js'
import { propertyLimits } from './liveness-limits.js'
import type { PropertyLimits } from './liveness-limits.js'

const { and, eventually, globally, implies, not, or, until, weakUntil } = ltl

/** A property as the checker decides it: a formula over named propositions, and what it speaks of. */
export interface TemporalProperty {
  readonly formula: Formula
  /** Each of them is met in some behaviour, or the property is vacuous (CHK-15). */
  readonly occasions: readonly Formula[]
}

// How a segment ends: before the first `end`, which is sure to come where it `must`.
interface Segment {
  readonly end: Formula
  readonly must: boolean
}

/** A pattern over the whole of a behaviour: the table of CHK-12 for the scope `globally`. */
const forEver = (pattern: PatternName, p: Formula, s: Formula): Formula => {
  switch (pattern) {
    case 'absence':
      return globally(not(p))
    case 'existence':
      return eventually(p)
    case 'universality':
      return globally(p)
    case 'precedence':
      return weakUntil(not(p), s)
    case 'response':
      return globally(implies(p, eventually(s)))
    case 'terminal':
      return globally(implies(p, globally(p)))
    default:
      return unreachable(pattern)
  }
}

/** A pattern over a segment that ends before `end` (CHK-12). */
const upTo = (pattern: PatternName, p: Formula, s: Formula, { end, must }: Segment): Formula => {
  const open = must ? until : weakUntil
  switch (pattern) {
    case 'absence':
      return open(not(p), end)
    // Where the end need not come, p must; where it must, it is known to.
    case 'existence':
      return until(not(end), and(p, not(end)))
    case 'universality':
      return open(p, end)
    case 'precedence':
      return open(not(p), or(s, end))
    case 'response':
      return open(implies(p, until(not(end), and(s, not(end)))), end)
    case 'terminal':
      return open(implies(p, open(p, end)), end)
    default:
      return unreachable(pattern)
  }
}

/** The formula of a pattern in a scope (CHK-12): `p` is what it is about, `s` the second proposition of precedence and response. */
export const patternFormula = (pattern: PatternName, p: Formula, s: Formula, scope: Scope): Formula => {
  switch (scope.kind) {
    case 'globally':
      return forEver(pattern, p, s)
    case 'before': {
      const end = ltl.proposition(scope.end)
      return implies(eventually(end), upTo(pattern, p, s, { end, must: true }))
    }
    case 'after': {
      const start = ltl.proposition(scope.start)
      return weakUntil(not(start), and(start, forEver(pattern, p, s)))
    }
    case 'between': {
      const [start, end] = [ltl.proposition(scope.start), ltl.proposition(scope.end)]
      return globally(implies(and(start, and(not(end), eventually(end))), upTo(pattern, p, s, { end, must: true })))
    }
    case 'after-until': {
      const [start, end] = [ltl.proposition(scope.start), ltl.proposition(scope.end)]
      return globally(implies(and(start, not(end)), upTo(pattern, p, s, { end, must: false })))
    }
    default:
      return unreachable(scope)
  }
}

/** That `what` comes at some position inside a scope; with `true`, that the scope is ever entered. */
const comesWithin = (what: Formula, scope: Scope): Formula => {
  switch (scope.kind) {
    case 'globally':
      return eventually(what)
    case 'before': {
      const end = ltl.proposition(scope.end)
      return until(not(end), and(what, and(not(end), eventually(end))))
    }
    case 'after':
      return eventually(and(ltl.proposition(scope.start), eventually(what)))
    case 'between':
    case 'after-until': {
      const [start, end] = [ltl.proposition(scope.start), ltl.proposition(scope.end)]
      const here = and(what, scope.kind === 'between' ? and(not(end), eventually(end)) : not(end))
      return eventually(and(start, and(not(end), until(not(end), here))))
    }
    default:
      return unreachable(scope)
  }
}

/** What a pattern waits for: the answer of a response is owed, the order of a precedence tested, a terminal state kept, only if p comes. */
const WAITS: ReadonlySet<PatternName> = new Set(['precedence', 'response', 'terminal'])

const occasionsOf = (pattern: PatternName, p: Formula, scope: Scope): readonly Formula[] => {
  if (WAITS.has(pattern)) return [comesWithin(p, scope)]
  return scope.kind === 'globally' ? [] : [comesWithin(ltl.yes, scope)]
}

/** The premises of the implications that a formula states of every position or of the first: each must come (CHK-15). */
const premisesOf = (formula: Formula, everywhere: boolean): readonly Formula[] => {
  switch (formula.kind) {
    case 'globally':
      return premisesOf(formula.of, true)
    case 'and':
      return [...premisesOf(formula.left, everywhere), ...premisesOf(formula.right, everywhere)]
    case 'implies':
      return [everywhere ? eventually(formula.left) : formula.left]
    default:
      return []
  }
}

const unknown = (name: string, known: ReadonlySet<string>): FormulaProblem => {
  const near = didYouMean(name, known)
  return {
    code: 'proposition-unknown',
    column: 1,
    message: `no proposition is named "${name}"`,
    expected: near === undefined ? 'the name of a declared proposition' : `perhaps ${near}`,
  }
}

const compilePattern = (check: PatternCheck, known: ReadonlySet<string>): Result<TemporalProperty, FormulaProblem> => {
  const p = ltl.proposition(check.of)
  const s = check.and === null ? ltl.no : ltl.proposition(check.and)
  const formula = patternFormula(check.pattern, p, s, check.scope)
  const missing = propositionsOf(formula).find((name) => !known.has(name))
  if (missing !== undefined) return err(unknown(missing, known))
  return ok({ formula, occasions: occasionsOf(check.pattern, p, check.scope) })
}

/**
 * The formula and the occasions of what a property states (CHK-12, CHK-15). `known` are the declared propositions. The column of a problem
 * counts in the text of the formula; it is 1 for a pattern.
 */
export const compileCheck = (
  check: PropertySpec['check'],
  known: ReadonlySet<string>,
  limits: PropertyLimits = propertyLimits,
): Result<TemporalProperty, FormulaProblem> => {
  if (check.kind === 'pattern') return compilePattern(check, known)
  const read = readFormula(check.formula, known, limits)
  return read.ok ? ok({ formula: read.value, occasions: premisesOf(read.value, false) }) : read
}
