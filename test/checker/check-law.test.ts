import { describe, expect, test } from 'vitest'
import { checkLaw } from '../../src/checker/check-law.js'
import type { LawCheck } from '../../src/checker/check-law.js'
import type { Verdict } from '../../src/checker/verdict.js'
import type { SearchLimits } from '../../src/explore/index.js'
import { bindLaw } from '../../src/kernel/index.js'
import { lawWith } from '../kernel/fixture.js'
import type { Edits } from '../kernel/fixture.js'
import { asking } from './asking.js'

const ALL: SearchLimits = { states: 1_000_000, goesOn: () => true }

const check = (edits: Edits = {}, limits = ALL, symmetry = true): LawCheck => {
  const done = checkLaw(asking(lawWith(edits), 2), { tokens: 2, symmetry, limits })
  if (!done.ok) throw new Error(done.error.map(({ message }) => message).join('\n'))
  return done.value
}

const failing = ({ verdicts }: LawCheck): readonly string[] =>
  verdicts.filter(({ verdict }) => verdict !== 'holds' && verdict !== 'elsewhere').map(({ property, verdict }) => `${verdict} ${property}`)

const named = ({ verdicts }: LawCheck, property: string): Verdict => {
  const found = verdicts.find((one) => one.property === property)
  if (found === undefined) throw new Error(`no verdict on ${property}`)
  return found
}

const invariant = (name: string, form: 'state' | 'step', holds: string): Edits => ({
  'invariants.yaml': [['invariants:\n', `invariants:\n  - { name: ${name}, form: ${form}, clause: SES-50, holds: ${holds} }\n`]],
})

test('[CHK-07] the shipped law: everything holds, and the verdicts name what they rest on', () => {
  const done = check()
  expect(failing(done)).toEqual([])
  expect(new Set(done.verdicts.map(({ kind }) => kind))).toEqual(new Set(['invariant', 'reason', 'rule', 'lifecycle']))
  const odd = done.verdicts.filter(({ method, why, counterexample }) => method !== 'exhaustive' || why !== null || counterexample !== null)
  expect(odd).toEqual([])
  expect(named(done, 'drift-within-bound')).toMatchObject({ kind: 'invariant', clause: 'SES-50' })
  expect(done.ok && done.evidence).toMatchObject({ complete: true, frontier: 0, bounds: ['tokens: 2'] })
})

const WITHIN = '{ fact: drift-within-bound, operator: equal, value: true }'

describe('invariants', () => {
  test('[CHK-06] one that a step breaks is violated, by the shortest way, that the kernel walks too', () => {
    const edits = invariant('never-in-production', 'step', '{ all: [{ fact: environment-changed, operator: equal, value: false }] }')
    const done = check(edits)
    const found = named(done, 'never-in-production')
    expect(found).toMatchObject({ verdict: 'violated', method: 'exhaustive' })
    expect(failing(done)).toEqual(['violated never-in-production'])
    const path = found.counterexample
    // A token, then the transition.
    expect(path?.labels).toHaveLength(2)
    if (!done.ok || path === null) throw new Error('a counterexample')
    const kernel = bindLaw(lawWith(edits))
    let state = done.model.stateOf(path.states[0] ?? -1)
    const broken = path.labels.map((label) => {
      const event = done.model.events[done.model.label(label).events[0] ?? -1]?.event
      const step = event?.kind === 'session' ? kernel.step(state, event.event) : null
      if (step === null) throw new Error('a step')
      state = step.state
      return step.broken.map(({ name }) => name)
    })
    expect(broken).toEqual([[], ['never-in-production']])
  })

  test('[CHK-06] one that opening breaks needs no step', () => {
    const done = check(invariant('never-archived', 'state', '{ all: [{ fact: environment-terminal, operator: equal, value: false }] }'))
    expect(named(done, 'never-archived')).toMatchObject({ verdict: 'violated', counterexample: { labels: [], loop: null } })
  })

  test.each([
    ['{ any: [{ fact: operator-name, operator: notEqual, value: h }, { fact: entry-kind, operator: equal, value: operator }] }', 'holds'],
    [`{ any: [${WITHIN}, { fact: frame-open, operator: equal, value: true }] }`, 'vacuous'],
    [`{ all: [${WITHIN}] }`, 'holds'],
  ])('[CHK-06] %s: %s', (holds, verdict) => {
    expect(named(check(invariant('asked', 'step', holds)), 'asked').verdict).toBe(verdict)
  })
})

