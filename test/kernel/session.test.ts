import { describe, expect, test } from 'vitest'
import type { Law, Scalar } from '../../src/artifact/law.js'
import { bindLaw } from '../../src/kernel/index.js'
import type { Kernel, OperatorEntry, TransitionEntry } from '../../src/kernel/index.js'
import { eventOf, framesOf, lastEntry, lawWith, opened, operatorOf, run, shipped, stepsOf } from './fixture.js'

const operator = (stream: readonly string[], start = {}): OperatorEntry => {
  const entry = lastEntry(stream, start)
  if (entry.type !== 'operator') throw new Error('no operator')
  return entry
}

const moved = (stream: readonly string[], start = {}): TransitionEntry => {
  const entry = lastEntry(stream, start)
  if (entry.type !== 'transition') throw new Error('no transition')
  return entry
}

const TO_PRODUCTION = ['token t1', '-> production']
const TO_ARCHIVE = [...TO_PRODUCTION, 'token t2', '-> archive']

describe('opening', () => {
  test('[SES-01] defaults, and names that the law does not know', () => {
    expect(opened(shipped)).toMatchObject({ environment: 'sandbox', backend: null })
    expect(shipped.open({ environment: 'nowhere', backend: 'auto' })).toEqual({ ok: false, unknown: 'environment' })
    expect(shipped.open({ environment: '__proto__', backend: 'auto' })).toEqual({ ok: false, unknown: 'environment' })
    expect(shipped.open({ environment: null, backend: 'nothing' })).toEqual({ ok: false, unknown: 'backend' })
  })

  test('[SES-02] any environment, without a token; an illegal backend only refuses', () => {
    for (const environment of ['sandbox', 'production', 'archive']) expect([...opened(shipped, environment).lineage]).toEqual([environment])
    const start = { backend: 'hardware-qpu-2' }
    expect(operator(['h(q=0)'], start).validation.reason).toBe('backend illegal in environment')
    expect(operator(['barrier()'], start).validation.allowed).toBe(true)
  })

  test('[SES-03] nothing is deployed, counted, open or drifted in the beginning', () => {
    const { tokens, lineage, ...state } = opened(shipped, 'production', 'local-sim')
    expect([tokens.size, ...lineage]).toEqual([0, 'production'])
    expect(state).toEqual({
      environment: 'production',
      backend: 'local-sim',
      tokensBound: 0,
      frame: null,
      lastFrame: null,
      sessionState: 'open',
      frameState: 'absent',
      drift: { accumulated: 0, bound: 0.5 },
      counts: { operators: 0, tokens: 0, transitions: 0, refused: { operators: 0, tokens: 0, transitions: 0 }, frames: 0 },
    })
  })
})

