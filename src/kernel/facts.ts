import type { FactReference } from '../artifact/condition.js'
import type { Law, Scalar } from '../artifact/law.js'
import { assert } from '../base/index.js'
import { effectiveBound } from './drift.js'
import type { FactValue, Read } from './expression.js'
import type { OpenFrame, State } from './state.js'
import type { StepContext } from './step-context.js'

/** The state that facts about the session speak of: that before the step, or, in the scope `state`, that after it (LAW-13). */
export type Moment = 'before' | 'after'

/** The event that asks the environment machine to move to `environment` (SES-33, LAW-51). */
export const transitionEvent = (environment: string): string => `to.${environment}`

/** A reference to a fact without parameters and field. */
export const plainFact = (fact: string): FactReference => ({ fact, params: new Map(), field: null })

type Reader = Read<StepContext>
type Group = readonly (readonly [name: string, read: Reader])[]

const isLawful = (measured: number): boolean => Number.isFinite(measured) && measured >= 0

/** Whether the measured drift would take the open frame beyond its bound. */
export const driftOverflows = ({ before: { frame }, measured }: StepContext): boolean =>
  frame !== null && isLawful(measured) && frame.total + measured > frame.bound

/** Whether session drift is within its bound after the step. */
export const driftWithinBound = ({ after: { drift } }: StepContext): boolean => drift.accumulated <= drift.bound

// LAW-13: without a row booleans are false, all else is null.
const operatorFacts = (law: Law): Group => {
  const isTerminal = (environment: string): boolean => law.environments.get(environment)?.terminal === true
  const lists = (backend: string | null, environment: string): boolean =>
    backend !== null && law.backends.get(backend)?.environments.includes(environment) === true
  const target = (c: StepContext): string | null => (c.placement === null ? null : c.placement.backend)
  const isRanked = (c: StepContext): boolean => c.row !== null && c.row.rank >= 0
  return [
    ['operator-parsed', (c) => c.parsed],
    ['operator-known', (c) => c.row !== null],
    ['operator-name', (c) => (c.row === null ? null : c.row.spec.name)],
    ['operator-family', (c) => (c.row === null ? null : c.row.spec.family)],
    ['operator-tier', (c) => (c.row === null ? null : c.row.spec.tier)],
    ['operator-ranked', isRanked],
    ['operator-needs-token', (c) => c.row !== null && c.row.spec.needsToken],
    ['arguments-valid', (c) => c.argumentsValid],
    ['drift-label', (c) => (c.row === null ? null : c.row.spec.drift)],
    ['tier-decrease-option', () => law.validation.options.tierDecrease],
    [
      'tier-allowed',
      (c) => {
        if (c.row === null) return false
        const { environment } = c.before
        return isRanked(c) ? law.environments.get(environment)?.tiers.includes(c.row.spec.tier) === true : !isTerminal(environment)
      },
    ],
    ['backend-target', target],
    ['backend-legal', (c) => lists(isRanked(c) ? (c.before.backend ?? target(c)) : target(c), c.before.environment)],
    ['backend-matches', (c) => c.row !== null && (!isRanked(c) || c.before.backend === null || c.before.backend === target(c))],
    ['backend-changes', (c) => c.before.frame !== null && c.row !== null && target(c) !== c.before.frame.backend],
    ['drift-measured', (c) => (isLawful(c.measured) ? c.measured : null)],
    [
      'drift-exceeds',
      (c) => {
        if (!c.argumentsValid || c.placement === null) return false
        return !isLawful(c.measured) || c.measured > effectiveBound(law, c.before.environment, c.placement.backend)
      },
    ],
    ['drift-overflows', driftOverflows],
    [
      'tier-step',
      ({ row, before: { frame } }) => {
        if (row !== null && row.rank < 0) return 'unranked'
        if (row === null || frame === null) return 'none'
        const rank = law.operators.tiers.indexOf(frame.tier)
        return row.rank > rank ? 'up' : row.rank < rank ? 'down' : 'same'
      },
    ],
  ]
}

