import type { Limit } from '../../base/index.js'

/** What the decision of one temporal property may cost (CHK-10, CHK-13, CHK-16). */
export const PROPERTY_LIMITS = {
  formulaUnits: { value: 4096, unit: 'code units', meaning: 'length of one formula', code: 'formula-unsupported', exceeded: 'no verdict' },
  formulaDepth: { value: 256, unit: 'levels', meaning: 'nesting of one formula', code: 'formula-unsupported', exceeded: 'no verdict' },
  formulaPropositions: {
    value: 24,
    unit: 'propositions',
    meaning: 'propositions of one formula',
    code: 'formula-unsupported',
    exceeded: 'no verdict',
  },
  automatonStates: {
    value: 1024,
    unit: 'states',
    meaning: 'states of the automaton of one formula',
    code: 'formula-unsupported',
    exceeded: 'no verdict',
  },
  automatonBranches: {
    value: 4096,
    unit: 'branches',
    meaning: 'ways to meet one formula at one position, before those that others cover are dropped',
    code: 'formula-unsupported',
    exceeded: 'no verdict',
  },
  automatonMoves: {
    value: 65_536,
    unit: 'moves',
    meaning: 'moves of the automaton of one formula',
    code: 'formula-unsupported',
    exceeded: 'no verdict',
  },
  prefixStates: {
    value: 16_384,
    unit: 'states',
    meaning: 'states of the automaton that tells the shortest prefix',
    code: null,
    exceeded: 'the counterexample is not said to be the shortest',
  },
  acceptanceSets: {
    value: 20,
    unit: 'sets',
    meaning: 'promises of one formula and fairness assumed with it, strong fairness counted twice',
    code: 'formula-unsupported',
    exceeded: 'no verdict',
  },
  productStates: {
    value: 64 * 1_048_576,
    unit: 'pairs',
    meaning: 'states of the model times states of the automaton',
    code: null,
    exceeded: 'inconclusive',
  },
  exactStates: {
    value: 16 * 1_048_576,
    unit: 'pairs',
    meaning: 'states of the model times states of the automaton that finds the shortest lasso',
    code: null,
    exceeded: 'the lasso is not said to be the shortest',
  },
  lassoWork: {
    value: 5_000_000,
    unit: 'edges',
    meaning: 'edges that the search for the shortest lasso looks at',
    code: null,
    exceeded: 'the lasso is not said to be the shortest',
  },
} as const satisfies { readonly [name: string]: Limit }

/** The bounds of one decision, as numbers; tests lower them. */
export type PropertyLimits = { readonly [name in keyof typeof PROPERTY_LIMITS]: number }

/** The bounds as they stand. */
export const propertyLimits: PropertyLimits = {
  formulaUnits: PROPERTY_LIMITS.formulaUnits.value,
  formulaDepth: PROPERTY_LIMITS.formulaDepth.value,
  formulaPropositions: PROPERTY_LIMITS.formulaPropositions.value,
  automatonStates: PROPERTY_LIMITS.automatonStates.value,
  automatonBranches: PROPERTY_LIMITS.automatonBranches.value,
  automatonMoves: PROPERTY_LIMITS.automatonMoves.value,
  prefixStates: PROPERTY_LIMITS.prefixStates.value,
  acceptanceSets: PROPERTY_LIMITS.acceptanceSets.value,
  productStates: PROPERTY_LIMITS.productStates.value,
  exactStates: PROPERTY_LIMITS.exactStates.value,
  lassoWork: PROPERTY_LIMITS.lassoWork.value,
}