describe('events', () => {
  test('[SES-10] a refused event changes nothing but counts', () => {
    const before = run(['token t1', 'h(q=0)']).at(-1)?.state ?? opened(shipped)
    for (const text of ['nonsense', 'h(q=-1)', 'pulse(q=0,duration=1,amplitude=0)', 'token t1', '-> archive', '-> nowhere']) {
      const step = shipped.step(before, eventOf(text))
      expect(step?.closedFrame).toBeNull()
      expect({ ...step?.state, counts: before.counts }).toEqual(before)
      expect(step?.state.counts).not.toEqual(before.counts)
    }
  })

  test('[SES-11] when the session machine is done nothing is captured', () => {
    for (const end of ['close', 'recover']) {
      const { state } = run(['h(q=0)', end]).at(-1) ?? { state: opened(shipped) }
      const events = ['h(q=0)', 'nonsense', 'token t1', '-> production', 'close', 'recover'].map(eventOf)
      for (const event of events) expect(shipped.step(state, event)).toBeNull()
    }
  })

  test('[SES-12] the winning rule refuses with its reason; without one the event is allowed with reason null', () => {
    const [step] = run(['h('])
    expect(step?.entry).toMatchObject({ validation: { allowed: false, reason: 'invalid grammar' } })
    expect(step?.decisions.map(({ table, winner, matched }) => ({ table, winner, matched }))).toEqual([
      { table: 'operator', winner: 'grammar', matched: ['grammar', 'arguments', 'tier-legality', 'backend-legality', 'backend-binding'] },
    ])
    const [allowed] = run(['h(q=0)'])
    expect(allowed?.entry).toMatchObject({ validation: { allowed: true, reason: null } })
    expect(allowed?.decisions.map(({ table, winner }) => [table, winner])).toEqual([['operator', null], ['routing', 'first-operator']])
  })

  test.each<[string, readonly string[], { environment?: string; backend?: string }]>([
    ['invalid grammar', ['h(q=0'], {}],
    ['invalid grammar', ['hh(q=0)'], {}],
    ['invalid arguments', ['h()'], {}],
    ['invalid arguments', ['h(q=0.5)'], {}],
    ['invalid arguments', ['cx(q1=1,q2=1)'], {}],
    ['archive terminal', ['h(q=0)'], { environment: 'archive' }],
    ['archive terminal', ['barrier()'], { environment: 'archive' }],
    ['illegal in environment', ['pulse(q=0,duration=1,amplitude=0)'], {}],
    ['backend illegal in environment', ['h(q=0)'], { backend: 'hardware-qpu-2' }],
    ['backend mismatch', ['h(q=0)'], { backend: 'hybrid-sim' }],
    ['backend mismatch', ['cx(q1=0,q2=1)'], { backend: 'local-sim' }],
    ['token required', ['pulse(q=0,duration=1,amplitude=0)'], { environment: 'production' }],
  ])('[SES-12, SES-27] %s: %j', (reason, stream, start) => {
    const entry = operator(stream, start)
    expect(entry.validation).toEqual({ allowed: false, reason })
    expect([entry.drift, entry.frameId]).toEqual([null, null])
    expect(entry.routing === null).toBe(reason !== 'token required')
  })

  test('[SES-12] reasons that the shipped law cannot reach are reached by an edited one', () => {
    const monotone = bindLaw(lawWith({ 'validation.rules.yaml': [['tier_decrease: new-frame', 'tier_decrease: refuse']] }))
    expect(operator(['cx(q1=0,q2=1)', 'h(q=0)'], { kernel: monotone }).validation.reason).toBe('tier decrease inside frame')
    const narrow = bindLaw(lawWith({ 'backends.yaml': [['max_accumulated: 1.0', 'max_accumulated: 0.05']] }))
    expect(operator(['h(q=0)'], { kernel: narrow }).validation.reason).toBe('drift bound exceeded')
  })
})

describe('operators', () => {
  test('[SES-23] a name given as such is held against the grammar, and -0 is taken as 0', () => {
    expect(lastFor('h', { q: 0 }).validation.allowed).toBe(true)
    expect(lastFor('h ', { q: 0 })).toMatchObject({ name: 'h ', source: null, validation: { reason: 'invalid grammar' } })
    expect(Object.is(lastFor('h', { q: -0 }).params?.get('q'), 0)).toBe(true)
    expect(lastFor('h', { q: '0' }).validation.reason).toBe('invalid arguments')
  })

  const lastFor = (name: string, params: { readonly [name: string]: Scalar }): OperatorEntry => {
    const entry = run([operatorOf(name, params)]).at(-1)?.entry
    if (entry?.type !== 'operator') throw new Error('no operator')
    return entry
  }

  test('[SES-24] ids count from 1 over all captured operators', () => {
    const ids = run(['h(q=0)', 'x', 'token t1', 'h(q=0)']).flatMap(({ entry }) => (entry.type === 'operator' ? [entry.opId] : []))
    expect(ids).toEqual([1, 2, 3])
  })

  test('[SES-26] name and params as decoded; the text only if it does not parse', () => {
    expect(operator([' h ( q = 1e0 ) '])).toMatchObject({ name: 'h', params: new Map([['q', 1]]), source: null })
    expect(operator(['h(q=1'])).toMatchObject({ name: null, params: null, source: 'h(q=1' })
    expect(operator(['foo(a="x")'])).toMatchObject({ name: 'foo', params: new Map([['a', 'x']]), source: null })
    expect(operator(['h(r=1)'])).toMatchObject({ name: 'h', params: new Map([['r', 1]]), source: null })
  })

  test('[SES-27, RTR-20] only a refusal with routing keeps the backend of the placement', () => {
    expect(operator(['pulse(q=0,duration=1,amplitude=0)'], { environment: 'production' }).routing).toEqual({
      backend: 'hardware-qpu-2', frameAction: null, reason: 'token-required',
    })
  })
})

