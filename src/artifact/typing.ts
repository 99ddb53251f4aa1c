import type { BaseOperator, FactReference, Test } from './condition.js'
import type { FactDeclaration, Scalar } from './law.js'
import type { Node } from './node.js'
import { quote, suggest } from './source.js'
import type { Report } from './source.js'

/** A literal with the offset at which it stands. */
interface PlacedLiteral {
  readonly value: Scalar | null
  readonly start: number
}

/** What one side of a test can be. A scalar literal, or the members of a list of literals, is one of `values`. */
type Side =
  | { readonly kind: 'literal'; readonly isList: boolean; readonly values: readonly PlacedLiteral[] }
  | {
      readonly kind: 'fact'
      readonly isList: boolean
      readonly name: string
      /** Of the fact or, for a list, of its members; `scalar` for a field whose type is not known. */
      readonly type: 'boolean' | 'string' | 'number' | 'scalar'
      /** Whether a field that `type` leaves open holds numbers or null only. */
      readonly isNumeric: boolean
      readonly nullable: boolean
      readonly domain: readonly string[] | null
      readonly range: readonly [number, number] | null
    }
type FactSide = Extract<Side, { kind: 'fact' }>

/** The nodes of the operator and of the value of a test, for the places of problems. */
export interface TestPlaces {
  readonly operator: Node
  readonly value: Node
}

const factSide = (reference: FactReference, facts: ReadonlyMap<string, FactDeclaration>): Side | undefined => {
  const declaration = facts.get(reference.fact)
  if (declaration === undefined) return undefined
  const { type, nullable, domain, range, numericFields } = declaration
  const common = { kind: 'fact', isList: type === 'list', name: reference.fact, domain, range } as const
  if (type === 'list') return { ...common, type: 'string', isNumeric: false, nullable: false }
  if (type !== 'object') return { ...common, type, isNumeric: type === 'number', nullable }
  // LAW-10: a field is a scalar or null.
  const field = reference.field ?? ''
  const isNumeric = numericFields?.includes(field) === true
  return { ...common, name: `${reference.fact}.${field}`, type: 'scalar', isNumeric, nullable: true }
}

const literalSide = (node: Node): Side => {
  const isList = node.kind === 'list'
  const nodes = isList ? node.items : [node]
  return { kind: 'literal', isList, values: nodes.flatMap(
    (item) => (item.kind === 'scalar' ? [{ value: item.value, start: item.start }] : []),
  ) }
}

const show = (side: Side): string => {
  if (side.kind === 'literal' && side.isList) return 'a list of literals'
  if (side.kind === 'literal') return side.values.map(({ value }) => JSON.stringify(value)).join(' or ')
  const type = side.isList ? 'a list' : side.type === 'scalar' ? 'a scalar or null' : `a ${side.type}${side.nullable ? ' or null' : ''}`
  return `${quote(side.name)}, ${type}`
}

/** Checks of one test: where to report, and whether all went well so far. */
interface Check {
  readonly at: number
  readonly report: Report
}

const mismatch = ({ at, report }: Check, what: string, side: Side, expected: string): boolean =>
  report(at, 'operand-type', `${what} ${show(side)}`, `expected ${expected}`) !== undefined

const memberOf = (side: Side): Side => ({ ...side, isList: false })

const isWithin = ({ value }: PlacedLiteral, side: FactSide): boolean => {
  if (value === null) return side.nullable
  if (side.type === 'scalar') return true
  if (typeof value !== side.type) return false
  if (typeof value === 'string') return side.domain === null || side.domain.includes(value)
  return typeof value !== 'number' || side.range === null || (side.range[0] <= value && value <= side.range[1])
}

const domainOf = (side: FactSide, value: Scalar | null): string => {
  const isText = side.type === 'string' && side.domain !== null
  if (isText) return suggest(typeof value === 'string' ? value : '', side.domain)
  const within = side.range === null ? '' : ` from ${side.range[0]} to ${side.range[1]}`
  return `expected ${side.type === 'boolean' ? 'true or false' : `a ${side.type}${within}`}`
}

