import type { Scalar } from './law.js'

/** Reads a fact: its name, the parameters passed to it, and the field of an object fact (LAW-31). */
export interface FactReference {
  readonly fact: string
  readonly params: ReadonlyMap<string, string>
  /** Field of an `object` fact, from `path: $.field`; null for the whole fact. */
  readonly field: string | null
}

export type BaseOperator =
  | 'equal'
  | 'notEqual'
  | 'in'
  | 'notIn'
  | 'contains'
  | 'doesNotContain'
  | 'lessThan'
  | 'lessThanInclusive'
  | 'greaterThan'
  | 'greaterThanInclusive'

export type Decorator = 'not' | 'swap' | 'someFact' | 'everyFact' | 'someValue' | 'everyValue'

/** The right-hand side of a test: a literal, a list of literals, or another fact. */
export type Operand =
  | { readonly kind: 'literal'; readonly value: Scalar | null | readonly (Scalar | null)[] }
  | { readonly kind: 'fact'; readonly reference: FactReference }

/** A condition of the rule language (LAW-32): `all`, `any`, `not` over tests of facts. */
export type Condition =
  | { readonly kind: 'all'; readonly of: readonly Condition[] }
  | { readonly kind: 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | Test

/** `left operator right`; decorators are listed outermost first, as they are written (LAW-33). */
export interface Test {
  readonly kind: 'test'
  readonly left: FactReference
  readonly decorators: readonly Decorator[]
  readonly operator: BaseOperator
  readonly right: Operand
}