describe('tokens and transitions', () => {
  test('[SES-30] ids are appended anywhere and never removed; a repeated one is refused by the shipped law', () => {
    const steps = run(['token a', 'token b', 'token a'], { environment: 'archive' })
    expect(steps.map(({ entry }) => entry)).toEqual([
      { type: 'token', tokenId: 'a', validation: { allowed: true, reason: null } },
      { type: 'token', tokenId: 'b', validation: { allowed: true, reason: null } },
      { type: 'token', tokenId: 'a', validation: { allowed: false, reason: 'invalid arguments' } },
    ])
    expect([...(steps.at(-1)?.state.tokens ?? [])]).toEqual(['a', 'b'])
  })

  test('[SES-31] the session moves: frame closed, lineage grown, drift reset', () => {
    const step = run(['h(q=0)', ...TO_PRODUCTION]).at(-1)
    const drift = { accumulated: 0, bound: 0.5 }
    expect(step?.state).toMatchObject({ environment: 'production', frame: null, frameState: 'pending', drift })
    expect([...(step?.state.lineage ?? [])]).toEqual(['sandbox', 'production'])
    expect(step?.closedFrame?.frameId).toBe(1)
  })

  test('[SES-32] the earliest unbound token is bound; tokens that operators rely on are not', () => {
    const stream = ['token a', 'token b', '-> production', 'pulse(q=0,duration=1,amplitude=0)', '-> archive']
    const used = run(stream).flatMap(({ entry }) => (entry.type === 'transition' ? [entry.tokenUsed] : []))
    expect(used).toEqual(['a', 'b'])
    expect(moved([...TO_PRODUCTION, '-> archive']).validation.reason).toBe('token required')
    expect(moved(['-> production']).validation.reason).toBe('token required')
  })

  test('[SES-33] the first candidate whose guard holds is taken', () => {
    const first = '{ "target": "production", "guard": "token-unbound", "actions": ["bind-token"] }'
    const candidates = `[${first}, { "target": "production", "guard": "token-deployed" }]`
    const law = lawWith({
      'machine:environment': [[first, candidates]],
      'environments.yaml': [['next: [production], token_to_leave: true', 'next: [production], token_to_leave: false']],
    })
    const entry = moved(['token a', '-> production'], { kernel: bindLaw(law) })
    expect(entry.tokenUsed).toBe('a')
  })

  test('[SES-34] the entry of an allowed and of a refused transition', () => {
    expect(moved(['h(q=0)', ...TO_PRODUCTION])).toEqual({
      type: 'transition', from: 'sandbox', to: 'production', tokenUsed: 't1', validation: { allowed: true, reason: null }, frameClosed: 1,
      driftBound: 0.5, backendLegal: ['local-sim', 'hybrid-sim', 'hardware-qpu-2'],
    })
    expect(moved(TO_ARCHIVE)).toMatchObject({ frameClosed: null, driftBound: 0, backendLegal: [] })
    for (const to of ['archive', 'sandbox', 'nowhere', '__proto__', 'to.production', '']) {
      expect(moved(['token t1', `-> ${to}`])).toEqual({
        type: 'transition', from: 'sandbox', to, tokenUsed: null, validation: { allowed: false, reason: 'illegal transition' },
        frameClosed: null, driftBound: null, backendLegal: null,
      })
    }
  })

  test('[SES-05] the legal backends stand in artifact order', () => {
    const first = [
      '  - id: local-sim', '    tier: r1', '    tier_support: [r1]', '    environments: [sandbox, production]', '    drift_profile: low',
      '    max_accumulated: 1.0', '',
    ].join('\n')
    const law = lawWith({ 'backends.yaml': [[first, ''], ['    max_accumulated: 0.5\n', `    max_accumulated: 0.5\n${first}`]] })
    expect(moved(TO_PRODUCTION, { kernel: bindLaw(law) }).backendLegal).toEqual(['hybrid-sim', 'hardware-qpu-2', 'local-sim'])
  })

  test('[SES-35] from a terminal environment nothing leads away', () => {
    for (const to of ['sandbox', 'production', 'archive', 'nowhere']) {
      expect(moved([...TO_ARCHIVE, 'token t3', `-> ${to}`]).validation.reason).toBe('archive terminal')
    }
  })
})

