import { describe, expect, test } from 'vitest'
import { bindLaw } from '../../src/kernel/index.js'
import type { OperatorEntry } from '../../src/kernel/index.js'
import { framesOf, lawWith, operatorOf, run } from './fixture.js'
import type { Edits } from './fixture.js'

const H = 'h(q=0)'
const X = 'x(q=0)'
const CX = 'cx(q1=0,q2=1)'
const MEASURE = 'measure(q=0)'
const PULSE = 'pulse(q=0,duration=1,amplitude=0)'
const TO_PRODUCTION = ['token t1', '-> production']

const operators = (stream: readonly string[], start = {}): readonly OperatorEntry[] =>
  run(stream, start).flatMap(({ entry }) => (entry.type === 'operator' ? [entry] : []))

/** Reason and backend of each operator, with its frame: `frame backend action reason`. */
const routes = (stream: readonly string[], start = {}): string[] =>
  operators(stream, start).map(({ frameId, routing }) => `${frameId} ${routing?.backend} ${routing?.frameAction} ${routing?.reason}`)

describe('[RTR-50] streams that must come out so', () => {
  const L = 'local-sim'
  const twelve = (text: string): readonly string[] => Array.from({ length: 12 }, () => text)
  const [HYBRID, Q] = ['hybrid-sim', 'hardware-qpu-2']
  test.each<[string, readonly string[], string, readonly [backend: string, reasons: string][]]>([
    ['h, x', [H, X], 'sandbox', [[L, 'tier-binding tier-binding']]],
    ['h, cx', [H, CX], 'sandbox', [[L, 'tier-binding'], [HYBRID, 'tier-escalation']]],
    ['cx, measure', [CX, MEASURE], 'sandbox', [[HYBRID, 'tier-binding'], [L, 'measurement']]],
    ['pulse', ['token t1', 'pulse(q=20,duration=0.5,amplitude=1)'], 'production', [[Q, 'r3-requires-new-frame']]],
    [
      'h, cx, to production, pulse',
      [H, CX, ...TO_PRODUCTION, 'pulse(q=10,duration=0.3,amplitude=1)'],
      'sandbox',
      [[L, 'tier-binding'], [HYBRID, 'tier-escalation'], [Q, 'environment-transition']],
    ],
    ['h, measure, x', [H, MEASURE, X], 'sandbox', [[L, 'tier-binding'], [L, 'measurement tier-binding']]],
    ['h x 12, cx', [...twelve(H), CX], 'sandbox', [[L, twelve('tier-binding').join(' ')], [HYBRID, 'tier-escalation']]],
    ['h x 13', [...twelve(H), H], 'sandbox', [[L, twelve('tier-binding').join(' ')], [L, 'drift-overflow']]],
    ['cx, x', [CX, X], 'sandbox', [[HYBRID, 'tier-binding'], [L, 'tier-decrease']]],
    ['cx, barrier, cx', [CX, 'barrier()', CX], 'sandbox', [[HYBRID, 'tier-binding'], [HYBRID, 'meta tier-binding']]],
  ])('%s', (_name, stream, environment, expected) => {
    const steps = run([...stream, 'close'], { environment })
    const frames = framesOf(steps).map(({ frameId, backend }) => {
      const inside = operators(stream, { environment }).filter((entry) => entry.frameId === frameId)
      return [backend, inside.map(({ routing }) => routing?.reason).join(' ')]
    })
    expect(frames).toEqual(expected)
    expect(steps.flatMap(({ broken }) => broken)).toEqual([])
    const overflows = operators(stream, { environment }).filter(({ drift }) => drift?.overflow === true)
    expect(overflows.every(({ routing }) => routing?.reason === 'drift-overflow')).toBe(true)
  })
})

describe('placement', () => {
  test('[RTR-01, RTR-02] a ranked tier runs on its backend', () => {
    expect(routes(['token t', H, CX, PULSE], { environment: 'production' })).toEqual([
      '1 local-sim new tier-binding', '2 hybrid-sim new tier-escalation', '3 hardware-qpu-2 new r3-requires-new-frame',
    ])
  })

  test('[RTR-02] an unranked tier without inherit runs on its default, whatever came before', () => {
    expect(routes([CX, MEASURE])[1]).toBe('2 local-sim new measurement')
  })

  test('[RTR-03] meta inherits from the open frame', () => {
    expect(run([CX, 'barrier()']).at(-1)?.state.frame).toMatchObject({ tier: 'r2', backend: 'hybrid-sim' })
  })

  test('[RTR-03] meta inherits from the last closed frame if that is still lawful', () => {
    const { frame } = run([CX, ...TO_PRODUCTION, 'barrier()']).at(-1)?.state ?? {}
    expect(frame).toMatchObject({ tier: 'r2', backend: 'hybrid-sim', environment: 'production' })
  })

  const unlisted: Edits = {
    'backends.yaml': [['environments: [production]', 'environments: [sandbox]']],
    'environments.yaml': [['tiers: [r1, r2],', 'tiers: [r1, r2, r3],']],
  }
  test.each<[string, Edits, readonly string[]]>([
    ['its backend does not list the environment', unlisted, ['token t0', PULSE]],
    ['the environment does not allow its tier', { 'environments.yaml': [['tiers: [r1, r2, r3]', 'tiers: [r1]']] }, [CX]],
  ])('[RTR-03] and not if %s', (_name, edits, stream) => {
    const steps = run([...stream, ...TO_PRODUCTION, 'barrier()'], { kernel: bindLaw(lawWith(edits)) })
    expect(steps.map(({ state }) => state.lastFrame?.tier).at(-1)).toBe(stream.at(-1) === CX ? 'r2' : 'r3')
    expect(steps.at(-1)?.state.frame).toMatchObject({ tier: 'r1', backend: 'local-sim' })
  })

  test('[RTR-03] without a frame before it meta runs on its default', () => {
    expect(run(['barrier()']).at(-1)?.state.frame).toMatchObject({ tier: 'r1', backend: 'local-sim' })
    expect(run([...TO_PRODUCTION, 'flush()']).at(-1)?.state.frame).toMatchObject({ tier: 'r1', backend: 'local-sim' })
  })
})

