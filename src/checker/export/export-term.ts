import { compareNumbers } from '../../base/index.js'

/** An expression over the variables of an exported model: whole numbers and truth (CHK-30). Every printer and evaluator reads these. */
export type Term =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  /** A variable with the values 0 … size − 1. */
  | { readonly kind: 'variable'; readonly name: string; readonly size: number }
  /** Whether a variable has one of `values`, which rise. */
  | { readonly kind: 'within'; readonly of: Variable; readonly values: readonly number[] }
  | { readonly kind: 'exceeds'; readonly left: Term; readonly right: Term }
  | { readonly kind: 'plus'; readonly left: Term; readonly right: Term }
  | { readonly kind: 'all'; readonly of: readonly Term[] }
  | { readonly kind: 'any'; readonly of: readonly Term[] }
  | { readonly kind: 'not'; readonly of: Term }
  | { readonly kind: 'choose'; readonly when: Term; readonly yes: Term; readonly no: Term }

export type Variable = Extract<Term, { readonly kind: 'variable' }>

/** A number as a term. */
export const number = (value: number): Term => ({ kind: 'number', value })

/** A truth value as a term. */
export const truth = (value: boolean): Term => ({ kind: 'boolean', value })

export const TRUE = truth(true)
export const FALSE = truth(false)

const sameTerm = (one: Term, other: Term): boolean => one === other || keyOfTerm(one) === keyOfTerm(other)

/** A text that equal terms share. */
export const keyOfTerm = (term: Term): string => JSON.stringify(term)

const isTruth = (term: Term, value: boolean): boolean => term.kind === 'boolean' && term.value === value

// Members over one variable become one: their common values in `all`, the values of either in `any`.
const merged = (terms: readonly Term[], isAll: boolean): readonly Term[] => {
  const kept: Term[] = []
  for (const term of terms) {
    const at = term.kind === 'within' ? kept.findIndex((one) => one.kind === 'within' && one.of.name === term.of.name) : -1
    const found = kept[at]
    if (term.kind === 'within' && found?.kind === 'within') {
      const values = isAll ? found.values.filter((one) => term.values.includes(one)) : [...found.values, ...term.values]
      kept[at] = within(found.of, values)
    } else if (!kept.some((one) => sameTerm(one, term))) kept.push(term)
  }
  return kept
}

const junction = (terms: readonly Term[], isAll: boolean): Term => {
  const flat = terms.flatMap((term) => (term.kind === (isAll ? 'all' : 'any') ? term.of : [term]))
  const kept = merged(flat, isAll).filter((term) => !isTruth(term, isAll))
  if (kept.some((term) => isTruth(term, !isAll))) return truth(!isAll)
  const [first, ...others] = kept
  if (first === undefined) return truth(isAll)
  return others.length === 0 ? first : { kind: isAll ? 'all' : 'any', of: kept }
}

/** Whether all of `terms` hold; of none, true. Constant members are folded away. */
export const allOf = (terms: readonly Term[]): Term => junction(terms, true)

/** Whether one of `terms` holds; of none, false. */
export const oneOf = (terms: readonly Term[]): Term => junction(terms, false)

/** Whether the number `of` is one of `values`. */
export const within = (of: Term, values: readonly number[]): Term => {
  if (of.kind === 'number') return truth(values.includes(of.value))
  if (of.kind === 'choose') return choose(of.when, within(of.yes, values), within(of.no, values))
  if (of.kind === 'plus' && of.right.kind === 'number') {
    const shift = of.right.value
    return within(of.left, values.map((value) => value - shift))
  }
  if (of.kind !== 'variable') return oneOf(values.map((value) => not(oneOf([exceeds(of, number(value)), exceeds(number(value), of)]))))
  const kept = [...new Set(values)].filter((value) => value >= 0 && value < of.size).sort(compareNumbers)
  return kept.length === 0 ? FALSE : kept.length === of.size ? TRUE : { kind: 'within', of, values: kept }
}

const numbersTo = (size: number): readonly number[] => Array.from({ length: size }, (_, index) => index)

/** Whether `of` does not hold. */
export const not = (of: Term): Term => {
  if (of.kind === 'boolean') return truth(!of.value)
  if (of.kind === 'not') return of.of
  if (of.kind === 'within') return within(of.of, numbersTo(of.of.size).filter((value) => !of.values.includes(value)))
  return { kind: 'not', of }
}

/** Whether `left` > `right`. */
export const exceeds = (left: Term, right: Term): Term => {
  if (left.kind === 'number' && right.kind === 'number') return truth(left.value > right.value)
  if (left.kind === 'plus' && left.right.kind === 'number' && right.kind === 'number') {
    return exceeds(left.left, number(right.value - left.right.value))
  }
  if (left.kind === 'variable' && right.kind === 'number' && right.value < 0) return TRUE
  if (left.kind === 'variable' && right.kind === 'number' && right.value >= left.size - 1) return FALSE
  return { kind: 'exceeds', left, right }
}

/** The sum of two numbers. */
export const plus = (left: Term, right: Term): Term => {
  if (left.kind === 'number' && right.kind === 'number') return number(left.value + right.value)
  if (right.kind === 'number' && right.value === 0) return left
  return left.kind === 'number' && left.value === 0 ? right : { kind: 'plus', left, right }
}

/** `yes` if `when` holds, else `no`; both numbers, or both truth. */
export const choose = (when: Term, yes: Term, no: Term): Term => {
  if (when.kind === 'boolean') return when.value ? yes : no
  if (sameTerm(yes, no)) return yes
  const isLogical = [yes, no].some(({ kind }) => !['number', 'variable', 'plus', 'choose'].includes(kind))
  return isLogical ? oneOf([allOf([when, yes]), allOf([not(when), no])]) : { kind: 'choose', when, yes, no }
}

/** The value of the first case that holds; the last one stands for all that is left. Cases with one value are gathered. */
export const pick = (cases: readonly { readonly when: Term; readonly value: Term }[]): Term => {
  const groups: { when: Term; readonly value: Term }[] = []
  for (const { when, value } of cases) {
    const found = groups.find((group) => sameTerm(group.value, value))
    if (found === undefined) groups.push({ when, value })
    else found.when = oneOf([found.when, when])
  }
  const last = groups.pop()
  return groups.reduceRight<Term>((rest, { when, value }) => choose(when, value, rest), last === undefined ? number(0) : last.value)
}
