import { describe, expect, test } from 'vitest'
import { FACT_REGISTRY } from '../../src/artifact/index.js'
import type { Law } from '../../src/artifact/law.js'
import { bindLaw } from '../../src/kernel/index.js'
import type { FactValue } from '../../src/kernel/index.js'
import { eventOf, lawWith, opened, operatorOf, run, shipped, stepsOf } from './fixture.js'

const PULSE = 'pulse(q=0,duration=1,amplitude=0)'
const CX = 'cx(q1=0,q2=1)'

interface Where {
  readonly after?: readonly string[]
  readonly environment?: string
  readonly backend?: string
  readonly law?: Law
}

/** The facts of an event after a stream. */
const factsOf = (event: string, { after = [], environment, backend = 'auto', law }: Where = {}): ReadonlyMap<string, FactValue> => {
  const kernel = law === undefined ? shipped : bindLaw(law)
  const start = opened(kernel, environment ?? null, backend)
  const state = stepsOf(kernel, start, after).at(-1)?.state ?? start
  return kernel.facts(state, eventOf(event))
}

describe('[LAW-13] facts of operators', () => {
  const scaled = (coefficient: number): Law =>
    lawWith({ 'drift.yaml': [['scale: []', `scale: [{ operator: h, parameter: q, coefficient: ${coefficient} }]`]] })
  const wide = lawWith({ 'environments.yaml': [['tiers: [r1, r2, r3]', 'tiers: [r1]']] })
  test.each<[string, FactValue, string, Where?]>([
    ['operator-parsed', true, 'foo()'],
    ['operator-parsed', false, 'foo('],
    ['operator-known', true, 'h()'],
    ['operator-known', false, 'foo()'],
    ['operator-known', false, 'h('],
    ['operator-known', false, 'constructor()'],
    ['operator-name', 'h', 'h()'],
    ['operator-name', null, 'foo()'],
    ['operator-family', 'composite', CX],
    ['operator-family', null, 'foo()'],
    ['operator-tier', 'special', 'measure()'],
    ['operator-tier', null, 'h('],
    ['operator-ranked', true, 'h()'],
    ['operator-ranked', false, 'barrier()'],
    ['operator-ranked', false, 'foo()'],
    ['operator-needs-token', true, 'pulse()'],
    ['operator-needs-token', false, 'h()'],
    ['operator-needs-token', false, 'foo()'],
    ['arguments-valid', true, 'h(q=0)'],
    ['arguments-valid', false, 'h(q=-1)'],
    ['arguments-valid', false, 'foo()'],
    ['tier-allowed', true, 'h()'],
    ['tier-allowed', false, 'pulse()'],
    ['tier-allowed', true, 'pulse()', { environment: 'production' }],
    ['tier-allowed', true, 'measure()'],
    ['tier-allowed', false, 'measure()', { environment: 'archive' }],
    ['tier-allowed', false, 'foo()'],
    ['backend-target', 'local-sim', 'h()'],
    ['backend-target', 'hybrid-sim', 'barrier()', { after: [CX] }],
    ['backend-target', 'local-sim', 'measure()', { after: [CX], backend: 'hybrid-sim' }],
    ['backend-target', null, 'foo()'],
    ['backend-legal', true, 'h()'],
    ['backend-legal', false, 'pulse()'],
    ['backend-legal', true, 'pulse()', { backend: 'local-sim' }],
    ['backend-legal', false, 'h()', { backend: 'hardware-qpu-2' }],
    ['backend-legal', true, 'measure()', { backend: 'hardware-qpu-2' }],
    ['backend-legal', false, 'measure()', { environment: 'archive' }],
    ['backend-legal', false, 'foo()'],
    ['backend-matches', true, 'h()'],
    ['backend-matches', true, 'h()', { backend: 'local-sim' }],
    ['backend-matches', false, 'h()', { backend: 'hybrid-sim' }],
    ['backend-matches', true, 'barrier()', { backend: 'hybrid-sim' }],
    ['backend-matches', false, 'foo()'],
    ['backend-changes', false, 'h()'],
    ['backend-changes', true, 'h()', { after: [CX] }],
    ['backend-changes', false, 'cz()', { after: [CX] }],
    ['backend-changes', false, 'foo()', { after: [CX] }],
    ['drift-label', 'low', 'h()'],
    ['drift-label', null, 'foo()'],
    ['drift-measured', 0.0625, 'h(q=0)'],
    ['drift-measured', null, 'h()'],
    ['drift-measured', 2.0625, 'h(q=2)', { law: scaled(1) }],
    ['drift-measured', null, 'h(q=2)', { law: scaled(-1) }],
    ['drift-measured', null, 'h(q=2)', { law: scaled(1e308) }],
    ['drift-exceeds', false, 'h(q=0)'],
    ['drift-exceeds', false, 'h()'],
    ['drift-exceeds', false, 'foo()'],
    ['drift-exceeds', true, 'h(q=2)', { law: scaled(-1) }],
    ['drift-exceeds', true, 'h(q=2)', { law: scaled(1e308) }],
    ['drift-exceeds', true, 'h(q=1)', { law: scaled(0.75) }],
    ['drift-exceeds', false, 'h(q=1)', { law: scaled(0.6875) }],
    ['drift-exceeds', true, 'h(q=0)', { environment: 'archive' }],
    ['drift-overflows', false, 'h(q=0)'],
    ['drift-overflows', false, CX, { after: [CX, CX] }],
    ['drift-overflows', true, CX, { after: [CX, CX, CX] }],
    ['drift-overflows', false, 'cx()', { after: [CX, CX, CX] }],
    ['drift-overflows', false, 'measure(q=0)', { after: [CX, CX, CX] }],
    ['tier-decrease-option', 'new-frame', 'foo('],
    ['tier-step', 'none', 'h()'],
    ['tier-step', 'none', 'foo()', { after: [CX] }],
    ['tier-step', 'unranked', 'barrier()'],
    ['tier-step', 'unranked', 'measure()', { after: [CX] }],
    ['tier-step', 'same', 'cz()', { after: [CX] }],
    ['tier-step', 'up', 'pulse()', { after: [CX] }],
    ['tier-step', 'down', 'h()', { after: [CX] }],
    ['environment', 'sandbox', 'h()'],
    ['environment-terminal', true, 'h()', { environment: 'archive' }],
    ['environment-terminal', false, 'h()'],
    ['environment-tiers', ['r1', 'r2'], 'h()'],
    ['environment-tiers', ['r1'], 'h()', { environment: 'production', law: wide }],
    ['backend-named', null, 'h()'],
    ['backend-named', 'local-sim', 'h()', { backend: 'local-sim' }],
    ['token-deployed', false, 'h()'],
    ['token-deployed', true, 'h()', { after: ['token t'] }],
    ['token-unbound', false, 'h()'],
    ['token-unbound', true, 'h()', { after: ['token t'] }],
    ['token-unbound', false, 'h()', { after: ['token t', '-> production'] }],
    ['frame-state', 'absent', 'h()'],
    ['frame-state', 'open', 'h()', { after: [CX] }],
    ['frame-state', 'pending', 'h()', { after: [CX, 'token t', '-> production'] }],
    ['frame-tier', 'r2', 'h()', { after: [CX] }],
    ['frame-tier', null, 'h()'],
    ['frame-backend', 'hybrid-sim', 'h()', { after: [CX] }],
    ['frame-backend', null, 'h()'],
  ])('%s is %j for %s %j', (fact, value, event, where) => {
    expect(factsOf(event, where).get(fact)).toEqual(value)
  })

  test('params: the arguments by name, null where there is none or they do not fit', () => {
    const read = (event: string) => Object.fromEntries(factsOf(event).get('params') as ReadonlyMap<string, FactValue>)
    const none = { q: null, q1: null, q2: null, duration: null, amplitude: null }
    expect(read('h(q=3)')).toEqual({ ...none, q: 3 })
    expect(read(PULSE)).toEqual({ ...none, q: 0, duration: 1, amplitude: 0 })
    for (const event of ['h(q=-1)', 'foo(q=1)', 'h(']) expect(read(event)).toEqual(none)
  })
})

