import { describe, expect, test } from 'vitest'
import { checkConsistency } from '../../src/kernel/index.js'
import { checkFrameMachine } from '../../src/kernel/lifecycle.js'
import { lawWith, machineOf } from './fixture.js'
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
    const row = 'name: flush, family: meta, tier: meta, drift: zero, token: false, frame: '
    const edits: Edits = { 'operators.yaml': [[`${row}new`, `${row}reuse`]] }
    expect(found(edits)).toEqual(['frame-statement operators operators 12 frame'])
    expect(checkConsistency(lawWith(edits))[0]?.message).toContain('flush')
  })

  test('an operator that says new but can reuse a frame', () => {
    const row = 'name: h, family: primitive, tier: r1, drift: low, token: false, frame: '
    const edits: Edits = { 'operators.yaml': [[`${row}reuse`, `${row}new`]] }
    expect(found(edits)).toEqual(['frame-statement operators operators 3 frame'])
  })

  test('a routing rule taken away changes what rows must say', () => {
    const rule = 'operator-family, operator: equal, value: measurement'
    const edits: Edits = { 'routing.rules.yaml': [[rule, 'operator-name, operator: equal, value: h']] }
    expect(found(edits)).toEqual(['frame-statement operators operators 3 frame', 'frame-statement operators operators 10 frame'])
  })

  test('a test of a fact with infinite domain is taken both ways, the same test alike everywhere', () => {
    const measured = '{ fact: drift-measured, operator: greaterThan, value: 0.1 }'
    const family = '{ fact: operator-family, operator: equal, value: measurement }'
    const tests = (rule: string): Edits => ({ 'routing.rules.yaml': [[family, rule]] })
    expect(found(tests(measured))).toEqual(['frame-statement operators operators 10 frame'])
    expect(codes(tests(`{ any: [${measured}, { not: ${measured} }] }`))).toEqual(['frame-statement'])
    expect(found(tests(`{ any: [${family}, { all: [${measured}, { not: ${measured} }] }] }`))).toEqual([])
  })

  test('a parameter that the operator does not have is null', () => {
    const duration = '{ fact: params, path: $.duration, operator: notEqual, value: null }'
    const edits: Edits = { 'routing.rules.yaml': [['{ fact: operator-tier, operator: equal, value: r3 }', duration]] }
    expect(found(edits)).toEqual(['frame-statement operators operators 9 frame'])
  })
})

