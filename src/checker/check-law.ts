import { ok } from '../base/index.js'
import type { Result } from '../base/index.js'
import type { Inconsistency } from '../artifact/inconsistency.js'
import type { Law } from '../artifact/law.js'
import type { SearchLimits } from '../explore/index.js'
import { makeSessionModel } from './session/session-model.js'
import type { Proposed, SessionModel } from './session/session-model.js'
import { antecedents } from './session/session-propositions.js'
import { stepsOf } from './survey-cover.js'
import { narrowedOf, surveyVerdicts, undecidedOf } from './session/session-verdicts.js'
import { surveyModel } from './survey.js'
import type { Survey } from './survey.js'
import { compileProperties, temporalVerdicts } from './temporal/temporal.js'
import type { Evidence, Verdict } from './verdict.js'

/** How a law is checked. */
export interface LawCheckOptions {
  /** How many tokens are deployed at most; null: as the law says (LAW-41). */
  readonly tokens: number | null
  /** Whether tokens that no condition names count as alike. */
  readonly symmetry: boolean
  readonly limits: SearchLimits
}

/** What a check of a law found: verdicts with their evidence, or the variable that makes the state space too large to explore. */
export type LawCheck =
  | {
      readonly ok: true
      readonly model: SessionModel
      readonly survey: Survey
      readonly verdicts: readonly Verdict[]
      readonly evidence: Evidence
    }
  | { readonly ok: false; readonly variable: string; readonly why: string; readonly verdicts: readonly Verdict[] }

/** Every proposition that the check of `law` asks of its steps: those of its properties, and the antecedents of its invariants. */
export const propositionsOfLaw = ({ properties, invariants }: Law): readonly Proposed[] =>
  [...properties.propositions, ...antecedents(invariants)]

const undecided = ({ invariants, properties }: Law, why: string): readonly Verdict[] => {
  const rest = { verdict: 'inconclusive', method: null, why, counterexample: null } as const
  return [
    ...invariants.map(({ name, clause }) => ({
      property: name, kind: 'invariant', clause, seeds: properties.invariantSeeds.get(name) ?? [], ...rest,
    }) as const),
    ...properties.properties.map(({ name, clause, seeds }) => ({ property: name, kind: 'property', clause, seeds, ...rest }) as const),
  ]
}

const elsewhere = ({ properties }: Law): readonly Verdict[] =>
  properties.decidedElsewhere.map(({ name, clause, seeds, decidedBy, test }) => ({
    property: name, kind: 'elsewhere', clause, seeds, verdict: 'elsewhere', method: null, why: `decided by ${decidedBy}, ${test}`,
    counterexample: null,
  }))

/**
 * Decides everything that `law` and its artifacts state about its sessions (CHK-01, CHK-06 to CHK-08); or what is wrong with the properties
 * that it states, by place.
 */
export const checkLaw = (
  law: Law,
  { tokens, symmetry, limits }: LawCheckOptions,
): Result<LawCheck, readonly Inconsistency[]> => {
  const { model: spec } = law.properties
  const compiled = compileProperties(law)
  if (!compiled.ok) return compiled
  const propositions = propositionsOfLaw(law)
  const made = makeSessionModel(law, { tokens: tokens ?? spec.tokens, symmetry, quantum: spec.driftQuantum, propositions })
  if (!made.ok) {
    const why = `${made.variable} cannot be made finite: ${made.why}`
    return ok({ ok: false, variable: made.variable, why: made.why, verdicts: [...undecided(law, why), ...elsewhere(law)] })
  }
  const { model } = made
  const survey = surveyModel(model, limits)
  const { states, depth, frontier, complete } = survey.found
  const evidence: Evidence = {
    states, steps: stepsOf(survey), depth, frontier, complete, bounds: model.bounds, unbounded: model.unbounded,
    gap: complete ? undecidedOf(survey, model) : null,
    reductions: symmetry ? ['tokens that no condition names are alike'] : [],
  }
  const [open, narrowed] = [undecidedOf(survey, model), narrowedOf(law, tokens)]
  const temporal = temporalVerdicts(compiled.value, model, survey, open, narrowed)
  const verdicts = [...surveyVerdicts(survey, model, narrowed), ...temporal, ...elsewhere(law)]
  return ok({ ok: true, model, survey, verdicts, evidence })
}
