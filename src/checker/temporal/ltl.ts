import { unreachable } from '../../base/index.js'

/** Operators with one operand. */
export type UnaryKind = 'not' | 'next' | 'eventually' | 'globally'

/** Operators with two operands. `release` is the dual of `until`; `weak-until` is `until` without the promise. */
export type BinaryKind = 'and' | 'or' | 'implies' | 'iff' | 'until' | 'release' | 'weak-until'

/** A formula of two operands. */
export interface BinaryFormula {
  readonly kind: BinaryKind
  readonly left: Formula
  readonly right: Formula
}

/** A formula of linear temporal logic over named propositions (CHK-10). */
export type Formula =
  | { readonly kind: 'true' }
  | { readonly kind: 'false' }
  | { readonly kind: 'proposition'; readonly name: string }
  | { readonly kind: UnaryKind; readonly of: Formula }
  | BinaryFormula

/** Builds formulas in prefix form: `ltl.globally(ltl.implies(ltl.proposition('p'), ltl.eventually(ltl.proposition('q'))))`. */
export const ltl = {
  yes: { kind: 'true' },
  no: { kind: 'false' },
  proposition: (name: string): Formula => ({ kind: 'proposition', name }),
  not: (of: Formula): Formula => ({ kind: 'not', of }),
  next: (of: Formula): Formula => ({ kind: 'next', of }),
  eventually: (of: Formula): Formula => ({ kind: 'eventually', of }),
  globally: (of: Formula): Formula => ({ kind: 'globally', of }),
  and: (left: Formula, right: Formula): Formula => ({ kind: 'and', left, right }),
  or: (left: Formula, right: Formula): Formula => ({ kind: 'or', left, right }),
  implies: (left: Formula, right: Formula): Formula => ({ kind: 'implies', left, right }),
  iff: (left: Formula, right: Formula): Formula => ({ kind: 'iff', left, right }),
  until: (left: Formula, right: Formula): Formula => ({ kind: 'until', left, right }),
  release: (left: Formula, right: Formula): Formula => ({ kind: 'release', left, right }),
  weakUntil: (left: Formula, right: Formula): Formula => ({ kind: 'weak-until', left, right }),
} as const satisfies { readonly [name: string]: Formula | ((...parts: never[]) => Formula) }

/** The operands of a formula, left before right. */
export const operandsOf = (formula: Formula): readonly Formula[] =>
  'of' in formula ? [formula.of] : 'left' in formula ? [formula.left, formula.right] : []

/** The names of the propositions of a formula, each once, in order of appearance. */
export const propositionsOf = (formula: Formula): readonly string[] => {
  const found = new Set<string>()
  const visit = (one: Formula): void => {
    if (one.kind === 'proposition') found.add(one.name)
    for (const operand of operandsOf(one)) visit(operand)
  }
  visit(formula)
  return [...found]
}

const SIGN: { readonly [kind in UnaryKind | BinaryKind]: string } = {
  not: '!',
  next: 'X ',
  eventually: '<>',
  globally: '[]',
  and: ' && ',
  or: ' || ',
  implies: ' -> ',
  iff: ' <-> ',
  until: ' U ',
  release: ' V ',
  'weak-until': ' W ',
}

/** The text of a formula, with parentheses round every operator of two operands, as the parser reads it back (CHK-10). */
export const formulaText = (formula: Formula): string => {
  switch (formula.kind) {
    case 'true':
    case 'false':
      return formula.kind
    case 'proposition':
      return formula.name
    case 'not':
    case 'next':
    case 'eventually':
    case 'globally':
      return `${SIGN[formula.kind]}${formulaText(formula.of)}`
    case 'and':
    case 'or':
    case 'implies':
    case 'iff':
    case 'until':
    case 'release':
    case 'weak-until':
      return `(${formulaText(formula.left)}${SIGN[formula.kind]}${formulaText(formula.right)})`
    default:
      return unreachable(formula)
  }
}
