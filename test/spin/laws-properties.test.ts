import { describe, expect, test } from 'vitest'
import type { Law } from '../../src/artifact/law.js'
import { checkLaw } from '../../src/checker/check-law.js'
import type { ExportedProperty } from '../../src/checker/export/export-formula.js'
import { ltl } from '../../src/checker/temporal/ltl.js'
import { invariantInMessage, promelaOf } from '../../src/checker/export/promela.js'
import { compileProperties } from '../../src/checker/temporal/temporal.js'
import { SHIPPED_LAWS } from '../checker/exported-laws.js'
import { hasTime } from '../seed.js'
import { missingSpin, searchWithSpin } from './pan.js'

const IS_FULL = hasTime
const STRIDE = IS_FULL ? 1 : 20
if (missingSpin !== null) console.warn(`test/spin/laws-properties.test.ts is skipped: ${missingSpin}`)

const withSpin = test.skipIf(missingSpin !== null)
const OPTIONS = { tokens: 1, symmetry: true }
const NO_LIMITS = { states: 1e6, goesOn: () => true }

const exportedOf = (law: Law): readonly ExportedProperty[] => {
  const compiled = compileProperties(law)
  if (!compiled.ok) throw new Error(compiled.error.map(({ message }) => message).join('\n'))
  const fairness = new Map(law.properties.fairness.map((one) => [one.name, one]))
  return compiled.value.map(({ spec, formula }) => ({
    name: spec.name, formula, fairness: spec.under.flatMap((name) => fairness.get(name) ?? []),
  }))
}

/** Whether SPIN finds a behaviour against the property; null where its language cannot say it. */
const isRefuted = (law: Law, property: ExportedProperty): boolean | null => {
  const exported = promelaOf(law, { ...OPTIONS, property })
  if (!exported.ok) {
    expect(exported.unsupported).toMatch(/^a use of next/)
    return null
  }
  const { errors, failure } = searchWithSpin(exported.text, 'acceptance', ['-O0'])
  if (failure !== null && invariantInMessage(exported.names, failure) !== null) throw new Error(failure)
  return errors > 0
}

const laws = [...new Map(SHIPPED_LAWS.map(({ law }) => [law.digest, law])).values()].filter((law) => law.properties.properties.length > 0)
const cases = laws.flatMap((law) => exportedOf(law).map((property) => ({ name: `${law.bundle.id}: ${property.name}`, law, property })))
const stated = new Map(laws.map((law) => {
  const checked = checkLaw(law, { ...OPTIONS, limits: NO_LIMITS })
  if (!checked.ok || !checked.value.ok) throw new Error('the law is not checked')
  return [law, new Map(checked.value.verdicts.map(({ property, verdict }) => [property, verdict]))]
}))

describe('[CHK-33] SPIN agrees on temporal properties of shipped laws', () => {
  withSpin.each(cases.filter((_, index) => index % STRIDE === 0))('$name', ({ law, property }) => {
    const verdict = stated.get(law)?.get(property.name)
    expect(['holds', 'vacuous', 'violated']).toContain(verdict)
    const refuted = isRefuted(law, property)
    if (refuted === null) return
    expect(refuted).toBe(verdict === 'violated')
    // What holds does not hold for want of behaviours: its negation does not hold of all.
    if (IS_FULL && verdict === 'holds') expect(isRefuted(law, { ...property, formula: ltl.not(property.formula) })).not.toBe(false)
  })
})