describe('[LAW-13] facts of tokens and transitions', () => {
  test.each<[string, FactValue, string, Where?]>([
    ['token-repeated', false, 'token t'],
    ['token-repeated', true, 'token t', { after: ['token s', 'token t'] }],
    ['token-deployed', false, 'token t'],
    ['transition-defined', true, '-> production'],
    ['transition-defined', false, '-> archive'],
    ['transition-defined', false, '-> sandbox'],
    ['transition-defined', false, '-> nowhere'],
    ['transition-defined', false, '-> archive', { environment: 'archive' }],
    ['transition-target', 'archive', '-> archive'],
    ['transition-target', null, '-> nowhere'],
    ['transition-target', null, '-> __proto__'],
    ['transition-guard', 'token-unbound', '-> production'],
    ['transition-guard', null, '-> archive'],
    ['environment-terminal', true, '-> sandbox', { environment: 'archive' }],
    ['token-unbound', true, '-> production', { after: ['token t'] }],
  ])('%s is %j for %s %j', (fact, value, event, where) => {
    expect(factsOf(event, where).get(fact)).toEqual(value)
  })
})

test('[LAW-11, LAW-13] each event shows the plain facts of its scope, and only those', () => {
  const events = [['h(q=0)', 'operator'], ['token t', 'token'], ['-> production', 'transition'], ['close', 'state']] as const
  for (const [event, scope] of events) {
    const expected = [...FACT_REGISTRY].filter(([, { scopes, parameters }]) => scopes.includes(scope) && parameters.length === 0)
    expect([...factsOf(event).keys()].sort()).toEqual(expected.map(([name]) => name).sort())
  }
})

type Form = 'step' | 'state'
type Value = string | boolean | null

const NONE: ReadonlyMap<string, string> = new Map()