describe('[LAW-54] the frame machine', () => {
  const NEW = '"actions": ["close-frame", "open-frame", "append-operator"]'
  const REUSE = '"reuse": { "actions": ["append-operator"] }'
  const MOVE = '"transition": { "target": "pending", "actions": ["close-frame"] }'
  const END = '"end": { "target": "over", "actions": ["close-frame"] }'
  test.each<[string, readonly [string, string], string]>([
    ['opens a frame while one is open', [NEW, '"actions": ["open-frame", "append-operator"]'], 'performs open-frame while a frame is open'],
    [
      'closes twice',
      [MOVE, '"transition": { "target": "pending", "actions": ["close-frame", "close-frame"] }'],
      'performs close-frame while no frame is open',
    ],
    ['does not close on transition', [MOVE, '"transition": { "target": "pending" }'], 'must leave no frame open'],
    ['does not close at the end', [END, '"end": { "target": "over" }'], 'must leave no frame open'],
    ['appends not last', [NEW, '"actions": ["close-frame", "append-operator", "open-frame"]'], 'not last'],
    ['appends twice', [REUSE, '"reuse": { "actions": ["append-operator", "append-operator"] }'], 'not last'],
    [
      'new does not append',
      ['"target": "open", "actions": ["open-frame", "append-operator"] }', '"target": "open", "actions": ["open-frame"] }'],
      'must open one frame and append',
    ],
    ['new does not open', [NEW, '"actions": ["append-operator"]'], 'must open one frame'],
    [
      'reuse closes',
      [REUSE, '"reuse": { "actions": ["close-frame", "open-frame", "append-operator"] }'],
      'must append and neither open nor close',
    ],
    ['reuse does nothing', [REUSE, '"reuse": {}'], 'must append'],
    [
      'transition appends',
      [MOVE, '"transition": { "target": "pending", "actions": ["close-frame", "open-frame", "close-frame"] }'],
      'must leave no frame open',
    ],
    [
      'new is not accepted',
      ['},\n        "transition": { "target": "pending" },', '},'],
      'the event transition is not accepted',
    ],
    ['end leads to no final state', [END, '"end": { "target": "absent", "actions": ["close-frame"] }'], 'must lead to a final state'],
    [
      'transition leads to a final state',
      [MOVE, '"transition": { "target": "over", "actions": ["close-frame"] }'],
      'leads to a final state',
    ],
    ['begins at its end', ['"initial": "absent"', '"initial": "over"'], 'begins in a final state'],
  ])('%s', (_name, change, message) => {
    const problems = checkConsistency(lawWith({ 'machine:frame': [change] }))
    const of = problems.filter(({ code }) => code === 'frame-lifecycle')
    expect(of.map((problem) => problem.message).join('\n')).toContain(message)
    expect(of.every(({ artifact }) => artifact === 'machine:frame')).toBe(true)
  })

  const append = ['append-operator']
  const moves = { transition: { target: '#m.pending' }, end: { target: '#m.over' } }
  const opening = { new: { target: '#m.open', actions: ['open-frame', ...append] } }
  const open = {
    new: { target: '#m.open', actions: ['close-frame', 'open-frame', ...append] },
    reuse: { actions: append },
    transition: { target: '#m.pending', actions: ['close-frame'] },
    end: { target: '#m.over', actions: ['close-frame'] },
  }
  const done = { type: 'final' }
  const absent = { on: { ...moves, ...opening } }
  const frames = (states: { readonly [key: string]: unknown }): string[] => {
    const all = { absent, open: { on: open }, pending: absent, over: done, ...states }
    const { problems } = checkFrameMachine(machineOf({ initial: 'absent', states: all }))
    return problems.map(({ path, message }) => `${path.join(' ')}: ${message}`)
  }
  const nested = (initial: string, on: object) => ({ initial, on, states: { in: {}, done } })

  test.each([
    [
      'nested, entered by default', { pending: nested('done', absent.on) },
      'absent on transition: in the state absent the event transition',
    ],
    [
      'nested, named', { pending: nested('in', { ...absent.on, transition: '.done' }) },
      'pending states in: in the state pending.in the event transition',
    ],
    ['nested, by new', { open: nested('done', open) }, 'absent on new: in the state absent the event new'],
    [
      'nested, by reuse', { open: nested('in', { ...open, reuse: { target: '.done', actions: append } }) },
      'open states in: in the state open.in the event reuse',
    ],
  ])('[LAW-54] new, reuse and transition lead to no final state: %s', (_what, states, message) => {
    expect(frames(states)).toContain(`states ${message} leads to a final state`)
  })

  test('[LAW-54] states inside others that are not final are fine, a final one at the beginning is not', () => {
    expect(frames({})).toEqual([])
    expect(frames({ absent: nested('in', absent.on), open: nested('in', open), pending: nested('in', absent.on) })).toEqual([])
    expect(frames({ absent: nested('done', absent.on) })).toEqual(['initial: the machine begins in a final state'])
  })

  test('an event that nobody sends is refused, wherever it stands', () => {
    const pause = (at: string) => found({ 'machine:frame': [[at, `"pause": { "target": "pending" }, ${at}`]] })
    expect(pause('"reuse": {')).toEqual(['frame-lifecycle machine:frame states open on pause'])
    const root = found({ 'machine:frame': [['"initial": "absent",', '"initial": "absent", "on": { "pause": {} },']] })
    expect(root).toEqual(['frame-lifecycle machine:frame on pause'])
  })

  test('entry and exit actions count as well, and problems name the state', () => {
    const edits = { 'machine:frame': [['"pending": {', '"pending": { "entry": ["append-operator"],']] } as const
    expect(found(edits)).toContain('frame-lifecycle machine:frame states open on transition')
  })
})