const checkLiterals = (literals: readonly PlacedLiteral[], side: FactSide, { report }: Check): boolean => {
  const wrong = literals.filter((literal) => !isWithin(literal, side))
  for (const { value, start } of wrong) {
    report(
      start, 'literal-outside', `${value === null ? 'null' : quote(String(value))} is no value of ${quote(side.name)}`,
      () => domainOf(side, value),
    )
  }
  return wrong.length === 0
}

// LAW-33: equality is of scalars of one type; LAW-35: a literal lies in the domain of the other side.
const checkEqual = (left: Side, right: Side, check: Check): boolean => {
  for (const side of [left, right]) if (side.isList) return mismatch(
    check, 'equality of', side, 'a scalar: use in, contains or a decorator for lists',
  )
  if (left.kind === 'fact' && right.kind === 'literal') return checkLiterals(right.values, left, check)
  if (left.kind === 'literal' && right.kind === 'fact') return checkLiterals(left.values, right, check)
  if (left.kind === 'literal' || right.kind === 'literal') return true
  const isComparable = left.type === right.type || left.type === 'scalar' || right.type === 'scalar'
  return isComparable || mismatch(check, `${show(left)} is compared with`, right, 'both of one type')
}

const isNumber = (side: Side, mayBeNull: boolean): boolean => {
  if (side.isList) return false
  if (side.kind === 'literal') return side.values.every(({ value }) => typeof value === 'number')
  return side.isNumeric && (mayBeNull || !side.nullable)
}

// LAW-35: a number, nullable or not, on the left and a number that is never null on the right.
const checkOrder = (left: Side, right: Side, check: Check): boolean => {
  if (!isNumber(left, true)) return mismatch(check, 'left of an ordering stands', left, 'a number')
  return isNumber(right, false) || mismatch(check, 'right of an ordering stands', right, 'a number that is never null')
}

const checkBase = (operator: BaseOperator, left: Side, right: Side, check: Check): boolean => {
  switch (operator) {
    case 'equal':
    case 'notEqual':
      return checkEqual(left, right, check)
    case 'in':
    case 'notIn':
      if (!right.isList) return mismatch(check, `right of ${operator} stands`, right, 'a list')
      return checkEqual(left, memberOf(right), check)
    case 'contains':
    case 'doesNotContain':
      if (!left.isList) return mismatch(check, `left of ${operator} stands`, left, 'a list')
      return checkEqual(memberOf(left), right, check)
    case 'lessThan':
    case 'lessThanInclusive':
    case 'greaterThan':
    case 'greaterThanInclusive':
      return checkOrder(left, right, check)
  }
}

/**
 * Whether `test` is well typed: its decorators are applied from the outside in, then its operator takes what stands on its sides
 * (LAW-34, LAW-35). Reports the first mismatch, or every literal that lies outside.
 */
export const checkTypes = (test: Test, facts: ReadonlyMap<string, FactDeclaration>, places: TestPlaces, report: Report): boolean => {
  const check = { at: places.operator.start, report }
  let left = factSide(test.left, facts)
  let right = test.right.kind === 'fact' ? factSide(test.right.reference, facts) : literalSide(places.value)
  if (left === undefined || right === undefined) return false
  for (const decorator of test.decorators) {
    if (decorator === 'swap') [left, right] = [right, left]
    if (decorator === 'someFact' || decorator === 'everyFact') {
      if (!left.isList) return mismatch(check, `${decorator} takes apart the left side,`, left, 'a list')
      left = memberOf(left)
    }
    if (decorator === 'someValue' || decorator === 'everyValue') {
      if (!right.isList) return mismatch(check, `${decorator} takes apart the right side,`, right, 'a list')
      right = memberOf(right)
    }
  }
  return checkBase(test.operator, left, right, check)
}
