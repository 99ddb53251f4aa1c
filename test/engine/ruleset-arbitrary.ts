import fc from 'fast-check'
import type { BaseOperator, Condition, Decorator, FactReference, Operand, Test } from '../../src/artifact/condition.js'
import type { DecisionTable, FactDeclaration, Scalar } from '../../src/artifact/law.js'
import { factOf } from './fixture.js'
import type { Value } from './naive.js'

const COLOURS = ['red', 'green', 'blue']

/** Facts of every type, with finite and infinite domains, fields and parameters. */
export const FACTS: ReadonlyMap<string, FactDeclaration> = new Map(
  [
    factOf('flag', 'boolean'),
    factOf('other-flag', 'boolean'),
    factOf('colour', 'string', { domain: COLOURS }),
    factOf('maybe-colour', 'string', { domain: COLOURS, nullable: true }),
    factOf('colours', 'list', { domain: COLOURS }),
    factOf('amount', 'number', { range: [0, 10] }),
    factOf('maybe-amount', 'number', { nullable: true }),
    factOf('arguments', 'object', { fields: ['n', 's'] }),
    factOf('seen', 'boolean', { parameters: ['id'] }),
  ].map((fact) => [fact.name, fact]),
)

const ref = (fact: string, field: string | null = null, params: ReadonlyMap<string, string> = new Map()): FactReference => ({ fact, field,
  params })

const literal = (value: Scalar | null | readonly (Scalar | null)[]): Operand => ({ kind: 'literal', value })
const factSide = (reference: FactReference): Operand => ({ kind: 'fact', reference })

const make = (left: FactReference, words: string, right: Operand): Test => {
  const parts = words.split(':')
  return { kind: 'test', left, decorators: parts.slice(0, -1) as Decorator[], operator: parts.at(-1) as BaseOperator, right }
}

const boolRef = fc.constantFrom(ref('flag'), ref('other-flag'), ref('seen', null, new Map([['id', 'a']])), ref('seen', null,
  new Map([['id', 'b']])))
const colourRef = fc.constantFrom(ref('colour'), ref('maybe-colour'), ref('arguments', 's'))
const amountRef = fc.constantFrom(ref('amount'), ref('maybe-amount'), ref('arguments', 'n'))
const colour = fc.constantFrom(...COLOURS)
const colourSet = fc.uniqueArray(fc.constantFrom(...COLOURS, null), { minLength: 1 })
const amount = fc.constantFrom(0, 1, 1.5, 2, 2 + 2 ** -51, 10)

const not = fc.constantFrom('', 'not:', 'not:not:')
const tests = (left: fc.Arbitrary<FactReference>, words: readonly string[], right: fc.Arbitrary<Operand>): fc.Arbitrary<Test> =>
  fc.tuple(left, not, fc.constantFrom(...words), right).map(([a, negation, op, b]) => make(a, `${negation}${op}`, b))

const EQUALITY = ['equal', 'notEqual', 'swap:equal', 'swap:not:equal']
const ORDER = ['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive']

const anyTest: fc.Arbitrary<Test> = fc.oneof(
  tests(boolRef, EQUALITY, fc.boolean().map(literal)),
  tests(boolRef, ['equal', 'notEqual'], boolRef.map(factSide)),
  tests(colourRef, EQUALITY, fc.option(colour).map(literal)),
  tests(colourRef, EQUALITY, colourRef.map(factSide)),
  tests(colourRef, ['in', 'notIn', 'swap:contains', 'swap:doesNotContain'], colourSet.map(literal)),
  tests(colourRef, ['someValue:equal', 'everyValue:notEqual', 'swap:someFact:equal', 'not:everyValue:equal'], colourSet.map(literal)),
  tests(colourRef, ['in', 'notIn', 'swap:contains', 'someValue:equal'], fc.constant(factSide(ref('colours')))),
  tests(fc.constant(ref('colours')), ['contains', 'doesNotContain', 'someFact:equal', 'everyFact:notEqual', 'swap:in'],
    colour.map(literal)),
  tests(fc.constant(ref('colours')), ['someFact:in', 'everyFact:notIn', 'someValue:contains', 'everyValue:contains'], fc.subarray(COLOURS,
    { minLength: 1 }).map(literal)),
  tests(fc.constant(ref('colours')), ['contains', 'someFact:equal'], colourRef.map(factSide)),
  tests(amountRef, ORDER, amount.map(literal)),
  tests(amountRef, EQUALITY, fc.option(amount).map(literal)),
  tests(amountRef, ['in', 'notIn', 'someValue:lessThan', 'everyValue:greaterThan'], fc.uniqueArray(amount, { minLength: 1 }).map(literal)),
  tests(amountRef, ORDER, fc.constant(factSide(ref('amount')))),
  tests(fc.constant(ref('amount')), ORDER.map((op) => `swap:${op}`), amount.map(literal)),
  tests(fc.constant(ref('arguments', 's')), EQUALITY, fc.constantFrom('', 'x', 'mauve', true).map(literal)),
)

/** Conditions of every operator, decorator, nesting, parameter and path. */
export const condition: fc.Arbitrary<Condition> = fc.letrec<{ node: Condition; test: Condition }>((tie) => ({
  test: anyTest,
  node: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    tie('test'),
    fc.array(tie('node'), { maxLength: 3 }).map((of): Condition => ({ kind: 'all', of })),
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((of): Condition => ({ kind: 'any', of })),
    tie('node').map((of): Condition => ({ kind: 'not', of })),
  ),
})).node

/** Tables of at most `rulesMax` rules, strongest first. */
export const ruleset = (rulesMax: number): fc.Arbitrary<DecisionTable<number>> =>
  fc.array(condition, { maxLength: rulesMax }).map((conditions) =>
    conditions.map((one, index) => ({ name: `rule ${index}`, priority: 1000 - index, condition: one, event: index })),
  )

/** A value for each fact, field and parameter above, by `fact/field/id`. */
export const valuation: fc.Arbitrary<{ readonly [key: string]: Value }> = fc.record({
  'flag//': fc.boolean(),
  'other-flag//': fc.boolean(),
  'colour//': colour,
  'maybe-colour//': fc.option(colour),
  'colours//': fc.subarray(COLOURS),
  'amount//': fc.oneof(amount, fc.double({ min: 0, max: 10, noNaN: true })),
  'maybe-amount//': fc.option(fc.oneof(amount, fc.double({ min: -20, max: 20, noNaN: true }))),
  'arguments/n/': fc.option(fc.oneof(amount, fc.integer())),
  'arguments/s/': fc.option(fc.oneof(colour, fc.constantFrom('', 'x', 'mauve', 'redgreen-', true, false))),
  'seen//a': fc.boolean(),
  'seen//b': fc.boolean(),
})

/** The key of `valuation` for a reference. */
export const keyOf = ({ fact, field, params }: FactReference): string => `${fact}/${field ?? ''}/${params.get('id') ?? ''}`
