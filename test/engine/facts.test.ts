import { describe, expect, test } from 'vitest'
import type { Artifacts, Plain } from './fixture.js'
import { shippedLaw } from './fixture.js'
import { runStream } from './stream.js'

type Value = string | number | boolean | null
type Facts = { readonly [fact: string]: Value }
type Edit = (artifacts: Artifacts) => void

const none: Edit = () => {}

/** Whether `conditions` hold at the last item of a stream: they become the strongest rule, with a reason of another table. */
const holdAt = (edit: Edit, table: 'operator' | 'transition', conditions: unknown, environment: string, backend: string | null,
  items: readonly string[]) => {
  const reason = table === 'operator' ? 'illegal transition' : 'invalid grammar'
  const strongest = { name: 'probe', priority: 1000, conditions, event: { type: reason } }
  const law = shippedLaw((artifacts) => {
    edit(artifacts)
    const tables = artifacts['validation.rules']?.['tables'] as unknown as { [table: string]: { rules: unknown[] } }
    tables[table]?.rules.unshift(strongest)
  })
  const before = runStream(shippedLaw(edit), environment, backend, items.slice(0, -1))
  const lines = runStream(law, environment, backend, items)
  // What came before must have been decided as without the probe, or the situation is another one than meant.
  const verdicts = (all: typeof lines) => all.flatMap(({ type, validation }) => (['operator', 'token',
    'transition'].includes(type) ? [validation] : []))
  const all = verdicts(lines)
  expect(all.slice(0, -1)).toEqual(verdicts(before))
  return all.at(-1)?.reason === reason
}

const reading = (fact: string): { fact: string; path?: string; params?: { id: string } } => {
  if (fact.startsWith('params.')) return { fact: 'params', path: `$.${fact.slice(7)}` }
  if (fact.startsWith('token-id-deployed.')) return { fact: 'token-id-deployed', params: { id: fact.slice(18) } }
  return { fact }
}

/** Checks that at the last item of a stream each fact has its value: a rule that wants another value anywhere never holds. */
const expectFacts = (edit: Edit, table: 'operator' | 'transition', environment: string, backend: string | null, items: readonly string[],
  facts: Facts) => {
  const differs = Object.entries(facts).map(([fact, value]) => ({ ...reading(fact), operator: 'notEqual', value }))
  // The probe would refuse earlier items too, so it holds only after a marker token, which is deployed directly before the last item.
  const probe = (one: unknown) => ({ all: [{ fact: 'token-id-deployed', params: { id: 'last' }, operator: 'equal', value: true }, one] })
  const stream = [...items.slice(0, -1), 'token:last', items.at(-1) ?? '']
  if (!holdAt(edit, table, probe({ any: differs }), environment, backend, stream)) return
  const wrong = differs.filter((one) => holdAt(edit, table, probe({ all: [one] }), environment, backend, stream))
  expect(wrong, `${items.join(' ; ')}: these facts have other values`).toEqual([])
}

const unknown: Facts = {
  'operator-known': false, 'operator-name': null, 'operator-family': null, 'operator-tier': null, 'operator-ranked': false,
  'operator-needs-token': false, 'arguments-valid': false, 'params.q': null, 'tier-allowed': false, 'backend-target': null,
  'backend-legal': false, 'backend-matches': false, 'drift-label': null, 'drift-measured': null, 'drift-exceeds': false,
  'drift-overflows': false, 'backend-changes': false, 'tier-step': 'none',
}