describe('[LAW-55] routing against the frame machine', () => {
  test('reuse where no frame is open', () => {
    const rule = 'fact: frame-state, operator: equal, value: '
    const edits: Edits = { 'routing.rules.yaml': [[`${rule}absent`, `${rule}over`]] }
    expect(codes(edits)).toEqual(['routing-refused'])
    expect(checkConsistency(lawWith(edits))[0]?.message).toContain('frame-state = "absent"')
  })

  test('reuse in a state that does not take it', () => {
    expect(codes({ 'machine:frame': [['"reuse": { "actions": ["append-operator"] },', '']] })).toEqual(['routing-refused'])
  })

  test('what is told is told as people write it', () => {
    const reads = (left: string): string => {
      const routing = [['{ fact: drift-overflows, operator: equal, value: true }', left]] as const
      const states = [['"reuse": { "actions": ["append-operator"] },', '']] as const
      return checkConsistency(lawWith({ 'routing.rules.yaml': routing, 'machine:frame': states })).map(({ message }) => message).join('\n')
    }
    expect(reads('{ fact: params, path: $.q, operator: not:equal, value: 1 }')).toMatch(/, not \(params \$\.q not:equal 1\)/)
    expect(reads('{ fact: drift-measured, operator: equal, value: { fact: drift-measured } }'))
      .toContain('drift-measured equal drift-measured')
    expect(reads('{ fact: token-id-deployed, params: { id: t1 }, operator: equal, value: true }'))
      .toContain('token-id-deployed {"id":"t1"} = false')
    expect(reads('{ fact: params, path: $.q, operator: equal, value: 1 }')).not.toMatch(/\["|\[\\/)
  })

  test('what cannot be reached may be refused', () => {
    const extra = '"over": { "type": "final" }'
    expect(found({ 'machine:frame': [[extra, `"island": {}, ${extra}`]] })).toEqual([])
  })
})

describe('[LAW-56] the transition table against the environment machine', () => {
  const defined = 'fact: transition-defined, operator: equal, value: false'
  const unbound = '{ fact: token-unbound, operator: equal, value: false }'
  const isOpen = '{ fact: frame-state, operator: equal, value: open }'
  const rules = (from: string, to: string): Edits => ({ 'validation.rules.yaml': [[from, to]] })
  test.each<[string, Edits]>([
    ['allows what is not defined', rules(defined, 'fact: transition-target, operator: equal, value: null')],
    ['allows without a token', rules(unbound, '{ fact: token-deployed, operator: equal, value: false }')],
    ['refuses what the machine takes', rules(unbound, `{ any: [${unbound}, ${isOpen}] }`)],
    ['refuses a token of a name', rules(unbound, '{ fact: token-id-deployed, params: { id: t1 }, operator: equal, value: false }')],
  ])('%s', (_name, edits) => {
    expect(codes(edits)).toEqual(['transition-statement'])
  })

  test('the first difference is told', () => {
    const edits = rules(defined, 'fact: transition-target, operator: equal, value: null')
    expect(checkConsistency(lawWith(edits))[0]?.message).toMatch(/^from sandbox to sandbox /)
  })

  test('an unbound token without a deployed one cannot be, so it decides nothing', () => {
    const both = `{ any: [${unbound}, { fact: token-deployed, operator: equal, value: false }] }`
    expect(found(rules(unbound, both))).toEqual([])
  })
})

describe('[LAW-57] what cannot be placed in a frame must be refused', () => {
  test('arguments that do not fit', () => {
    const rule = 'fact: arguments-valid, operator: equal, value: false'
    const edits: Edits = { 'validation.rules.yaml': [[rule, 'fact: operator-known, operator: equal, value: false']] }
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
  const facts = [
    'token-deployed', 'token-unbound', 'environment-terminal', 'drift-exceeds', 'drift-overflows', 'backend-changes', 'tier-allowed',
    'backend-legal', 'backend-matches',
  ]
  const names = ['backend-named', 'frame-tier', 'frame-backend']
  const many = [
    ...facts.map((fact) => `{ fact: ${fact}, operator: equal, value: true }`),
    ...names.map((fact) => `{ fact: ${fact}, operator: equal, value: null }`),
    '{ fact: environment, operator: equal, value: sandbox }',
  ].join(', ')
  const edits: Edits = { 'routing.rules.yaml': [['{ fact: drift-overflows, operator: equal, value: true }', many]] }
  const start = performance.now()
  expect(codes(edits)).toEqual(['consistency-undecided'])
  expect(performance.now() - start).toBeLessThan(5000)
})
