import fc from 'fast-check'
import { nodeOfJson } from '../../src/artifact/node.js'
import type { DecisionTable, FactDeclaration, Scalar } from '../../src/artifact/law.js'
import { decodeRuleTable } from '../../src/artifact/rules.js'
import type { Json } from '../../src/base/index.js'

type Value = Scalar | null
type Kind = 'boolean' | 'string' | 'number' | 'any'

/** Value of a fact for given parameters, as all evaluators are given it. */
export type Valuation = (fact: string, params: ReadonlyMap<string, string>) => FactValue
export type FactValue = Value | readonly string[] | ReadonlyMap<string, Value>

const COLORS = ['red', 'green', '__proto__', 'constructor']
const TOKENS = ['t1', 'toString', '__proto__']
const FIELDS = ['q', '__proto__', 'constructor']
const NUMERIC_FIELDS = ['q']
const RANGE: readonly [number, number] = [-2, 10]
const NUMBERS = [-2, 0, 0.5, 2, 9.75, 10]

const declare = (name: string, type: FactDeclaration['type'], more: Partial<FactDeclaration> = {}): [string, FactDeclaration] => [
  name,
  {
    name,
    type,
    nullable: false,
    domain: null,
    range: null,
    fields: [],
    parameters: [],
    scopes: ['operator', 'token', 'transition', 'step', 'state'],
    description: name,
    ...more,
  },
]

/** A small set of facts with every type, nullable and not, and with parameters; the names of values are hostile to plain objects. */
export const FACTS: ReadonlyMap<string, FactDeclaration> = new Map([
  declare('flag', 'boolean'),
  declare('ready', 'boolean'),
  declare('color', 'string', { domain: COLORS }),
  declare('shade', 'string', { domain: COLORS, nullable: true }),
  declare('level', 'number', { range: RANGE }),
  declare('height', 'number', { range: RANGE }),
  declare('spare', 'number', { range: RANGE, nullable: true }),
  declare('tags', 'list', { domain: COLORS }),
  declare('marks', 'list', { domain: COLORS }),
  declare('bag', 'object', { fields: FIELDS, numericFields: NUMERIC_FIELDS }),
  declare('seen', 'boolean', { parameters: ['id'] }),
])

/** A side of a comparison, as a decorated operator demands it: its kind, whether it is a list, and whether it may be null. */
interface Side {
  readonly kind: Kind
  readonly ordered: boolean
  readonly list: boolean
  readonly nullable: boolean
}

/** A fact reference as JSON, with what a literal on the other side may be. */
interface Reference {
  readonly json: { readonly [key: string]: Json }
  readonly kind: Kind
  readonly numeric: boolean
  readonly list: boolean
  readonly nullable: boolean
}

const REFERENCES: readonly Reference[] = [...FACTS.values()].flatMap(({ name, type, nullable, fields, parameters }): Reference[] => {
  if (type === 'object') {
    return fields.map((field) => ({
      json: { fact: name, path: `$.${field}` },
      kind: 'any',
      numeric: NUMERIC_FIELDS.includes(field),
      list: false,
      nullable: true,
    }))
  }
  if (parameters.length > 0) {
    return TOKENS.map((id) => ({ json: { fact: name, params: { id } }, kind: 'boolean', numeric: false, list: false, nullable: false }))
  }
  return [{ json: { fact: name }, kind: type === 'list' ? 'string' : type, numeric: type === 'number', list: type === 'list', nullable }]
})

// A field may hold a value of any type and so is compared with any.
const isComparable = (a: Kind, b: Kind): boolean => a === b || a === 'any' || b === 'any'

/** Facts that a law accepts for a side: numbers for an ordering, and nothing that may be null where `nullable` is false. */
const referencesFor = ({ kind, ordered, list, nullable }: Side): readonly Reference[] =>
  REFERENCES.filter((one) => (ordered ? one.numeric : isComparable(one.kind, kind)) && one.list === list && (nullable || !one.nullable))

const literal = (kind: Kind, nullable: boolean): fc.Arbitrary<Value> => {
  const plain: fc.Arbitrary<Value> =
    kind === 'boolean'
      ? fc.boolean()
      : kind === 'string'
        ? fc.constantFrom(...COLORS)
        : kind === 'number'
          ? fc.constantFrom(...NUMBERS)
          : fc.constantFrom<Value>('', 'red', 0, 0.5, true, false)
  return nullable ? fc.oneof({ weight: 4, arbitrary: plain }, { weight: 1, arbitrary: fc.constant(null) }) : plain
}

const EQUALITY = ['equal', 'notEqual'] as const
const MEMBERSHIP = ['in', 'notIn'] as const
const CONTAINMENT = ['contains', 'doesNotContain'] as const
const ORDERING = ['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'] as const
const DECORATORS = ['not', 'swap', 'someFact', 'everyFact', 'someValue', 'everyValue'] as const

type Operator = (typeof EQUALITY | typeof MEMBERSHIP | typeof CONTAINMENT | typeof ORDERING)[number]
type Decorator = (typeof DECORATORS)[number]

interface Sides {
  readonly left: Side
  readonly right: Side
}

const scalar = (kind: Kind): Side => ({ kind, ordered: false, list: false, nullable: true })

const innerSides = (operator: Operator, kind: Kind): Sides => {
  if ((ORDERING as readonly string[]).includes(operator)) {
    const number: Side = { kind: 'number', ordered: true, list: false, nullable: true }
    return { left: number, right: { ...number, nullable: false } }
  }
  const one = scalar(kind)
  const many = { ...one, list: true }
  if ((MEMBERSHIP as readonly string[]).includes(operator)) return { left: one, right: many }
  return (CONTAINMENT as readonly string[]).includes(operator) ? { left: many, right: one } : { left: one, right: one }
}

