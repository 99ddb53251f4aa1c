import { describe, expect, test } from 'vitest'
import { checkConsistency } from '../../src/kernel/index.js'
import { lawWith } from './fixture.js'
import type { Edits } from './fixture.js'

const codes = (edits: Edits): string[] => [...new Set(checkConsistency(lawWith(edits)).map(({ code }) => code))]

/** code, artifact and path of what is found. */
const found = (edits: Edits): string[] =>
  checkConsistency(lawWith(edits)).map(({ code, artifact, path }) => [code, artifact, ...path].join(' '))

test('[LAW-52, LAW-54, LAW-55, LAW-56] the shipped law does not contradict itself, and saying so is quick', () => {
  const law = lawWith()
  expect(checkConsistency(law)).toEqual([])
  const start = performance.now()
  for (let round = 0; round < 10; round++) checkConsistency(law)
  expect((performance.now() - start) / 10).toBeLessThan(100)
})

describe('[LAW-52] the frame column against the routing table', () => {
  test('an operator that says reuse but always opens a frame', () => {
    const edits = { 'operators.yaml': [['name: flush, family: meta, tier: meta, drift: zero, token: false, frame: new', 'name: flush, family: meta, tier: meta, drift: zero, token: false, frame: reuse']] } as const
    expect(found(edits)).toEqual(['frame-statement operators operators 12 frame'])
    expect(checkConsistency(lawWith(edits))[0]?.message).toContain('flush')
  })

  test('an operator that says new but can reuse a frame', () => {
    const edits = { 'operators.yaml': [['name: h, family: primitive, tier: r1, drift: low, token: false, frame: reuse', 'name: h, family: primitive, tier: r1, drift: low, token: false, frame: new']] } as const
    expect(found(edits)).toEqual(['frame-statement operators operators 3 frame'])
  })

  test('a routing rule taken away changes what rows must say', () => {
    const edits = { 'routing.rules.yaml': [['operator-family, operator: equal, value: measurement', 'operator-name, operator: equal, value: h']] } as const
    expect(found(edits)).toEqual(['frame-statement operators operators 3 frame', 'frame-statement operators operators 10 frame'])
  })

  test('a test of a fact with infinite domain is taken both ways, the same test alike everywhere', () => {
    const measured = '{ fact: drift-measured, operator: greaterThan, value: 0.1 }'
    const tests = (rule: string): Edits => ({ 'routing.rules.yaml': [['{ fact: operator-family, operator: equal, value: measurement }', rule]] })
    expect(found(tests(measured))).toEqual(['frame-statement operators operators 10 frame'])
    expect(codes(tests(`{ any: [${measured}, { not: ${measured} }] }`))).toEqual(['frame-statement'])
    expect(found(tests(`{ any: [{ fact: operator-family, operator: equal, value: measurement }, { all: [${measured}, { not: ${measured} }] }] }`))).toEqual([])
  })

  test('a parameter that the operator does not have is null', () => {
    const edits = { 'routing.rules.yaml': [['{ fact: operator-tier, operator: equal, value: r3 }', '{ fact: params, path: $.duration, operator: notEqual, value: null }']] } as const
    expect(found(edits)).toEqual(['frame-statement operators operators 9 frame'])
  })
})

describe('[LAW-54] the frame machine', () => {
  const open = '"actions": ["close-frame", "open-frame", "append-operator"]'
  test.each<[string, readonly [string, string], string]>([
    ['opens a frame while one is open', [open, '"actions": ["open-frame", "append-operator"]'], 'performs open-frame while a frame is open'],
    ['closes twice', ['"transition": { "target": "pending", "actions": ["close-frame"] }', '"transition": { "target": "pending", "actions": ["close-frame", "close-frame"] }'], 'performs close-frame while no frame is open'],
    ['does not close on transition', ['"transition": { "target": "pending", "actions": ["close-frame"] }', '"transition": { "target": "pending" }'], 'must leave no frame open'],
    ['does not close at the end', ['"end": { "target": "over", "actions": ["close-frame"] }', '"end": { "target": "over" }'], 'must leave no frame open'],
    ['appends not last', [open, '"actions": ["close-frame", "append-operator", "open-frame"]'], 'not last'],
    ['appends twice', ['"reuse": { "actions": ["append-operator"] }', '"reuse": { "actions": ["append-operator", "append-operator"] }'], 'not last'],
    ['new does not append', ['"new": { "target": "open", "actions": ["open-frame", "append-operator"] }', '"new": { "target": "open", "actions": ["open-frame"] }'], 'must open one frame and append'],
    ['new does not open', [open, '"actions": ["append-operator"]'], 'must open one frame'],
    ['reuse closes', ['"reuse": { "actions": ["append-operator"] }', '"reuse": { "actions": ["close-frame", "open-frame", "append-operator"] }'], 'must append and neither open nor close'],
    ['reuse does nothing', ['"reuse": { "actions": ["append-operator"] }', '"reuse": {}'], 'must append'],
    ['transition appends', ['"transition": { "target": "pending", "actions": ["close-frame"] }', '"transition": { "target": "pending", "actions": ["close-frame", "open-frame", "close-frame"] }'], 'must leave no frame open'],
    ['new is not accepted', [', "actions": ["open-frame", "append-operator"] },\n        "transition": { "target": "pending" },', ' , "actions": ["open-frame", "append-operator"] },'], 'the event transition is not accepted'],
    ['end leads to no final state', ['"end": { "target": "over", "actions": ["close-frame"] }', '"end": { "target": "absent", "actions": ["close-frame"] }'], 'must lead to a final state'],
    ['transition leads to a final state', ['"transition": { "target": "pending", "actions": ["close-frame"] }', '"transition": { "target": "over", "actions": ["close-frame"] }'], 'leads to a final state'],
    ['begins at its end', ['"initial": "absent"', '"initial": "over"'], 'begins in a final state'],
  ])('%s', (_name, change, message) => {
    const problems = checkConsistency(lawWith({ 'machine:frame': [change] }))
    const of = problems.filter(({ code }) => code === 'frame-lifecycle')
    expect(of.map((problem) => problem.message).join('\n')).toContain(message)
    expect(of.every(({ artifact }) => artifact === 'machine:frame')).toBe(true)
  })

  test('entry and exit actions count as well, and problems name the state', () => {
    const edits = { 'machine:frame': [['"pending": {', '"pending": { "entry": ["append-operator"],']] } as const
    expect(found(edits)).toContain('frame-lifecycle machine:frame states open on transition')
  })
})

