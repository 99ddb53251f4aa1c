import { describe, expect, test } from 'vitest'
import type { Condition } from '../../src/artifact/condition.js'
import type { Invariant, Law } from '../../src/artifact/law.js'
import { invariantInMessage, promelaOf } from '../../src/checker/export/promela.js'
import type { PromelaOptions } from '../../src/checker/export/promela.js'
import { makeSessionModel } from '../../src/checker/session/session-model.js'
import { searchBreadth } from '../../src/explore/index.js'
import { CHANGED_LAWS, SHIPPED_LAWS } from '../checker/exported-laws.js'
import type { ExportedLaw } from '../checker/exported-laws.js'
import { searchPlainly } from '../checker/plain-search.js'
import { hasTime, isDeep } from '../seed.js'
import { missingSpin, searchWithSpin } from './pan.js'

if (missingSpin !== null) console.warn(`test/spin/laws.test.ts is skipped: ${missingSpin}`)

const withSpin = test.skipIf(missingSpin !== null)

const modelText = (law: Law, options: PromelaOptions): { readonly text: string; readonly names: readonly string[] } => {
  const exported = promelaOf(law, options)
  if (!exported.ok) throw new Error(exported.unsupported)
  return exported
}

/** The states of the session model, searched as `check` does. */
const statesOfModel = ({ law, options }: ExportedLaw): number => {
  const made = makeSessionModel(law, { ...options, quantum: null, propositions: [] })
  if (!made.ok) throw new Error(made.why)
  const { states, complete } = searchBreadth(made.model, { states: 1e6, goesOn: () => true })
  return complete ? states : Number.NaN
}

const isOfEveryRun = ({ options, law }: ExportedLaw): boolean =>
  options.symmetry ? options.tokens === 2 : options.tokens === 1 && law.bundle.id === 'qcompute' && law.bundle.version !== '1.0.0'

const NEWEST = SHIPPED_LAWS.filter(({ law }) => law.bundle.id === 'qcompute' && law.bundle.version !== '1.0.0')
const SMALL = NEWEST.find(isOfEveryRun) as ExportedLaw

describe('[CHK-32] SPIN agrees on every shipped law', () => {
  withSpin.each(SHIPPED_LAWS.filter((one) => isDeep || isOfEveryRun(one)))('$name', (one) => {
    const { law, options } = one
    const ours = searchPlainly(law, options)
    expect([...ours.broken]).toEqual([])
    expect(statesOfModel(one)).toBe(ours.states)
    const found = searchWithSpin(modelText(law, options).text, 'breadth', ['-O1'])
    // One more for the state before opening; its steps are the openings, and it is stored without one.
    expect([found.errors, found.states]).toEqual([0, ours.states + 1])
    expect(found.output).toContain(`depth reached ${ours.depth + 1},`)
  })

  withSpin('a step of SPIN for each event, if events that do the same are kept apart', () => {
    const { law, options } = SMALL
    const ours = searchPlainly(law, options)
    const found = searchWithSpin(modelText(law, { ...options, gathered: false }).text, 'breadth', ['-O0'])
    expect(found.transitions).toBe(ours.steps + ours.openings + 1)
  })
})

const CHANGED = CHANGED_LAWS.filter((_, index) => isDeep || index % 6 === 3)
const breaks = ({ law, options }: ExportedLaw): boolean => searchPlainly(law, { ...options, most: 2000 }).broken.size > 0
const BREAKING = missingSpin === null ? CHANGED.filter(breaks) : []
const KEEPING = CHANGED.filter((one) => !BREAKING.includes(one))

describe('[CHK-32] SPIN agrees on changed laws', () => {
  withSpin.each(KEEPING.filter((_, index) => hasTime || index % 4 === 0))('$name: equal states', (one) => {
    const { law, options } = one
    const ours = searchPlainly(law, options)
    const found = searchWithSpin(modelText(law, options).text, 'breadth', ['-O0'])
    expect([found.errors, found.states]).toEqual([0, ours.states + 1])
    expect(statesOfModel(one)).toBe(ours.states)
  })

  withSpin.each(BREAKING)('$name: each broken invariant is found in as few steps', ({ law, options }) => {
    const ours = searchPlainly(law, { ...options, most: 5000 })
    for (const [invariant, steps] of ours.broken) {
      const { text, names } = modelText(law, { ...options, invariants: [invariant] })
      const found = searchWithSpin(text, 'breadth', ['-O0'])
      expect(invariantInMessage(names, found.failure ?? '')).toBe(invariant)
      expect(found.length).toBe(steps)
    }
  })

  const is = (fact: string, value: string | boolean): Condition => ({
    kind: 'test', left: { fact, params: new Map(), field: null }, decorators: [], operator: 'equal', right: { kind: 'literal', value },
  })
  const NEEDLES: readonly (readonly [steps: number, form: Invariant['form'], Condition[]])[] = [
    [0, 'state', [is('environment', 'archive')]],
    [3, 'state', [is('frame-tier', 'r3'), is('token-unbound', false)]],
    [3, 'state', [is('environment', 'archive'), is('frame-state', 'over'), is('token-unbound', false), is('token-deployed', true)]],
    [9, 'step', [is('backend-named', 'local-sim'), is('routing-overflow', true)]],
    [13, 'step', [is('backend-named', 'local-sim'), is('routing-overflow', true), is('environment', 'sandbox')]],
  ]

  withSpin('what comes first after many steps is found in as few', () => {
    const { law, options } = SMALL
    const invariants = NEEDLES.map(([, form, of], index): Invariant => ({
      name: `needle ${index}`, form, clause: '', holds: { kind: 'not', of: { kind: 'all', of } },
    }))
    const extended = { ...law, invariants }
    const ours = searchPlainly(extended, options)
    expect([...ours.broken.values()].toSorted((a, b) => a - b)).toEqual(NEEDLES.map(([steps]) => steps))
    for (const { name } of invariants) {
      const { text, names } = modelText(extended, { ...options, invariants: [name] })
      const found = searchWithSpin(text, 'breadth', ['-O0'])
      expect([invariantInMessage(names, found.failure ?? ''), found.length]).toEqual([name, ours.broken.get(name)])
    }
  })

  test('some of them break an invariant', () => {
    if (missingSpin === null) expect(BREAKING.length).toBeGreaterThan(isDeep ? 3 : 0)
  })
})
