import { describe, expect, test } from 'vitest'
import { decodeCondition } from '../../src/artifact/conditions.js'
import type { FactScope } from '../../src/artifact/law.js'
import { nodeOfJson } from '../../src/artifact/node-of-json.js'
import { decodeRuleTable } from '../../src/artifact/rules.js'
import { decodeMachine } from '../../src/artifact/statechart.js'
import type { Json } from '../../src/base/json.js'
import { loadTexts, SHIPPED } from './shipped.js'

const loaded = loadTexts(SHIPPED)
if (!loaded.ok) throw new Error('the shipped law does not load')
const { facts } = loaded.law

const context = (scope: FactScope) => ({ facts, declared: new Set(facts.keys()), hasFields: true, scope })
const read = (json: Json, scope: FactScope = 'step') => {
  const problems: string[] = []
  const condition = decodeCondition(context(scope))(nodeOfJson(json), (_at, code) => void problems.push(code) as undefined)
  return { condition, problems }
}
const testOf = (fact: string, operator: string, value: Json, more: { readonly [key: string]: Json } = {}): Json => ({
  all: [{ fact, operator, value, ...more }],
})
const TIERS = 'environment-tiers'

describe('[LAW-33, LAW-34, LAW-35] well-typed tests', () => {
  test.each<[string, string, Json]>([
    ['operator-tier', 'equal', 'special'],
    ['operator-tier', 'notEqual', null],
    ['operator-tier', 'in', ['r1', null, 'meta']],
    ['operator-tier', 'not:in', ['r1']],
    ['operator-tier', 'not:not:notIn', ['r1']],
    ['operator-tier', 'in', { fact: TIERS }],
    ['operator-tier', 'equal', { fact: 'frame-tier' }],
    ['operator-tier', 'someValue:equal', ['r1', 'r2']],
    ['operator-tier', 'everyValue:notEqual', { fact: TIERS }],
    ['operator-tier', 'swap:contains', ['r1', 'r2']],
    ['operator-tier', 'swap:contains', { fact: TIERS }],
    ['operator-tier', 'swap:someFact:equal', ['r1']],
    ['operator-tier', 'swap:not:swap:equal', 'r1'],
    [TIERS, 'contains', 'r1'],
    [TIERS, 'not:doesNotContain', 'r3'],
    [TIERS, 'contains', { fact: 'operator-tier' }],
    [TIERS, 'swap:in', 'r1'],
    [TIERS, 'someFact:equal', 'r1'],
    [TIERS, 'everyFact:in', ['r1', 'r2']],
    [TIERS, 'everyFact:someValue:equal', { fact: TIERS }],
    [TIERS, 'someValue:contains', ['r1', 'r2']],
    ['drift-measured', 'lessThan', 0.5],
    ['drift-measured', 'equal', null],
    ['drift-measured', 'someValue:greaterThanInclusive', [1, 2]],
    ['operator-known', 'equal', true],
    ['operator-known', 'notEqual', { fact: 'operator-parsed' }],
    ['frame-state', 'in', ['absent', 'over']],
    ['environment', 'equal', { fact: 'transition-target' }],
  ])('%s %s %j', (fact, operator, value) => {
    const { condition, problems } = read(testOf(fact, operator, value))
    expect(problems).toEqual([])
    const words = operator.split(':')
    expect(condition).toMatchObject({ kind: 'all', of: [{ kind: 'test', operator: words.at(-1), decorators: words.slice(0, -1) }] })
  })

  test.each<[string, string, Json]>([
    [TIERS, 'swap:someValue:in', 'r1'],
    [TIERS, 'swap:someValue:in', ['r1', 'r2']],
    ['operator-tier', 'swap:in', ['r1']],
    [TIERS, 'swap:contains', ['r1']],
    [TIERS, 'someFact:contains', 'r1'],
    ['drift-measured', 'swap:greaterThan', 1],
    ['drift-measured', 'in', [1, 2, null, 'x']],
    [TIERS, 'in', [['r1']]],
    [TIERS, 'equal', { fact: TIERS }],
    ['operator-known', 'equal', 'true'],
    ['operator-known', 'greaterThan', 0],
    ['operator-tier', 'someFact:swap:equal', 'r1'],
  ])('%s %s %j is ill typed', (fact, operator, value) => {
    const { condition, problems } = read(testOf(fact, operator, value))
    expect(condition).toBeUndefined()
    expect(problems).toHaveLength(1)
  })

  test('[LAW-10, LAW-31] fields: any scalar or null by equality, ordering where every parameter of the name is a number', () => {
    for (const value of ['x', 1, true, null]) expect(read(testOf('params', 'equal', value, { path: '$.q' })).problems).toEqual([])
    expect(read(testOf('params', 'lessThan', 10, { path: '$.duration' })).problems).toEqual([])
    const mixed = new Map([...facts, ['params', { ...facts.get('params')!, numericFields: [] }]]) // The shipped law declares params.
    const problems: string[] = []
    const decode = decodeCondition({ ...context('step'), facts: mixed })
    decode(nodeOfJson(testOf('params', 'lessThan', 10, { path: '$.duration' })), (_at, code) => void problems.push(code) as undefined)
    expect(problems).toEqual(['operand-type'])
  })

  test('[LAW-31] references on both sides carry their parameters and fields', () => {
    const fact = 'token-id-deployed'
    const { condition } = read(testOf(fact, 'equal', { fact, params: { id: '__proto__' } }, { params: { id: 'a' } }))
    const right = { reference: { params: new Map([['id', '__proto__']]) } }
    expect(condition).toMatchObject({ of: [{ left: { params: new Map([['id', 'a']]) }, right }] })
  })
})