describe('[LAW-55] routing against the frame machine', () => {
  test('reuse where no frame is open', () => {
    const edits = { 'routing.rules.yaml': [['fact: frame-state, operator: equal, value: absent', 'fact: frame-state, operator: equal, value: over']] } as const
    expect(codes(edits)).toEqual(['routing-refused'])
    expect(checkConsistency(lawWith(edits))[0]?.message).toContain('frame-state = "absent"')
  })

  test('reuse in a state that does not take it', () => {
    expect(codes({ 'machine:frame': [['"reuse": { "actions": ["append-operator"] },', '']] })).toEqual(['routing-refused'])
  })

  test('what cannot be reached may be refused', () => {
    const extra = '"over": { "type": "final" }'
    expect(found({ 'machine:frame': [[extra, `"island": {}, ${extra}`]] })).toEqual([])
  })
})

describe('[LAW-56] the transition table against the environment machine', () => {
  const rules = 'validation.rules.yaml'
  test.each<[string, Edits]>([
    ['allows what is not defined', { [rules]: [['fact: transition-defined, operator: equal, value: false', 'fact: transition-target, operator: equal, value: null']] }],
    ['allows without a token', { [rules]: [['{ fact: token-unbound, operator: equal, value: false }', '{ fact: token-deployed, operator: equal, value: false }']] }],
    ['refuses what the machine takes', { [rules]: [['{ fact: token-unbound, operator: equal, value: false }', '{ any: [{ fact: token-unbound, operator: equal, value: false }, { fact: frame-state, operator: equal, value: open }] }']] }],
    ['refuses a token of a name', { [rules]: [['{ fact: token-unbound, operator: equal, value: false }', '{ fact: token-id-deployed, params: { id: t1 }, operator: equal, value: false }']] }],
  ])('%s', (_name, edits) => {
    expect(codes(edits)).toEqual(['transition-statement'])
  })

  test('the first difference is told', () => {
    const edits = { [rules]: [['fact: transition-defined, operator: equal, value: false', 'fact: transition-target, operator: equal, value: null']] } as Edits
    expect(checkConsistency(lawWith(edits))[0]?.message).toMatch(/^from sandbox to sandbox /)
  })

  test('an unbound token without a deployed one cannot be, so it decides nothing', () => {
    const both = '{ any: [{ fact: token-unbound, operator: equal, value: false }, { fact: token-deployed, operator: equal, value: false }] }'
    expect(found({ [rules]: [['{ fact: token-unbound, operator: equal, value: false }', both]] })).toEqual([])
  })
})

describe('[SES-22, SES-40] what cannot be placed in a frame must be refused', () => {
  test('arguments that do not fit', () => {
    const edits = { 'validation.rules.yaml': [['fact: arguments-valid, operator: equal, value: false', 'fact: operator-known, operator: equal, value: false']] } as const
    expect(codes(edits)).toEqual(['operator-unrefused'])
  })

  test('drift that is not lawful, once drift can be that', () => {
    const rule = ['fact: drift-exceeds, operator: equal, value: true', 'fact: operator-parsed, operator: equal, value: false'] as const
    expect(found({ 'validation.rules.yaml': [rule] })).toEqual([])
    const scale = ['scale: []', 'scale: [{ operator: h, parameter: q, coefficient: -1 }]'] as const
    expect(codes({ 'validation.rules.yaml': [rule], 'drift.yaml': [scale] })).toEqual(['operator-unrefused'])
    expect(found({ 'drift.yaml': [scale] })).toEqual([])
  })
})

test('[NUM-05] more cells than the limit are named, not looked at', () => {
  const facts = ['token-deployed', 'token-unbound', 'environment-terminal', 'drift-exceeds', 'drift-overflows', 'backend-changes', 'tier-allowed', 'backend-legal', 'backend-matches']
  const domains = ['environment', 'backend-named', 'frame-tier', 'frame-backend', 'backend-target'].map((fact) => `{ fact: ${fact}, operator: equal, value: ${fact === 'environment' ? 'sandbox' : 'null'} }`)
  const tests = [...facts.map((fact) => `{ fact: ${fact}, operator: equal, value: true }`), ...domains.slice(0, 1), ...domains.slice(1)]
  const many = tests.filter((text) => !text.includes('backend-target')).join(', ')
  const edits: Edits = { 'routing.rules.yaml': [['{ fact: drift-overflows, operator: equal, value: true }', many]] }
  const start = performance.now()
  expect(codes(edits)).toEqual(['consistency-undecided'])
  expect(performance.now() - start).toBeLessThan(5000)
})