describe('[LAW-13] facts of operators', () => {
  const scaled: Edit = (artifacts) => {
    Object.assign(artifacts['drift'] as object, {
      scale: [
        { operator: 'pulse', parameter: 'duration', coefficient: -0.25 },
        { operator: 'pulse', parameter: 'amplitude', coefficient: 0.5 },
        { operator: 'h', parameter: 'q', coefficient: 0.125 },
      ],
    })
  }
  test.each<[string, Edit, string, string | null, readonly string[], Facts]>([
    ['a text that does not parse', none, 'sandbox', null, ['h('], { ...unknown, 'operator-parsed': false }],
    ['an unknown operator', none, 'sandbox', null, ['nope(q=1)'], { ...unknown, 'operator-parsed': true }],
    ['an unknown operator in an open frame', none, 'sandbox', null, ['h(q=0)', 'nope(q=1)'], { ...unknown, 'frame-tier': 'r1',
      'frame-state': 'open' }],
    [
      'a ranked operator, first of a session', none, 'sandbox', null, ['h(q=3)'],
      {
        'operator-parsed': true, 'operator-known': true, 'operator-name': 'h', 'operator-family': 'primitive', 'operator-tier': 'r1',
        'operator-ranked': true, 'operator-needs-token': false, 'arguments-valid': true, 'params.q': 3, 'params.q1': null,
        environment: 'sandbox', 'environment-terminal': false, 'tier-allowed': true, 'backend-named': null, 'backend-target': 'local-sim',
        'backend-legal': true, 'backend-matches': true, 'token-unbound': true, 'token-id-deployed.x': false, 'drift-label': 'low',
        'drift-measured': 0.0625, 'drift-exceeds': false, 'drift-overflows': false, 'tier-decrease-option': 'new-frame',
        'frame-state': 'absent', 'frame-tier': null, 'frame-backend': null, 'tier-step': 'none', 'backend-changes': false,
      },
    ],
    [
      'invalid arguments: no parameters, no drift', none, 'sandbox', null, ['cx(q1=0, q2=1)', 'h(q=-1)'],
      {
        'arguments-valid': false, 'params.q': null, 'drift-measured': null, 'drift-exceeds': false, 'drift-overflows': false,
          'drift-label': 'low',
        'tier-step': 'down', 'backend-changes': true, 'backend-legal': true, 'frame-backend': 'hybrid-sim', 'operator-known': true,
      },
    ],
    ['an escalation', none, 'sandbox', null, ['h(q=0)', 'cx(q1=0, q2=1)'], { 'tier-step': 'up', 'backend-changes': true,
      'backend-target': 'hybrid-sim' }],
    ['the same tier', none, 'sandbox', null, ['h(q=0)', 'x(q=0)'], { 'tier-step': 'same', 'backend-changes': false }],
    [
      'measurement after r2', none, 'sandbox', null, ['cx(q1=0, q2=1)', 'measure(q=0)'],
      { 'tier-step': 'unranked', 'operator-ranked': false, 'tier-allowed': true, 'backend-target': 'local-sim', 'backend-changes': true,
        'drift-measured': 0 },
    ],
    ['[RTR-03] meta inherits the open frame', none, 'sandbox', null, ['cx(q1=0, q2=1)', 'flush()'], { 'backend-target': 'hybrid-sim',
      'backend-changes': false }],
    [
      '[RTR-03] meta after a transition inherits the last frame', none, 'sandbox', null, ['cx(q1=0, q2=1)', 'token:t', '->production',
        'flush()'],
      { 'backend-target': 'hybrid-sim', 'backend-changes': false, 'frame-state': 'pending', 'frame-tier': null, environment: 'production',
        'token-id-deployed.t': true },
    ],
    [
      'a terminal environment', none, 'archive', null, ['barrier()'],
      { 'environment-terminal': true, 'tier-allowed': false, 'backend-legal': false, 'backend-target': 'local-sim',
        'drift-exceeds': false },
    ],
    ['a tier that is not allowed', none, 'sandbox', null, ['pulse(q=0, duration=1, amplitude=0)'], { 'tier-allowed': false,
      'backend-legal': false, 'operator-needs-token': true }],
    ['a named backend decides legality', none, 'sandbox', 'hardware-qpu-2', ['h(q=0)'], { 'backend-named': 'hardware-qpu-2',
      'backend-legal': false, 'backend-matches': false }],
    ['a named backend and an unranked tier', none, 'sandbox', 'hardware-qpu-2', ['measure(q=0)'], { 'backend-legal': true,
      'backend-matches': true }],
    ['a named backend of the tier', none, 'sandbox', 'hybrid-sim', ['cx(q1=0, q2=1)'], { 'backend-legal': true, 'backend-matches': true }],
    ['a bound token is deployed, not unbound', none, 'sandbox', null, ['token:t', '->production', 'h(q=0)'], { 'token-deployed': true,
      'token-id-deployed.t': true, 'token-id-deployed.u': false }],
    ['overflow', none, 'sandbox', null, [...Array<string>(12).fill('h(q=0)'), 'h(q=0)'], { 'drift-overflows': true,
      'drift-exceeds': false }],
    ['the bound is reached, not passed', none, 'sandbox', null, [...Array<string>(11).fill('h(q=0)'), 'h(q=0)'],
      { 'drift-overflows': false }],
    ['[SES-40] scaled drift', scaled, 'sandbox', null, ['h(q=2)'], { 'drift-measured': 0.3125, 'drift-exceeds': false }],
    ['[SES-42] scaled drift beyond the bound', scaled, 'sandbox', null, ['h(q=6)'], { 'drift-measured': 0.8125, 'drift-exceeds': true }],
    ['[SES-40] negative drift', scaled, 'production', null, ['pulse(q=0, duration=4, amplitude=0.5)'], { 'drift-measured': null,
      'drift-exceeds': true, 'drift-overflows': false }],
    ['[SES-40] no drift', scaled, 'production', null, ['pulse(q=0, duration=2, amplitude=0)'], { 'drift-measured': 0,
      'drift-exceeds': false }],
  ])('%s', (_title, edit, environment, backend, items, facts) => {
    expectFacts(edit, 'operator', environment, backend, items, facts)
  })

  test('[LAW-13] environment-tiers is the list of the environment', () => {
    const contains = (environment: string, tier: string) =>
      holdAt(none, 'operator', { all: [{ fact: 'environment-tiers', operator: 'contains', value: tier }] }, environment, null, ['h(q=0)'])
    expect([contains('sandbox', 'r2'), contains('sandbox', 'r3'), contains('production', 'r3'), contains('archive', 'r1')]).toEqual([true,
      false, true, false])
  })

  test('[LAW-31] one fact against another', () => {
    const conditions = { all: [{ fact: 'frame-backend', operator: 'equal', value: { fact: 'backend-target' } }] }
    expect(holdAt(none, 'operator', conditions, 'sandbox', null, ['x(q=0)'])).toBe(false)
    const [h, cx] = ['h(q=0)', 'cx(q1=0, q2=1)']
    const later = (last: string) => ({ all: [...conditions.all, { fact: 'operator-name', operator: 'equal', value: last }] })
    expect(holdAt(none, 'operator', later('x'), 'sandbox', null, [h, 'x(q=0)'])).toBe(true)
    expect(holdAt(none, 'operator', later('x'), 'sandbox', null, [cx, 'x(q=0)'])).toBe(false)
  })

  test('[LAW-31] [LAW-33] a parameter against a bound', () => {
    const conditions = { all: [{ fact: 'params', path: '$.duration', operator: 'greaterThan', value: 100 }] }
    const at = (duration: number) => holdAt(none, 'operator', conditions, 'production', null,
      [`pulse(q=0, duration=${duration}, amplitude=0)`])
    expect([at(99), at(100), at(100.5)]).toEqual([false, false, true])
    expect(holdAt(none, 'operator', conditions, 'production', null, ['h(q=1000)'])).toBe(false)
  })
})

