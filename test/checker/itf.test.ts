import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../../src/base/index.js'
import type { Json } from '../../src/base/index.js'
import { itfOf } from '../../src/checker/path/itf.js'
import { lawWith } from '../kernel/fixture.js'
import { drawing, modelOf, walk } from './path-fixture.js'
import { fixtureModel } from './path-model.js'

const SAID = { property: 'p', clause: 'SES-50', why: 'a step breaks it' }

// The format as its page describes it: variables of every state, values of the kinds that readers know, one kind for each variable.
const value = {
  $defs: {
    value: {
      oneOf: [
        { type: 'string' }, { type: 'boolean' }, { type: 'array', items: { $ref: '#/$defs/value' } },
        {
          type: 'object', properties: { '#bigint': { type: 'string', pattern: '^(0|-?[1-9][0-9]*)$' } }, required: ['#bigint'],
          additionalProperties: false,
        },
      ],
    },
  },
  type: 'object',
  properties: {
    '#meta': { type: 'object' },
    params: { type: 'array', maxItems: 0 },
    vars: { type: 'array', items: { type: 'string' }, uniqueItems: true },
    states: {
      type: 'array', minItems: 1,
      items: {
        type: 'object', properties: { '#meta': { type: 'object', properties: { index: { type: 'integer' } }, required: ['index'] } },
        required: ['#meta'], additionalProperties: { $ref: '#/$defs/value' },
      },
    },
    loop: { type: 'integer', minimum: 0 },
  },
  required: ['#meta', 'vars', 'states'], additionalProperties: false,
}
const isItf = new Ajv2020({ strict: false }).compile(value)

interface Itf {
  readonly vars: readonly string[]
  readonly states: readonly { readonly '#meta': { readonly index: number }; readonly [variable: string]: unknown }[]
  readonly loop?: number
}

const read = (text: string): Itf => {
  const json = JSON.parse(text) as Itf
  expect(isItf(json), JSON.stringify(isItf.errors)).toBe(true)
  expect(text).toBe(`${canonicalJson(json as unknown as Json)}\n`)
  for (const [index, state] of json.states.entries()) {
    expect(state['#meta'].index).toBe(index)
    expect(Object.keys(state).filter((key) => key !== '#meta').sort()).toEqual([...json.vars].sort())
  }
  return json
}

const kindOf = (one: unknown): string => (Array.isArray(one) ? 'list' : typeof one)

describe('[CHK-42] a path as ITF', () => {
  test('holds the variables, the event and the outcome of each position', () => {
    const model = fixtureModel([['again', 'over']])
    expect(read(itfOf(model, { states: [0, 0, 1], labels: [1, 2], loop: null }, SAID))).toEqual({
      '#meta': {
        format: 'ITF', 'format-description': 'https://apalache-mc.org/docs/adr/015adr-trace.html', source: 'fixture', status: 'violation',
        description: 'p (SES-50): a step breaks it',
      },
      params: [],
      vars: ['x', 'event', 'outcome'],
      states: [
        { '#meta': { index: 0 }, x: 'a', event: 'open', outcome: 'opened' },
        { '#meta': { index: 1 }, x: 'a', event: 'again', outcome: 'again' },
        { '#meta': { index: 2 }, x: 'b', event: 'over', outcome: 'over' },
      ],
    })
  })

  test('says where a lasso returns to, which is its last state where nothing more happens', () => {
    const model = fixtureModel([['again', 'over']])
    expect(read(itfOf(model, { states: [0, 0, 0], labels: [1, 1], loop: 1 }, SAID)).loop).toBe(1)
    expect(read(itfOf(model, { states: [0, 1, 1], labels: [2, 0], loop: 1 }, SAID))).toMatchObject({ loop: 1, states: { length: 2 } })
  })

  test('writes numbers that are whole as integers, lists of texts as lists, and all else as text; own names come first', () => {
    const model = fixtureModel([['again', 'over']], undefined, [
      { name: 'event', values: ['0', '12'] }, { name: 'drift', values: ['0', '0.5'] }, { name: '__proto__', values: ['[]', '["t1"]'] },
      { name: 'odd', values: ['[]', '[1]'] }, { name: 'no', values: ['[', '[]'] },
    ])
    const { vars, states } = read(itfOf(model, { states: [0, 1], labels: [2], loop: null }, SAID))
    expect(vars).toEqual(['event', 'drift', '__proto__', 'odd', 'no', 'event_', 'outcome'])
    const [, last] = states
    expect(vars.map((name) => (last === undefined ? null : Object.getOwnPropertyDescriptor(last, name)?.value as unknown)))
      .toEqual([{ '#bigint': '12' }, '0.5', ['t1'], '[1]', '[]', 'over', 'over'])
  })

  test('gives each variable of a law one kind, and the same bytes each time', () => {
    const law = lawWith()
    const once = (seed: number): string => {
      const model = modelOf(law, { tokens: 3, symmetry: false })
      return itfOf(model, walk(model, seed, 30, drawing(seed)), SAID)
    }
    for (let seed = 1; seed <= 5; seed++) {
      const text = once(seed)
      expect(once(seed)).toBe(text)
      const { vars, states } = read(text)
      for (const name of vars) expect(new Set(states.map((state) => kindOf(state[name]))).size, name).toBe(1)
      expect(['tokens', 'tokens_bound', 'drift'].map((name) => kindOf(states[0]?.[name]))).toEqual(['list', 'object', 'string'])
    }
  })
})