/** The sides that `decorator` demands if the rest demands `sides`; null where lists would stand in lists. */
const outerSides = (decorator: Decorator, { left, right }: Sides): Sides | null => {
  if (decorator === 'not') return { left, right }
  if (decorator === 'swap') return { left: right, right: left }
  if (decorator === 'someFact' || decorator === 'everyFact') return left.list ? null : { left: { ...left, list: true }, right }
  return right.list ? null : { left, right: { ...right, list: true } }
}

/** The right-hand side: a literal in the domain of `facing`, a list of such, or a fact. */
const operand = (side: Side, facing: Reference): fc.Arbitrary<Json> => {
  const one = literal(side.ordered ? 'number' : facing.kind, !side.ordered && facing.nullable && !facing.list)
  const written: fc.Arbitrary<Json> = side.list ? fc.array(one, { minLength: 1, maxLength: 4 }) : one
  const references = referencesFor(side).filter((reference) => isComparable(reference.kind, facing.kind))
  return references.length === 0 ? written : fc.oneof({ weight: 2, arbitrary: written }, fc.constantFrom(...references.map(({ json }) => json)))
}

/** A well-typed test as JSON, each operator and each nesting of decorators that types allow. */
const test = (): fc.Arbitrary<Json> =>
  fc
    .tuple(
      fc.constantFrom<Operator>(...EQUALITY, ...MEMBERSHIP, ...CONTAINMENT, ...ORDERING),
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
      const lefts = referencesFor(sides.left)
      if (lefts.length === 0) return test()
      return fc.constantFrom(...lefts).chain((left) =>
        operand(sides.right, left).map((value): Json => ({ ...left.json, operator: [...used, operator].join(':'), value })),
      )
    })

const { condition } = fc.letrec<{ condition: Json; group: Json; test: Json }>((tie) => ({
  test: fc.constant(null).chain(test),
  group: fc.oneof(
    { depthSize: 'small' },
    fc.array(tie('condition'), { maxLength: 3 }).map((all) => ({ all })),
    fc.array(tie('condition'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
    tie('condition').map((not) => ({ not })),
  ),
  condition: fc.oneof({ depthSize: 'small', withCrossShrink: true }, { weight: 3, arbitrary: tie('test') }, { weight: 2, arbitrary: tie('group') }),
}))

const root = fc.oneof(
  fc.array(condition, { maxLength: 3 }).map((all): Json => ({ all })),
  fc.array(condition, { minLength: 1, maxLength: 3 }).map((any): Json => ({ any })),
  condition.map((not): Json => ({ not })),
)

/** Reasons that the events of `rulesetArbitrary` name; among them the names that an event emitter treats apart. */
export const REASONS = ['first reason', 'error', 'newListener', '__proto__']

const hasEmptyAll = (rule: Json): boolean => JSON.stringify(rule).includes('"conditions":{"all":[]}')

/** A decision table as JSON rules in the order of the file: unique priorities, well-typed conditions over `FACTS`. */
export const rulesetArbitrary: fc.Arbitrary<readonly Json[]> = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 1_000_000 }), root, fc.constantFrom(...REASONS)), {
    selector: ([priority]) => priority,
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) => parts.map(([priority, conditions, type], index) => ({ name: `rule ${index}`, priority, conditions, event: { type } })))
  .filter((rules) => {
    // LAW-38: nothing may stand below a rule that always holds.
    const always = rules.filter(hasEmptyAll).map(({ priority }) => priority)
    const least = Math.min(...rules.map(({ priority }) => priority))
    return always.every((priority) => priority === least)
  })

const fieldValue = (field: string): fc.Arbitrary<Value> =>
  NUMERIC_FIELDS.includes(field) ? fc.constantFrom<Value>(null, ...NUMBERS) : fc.constantFrom<Value>(null, '', 'red', 0, 0.5, true, false)

/** The values of all facts of `FACTS`, drawn so that literals are met often. */
export const valuationArbitrary: fc.Arbitrary<Valuation> = fc
  .record({
    flag: fc.boolean(),
    ready: fc.boolean(),
    color: fc.constantFrom(...COLORS),
    shade: fc.constantFrom(null, ...COLORS),
    level: fc.constantFrom(...NUMBERS),
    height: fc.constantFrom(...NUMBERS),
    spare: fc.constantFrom(null, ...NUMBERS),
    tags: fc.subarray(COLORS),
    marks: fc.subarray(COLORS),
    bag: fc.tuple(...FIELDS.map((field) => fc.tuple(fc.constant(field), fieldValue(field)))).map((pairs) => new Map(pairs)),
    seen: fc.subarray(TOKENS),
  })
  .map((values) => {
    const plain = new Map<string, FactValue>(Object.entries(values).filter(([name]) => name !== 'seen'))
    const read = (fact: string, params: ReadonlyMap<string, string>): FactValue =>
      fact === 'seen' ? values.seen.includes(params.get('id') ?? '') : (plain.get(fact) ?? null)
    return Object.assign(read, { [fc.toStringMethod]: () => fc.stringify(values) })
  })

/** The table that the rules of `rulesetArbitrary` decode to; throws if they do not, since all of them are well typed. */
export const decodeRules = (rules: readonly Json[]): DecisionTable<unknown> => {
  const problems: string[] = []
  const report = (_offset: number, code: string, message: string): undefined => {
    problems.push(`${code} ${message}`)
  }
  const table = decodeRuleTable({ facts: FACTS, declared: null, hasFields: true, scope: 'operator' })(nodeOfJson(rules), report)
  if (table === undefined) throw new Error(`${JSON.stringify(rules)}\n${problems.join('\n')}`)
  return table
}