describe('[LAW-13] facts of transitions', () => {
  test.each<[string, string, readonly string[], Facts]>([
    ['a defined one', 'sandbox', ['->production'], { 'transition-defined': true, 'transition-target': 'production',
      'transition-guard': 'token-unbound', 'token-unbound': true }],
    ['one to an environment that does not follow', 'sandbox', ['->archive'], { 'transition-defined': false,
      'transition-target': 'archive', 'transition-guard': null }],
    ['one to the same environment', 'sandbox', ['->sandbox'], { 'transition-defined': false, 'transition-target': 'sandbox' }],
    ['one to nowhere', 'production', ['->nowhere'], { 'transition-defined': false, 'transition-target': null, environment: 'production' }],
    ['one to a name like a member of objects', 'sandbox', ['->constructor'], { 'transition-defined': false, 'transition-target': null }],
    ['from a terminal environment', 'archive', ['->sandbox'], { 'transition-defined': false, 'environment-terminal': true,
      'transition-target': 'sandbox' }],
    ['with a frame open', 'sandbox', ['h(q=0)', '->production'], { 'frame-state': 'open', 'frame-tier': 'r1',
      'frame-backend': 'local-sim' }],
  ])('%s', (_title, environment, items, facts) => {
    expectFacts(none, 'transition', environment, null, items, facts)
  })
})

