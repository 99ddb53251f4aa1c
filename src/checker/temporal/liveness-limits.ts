import { LIMITS } from '../../base/index.js'
import type { LimitName } from '../../base/index.js'

const NAMES = [
  'formulaUnits', 'formulaDepth', 'formulaPropositions', 'automatonStates', 'automatonBranches', 'automatonMoves', 'acceptanceSets',
  'productStates', 'lassoWork', 'exactStates', 'prefixStates',
] as const satisfies readonly LimitName[]

/** The bounds of the decision of one temporal property, as numbers (CHK-10, CHK-13, CHK-16, CHK-17); tests lower them. */
export type PropertyLimits = { readonly [name in (typeof NAMES)[number]]: number }

/** The bounds as they stand. */
export const propertyLimits = Object.fromEntries(NAMES.map((name) => [name, LIMITS[name].value])) as PropertyLimits