describe('[LAW-13] facts of steps and states, seen by invariants', () => {
  /** Whether `fact` equals `value` after the last step of a stream, by an invariant that says so. */
  const holdsAfter = (form: Form, fact: string, value: Value, stream: readonly string[], params = NONE): boolean => {
    const right = { kind: 'literal', value } as const
    const holds = { kind: 'test', left: { fact, params, field: null }, decorators: [], operator: 'equal', right } as const
    const kernel = bindLaw({ ...lawWith(), invariants: [{ name: 'it', form, clause: 'LAW-13', holds }] })
    return run(stream, { kernel }).at(-1)?.broken.length === 0
  }
  const id = new Map([['id', 't']])
  const MOVE = ['token t', '-> production']
  test.each<['step' | 'state', string, string | boolean | null, readonly string[], ReadonlyMap<string, string>?]>([
    ['step', 'entry-kind', 'operator', ['h(q=0)']],
    ['step', 'entry-kind', 'operator', ['h(']],
    ['step', 'entry-kind', 'token', ['token t']],
    ['step', 'entry-kind', 'transition', ['-> nowhere']],
    ['step', 'entry-kind', 'close', ['close']],
    ['step', 'entry-kind', 'close', ['recover']],
    ['step', 'entry-allowed', true, ['h(q=0)']],
    ['step', 'entry-allowed', false, ['h(']],
    ['step', 'entry-allowed', true, ['token t']],
    ['step', 'entry-allowed', true, ['close']],
    ['step', 'routing-action', 'new', ['h(q=0)']],
    ['step', 'routing-action', 'reuse', ['h(q=0)', 'x(q=0)']],
    ['step', 'routing-action', null, ['h(']],
    ['step', 'routing-action', null, ['token t']],
    ['step', 'routing-overflow', true, [CX, CX, CX, CX]],
    ['step', 'routing-overflow', false, [CX]],
    ['step', 'frame-opened', true, ['h(q=0)']],
    ['step', 'frame-opened', false, ['h(q=0)', 'x(q=0)']],
    ['step', 'frame-closed', true, ['h(q=0)', CX]],
    ['step', 'frame-closed', false, ['h(q=0)']],
    ['step', 'frame-closed', true, ['h(q=0)', 'close']],
    ['step', 'environment-changed', true, MOVE],
    ['step', 'environment-changed', false, ['-> production']],
    ['step', 'token-used', true, MOVE],
    ['step', 'token-used', false, ['token t']],
    ['step', 'before-terminal', false, [...MOVE, 'token u', '-> archive']],
    ['step', 'before-terminal', true, [...MOVE, 'token u', '-> archive', 'h(q=0)']],
    ['step', 'environment', 'sandbox', MOVE],
    ['state', 'environment', 'production', MOVE],
    ['step', 'token-deployed', false, ['token t']],
    ['state', 'token-deployed', true, ['token t']],
    ['step', 'token-id-deployed', false, ['token t'], id],
    ['state', 'token-id-deployed', true, ['token t'], id],
    ['state', 'token-id-deployed', false, ['token u'], id],
    ['state', 'token-unbound', false, MOVE],
    ['step', 'token-repeated', true, ['token t', 'token t']],
    ['step', 'token-repeated', false, ['token t', 'h(q=0)']],
    ['step', 'frame-state', 'absent', ['h(q=0)']],
    ['state', 'frame-state', 'open', ['h(q=0)']],
    ['step', 'frame-tier', null, ['h(q=0)']],
    ['state', 'frame-tier', 'r1', ['h(q=0)']],
    ['state', 'frame-backend', 'local-sim', ['h(q=0)']],
    ['step', 'frame-open', true, ['h(q=0)']],
    ['state', 'frame-open', false, ['h(q=0)', 'close']],
    ['state', 'frame-backend-legal', true, ['h(q=0)']],
    ['state', 'frame-environment-matches', true, ['h(q=0)']],
    ['state', 'frame-tier-supported', true, ['nonsense']],
    ['step', 'drift-within-bound', true, ['h(q=0)']],
    ['step', 'tier-step', 'none', ['h(q=0)', 'token t']],
    ['step', 'operator-parsed', false, ['token t']],
    ['step', 'operator-name', null, ['token t']],
    ['step', 'backend-matches', false, ['token t']],
    ['step', 'drift-exceeds', false, ['token t']],
    ['step', 'transition-defined', false, ['h(q=0)']],
    ['step', 'transition-target', null, ['h(q=0)']],
  ])('%s: %s is %j after %j', (form, fact, value, stream, params) => {
    const other = typeof value === 'boolean' ? !value : 'else'
    expect(holdsAfter(form, fact, value, stream, params)).toBe(true)
    expect(holdsAfter(form, fact, other, stream, params)).toBe(false)
  })
})

test('[SES-23] the object form knows the same facts', () => {
  const state = opened(shipped)
  expect([...shipped.facts(state, operatorOf('h', { q: 1 }))]).toEqual([...shipped.facts(state, eventOf('h(q=1)'))])
})