describe('drift', () => {
  const scaled = (scale: string) => bindLaw(lawWith({ 'drift.yaml': [['scale: []', `scale: ${scale}`]] }))
  const term = (of: string, parameter: string, coefficient: number): string =>
    `{ operator: ${of}, parameter: ${parameter}, coefficient: ${coefficient.toString().replace('+', '')} }`
  const two = `[${term('pulse', 'duration', 0.1)}, ${term('pulse', 'amplitude', 0.3)}, ${term('h', 'q', 1e308)}]`

  test('[SES-40, NUM-04] measured drift is summed from left to right, in artifact order', () => {
    const law = lawWith({ 'drift.yaml': [['scale: []', `scale: ${two}`], ['nominal: 0.5', 'nominal: 0.05']] })
    const { drift } = operator(['token a', 'pulse(q=0,duration=0.1,amplitude=0.2)'], { kernel: bindLaw(law), environment: 'production' })
    const measured = 0.05 + 0.1 * 0.1 + 0.3 * 0.2
    expect(drift).toEqual({ predicted: 0.05, measured, accumulated: measured, overflow: false })
    expect(0.05 + 0.1 * 0.1 + 0.3 * 0.2).not.toBe(0.05 + (0.1 * 0.1 + 0.3 * 0.2))
  })

  test('[SES-40] drift that is not finite, negative or above the bound is refused', () => {
    const kernel = scaled(two)
    expect(operator(['h(q=0)'], { kernel }).validation.allowed).toBe(true)
    expect(operator(['h(q=10)'], { kernel }).validation.reason).toBe('drift bound exceeded')
    expect(operator(['h(q=1)'], { kernel: scaled(`[${term('h', 'q', -1)}]`) }).validation.reason).toBe('drift bound exceeded')
  })

  test('[SES-41, SES-44] accumulated is the sum in the frame; session drift follows it and stays otherwise', () => {
    const steps = run(['h(q=0)', 'measure(q=0)', 'x(q=0)', 'nonsense', 'token t', 'close'])
    const sums = steps.map(({ entry }) => (entry.type === 'operator' ? (entry.drift?.accumulated ?? null) : null))
    expect(sums).toEqual([0.0625, 0, 0.0625, null, null, null])
    expect(steps.map(({ state }) => state.drift.accumulated)).toEqual([0.0625, 0, 0.0625, 0.0625, 0.0625, 0.0625])
  })

  test('[SES-42] the bound of a frame is the smaller of environment and backend', () => {
    const stream = ['token t', 'h(q=0)', 'cx(q1=0,q2=1)']
    const bounds = (environment: string) => run(stream, { environment }).map(({ state }) => state.drift.bound)
    expect(bounds('sandbox')).toEqual([0.75, 0.75, 0.75])
    expect(bounds('production')).toEqual([0.5, 0.5, 0.5])
    const tight = bindLaw(lawWith({ 'backends.yaml': [['max_accumulated: 1.0', 'max_accumulated: 0.25']] }))
    expect(run(['h(q=0)'], { kernel: tight })[0]?.state.drift.bound).toBe(0.25)
  })

  test('[SES-43, RTR-31] overflow begins a frame with the own drift of the operator', () => {
    const entry = operator(Array.from({ length: 13 }, () => 'h(q=0)'))
    expect(entry.drift).toEqual({ predicted: 0.0625, measured: 0.0625, accumulated: 0.0625, overflow: true })
    expect([entry.routing?.reason, entry.frameId]).toEqual(['drift-overflow', 2])
  })
})