describe('what every law should have', () => {
  test('[CHK-08] a reason that is given though it is declared unreachable', () => {
    const said = '{ reason: drift-overflow, unreachable: it never overflows }'
    const edits: Edits = { 'routing.rules.yaml': [['{ reason: drift-overflow }', said]] }
    const found = named(check(edits), 'routing reason drift-overflow')
    expect(found).toMatchObject({ verdict: 'violated', clause: 'LAW-37' })
    expect(found.why).toContain('it never overflows')
    expect(found.counterexample?.labels).toHaveLength(3)
  })

  test('[CHK-08] a reason that is never given, and the rule that never wins', () => {
    const exchanged = (name: string, ...values: readonly string[]): Edits[string] =>
      values.map((value) => [`${name}: ${value}`, `${name}: ${name === 'nominal' ? 0 : 100}`])
    const done = check({
      'environments.yaml': exchanged('drift_bound', '0.75', '0.5'),
      'backends.yaml': exchanged('max_accumulated', '1.0', '3.0', '0.5'),
      'drift.yaml': exchanged('nominal', '0.0625', '0.25', '0.5'),
    })
    expect(failing(done)).toContain('violated routing reason drift-overflow')
    expect(failing(done)).toContain('violated routing rule overflow')
  })

  test('[CHK-08] a state of a machine that no session reaches', () => {
    const closed = '"closed": { "type": "final" },'
    const done = check({ 'machine:session': [[closed, `${closed} "lost": { "type": "final" },`]] })
    expect(failing(done)).toEqual(['violated session: every state is reached'])
    expect(named(done, 'session: every state is reached').why).toContain('"lost" is never active')
  })
})

describe('what is not proved', () => {
  test('[CHK-09] a limit ends the search: what was refuted stays refuted, all else is inconclusive', () => {
    const done = check({}, { states: 50, goesOn: () => true })
    expect(named(done, 'drift-within-bound')).toMatchObject({ verdict: 'inconclusive', method: 'sampled' })
    expect(named(done, 'drift-within-bound').why).toContain('a limit ended the search')
    expect(named(done, 'validation reason invalid grammar')).toMatchObject({ verdict: 'holds', method: 'sampled' })
    const never = invariant('never', 'step', '{ all: [{ fact: entry-kind, operator: equal, value: token }] }')
    const broken = check(never, { states: 50, goesOn: () => true })
    expect(named(broken, 'never').verdict).toBe('violated')
  })

  test('[CHK-04] drift that leaves its domain', () => {
    const done = check({ 'routing.rules.yaml': [['fact: drift-overflows', 'fact: operator-needs-token']] })
    expect(named(done, 'drift-within-bound').verdict).toBe('violated')
    expect(named(done, 'frame-environment')).toMatchObject({ verdict: 'inconclusive' })
    expect(named(done, 'frame-environment').why).toContain('drift left its domain')
  })

  test('[CHK-04] drift without a quantum', () => {
    const done = check({ 'drift.yaml': [['nominal: 0.0625', 'nominal: 0.1']] })
    expect(done).toMatchObject({ ok: false, variable: 'drift' })
    expect(new Set(done.verdicts.map(({ verdict }) => verdict))).toEqual(new Set(['inconclusive']))
  })

  test('[CHK-02] arguments that were sampled', () => {
    const done = check({ 'drift.yaml': [['scale: []', 'scale: [{ operator: pulse, parameter: amplitude, coefficient: 0.5 }]']] })
    expect(named(done, 'frame-environment').verdict).toBe('inconclusive')
    expect(named(done, 'frame-environment').why).toContain('only some are tried')
  })
})

test('[CHK-05] tokens told apart or not: the same verdicts, and counterexamples of the same length', () => {
  const edits = invariant('never-in-production', 'step', '{ all: [{ fact: environment-changed, operator: equal, value: false }] }')
  const [alike, apart] = [true, false].map((symmetry) =>
    check(edits, ALL, symmetry).verdicts.map(({ property, verdict, counterexample }) => [property, verdict, counterexample?.labels.length]))
  expect(alike).toEqual(apart)
})
