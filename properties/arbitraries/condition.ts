import fc from 'fast-check'
import type { FactDeclaration, FactScope, Scalar } from '../../src/artifact/law.js'
import type { Json } from '../../src/base/index.js'

type Value = Scalar | null
type Kind = 'boolean' | 'string' | 'number' | 'any'

const TOKENS = ['t1', 'toString', '__proto__']
const NUMBERS = [-2, 0, 0.5, 2, 9.75, 10]
const ANYTHING: readonly Value[] = ['', 'red', 0, 0.5, 1, 2, true, false]

/** A fact reference as JSON, with what a literal on the other side may be. */
interface Reference {
  readonly json: { readonly [key: string]: Json }
  readonly kind: Kind
  readonly numeric: boolean
  readonly list: boolean
  readonly nullable: boolean
  readonly literals: readonly Value[]
}

const literalsOf = ({ type, domain, range }: FactDeclaration): readonly Value[] => {
  if (type === 'boolean') return [false, true]
  if (type !== 'number') return domain ?? ['red', '']
  return NUMBERS.filter((value) => range === null || (range[0] <= value && value <= range[1]))
}

/** Every way to refer to `fact`: its fields, or a few settings of its parameters. */
const referencesTo = (fact: FactDeclaration): readonly Reference[] => {
  const { name, type, nullable, fields, parameters, numericFields } = fact
  if (type === 'object') {
    return fields.map((field) => ({
      json: { fact: name, path: `$.${field}` },
      kind: 'any',
      numeric: numericFields?.includes(field) === true,
      list: false,
      nullable: true,
      literals: ANYTHING,
    }))
  }
  const kind = type === 'list' ? 'string' : type
  const plain = { kind, numeric: type === 'number', list: type === 'list', nullable, literals: literalsOf(fact) } as const
  if (parameters.length === 0) return [{ ...plain, json: { fact: name } }]
  return TOKENS.map((token) => ({
    ...plain,
    json: { fact: name, params: Object.fromEntries(parameters.map((parameter) => [parameter, token])) },
  }))
}

/** A side of a comparison, as a decorated operator demands it. `ordered`: it must be a number. */
interface Side {
  readonly kind: Kind
  readonly ordered: boolean
  readonly list: boolean
  readonly nullable: boolean
}

// A field may hold a value of any type and so is compared with any.
const isComparable = (a: Kind, b: Kind): boolean => a === b || a === 'any' || b === 'any'

const fits =
  ({ kind, ordered, list, nullable }: Side) =>
  (one: Reference): boolean =>
    (ordered ? one.numeric : isComparable(one.kind, kind)) && one.list === list && (nullable || !one.nullable)

const EQUALITY = ['equal', 'notEqual'] as const
const MEMBERSHIP = ['in', 'notIn'] as const
const CONTAINMENT = ['contains', 'doesNotContain'] as const
const ORDERING = ['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'] as const

/** The operators of LAW-33. */
export const OPERATORS = [...EQUALITY, ...MEMBERSHIP, ...CONTAINMENT, ...ORDERING] as const

/** The decorators of LAW-34. */
export const DECORATORS = ['not', 'swap', 'someFact', 'everyFact', 'someValue', 'everyValue'] as const

type Operator = (typeof OPERATORS)[number]
type Decorator = (typeof DECORATORS)[number]

interface Sides {
  readonly left: Side
  readonly right: Side
}

const isOneOf = (list: readonly string[], word: string): boolean => list.includes(word)

const innerSides = (operator: Operator, kind: Kind): Sides => {
  if (isOneOf(ORDERING, operator)) {
    const number: Side = { kind: 'number', ordered: true, list: false, nullable: true }
    return { left: number, right: { ...number, nullable: false } }
  }
  const one: Side = { kind, ordered: false, list: false, nullable: true }
  const many = { ...one, list: true }
  if (isOneOf(MEMBERSHIP, operator)) return { left: one, right: many }
  return isOneOf(CONTAINMENT, operator) ? { left: many, right: one } : { left: one, right: one }
}

/** The sides that `decorator` demands if the rest demands `sides`; null where lists would stand in lists. */
const outerSides = (decorator: Decorator, { left, right }: Sides): Sides | null => {
  if (decorator === 'not') return { left, right }
  if (decorator === 'swap') return { left: right, right: left }
  if (decorator === 'someFact' || decorator === 'everyFact') return left.list ? null : { left: { ...left, list: true }, right }
  return right.list ? null : { left, right: { ...right, list: true } }
}

/** The right-hand side: a literal in the domain of `facing`, a list of such, or a fact. */
const operand = (side: Side, facing: Reference, references: readonly Reference[]): fc.Arbitrary<Json> => {
  const plain = fc.constantFrom<Value>(...(side.ordered ? NUMBERS : facing.literals))
  const mayBeNull = !side.ordered && facing.nullable && !facing.list
  const one = mayBeNull ? fc.oneof({ weight: 4, arbitrary: plain }, { weight: 1, arbitrary: fc.constant(null) }) : plain
  const written: fc.Arbitrary<Json> = side.list ? fc.array(one, { minLength: 1, maxLength: 4 }) : one
  const others = references.filter((reference) => fits(side)(reference) && isComparable(reference.kind, facing.kind))
  return others.length === 0 ? written : fc.oneof({ weight: 2, arbitrary: written }, fc.constantFrom(...others.map(({ json }) => json)))
}

/** A well-typed test as JSON: each operator and each nesting of decorators that types allow. */
const testOf = (references: readonly Reference[]): fc.Arbitrary<Json> =>
  fc
    .tuple(
      fc.constantFrom<Operator>(...OPERATORS),
      fc.array(fc.constantFrom(...DECORATORS), { maxLength: 3 }),
      fc.constantFrom<Kind>('boolean', 'string', 'number', 'any'),
    )
    .chain(([operator, decorators, kind]) => {
      let sides: Sides = innerSides(operator, kind)
      const used: Decorator[] = []
      for (const decorator of decorators) {
        const next = outerSides(decorator, sides)
        if (next === null) continue
        sides = next
        used.unshift(decorator)
      }
      const { left, right } = sides
      const lefts = references.filter((one) => fits(left)(one) && one.literals.length > 0)
      if (lefts.length === 0) return testOf(references)
      return fc.constantFrom(...lefts).chain((reference) =>
        operand(right, reference, references).map((value): Json => ({ ...reference.json, operator: [...used, operator].join(':'), value })),
      )
    })

/** Well-typed conditions over the facts of `facts` that can be read in `scope`, with every construct of LAW-31 to LAW-34. */
export const conditionsArbitrary = (facts: ReadonlyMap<string, FactDeclaration>, scope: FactScope): fc.Arbitrary<Json> => {
  const references = [...facts.values()].filter(({ scopes }) => scopes.includes(scope)).flatMap(referencesTo)
  const { condition } = fc.letrec<{ condition: Json; group: Json; test: Json }>((tie) => ({
    test: fc.constant(null).chain(() => testOf(references)),
    group: fc.oneof(
      { depthSize: 'small' },
      fc.array(tie('condition'), { maxLength: 3 }).map((all) => ({ all })),
      fc.array(tie('condition'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
      tie('condition').map((not) => ({ not })),
    ),
    condition: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 3, arbitrary: tie('test') },
      { weight: 2, arbitrary: tie('group') },
    ),
  }))
  return fc.oneof(
    fc.array(condition, { maxLength: 3 }).map((all): Json => ({ all })),
    fc.array(condition, { minLength: 1, maxLength: 3 }).map((any): Json => ({ any })),
    condition.map((not): Json => ({ not })),
  )
}
