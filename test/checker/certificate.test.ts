import { describe, expect, test } from 'vitest'
import { certificateOf } from '../../src/checker/certificate/certificate.js'
import { certifiedEvents } from '../../src/checker/certificate/certificate-events.js'
import { bindLaw } from '../../src/kernel/index.js'
import { nodeDigest } from '../../src/shell/node-digest.js'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { readFileSync } from 'node:fs'
import type { Law, Params, Scalar } from '../../src/artifact/law.js'
import { lawWith } from '../kernel/fixture.js'
import { bodyOf, certified, rehashed, statesIn, withStates } from './certificate-fixture.js'
import { drawing, explore, modelOf, reached } from './path-fixture.js'

const law = lawWith()

describe('[CHK-45] a certificate', () => {
  const text = certified(law)

  test('names the law, the bounds, the invariants and every reached state, each once', () => {
    const body = bodyOf(text)
    const model = modelOf(law)
    const found = explore(model)
    expect(body).toMatchObject({
      format: 'certificate/1', law: { id: 'qcompute', version: '1.0.0', digest: law.digest }, tokens: 2, symmetry: true,
      states: found.states,
      invariants: law.invariants.map(({ name }) => name), variables: model.variables.map(({ name }) => name),
    })
    const texts = reached(found).map((state) => model.valuesOf(state).map((value, at) => model.variables[at]?.values[value]).join('\n'))
    expect(statesIn(body).map((state) => state.join('\n')).sort()).toEqual(texts.sort())
  })

  test('does not depend on the order in which states were found, and is small', () => {
    const model = modelOf(law)
    const states = reached(explore(model))
    const shuffled = states.map((state, index) => [(index * 7919) % states.length, state] as const).sort(([a], [b]) => a - b)
    expect(certificateOf(model, shuffled.map(([, state]) => state), { law, tokens: 2, symmetry: true }, nodeDigest)).toBe(text)
    expect(text.length).toBeLessThan(20 * bodyOf(text).states)
    expect(rehashed(bodyOf(text))).toBe(text)
    expect(bodyOf(rehashed(withStates(bodyOf(text), statesIn(bodyOf(text)))))).toMatchObject({ states: bodyOf(text).states })
  })

  test('has the form of its schema', () => {
    const schema = JSON.parse(readFileSync(new URL('../../specs/schemas/certificate.schema.json', import.meta.url), 'utf8')) as object
    const validate = new Ajv2020({ strict: true }).compile(schema)
    expect(validate(bodyOf(text)), JSON.stringify(validate.errors)).toBe(true)
    for (const change of [{ tokens: -1 }, { more: 0 }, { rows: [['a']] }, { law: {} }, { sha256: 'A' }]) {
      expect(validate({ ...bodyOf(text), ...change }), JSON.stringify(change)).toBe(false)
    }
  })
})

describe('[CHK-46] events of a certificate', () => {
  // Conditions that read arguments: members of a list, orderings of one and of two parameters, a window between two numbers.
  const reading = lawWith({
    'validation.rules.yaml': [['      - name: drift-bound\n        priority: 100', `      - name: reading
        priority: 150
        conditions:
          any:
            - all:
                - { fact: operator-name, operator: equal, value: pulse }
                - { fact: params, path: $.duration, operator: greaterThan, value: 7.5 }
                - { fact: params, path: $.amplitude, operator: lessThanInclusive, value: 0.25 }
            - { fact: params, path: $.q1, operator: in, value: [4, 6] }
        event: { type: backend mismatch }
      - name: window
        priority: 140
        conditions:
          all:
            - { fact: params, path: $.amplitude, operator: greaterThan, value: 0.4 }
            - { fact: params, path: $.amplitude, operator: lessThan, value: 0.45 }
        event: { type: illegal in environment }
      - name: beyond
        priority: 130
        conditions: { all: [{ fact: params, path: $.duration, operator: greaterThan, value: 1e18 }] }
        event: { type: archive terminal }
      - name: drift-bound
        priority: 100`]],
  })

  const outcomeOf = (kernel: ReturnType<typeof bindLaw>, environment: string, name: string, params: Params): string => {
    const opening = kernel.open({ environment, backend: 'auto' })
    const state = opening.ok ? kernel.step(opening.state, { kind: 'token', tokenId: 't1' })?.state : undefined
    const step = state === undefined ? null : kernel.step(state, { kind: 'operator', name, params, timestamp: '' })
    return JSON.stringify([name, step?.entry.type === 'operator' ? [step.entry.validation, step.entry.routing, step.entry.drift] : null])
  }

  test.each([['the shipped law', law], ['a law whose rules read arguments', reading]])('stand for all operators under %s', (_, one) => {
    const kernel = bindLaw(one)
    const asked = certifiedEvents(one, 2)
    if (!asked.ok) throw new Error(asked.beyond)
    for (const environment of one.environments.keys()) {
      const operators = asked.events.filter((event) => event.kind === 'operator')
      const outcomes = new Set(operators.map(({ name, params }) => outcomeOf(kernel, environment, name, params)))
      const draw = drawing(environment.length)
      const numbers = [0, 1, 2, 3, 4, 5, 6, 7, 7.5, 7.6, 8, 100, -1, 0.2, 0.25, 0.3, 0.42, 0.5, 1.5, 1e20, 1e300, 2 ** 53]
      const some: readonly Scalar[] = [...numbers, 'x', true]
      for (let run = 0; run < 3000; run++) {
        const rows = [...one.operators.operators.values()]
        const row = draw(2) === 0 ? rows[draw(rows.length)] : rows.find(({ name }) => name === 'pulse')
        if (row === undefined) continue
        const params: Params = new Map(row.parameters.filter(() => draw(20) > 0).map(({ name }) => [name, some[draw(some.length)] ?? 0]))
        expect(outcomes, JSON.stringify([row.name, ...params])).toContain(outcomeOf(kernel, environment, row.name, params))
      }
    }
  })

  test('are each kind of event, tokens that conditions name before the others', () => {
    const named = lawWith({
      'validation.rules.yaml': [['{ fact: token-deployed, operator: equal, value: false }',
        '{ fact: token-id-deployed, params: { id: token-1 }, operator: equal, value: false }']],
    })
    const asked = certifiedEvents(named, 2)
    if (!asked.ok) throw new Error(asked.beyond)
    expect(asked.named).toEqual(['token-1'])
    expect(asked.plain).toEqual(['token-2', 'token-3'])
    expect(asked.events.filter(({ kind }) => kind !== 'operator')).toEqual([
      { kind: 'source', source: '', timestamp: '' },
      ...['token-1', 'token-2', 'token-3'].map((tokenId) => ({ kind: 'token', tokenId })),
      ...['sandbox', 'production', 'archive', 'nowhere'].map((to) => ({ kind: 'transition', to })), { kind: 'close' }, { kind: 'recover' },
    ])
  })

  test.each<readonly [string, Law]>([
    ['drift depends on arguments', {
      ...law, drift: { ...law.drift, scale: [{ operator: 'pulse', parameter: 'duration', coefficient: 1 }] },
    }],
    ['a condition compares arguments with facts', lawWith({
      'validation.rules.yaml': [['{ fact: drift-exceeds, operator: equal, value: true }',
        '{ fact: params, path: $.q, operator: equal, value: { fact: drift-measured } }']],
    })],
  ])('are none where %s', (beyond, one) => {
    expect(certifiedEvents(one, 1)).toEqual({ ok: false, beyond })
  })
})
