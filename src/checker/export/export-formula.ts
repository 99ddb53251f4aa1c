import type { Law } from '../../artifact/law.js'
import { reasonNames } from '../../artifact/reason-names.js'
import { unreachable } from '../../base/index.js'
import { whenTaken } from './export-model.js'
import type { ExportedModel, Proposed } from './export-model.js'
import { allOf, oneOf } from './export-term.js'
import type { Term } from './export-term.js'
import { ltl, operandsOf, propositionsOf } from '../temporal/ltl.js'
import type { Formula } from '../temporal/ltl.js'

/** Fairness of the steps that hold a proposition of form `step` (LAW-44). */
export interface ExportedFairness {
  readonly strength: 'weak' | 'strong'
  readonly of: string
}

/** A property to be exported: a formula over propositions by their names, under fairness. */
export interface ExportedProperty {
  readonly name: string
  readonly formula: Formula
  readonly fairness: readonly ExportedFairness[]
}

/** The propositions that a property names, from those that the law declares or has by itself; a text names the first that it has not. */
export const spokenBy = (law: Law, { formula, fairness }: ExportedProperty): readonly Proposed[] | string => {
  const reasons = reasonNames(law.validation, law.routing)
  const declared = new Map(law.properties.propositions.map((one) => [one.name, one]))
  const found: Proposed[] = []
  for (const name of new Set([...propositionsOf(formula), ...fairness.map(({ of }) => of)])) {
    const one = declared.get(name)
    const reason = reasons.get(name)
    if (one !== undefined) found.push(one)
    else if (reason !== undefined) found.push({ name, form: 'step', holds: reason })
    else return `the unknown proposition ${name}`
  }
  const unfit = fairness.find(({ of }) => found.some(({ name, form }) => name === of && form !== 'step'))
  return unfit === undefined ? found : `fairness of ${unfit.of}, which is no proposition of form step`
}

/** Where a proposition of form `step` is enabled: some path that makes it true can be taken. */
export const enabledOf = ({ actions }: ExportedModel, identifier: string): Term =>
  oneOf(
    actions.flatMap((action) =>
      action.paths.flatMap((path, index) => {
        const mark = path.marks.find((one) => one.identifier === identifier)
        return mark === undefined ? [] : [allOf([whenTaken(action, index), mark.holds])]
      }),
    ),
  )

/** How operators are written: the sign of each kind, with spaces around it where it has two operands; null for one that is not there. */
export type Signs = { readonly [kind in Exclude<Formula['kind'], 'true' | 'false' | 'proposition'>]: string | null }

const OF_ONE_POSITION: ReadonlySet<Formula['kind']> = new Set(['true', 'false', 'proposition', 'not', 'and', 'or', 'implies', 'iff'])

const isOfOnePosition = (formula: Formula): boolean => OF_ONE_POSITION.has(formula.kind) && operandsOf(formula).every(isOfOnePosition)

/**
 * A formula that holds of the same behaviours, if `was N` is true at a position exactly where member N of `remembered` was at the one
 * before it: a language without `next` can say `[] (p -> X f)` so, `p` being about one position. Other uses of `next` are left.
 */
export const withMemory = (formula: Formula): { readonly formula: Formula; readonly remembered: readonly Formula[] } => {
  const remembered: Formula[] = []
  const rewrite = (one: Formula): Formula => {
    if (one.kind === 'and') return ltl.and(rewrite(one.left), rewrite(one.right))
    const [implied] = one.kind === 'globally' ? [one.of] : []
    if (implied?.kind !== 'implies' || implied.right.kind !== 'next' || !isOfOnePosition(implied.left)) return one
    remembered.push(implied.left)
    return ltl.globally(ltl.implies(ltl.proposition(`was ${remembered.length}`), implied.right.of))
  }
  return { formula: rewrite(formula), remembered }
}

/** A formula with the signs of a language, every part in parentheses; null if an operator of it has none. */
export const signedText = (
  formula: Formula,
  signs: Signs,
  truths: readonly [string, string],
  of: (name: string) => string,
): string | null => {
  const text = (part: Formula): string | null => signedText(part, signs, truths, of)
  switch (formula.kind) {
    case 'false':
      return truths[0]
    case 'true':
      return truths[1]
    case 'proposition':
      return of(formula.name)
    case 'not':
    case 'next':
    case 'eventually':
    case 'globally': {
      const [sign, inner] = [signs[formula.kind], text(formula.of)]
      return sign === null || inner === null ? null : `(${sign} ${inner})`
    }
    case 'and':
    case 'or':
    case 'implies':
    case 'iff':
    case 'until':
    case 'release':
    case 'weak-until': {
      const [left, sign, right] = [text(formula.left), signs[formula.kind], text(formula.right)]
      return left === null || sign === null || right === null ? null : `(${left}${sign}${right})`
    }
    default:
      return unreachable(formula)
  }
}
