import type { FactScope, FactType } from './law.js'

/** Tables that a domain can name (LAW-14). */
export type DomainTable =
  | 'operators'
  | 'families'
  | 'tiers'
  | 'operator-tiers'
  | 'environments'
  | 'backends'
  | 'drift-labels'
  | 'frame-states'
  | 'guards'

/** A fact as LAW-13 states it. */
export interface RegisteredFact {
  readonly type: FactType
  readonly nullable: boolean
  /** A table, a list of values, or null where any value is possible. */
  readonly domain: DomainTable | readonly string[] | null
  readonly range: readonly [number, number] | null
  /** Whether the fact is an object with a field for each parameter name of any operator. */
  readonly hasFields: boolean
  readonly parameters: readonly string[]
  readonly scopes: readonly FactScope[]
}

const OPERATOR: readonly FactScope[] = ['operator', 'step']
const TRANSITION: readonly FactScope[] = ['transition', 'step']
const SESSION: readonly FactScope[] = ['operator', 'token', 'transition', 'step', 'state']
const STEP: readonly FactScope[] = ['step']
const AFTER: readonly FactScope[] = ['step', 'state']

const fact = (type: FactType, scopes: readonly FactScope[], rest: Partial<RegisteredFact> = {}): RegisteredFact => ({
  type, scopes, nullable: false, domain: null, range: null, hasFields: false, parameters: [], ...rest,
})
const boolean = (scopes: readonly FactScope[]): RegisteredFact => fact('boolean', scopes)
const string = (scopes: readonly FactScope[], domain: DomainTable | readonly string[]): RegisteredFact => fact('string', scopes, { domain })
const nullable = (scopes: readonly FactScope[], domain: DomainTable | readonly string[]): RegisteredFact =>
  fact('string', scopes, { domain, nullable: true })

/** Every fact that the language has, as the table of LAW-13 states it, in its order. */
export const FACT_REGISTRY: ReadonlyMap<string, RegisteredFact> = new Map([
  ['operator-parsed', boolean(OPERATOR)],
  ['operator-known', boolean(OPERATOR)],
  ['operator-name', nullable(OPERATOR, 'operators')],
  ['operator-family', nullable(OPERATOR, 'families')],
  ['operator-tier', nullable(OPERATOR, 'operator-tiers')],
  ['operator-ranked', boolean(OPERATOR)],
  ['operator-needs-token', boolean(OPERATOR)],
  ['arguments-valid', boolean(OPERATOR)],
  ['params', fact('object', OPERATOR, { hasFields: true })],
  ['environment', string(SESSION, 'environments')],
  ['environment-terminal', boolean(SESSION)],
  ['environment-tiers', fact('list', SESSION, { domain: 'tiers' })],
  ['tier-allowed', boolean(OPERATOR)],
  ['backend-named', nullable(SESSION, 'backends')],
  ['backend-target', nullable(OPERATOR, 'backends')],
  ['backend-legal', boolean(OPERATOR)],
  ['backend-matches', boolean(OPERATOR)],
  ['token-deployed', boolean(SESSION)],
  ['token-id-deployed', fact('boolean', SESSION, { parameters: ['id'] })],
  ['token-unbound', boolean(SESSION)],
  ['token-repeated', boolean(['token', 'step'])],
  ['drift-label', nullable(OPERATOR, 'drift-labels')],
  ['drift-measured', fact('number', OPERATOR, { nullable: true, range: [0, Number.MAX_VALUE] })],
  ['drift-exceeds', boolean(OPERATOR)],
  ['drift-overflows', boolean(OPERATOR)],
  ['tier-decrease-option', string(OPERATOR, ['new-frame', 'refuse'])],
  ['frame-state', string(SESSION, 'frame-states')],
  ['frame-tier', nullable(SESSION, 'tiers')],
  ['frame-backend', nullable(SESSION, 'backends')],
  ['tier-step', string(OPERATOR, ['none', 'same', 'up', 'down', 'unranked'])],
  ['backend-changes', boolean(OPERATOR)],
  ['transition-defined', boolean(TRANSITION)],
  ['transition-target', nullable(TRANSITION, 'environments')],
  ['transition-guard', nullable(TRANSITION, 'guards')],
  ['entry-kind', string(STEP, ['operator', 'token', 'transition', 'close'])],
  ['entry-allowed', boolean(STEP)],
  ['routing-action', nullable(STEP, ['new', 'reuse'])],
  ['routing-overflow', boolean(STEP)],
  ['frame-opened', boolean(STEP)],
  ['frame-closed', boolean(STEP)],
  ['environment-changed', boolean(STEP)],
  ['token-used', boolean(STEP)],
  ['before-terminal', boolean(STEP)],
  ['frame-open', boolean(AFTER)],
  ['frame-backend-legal', boolean(AFTER)],
  ['frame-environment-matches', boolean(AFTER)],
  ['frame-tier-supported', boolean(AFTER)],
  ['drift-within-bound', boolean(AFTER)],
])