describe('frames', () => {
  test('[SES-46, SES-47, SES-48] a closed frame tells its place, drift, operators and first timestamp', () => {
    const steps = run(['bad', 'cx(q1=0,q2=1)', 'worse', 'cz(q1=0,q2=1)', 'h(q=0)'])
    expect(framesOf(steps)).toEqual([
      {
        frameId: 1, environment: 'sandbox', backend: 'hybrid-sim', tier: 'r2',
        frameBackend: { id: 'hybrid-sim', tierSupport: ['r1', 'r2'], driftProfile: 'medium' },
        frameDrift: { total: 0.5, max: 0.25, environmentBound: 0.75, bound: 0.75 },
        operators: { first: 2, last: 4, count: 2 },
        timestampOpen: 'at cx(q1=0,q2=1)',
      },
    ])
  })

  test('[SES-48] the largest drift is not the last', () => {
    const kernel = bindLaw(lawWith({ 'drift.yaml': [['scale: []', 'scale: [{ operator: h, parameter: q, coefficient: 0.125 }]']] }))
    expect(framesOf(run(['h(q=1)', 'h(q=2)', 'h(q=0)', 'close'], { kernel }))[0]?.frameDrift).toMatchObject({ max: 0.3125, total: 0.5625 })
  })

  test('[SES-49] closing and recovery count nothing and close the frame; the footer tells lineage, counts and the end', () => {
    const stream = ['h(q=0)', 'h(', ...TO_PRODUCTION, '-> sandbox', 'token t1', 'h(q=0)']
    for (const [end, ended] of [['close', 'closed'], ['recover', 'recovered']] as const) {
      const step = run([...stream, end]).at(-1)
      expect(step?.closedFrame?.frameId).toBe(2)
      expect(step?.entry).toEqual({
        type: 'footer', lineage: ['sandbox', 'production'], ended,
        counts: { operators: 3, tokens: 2, transitions: 2, refused: { operators: 1, tokens: 1, transitions: 1 }, frames: 2 },
      })
      expect(step?.state.drift).toEqual({ accumulated: 0.0625, bound: 0.5 })
      expect(step?.decisions).toEqual([])
    }
    expect(run(['close'])[0]?.closedFrame).toBeNull()
  })

  test('[SES-46] the actions of the frame machine work, whichever node states them', () => {
    const law = lawWith({
      'machine:frame': [
        ['"open": {\n', '"open": {\n      "exit": ["close-frame"],\n'],
        ['"actions": ["close-frame", "open-frame", "append-operator"]', '"reenter": true, "actions": ["open-frame", "append-operator"]'],
        [', "actions": ["close-frame"]', ''],
      ],
    })
    const stream = ['h(q=0)', 'measure(q=0)', 'x(q=0)', 'close']
    expect(framesOf(run(stream, { kernel: bindLaw(law) }))).toEqual(framesOf(run(stream)))
  })
})

