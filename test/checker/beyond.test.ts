import { describe, expect, test } from 'vitest'
import type { Law } from '../../src/artifact/law.js'
import { checkLaw } from '../../src/checker/check-law.js'
import type { LawCheck } from '../../src/checker/check-law.js'
import { promelaOf } from '../../src/checker/export/promela.js'
import { tlaOf } from '../../src/checker/export/tla.js'
import { compileProperties } from '../../src/checker/temporal/temporal.js'
import { sessionEvents } from '../../src/checker/session/session-events.js'
import type { Verdict } from '../../src/checker/verdict.js'
import { certifiedEvents } from '../../src/checker/certificate/certificate-events.js'
import { lawWith } from '../kernel/fixture.js'
import type { Edits } from '../kernel/fixture.js'
import { asking } from './asking.js'

// Where a model is not the whole law, nothing may be said that the law does not keep.

const STATED = `
propositions:
  - name: applied
    form: step
    holds:
      all:
        - { fact: operator-name, operator: equal, value: x }
        - { fact: arguments-valid, operator: equal, value: true }
  - { name: closes, form: step, holds: { all: [{ fact: entry-kind, operator: equal, value: close }] } }
  - { name: anything, form: step, holds: { all: [] } }
  - { name: over, form: state, holds: { all: [{ fact: frame-state, operator: equal, value: over }] } }
  - name: deployed
    form: step
    holds: { all: [{ fact: entry-kind, operator: equal, value: token }, { fact: entry-allowed, operator: equal, value: true }] }
  - { name: special, form: state, holds: { all: [{ fact: token-id-deployed, params: { id: special }, operator: equal, value: true }] } }
  - { name: nobody, form: state, holds: { all: [{ fact: token-id-deployed, params: { id: '' }, operator: equal, value: true }] } }
  - name: on-seven
    form: step
    holds: { all: [{ fact: params, path: $.q, operator: equal, value: 7 }, { fact: arguments-valid, operator: equal, value: true }] }
  # What x(q=17) drifts where drift depends on q; no arguments that are tried drift so.
  - { name: measured, form: step, holds: { all: [{ fact: drift-measured, operator: equal, value: 1.125 }] } }
properties:
  - { name: is-measured, clause: SES-50, under: [measuring], ltl: '<> (measured || closes)' }
  - { name: is-applied, clause: SES-50, under: [applying], ltl: '<> (applied || closes)' }
  - { name: is-deployed, clause: SES-50, under: [deploying], ltl: '[] <> deployed || <> closes' }
  - { name: goes-on, clause: SES-50, ltl: '[] (over || X anything)' }
  - { name: never-special, clause: SES-50, ltl: '[] !special' }
  - { name: never-nobody, clause: SES-50, ltl: '[] !nobody' }
  - { name: never-on-seven, clause: SES-50, ltl: '[] !on-seven' }
fairness:
  - { name: measuring, strength: weak, of: measured }
  - { name: applying, strength: weak, of: applied }
  - { name: deploying, strength: weak, of: deployed }
`

const lawOf = (edits: Edits = {}): Law =>
  lawWith({ 'invariants.yaml': [['kind: invariants/1\n', `kind: invariants/2\n${STATED}`]], ...edits })

const checked = (law: Law, tokens: number | null = null): LawCheck => {
  const done = checkLaw(law, { tokens, symmetry: true, limits: { states: 1_000_000, goesOn: () => true } })
  if (!done.ok) throw new Error(done.error.map(({ message }) => message).join('\n'))
  return done.value
}

const named = ({ verdicts }: LawCheck, property: string): Verdict => {
  const found = verdicts.find((one) => one.property === property)
  if (found === undefined) throw new Error(`no verdict on ${property}`)
  return found
}

const wordsOf = (done: LawCheck, ...names: readonly string[]): readonly string[] => names.map((name) => named(done, name).verdict)
const gapOf = (done: LawCheck): string | null => (done.ok ? done.evidence.gap : '')

const X = '{ name: x, family: primitive, tier: r1, drift: low, token: false, frame: reuse, parameters: [{ name: q, type: int, min: 0 }] }'

