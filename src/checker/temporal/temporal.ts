import { assert, err, ok } from '../../base/index.js'
import type { Result } from '../../base/index.js'
import type { Inconsistency } from '../../artifact/inconsistency.js'
import type { Law } from '../../artifact/law.js'
import type { PropertySpec } from '../../artifact/properties.js'
import { reasonNames } from '../../artifact/reason-names.js'
import { decideProperty, fairnessIn, spokenOf } from './liveness.js'
import type { PropertyVerdict } from './liveness.js'
import type { FormulaProblem } from './ltl-text.js'
import { compileCheck } from './patterns.js'
import type { TemporalProperty } from './patterns.js'
import { letterGraphOf } from './product-letters.js'
import { withReasons } from './reason-propositions.js'
import type { Model } from '../model.js'
import type { Fairness } from './product.js'
import type { SessionModel } from '../session/session-model.js'
import type { Survey } from '../survey.js'
import type { ModelPath, Verdict } from '../verdict.js'

/** A property of a law with the formula that it states. */
export interface CompiledProperty extends TemporalProperty {
  readonly spec: PropertySpec
}

// The place of a member in the document; the column of what is wrong inside a formula is said in words.
const faultAt = (index: number, { check }: PropertySpec, { code, column, message, expected }: FormulaProblem): Inconsistency =>
  check.kind === 'ltl'
    ? { code, artifact: 'invariants', path: ['properties', index, 'ltl'], message: `column ${column} of the formula: ${message}`, expected }
    : { code, artifact: 'invariants', path: ['properties', index], message, expected }

type Compiled = Result<readonly CompiledProperty[], readonly Inconsistency[]>

/** The formulas of the properties of `law`, or what is wrong with them, by place (CHK-10, CHK-12). */
export const compileProperties = ({ properties, validation, routing }: Law): Compiled => {
  const known = new Set([...properties.propositions.map(({ name }) => name), ...reasonNames(validation, routing).keys()])
  const compiled = properties.properties.map((spec, index) => {
    const one = compileCheck(spec.check, known)
    return one.ok ? ok({ spec, ...one.value }) : err(faultAt(index, spec, one.error))
  })
  const faults = compiled.flatMap((one) => (one.ok ? [] : [one.error]))
  return faults.length > 0 ? err(faults) : ok(compiled.flatMap((one) => (one.ok ? [one.value] : [])))
}

const verdictOf = ({ spec: { name, clause, seeds } }: CompiledProperty, decided: PropertyVerdict, undecided: string | null): Verdict => {
  const said = { property: name, kind: 'property', clause, seeds } as const
  switch (decided.kind) {
    case 'holds':
      return undecided === null
        ? { ...said, verdict: 'holds', method: 'exhaustive', why: null, counterexample: null }
        : { ...said, verdict: 'inconclusive', method: 'sampled', why: undecided, counterexample: null }
    case 'violated': {
      const why = decided.isShortest ? null : 'there may be a shorter counterexample'
      return { ...said, verdict: 'violated', method: 'exhaustive', why, counterexample: decided.path }
    }
    case 'vacuous':
      if (undecided !== null) return { ...said, verdict: 'inconclusive', method: 'sampled', why: undecided, counterexample: null }
      return {
        ...said, verdict: 'vacuous', method: 'exhaustive', why: `what it speaks of never comes: ${decided.occasion}`, counterexample: null,
      }
    case 'inconclusive':
    case 'unsupported':
      return { ...said, verdict: 'inconclusive', method: 'sampled', why: undecided ?? decided.why, counterexample: null }
  }
}

// A step that the model leaves out may be enabled: arguments that were not tried, a token beyond the bound. Then a loop that does without
// what a fairness asks for may be unfair in the law.
const doubtOf = (model: SessionModel, spoken: Model, fairness: readonly Fairness[], { states, labels, loop }: ModelPath): string | null => {
  if (loop === null) return null
  const taken = (proposition: number): boolean => labels.slice(loop).some((label) => spoken.label(label).holds.has(proposition))
  const open = fairness.filter(({ proposition }) => !taken(proposition))
  if (open.length === 0) return null
  if (model.sampled[0] !== undefined) return model.sampled[0]
  const hidden = states.slice(loop).flatMap((state) => model.hidden(state)).map((label) => spoken.label(label).holds)
  const isHidden = open.some(({ proposition }) => hidden.some((holds) => holds.has(proposition)))
  return isHidden ? 'what fairness asks for can be a deployment beyond the bound on tokens' : null
}

/** The verdicts on the temporal properties of a law (CHK-10 to CHK-19); `undecided` says why nothing is proved. */
export const temporalVerdicts = (
  compiled: readonly CompiledProperty[],
  model: SessionModel,
  { found }: Survey,
  undecided: string | null,
  narrowed: string | null = null,
): readonly Verdict[] => {
  if (compiled.length === 0) return []
  const spoken = withReasons(model)
  const specs = new Map(model.law.properties.fairness.map((one) => [one.name, one]))
  const assumed = compiled.map(({ spec }) => {
    const fair = fairnessIn(spoken, spec.under.flatMap((name) => specs.get(name) ?? []))
    assert(fair.ok, 'the fairness of a law is that of its step propositions (LAW-44)')
    return fair.value
  })
  const graph = letterGraphOf(spoken, spokenOf(spoken, compiled, assumed.flat()), found)
  return compiled.map((one, index) => {
    const fairness = assumed[index] ?? []
    const decided = decideProperty(graph, one, fairness)
    const never = decided.kind === 'vacuous' ? narrowed : null
    const doubt = decided.kind === 'violated' ? doubtOf(model, spoken, fairness, decided.path) : never
    return doubt === null ? verdictOf(one, decided, undecided) : verdictOf(one, { kind: 'inconclusive', why: doubt }, undecided ?? doubt)
  })
}