describe('another law', () => {
  const staging: Edit = (artifacts) => {
    const environments = artifacts['environments']?.['environments'] as unknown as { [key: string]: unknown }[]
    Object.assign(environments[0] as object, { next: ['staging'] })
    environments.splice(1, 0, { id: 'staging', tiers: ['r1', 'r2', 'r4'], drift_bound: 2, label: 'trial', next: ['production'],
      token_to_leave: false, terminal: false })
    const states = artifacts['machine:environment']?.['states'] as unknown as { [key: string]: unknown }
    artifacts['machine:environment'] = {
      ...artifacts['machine:environment'],
      states: {
        sandbox: { on: { 'to.staging': { target: 'staging', guard: 'token-unbound', actions: ['bind-token'] } } },
        staging: { on: { 'to.production': { target: 'production' } } },
        production: states['production'],
        archive: states['archive'],
      },
    } as unknown as Plain
    const operators = artifacts['operators'] as unknown as { tiers: string[]; operators: unknown[] }
    operators.tiers.push('r4')
    operators.operators.push({ name: 'weave', family: 'woven', tier: 'r4', drift: 'medium', token: false, frame: 'reuse', parameters: [] })
    const backends = artifacts['backends']?.['backends'] as unknown as { environments: string[] }[]
    for (const backend of backends.slice(0, 2)) backend.environments = ['sandbox', 'staging', 'production']
    backends.push({
      id: 'loom', tier: 'r4', tier_support: ['r4'], environments: ['staging'], drift_profile: 'medium', max_accumulated: 0.5,
    } as unknown as { environments: string[] })
  }

  test('[LAW-24] [LAW-26] [SES-42] a new environment, tier, operator and backend are followed', () => {
    const law = shippedLaw(staging)
    const lines = runStream(law, null, null, ['weave()', 'token:t', '->production', '->staging', 'weave()', 'weave()', 'weave()',
      'h(q=0)', '->production', '->archive'])
    const of = (type: string) => lines.filter((line) => line.type === type)
    expect(of('operator').map(({ validation, routing }) => validation.reason ?? routing.reason)).toEqual([
      'illegal in environment', 'environment-transition', 'tier-binding', 'drift-overflow', 'tier-decrease',
    ])
    expect(of('frame').map(({ backend, tier, frame_drift: drift }) => [backend, tier, drift.environment_bound, drift.bound])).toEqual([
      ['loom', 'r4', 2, 0.5], ['loom', 'r4', 2, 0.5], ['local-sim', 'r1', 2, 1],
    ])
    expect(of('transition').map(({ validation, token_used: used }) => [validation.reason, used])).toEqual([
      ['illegal transition', null], [null, 't'], [null, null], ['token required', null],
    ])
  })
})