describe('what the propositions of properties read is asked for', () => {
  const law = lawOf()
  const done = checked(law)

  test('[CHK-02] tokens that they name and arguments that they tell apart', () => {
    expect(wordsOf(done, 'never-special', 'never-on-seven')).toEqual(['violated', 'violated'])
    expect(named(done, 'never-special').counterexample?.labels).toHaveLength(1)
    expect(named(done, 'never-on-seven').counterexample?.labels).toHaveLength(1)
  })

  test('[SES-30] but no token that no session can have', () => {
    expect(wordsOf(done, 'never-nobody')).toEqual(['holds'])
    expect(sessionEvents(law).namedTokens).toEqual(['special'])
    expect(certifiedEvents(law, 1)).toMatchObject({ ok: false, beyond: 'a condition names a token that no session may have' })
  })

  test('[CHK-14] a deployment beyond the bound on tokens may be what fairness asks for', () => {
    const { verdict, why } = named(done, 'is-deployed')
    expect([verdict, why]).toEqual(['inconclusive', 'what fairness asks for can be a deployment beyond the bound on tokens'])
    expect(wordsOf(done, 'is-applied', 'goes-on')).toEqual(['holds', 'holds'])
    expect(gapOf(done)).toBe(null)
  })
})

describe('[CHK-04] where drift leaves its domain', () => {
  const rule = `    - name: overflow
      priority: 200
      conditions: { all: [{ fact: drift-overflows, operator: equal, value: true }] }
      event: { type: drift-overflow, params: { frame_action: new, overflow: true } }
`
  const done = checked(lawOf({
    'routing.rules.yaml': [[rule, ''], ['{ reason: drift-overflow }', '{ reason: drift-overflow, unreachable: No rule gives it. }']],
  }))

  test('what lies beyond is no end of a session, and nothing is proved', () => {
    expect(gapOf(done)).toMatch(/^drift left its domain/u)
    expect(wordsOf(done, 'goes-on', 'is-applied')).toEqual(['inconclusive', 'inconclusive'])
    expect(done.verdicts.filter(({ kind, verdict }) => kind === 'lifecycle' && verdict !== 'inconclusive')).toEqual([])
  })

  test('what a step into it breaks is broken', () => {
    expect(wordsOf(done, 'never-special', 'drift-within-bound')).toEqual(['violated', 'violated'])
  })
})

describe('[CHK-02] where arguments are only sampled', () => {
  const scaled = lawOf({ 'drift.yaml': [['scale: []', 'scale: [{ operator: x, parameter: q, coefficient: 0.0625 }]']] })

  test('a loop without what fairness asks for refutes nothing, and what was never taken may be', () => {
    const done = checked(scaled)
    expect(gapOf(done)).toMatch(/^drift depends on arguments/u)
    const never = done.verdicts.filter(({ kind, verdict }) => kind === 'lifecycle' && verdict === 'violated')
    expect(never).toEqual([])
    expect(wordsOf(done, 'is-deployed', 'never-special')).toEqual(['inconclusive', 'violated'])
    const { verdict, why } = named(done, 'is-measured')
    expect([verdict, why]).toEqual(['inconclusive', expect.stringMatching(/^drift depends on arguments/u)])
  })

  const COMPARED = '{ all: [{ fact: params, path: $.q, operator: equal, value: { fact: params, path: $.q } }] }'
  const comparing = lawWith({
    'invariants.yaml': [['kind: invariants/1\n', `kind: invariants/2\npropositions: [{ name: same, form: step, holds: ${COMPARED} }]\n`]],
  })

  test('as where conditions compare arguments with facts: with one token a transition is never taken; that says nothing', () => {
    const done = checked(asking(comparing, 1))
    expect(gapOf(done)).toMatch(/^conditions compare arguments/u)
    const lifecycles = done.verdicts.filter(({ kind }) => kind === 'lifecycle')
    expect(new Set(lifecycles.map(({ verdict }) => verdict))).toEqual(new Set(['inconclusive']))
    expect(named(checked(asking(lawWith(), 1)), 'frame: every transition is taken').verdict).toBe('violated')
  })

  test('[CHK-31] no export says less than the law', () => {
    for (const law of [scaled, comparing]) {
      for (const exported of [promelaOf, tlaOf]) expect(exported(law, { tokens: 1, symmetry: true })).toMatchObject({ ok: false })
    }
  })

  test('[CHK-33] nor a formula that SPIN would cut', () => {
    const law = lawOf()
    const compiled = compileProperties(law)
    const asked = compiled.ok ? compiled.value.find(({ spec }) => spec.name === 'is-applied') : undefined
    if (asked === undefined) throw new Error('a property')
    const fairness = law.properties.fairness.filter(({ name }) => name === 'applying')
    const property = { name: asked.spec.name, formula: asked.formula, fairness }
    const unsupported = expect.stringMatching(/^enabled_.* longer than SPIN reads/u)
    expect(promelaOf(law, { tokens: 1, symmetry: true, property })).toEqual({ ok: false, unsupported })
  })

  test('a bound of a whole number that is none', () => {
    const done = checked(lawOf({ 'operators.yaml': [[X, X.replace('min: 0', 'min: 0.5')]] }))
    expect(gapOf(done)).toBe(null)
    expect(wordsOf(done, 'is-applied', 'never-on-seven')).toEqual(['holds', 'violated'])
  })
})