test('[LAW-11] every fact can be read in its scopes and in no other', () => {
  for (const { name, scopes, type, parameters } of facts.values()) {
    const more = { ...(parameters.length > 0 ? { params: { id: 'x' } } : {}), ...(type === 'object' ? { path: '$.q' } : {}) }
    const value: Json = type === 'list' ? 'r1' : { fact: name, ...more }
    for (const scope of ['operator', 'token', 'transition', 'step', 'state'] as const) {
      const operator = type === 'list' ? 'contains' : 'equal'
      const { problems } = read(testOf(name, operator, value, more), scope)
      expect(problems.includes('fact-scope'), `${name} in ${scope}`).toBe(!scopes.includes(scope))
    }
  }
})

test('[LAW-30, LAW-32] a rule table decodes from plain JSON, strongest first', () => {
  const conditions = { any: [{ not: { all: [] } }] }
  const rule = (name: string, priority: number): Json => ({ name, priority, conditions, event: { type: name } })
  const table = decodeRuleTable(context('operator'))(nodeOfJson([rule('a', 1), rule('b', 3), rule('c', 2)]), () => undefined)
  expect(table?.map(({ name }) => name)).toEqual(['b', 'c', 'a'])
})

describe('[LAW-46, LAW-47] machines', () => {
  const machine = (root: object) =>
    decodeMachine(JSON.stringify({ id: 'm', version: '1.0.0', ...root }), { file: 'm.json', id: 'm', version: '1.0.0' })

  test.each([
    ['b', 'a', 'b'], ['a', 'a', 'a'], ['.x', 'a', 'a.x'], ['.x.y', 'a', 'a.x.y'],
    ['#m', 'a', ''], ['#m.a.x', 'b', 'a.x'], ['#m.b', 'a', 'b'], ['.a', '', 'a'],
  ])('the target %s from "%s" is "%s"', (target, source, path) => {
    const on = { on: { e: target } }
    const x = { initial: 'y', states: { y: {} } }
    const a = { initial: 'x', states: { x }, ...(source === 'a' ? on : {}) }
    const result = machine({ initial: 'a', states: { a, b: source === 'b' ? on : {} }, ...(source === '' ? on : {}) })
    expect(result.ok ? result.machine.nodes.get(source)?.on.get('e')?.[0]?.target : result.problems).toBe(path)
  })

  test.each([
    ['a', ''], ['.b', 'a'], ['x', 'b'], ['a.x', 'b'], ['#n.a', 'b'], ['#ma', 'b'],
    ['', 'b'], ['.', 'b'], ['#m.', 'b'], ['.', ''], ['..a', ''], ['__proto__', 'b'], ['constructor', 'b'],
  ])('there is no target %s from "%s"', (target, source) => {
    const on = { on: { e: target } }
    const a = { initial: 'x', states: { x: {} }, ...(source === 'a' ? on : {}) }
    const result = machine({ initial: 'a', states: { a, b: source === 'b' ? on : {} }, ...(source === '' ? on : {}) })
    expect(result.ok ? [] : result.problems.map(({ code }) => code)).toEqual(['name-unknown'])
  })

  test('[LAW-46] parallel, nested, entry and exit actions, candidates in order', () => {
    const result = machine({
      type: 'parallel',
      states: {
        l: {
          initial: 'a',
          states: {
            a: { on: { e: [{ guard: 'g', target: 'b', actions: 'x' }, { reenter: true, actions: ['y', 'z'] }] } },
            b: { type: 'final' },
          },
        },
        r: { entry: 'in', exit: ['out'] },
      },
    })
    const names = { events: ['e'], guards: ['g'], actions: ['x', 'y', 'z', 'in', 'out'] }
    expect(result).toMatchObject({ ok: true, machine: { root: { type: 'parallel' }, ...names } })
    expect(result.ok ? [...result.machine.nodes.keys()] : []).toEqual(['', 'l', 'l.a', 'l.b', 'r'])
  })

  test('[LAW-46] a machine may be one atomic or final state', () => {
    expect(machine({})).toMatchObject({ ok: true, machine: { root: { type: 'atomic', initial: null } } })
    expect(machine({ type: 'final' })).toMatchObject({ ok: true, machine: { root: { type: 'final' } } })
  })
})
