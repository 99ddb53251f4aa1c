import fc from 'fast-check'
import { nodeOfJson } from '../../src/artifact/node-of-json.js'
import type { DecisionTable, FactDeclaration, Scalar } from '../../src/artifact/law.js'
import { decodeRuleTable } from '../../src/artifact/rules.js'
import type { Json } from '../../src/base/index.js'
import { conditionsArbitrary } from './condition.js'

type Value = Scalar | null

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

/** Reasons that the events of `rulesetArbitrary` name; among them the names that an event emitter treats apart. */
export const REASONS = ['first reason', 'error', 'newListener', '__proto__']

const hasEmptyAll = (rule: Json): boolean => JSON.stringify(rule).includes('"conditions":{"all":[]}')

/** A decision table as JSON rules in the order of the file: unique priorities, well-typed conditions over `FACTS`. */
export const rulesetArbitrary: fc.Arbitrary<readonly Json[]> = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 1_000_000 }), conditionsArbitrary(FACTS, 'operator'), fc.constantFrom(...REASONS)), {
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