describe('[SES-23] an operator that no session can call', () => {
  const parameters = (count: number): string =>
    Array.from({ length: count }, (_, index) => `{ name: parameter_with_quite_a_long_name_${index}, type: int, min: 0 }`).join(', ')
  const many = (count: number): Law =>
    lawOf({ 'operators.yaml': [[X, `${X}\n  - ${X.replace('name: x', 'name: many').replace(/\[.*\]/u, `[${parameters(count)}]`)}`]] })

  test('is never called with arguments that fit: its list is too long for either form', () => {
    const done = checked(many(120))
    expect(gapOf(done)).toBe('no arguments were found that fit many')
    expect(sessionEvents(many(120)).operators.filter(({ name }) => name.startsWith('many('))).toHaveLength(1)
    expect(sessionEvents(many(60)).operators.filter(({ name }) => name.startsWith('many('))).toHaveLength(2)
  })
})

describe('[CHK-02] an operator with many parameters', () => {
  const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
  const PARAMETERS = NAMES.map((name) => `{ name: ${name}, type: int, min: 0 }`).join(', ')
  const wide = (...tests: readonly string[]): Law => {
    const refused = '{ fact: entry-allowed, operator: equal, value: false }'
    const invariants = tests.map((one, index) =>
      `  - { name: wide-${index}, form: step, clause: SES-50, holds: { any: [${one}, ${refused}] } }\n`)
    const row = X.replace('name: x', 'name: wide').replace(/\[.*\]/u, `[${PARAMETERS}]`)
    return lawWith({
      'operators.yaml': [[X, `${X}\n  - ${row}`]],
      'invariants.yaml': [['invariants:\n', `invariants:\n${invariants.join('')}`]],
    })
  }
  const not = (name: string, value: number): string => `{ fact: params, path: $.${name}, operator: notEqual, value: ${value} }`

  test('is asked with what conditions read, whatever its place', () => {
    const done = checked(wide(not('a', 7), not('g', 9)))
    expect(gapOf(done)).toBe(null)
    expect(wordsOf(done, 'wide-0', 'wide-1')).toEqual(['violated', 'violated'])
  })

  test('of which conditions read more ways than are tried is only sampled', () => {
    const { sampled } = sessionEvents(wide(...NAMES.map((name, index) => not(name, 100 + index))))
    expect(sampled).toEqual(['of the arguments of wide only some are tried'])
  })
})

test('[CHK-07] fewer tokens than the law asks for leave open what was never met', () => {
  const done = checked(lawWith(), 1)
  const open = done.verdicts.filter(({ why }) => why?.includes('--tokens 1') === true)
  expect(open.map(({ property, verdict }) => [property, verdict])).toContainEqual(['frame: every transition is taken', 'inconclusive'])
  expect(done.verdicts.filter(({ kind, verdict }) => kind === 'lifecycle' && verdict === 'violated')).toEqual([])
})
