import { expect, test } from 'vitest'
import { makeSessionModel } from '../../src/checker/session/session-model.js'
import { surveyModel } from '../../src/checker/survey.js'
import { lawWith } from '../kernel/fixture.js'
import type { Edits } from '../kernel/fixture.js'

/** The reasons that sessions under a law are given. */
const reasonsOf = (edits: Edits): readonly string[] => {
  const made = makeSessionModel(lawWith(edits), { tokens: 1, symmetry: true, quantum: null, propositions: [] })
  if (!made.ok) throw new Error(made.why)
  const { labels } = surveyModel(made.model, { states: 1_000_000, goesOn: () => true })
  const met = new Set(labels.flatMap(({ label }) => label.cover))
  return made.model.coverItems.filter((item, place) => item.startsWith('reason ') && met.has(place))
}

// What the shipped law declares unreachable, and a law that reaches it.
const OTHERWISE: ReadonlyMap<string, Edits> = new Map([
  ['reason validation tier decrease inside frame', { 'validation.rules.yaml': [['tier_decrease: new-frame', 'tier_decrease: refuse']] }],
  ['reason validation drift bound exceeded', { 'environments.yaml': [['drift_bound: 0.5', 'drift_bound: 0.25']] }],
  // A measurement then runs where operators of its tier do not.
  [
    'reason routing backend-change',
    { 'operators.yaml': [['special: { tier: r1, backend: local-sim', 'special: { tier: r1, backend: hybrid-sim']] },
  ],
])

test('[LAW-37] [CHK-08] every reason is given under the shipped law, or declared unreachable there and given under another law', () => {
  const { validation, routing } = lawWith()
  const declared = [
    ...validation.reasons.map(({ reason, unreachable }) => ({ item: `reason validation ${reason}`, unreachable })),
    ...routing.reasons.map(({ reason, unreachable }) => ({ item: `reason routing ${reason}`, unreachable })),
  ]
  const given = reasonsOf({})
  expect(given).toEqual(declared.filter(({ unreachable }) => unreachable === null).map(({ item }) => item))
  const unreachable = declared.filter((one) => one.unreachable !== null).map(({ item }) => item)
  expect([...OTHERWISE.keys()].toSorted()).toEqual(unreachable.toSorted())
  for (const [item, edits] of OTHERWISE) expect(reasonsOf(edits)).toContain(item)
})
