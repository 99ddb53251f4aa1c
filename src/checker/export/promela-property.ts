import { enabledOf, signedText, withMemory } from './export-formula.js'
import type { ExportedProperty, Signs } from './export-formula.js'
import { identifiersOf } from './export-model.js'
import type { ExportedModel } from './export-model.js'
import type { Term } from './export-term.js'

// SPIN as it is distributed reads no `X`.
const SIGNS: Signs = {
  not: '!', next: null, eventually: '<>', globally: '[]',
  and: ' && ', or: ' || ', implies: ' -> ', iff: ' <-> ', until: ' U ', release: ' V ', 'weak-until': ' W ',
}

/** What a model holds for the sake of a property. */
export interface PropertyParts {
  /** Variables of truth beside those of the propositions of form `step`. */
  readonly variables: readonly string[]
  /** Done at every opening. */
  readonly opening: readonly string[]
  /** Done in every step before anything else. */
  readonly before: readonly string[]
  /** The macros and the formula; they stand before and after the process. */
  readonly macros: readonly string[]
  readonly claim: string
}

// SPIN 6.5.2 cuts what a macro puts into a formula at 16,384 characters.
const MACRO_MAX = 12_000

/** What a model holds without a property. */
export const NO_PROPERTY: PropertyParts = { variables: [], opening: [], before: [], macros: [], claim: '' }

/**
 * The macros, variables and formula of a property (CHK-33); a text says what SPIN does not read. A behaviour begins with the state after
 * opening, which SPIN reaches in its first step: until then `is_opened` is 0, and the formula is held against the first state in which it
 * is 1. Fairness stands before it as a premise.
 */
export const propertyParts = (
  model: ExportedModel,
  { name, formula: asked, fairness }: ExportedProperty,
  print: (term: Term) => string,
): PropertyParts | string => {
  const { formula, remembered } = withMemory(asked)
  const identifierOf = (one: string): string => model.identifiers.get(one) ?? 'false'
  const letter = (one: string): string => {
    const identifier = one.startsWith('was ') ? one.replace(' ', '_') : identifierOf(one)
    return identifier.startsWith('was_') || model.steps.includes(identifier) ? `(${identifier} == 1)` : `is_${identifier}`
  }
  const text = signedText(formula, SIGNS, ['false', 'true'], letter)
  if (text === null) return 'a use of next beside [] (p -> X f): SPIN as it is distributed does not read it'
  const taken = fairness.map(({ of }) => identifierOf(of))
  const premises = fairness.map(({ strength }, index) => {
    const [enabled, done] = [`enabled_${taken[index] ?? ''}`, `(${taken[index] ?? ''} == 1)`]
    return strength === 'weak' ? `((<> ([] ${enabled})) -> ([] (<> ${done})))` : `(([] (<> ${enabled})) -> ([] (<> ${done})))`
  })
  const whole = premises.length === 0 ? text : `((${premises.join(' && ')}) -> ${text})`
  const identifier = identifiersOf('property', [name])[0] ?? 'property'
  const macros = [
    ...model.states.map((one) => `#define is_${one.identifier} ${print(one.holds)}`),
    ...[...new Set(taken)].map((one) => `#define enabled_${one} ${print(enabledOf(model, one))}`),
  ]
  const long = macros.find(({ length }) => length > MACRO_MAX)
  if (long !== undefined) return `${long.split(' ')[1] ?? ''}, which is longer than SPIN reads in a formula`
  return {
    variables: ['is_opened', ...remembered.map((_, index) => `was_${index + 1}`)],
    opening: ['is_opened = true;'],
    before: remembered.map((one, index) => `was_${index + 1} = ${signedText(one, SIGNS, ['false', 'true'], letter) ?? 'false'};`),
    macros,
    claim: `ltl ${identifier} { (is_opened == 0) U ((is_opened == 1) && ${whole}) }`,
  }
}