const sessionFacts = (law: Law, at: (c: StepContext) => State): Group => [
  ['environment', (c) => at(c).environment],
  ['environment-terminal', (c) => law.environments.get(at(c).environment)?.terminal === true],
  ['environment-tiers', (c) => law.environments.get(at(c).environment)?.tiers ?? []],
  ['backend-named', (c) => at(c).backend],
  ['token-deployed', (c) => at(c).tokens.size > 0],
  ['token-unbound', (c) => at(c).tokensBound < at(c).tokens.size],
  ['frame-state', (c) => at(c).frameState],
  ['frame-tier', (c) => at(c).frame?.tier ?? null],
  ['frame-backend', (c) => at(c).frame?.backend ?? null],
]

const transitionFacts = (law: Law): Group => {
  // LAW-13: the first candidate of the environment machine for the event of the target.
  const candidate = ({ before, target }: StepContext): { readonly guard: string | null } | undefined =>
    target === null ? undefined : law.machines.environment.nodes.get(before.environment)?.on.get(transitionEvent(target))?.[0]
  return [
    ['token-repeated', ({ tokenId, before }) => tokenId !== null && before.tokens.has(tokenId)],
    ['transition-defined', (c) => candidate(c) !== undefined],
    ['transition-target', ({ target }) => (target !== null && law.environments.has(target) ? target : null)],
    ['transition-guard', (c) => candidate(c)?.guard ?? null],
  ]
}

const outcomeFacts = (law: Law): Group => {
  const open =
    (holds: (frame: OpenFrame, after: State) => boolean): Reader =>
    ({ after }) =>
      after.frame === null || holds(after.frame, after)
  return [
    ['entry-kind', (c) => c.kind],
    ['entry-allowed', (c) => c.allowed],
    ['routing-action', ({ routing }) => (routing === null ? null : routing.frameAction)],
    ['routing-overflow', ({ routing }) => routing !== null && routing.overflow],
    ['frame-opened', (c) => c.frameOpened],
    ['frame-closed', (c) => c.frameClosed],
    ['environment-changed', (c) => c.moved],
    ['token-used', (c) => c.tokenUsed !== null],
    ['before-terminal', (c) => law.environments.get(c.before.environment)?.terminal === true],
    ['frame-open', (c) => c.after.frame !== null],
    [
      'frame-backend-legal',
      open(({ backend, environment }) => law.backends.get(backend)?.environments.includes(environment) === true),
    ],
    ['frame-environment-matches', open(({ environment }, after) => environment === after.environment)],
    ['frame-tier-supported', open(({ backend, tier }) => law.backends.get(backend)?.tierSupport.includes(tier) === true)],
    ['drift-within-bound', driftWithinBound],
  ]
}

const argumentOf = ({ argumentsValid, params }: StepContext, name: string): Scalar | null =>
  argumentsValid ? (params?.get(name) ?? null) : null

/**
 * Binds the facts of `law` at one moment: gives the reader of any reference that a condition makes (LAW-13, LAW-31).
 * A reference that the law does not declare is a bug.
 */
export const bindFacts = (law: Law, moment: Moment): ((reference: FactReference) => Reader) => {
  const at = (c: StepContext): State => (moment === 'before' ? c.before : c.after)
  const plain = new Map([...operatorFacts(law), ...sessionFacts(law, at), ...transitionFacts(law), ...outcomeFacts(law)])
  const parameters = new Set([...law.operators.operators.values()].flatMap((row) => row.parameters.map(({ name }) => name)))
  const all = (c: StepContext): FactValue => new Map([...parameters].map((name) => [name, argumentOf(c, name)]))
  return ({ fact, params, field }) => {
    if (fact === 'params') return field === null ? all : (c) => argumentOf(c, field)
    const [argument = ''] = params.values() // LAW-13: the only parameter of the only fact that has one, a token id.
    if (fact === 'token-id-deployed') return (c) => at(c).tokens.has(argument)
    const read = plain.get(fact)
    assert(read !== undefined, `no fact ${fact}`)
    return read
  }
}