describe('invariants', () => {
  const never = (name: string): Law => {
    const law = lawWith()
    const holds = { kind: 'not', of: { kind: 'all', of: [] } } as const
    return { ...law, invariants: law.invariants.map((one) => (one.name === name ? { ...one, holds } : one)) }
  }

  test('[LAW-40, SES-50] state invariants are held against the first state and that after each step, step invariants against steps', () => {
    const ofState = bindLaw(never('drift-within-bound'))
    const opening = ofState.open({ environment: null, backend: 'auto' })
    expect(opening.ok && opening.broken.map(({ name }) => name)).toEqual(['drift-within-bound'])
    expect(run(['nonsense'], { kernel: ofState })[0]?.broken.map(({ clause }) => clause)).toEqual(['SES-50'])
    const ofStep = bindLaw(never('refusal-touches-nothing'))
    const other = ofStep.open({ environment: null, backend: 'auto' })
    expect(other.ok && other.broken).toEqual([])
    const clauses = run(['nonsense', 'close'], { kernel: ofStep }).map(({ broken }) => broken.map(({ clause }) => clause))
    expect(clauses).toEqual([['SES-60'], ['SES-60']])
  })

  const change = (part: (law: Law) => Partial<Law>): Law => ({ ...lawWith(), ...part(lawWith()) })
  const lawless = change(({ validation }) => ({ validation: { ...validation, operator: validation.operator.slice(0, 2) } }))
  const closing = '"transition": { "target": "pending", "actions": ["close-frame"] }'
  const sticky = lawWith({ 'machine:frame': [[closing, '"transition": { "target": "open" }']] })
  const family = 'operator-family, operator: equal, value: '
  test.each<[string, Law, readonly string[], string]>([
    ['SES-50', lawless, ['h(q=0)'], 'archive'],
    ['SES-51', lawless, ['h(q=0)'], 'archive'],
    ['SES-52', sticky, ['h(q=0)', 'token t', '-> production'], 'sandbox'],
    [
      'SES-53',
      change(({ backends }) => ({ backends: new Map([...backends].map(([id, backend]) => [id, { ...backend, tierSupport: [] }])) })),
      ['h(q=0)'],
      'sandbox',
    ],
    ['SES-54', lawless, ['h(q=0)'], 'archive'],
    ['SES-55', lawless, ['h(q=0)'], 'archive'],
    [
      'SES-56',
      lawWith({
        'routing.rules.yaml': [
          ['fact: tier-step, operator: equal, value: down', 'fact: tier-step, operator: equal, value: none'],
          ['fact: backend-changes, operator: equal, value: true', 'fact: tier-step, operator: equal, value: none'],
        ],
      }),
      ['cx(q1=0,q2=1)', 'h(q=0)'],
      'sandbox',
    ],
    ['SES-57', lawWith({ 'operators.yaml': [['token: true', 'token: false']] }), ['pulse(q=0,duration=1,amplitude=0)'], 'production'],
    ['SES-58', lawWith({ 'machine:environment': [[', "actions": ["bind-token"]', '']] }), ['token t', '-> production'], 'sandbox'],
    ['SES-59', sticky, ['h(q=0)', 'token t', '-> production'], 'sandbox'],
    [
      'RTR-30',
      lawWith({ 'routing.rules.yaml': [[`${family}meta`, `${family}pulse`]] }),
      ['h(q=0)', 'barrier()'],
      'sandbox',
    ],
    [
      'RTR-31',
      change(({ routing }) => ({
        routing: { ...routing, operator: routing.operator.map((rule) => ({ ...rule, event: { ...rule.event, overflow: true } })) },
      })),
      ['h(q=0)', 'h(q=0)'],
      'sandbox',
    ],
  ])('[%s] is shown by a law that breaks it, and by the shipped one not', (clause, law, stream, environment) => {
    const broken = (kernel: Kernel): string[] =>
      stepsOf(kernel, opened(kernel, environment), stream).flatMap((step) => step.broken.map((one) => one.clause))
    expect(broken(bindLaw(law))).toContain(clause)
    expect(broken(shipped)).toEqual([])
  })
})

test('[SES-25] the validator decides before the router, and the router is asked only about what is allowed', () => {
  const tables = (text: string): readonly string[] => run([text]).flatMap(({ decisions }) => decisions.map(({ table }) => table))
  expect(tables('h(q=0)')).toEqual(['operator', 'routing'])
  expect(tables('h(q=-1)')).toEqual(['operator'])
  expect(tables('token t')).toEqual(['token'])
  expect(tables('-> production')).toEqual(['transition'])
})