describe('triggers', () => {
  test('[RTR-10, RTR-11] the order of the shipped law', () => {
    const order = [
      'environment-transition', 'r3-requires-new-frame', 'measurement', 'meta', 'tier-binding', 'tier-escalation', 'tier-decrease',
      'backend-change', 'drift-overflow', 'tier-binding',
    ]
    expect(lawWith().routing.operator.map(({ event }) => event.reason)).toEqual(order)
  })

  test('[RTR-11] the first operator has tier-binding unless a stronger trigger holds', () => {
    const first = (text: string) => routes(['token t', text], { environment: 'production' })[0]?.split(' ').slice(2).join(' ')
    expect([H, CX, PULSE, MEASURE, 'barrier()'].map(first)).toEqual([
      'new tier-binding', 'new tier-binding', 'new r3-requires-new-frame', 'new measurement', 'new meta',
    ])
  })

  test.each([H, CX, PULSE, MEASURE, 'flush()'])('[RTR-11] the first operator after a transition has environment-transition: %s', (text) => {
    expect(operators([H, ...TO_PRODUCTION, text, H]).map(({ routing }) => routing?.reason)[1]).toBe('environment-transition')
    const pending = run([H, ...TO_PRODUCTION, 'nonsense', 'token t2', text]).at(-1)?.entry
    expect(pending).toMatchObject({ routing: { reason: 'environment-transition', frameAction: 'new' } })
  })

  test('[RTR-12, RTR-13] reuse keeps the backend of the frame, new takes that of the placement', () => {
    const family = 'fact: operator-family, operator: equal, value: '
    const same = bindLaw(lawWith({ 'routing.rules.yaml': [[`${family}meta`, `${family}pulse`]] }))
    expect(routes([CX, 'barrier()', H], { kernel: same })).toEqual([
      '1 hybrid-sim new tier-binding', '1 hybrid-sim reuse tier-binding', '2 local-sim new tier-decrease',
    ])
  })

  test('[RTR-14] r1 joins a measurement frame; r3 shares none', () => {
    expect(routes([MEASURE, H])).toEqual(['1 local-sim new measurement', '1 local-sim reuse tier-binding'])
    expect(routes(['token t', PULSE, PULSE, H], { environment: 'production' }).map((text) => text.slice(0, 1))).toEqual(['1', '2', '3'])
  })

  test('[RTR-21] a named backend restricts and never redirects; measurement and meta ignore it', () => {
    const verdicts = (backend: string) => operators([H, CX, MEASURE, 'barrier()'], { backend }).map(({ validation }) => validation.reason)
    expect(verdicts('local-sim')).toEqual([null, 'backend mismatch', null, null])
    expect(verdicts('hybrid-sim')).toEqual(['backend mismatch', null, null, null])
    expect(verdicts('hardware-qpu-2')).toEqual(['backend illegal in environment', 'backend illegal in environment', null, null])
    expect(routes([CX, MEASURE], { backend: 'hybrid-sim' })[1]).toBe('2 local-sim new measurement')
  })

  test('[RTR-30] measurement, meta and pulse always open a frame', () => {
    const stream = ['token t', MEASURE, MEASURE, 'barrier()', 'flush()', 'barrier()', PULSE, PULSE, MEASURE]
    expect(operators(stream, { environment: 'production' }).map(({ frameId }) => frameId)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })

  test('[RTR-31] overflow opens a frame; the bound itself may be reached', () => {
    const drift = (count: number) => operators(Array.from({ length: count }, () => H), { environment: 'production' }).at(-1)
    expect(drift(8)).toMatchObject({ frameId: 1, drift: { accumulated: 0.5, overflow: false } })
    expect(drift(9)).toMatchObject({ frameId: 2, drift: { accumulated: 0.0625, overflow: true }, routing: { reason: 'drift-overflow' } })
  })

  test('[RTR-40] every rule that matched is told, strongest first', () => {
    const decisions = run([CX, 'token t', operatorOf('h', { q: 0 })]).at(-1)?.decisions
    expect(decisions?.map(({ table, winner, matched }) => [table, winner, matched])).toEqual([
      ['operator', null, []],
      ['routing', 'decrease', ['decrease', 'other-backend', 'binding']],
    ])
  })
})
