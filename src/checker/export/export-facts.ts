import type { Condition, FactReference } from '../../artifact/condition.js'
import type { OperatorSpec, Params, RoutingEvent, Scalar } from '../../artifact/law.js'
import type { Coding, Place } from './export-coding.js'
import { relates } from './export-relation.js'
import type { Constant } from './export-relation.js'
import { allOf, choose, exceeds, FALSE, not, number, oneOf, pick, plus, TRUE, truth, within } from './export-term.js'
import type { Term } from './export-term.js'

/** What is asked of a session, as far as facts go: all that does not depend on the state. */
export interface Occasion {
  readonly kind: 'operator' | 'token' | 'transition' | 'close'
  readonly parsed: boolean
  readonly row: OperatorSpec | null
  readonly fits: boolean
  readonly params: Params
  /** Id that the event deploys. */
  readonly token: string | null
  /** Whether that id is deployed already. */
  readonly repeated: Term
  /** The name that a transition asks for. */
  readonly target: string | null
}

/** What came of it, on one path through the tables. */
export interface Outcome {
  readonly allowed: boolean
  readonly routing: RoutingEvent | null
  readonly opened: boolean
  readonly closed: Term
  readonly moved: boolean
  readonly used: Term
  /** Reasons of the verdict and of the routing that the entry holds. */
  readonly refusal: string | null
  readonly routed: string | null
  readonly after: Place
}

/** A value that a fact has where `when` holds; of the cases of a fact exactly one holds. */
export interface ValueCase {
  readonly when: Term
  readonly value: Constant
}

type Cases = readonly ValueCase[]

const only = (value: Constant): Cases => [{ when: TRUE, value }]
const logical = (holds: Term): Cases => [{ when: holds, value: true }, { when: not(holds), value: false }]
const named = (of: Term, names: readonly Constant[]): Cases => names.map((value, index) => ({ when: within(of, [index]), value }))

/** Places in a list of those that hold. */
const places = <T>(list: Iterable<T>, holds: (one: T) => boolean): readonly number[] =>
  [...list].flatMap((one, index) => (holds(one) ? [index] : []))

const shifted = (found: readonly number[]): readonly number[] => found.map((place) => place + 1)

const isRanked = ({ tiers }: Coding, row: OperatorSpec): boolean => tiers.includes(row.tier)

/** Backend and tier of a placement, numbered from 1, where `isOpen` says whether a frame is open (RTR-01 to RTR-03). */
export const placementOf = (coding: Coding, row: OperatorSpec, isOpen: Term): { readonly backend: Term; readonly tier: Term } => {
  const { law, before, backends, tiers } = coding
  const numberOf = (list: readonly string[], name: string): Term => number(list.indexOf(name) + 1)
  const fallback = law.operators.frameDefaults.get(row.tier)
  if (fallback === undefined) {
    const bound = [...law.backends.values()].find(({ tier }) => tier === row.tier)
    return { backend: numberOf(backends, bound?.id ?? ''), tier: numberOf(tiers, row.tier) }
  }
  const own = { backend: numberOf(backends, fallback.backend), tier: numberOf(tiers, fallback.tier) }
  if (!fallback.inherit) return own
  const specs = [...law.backends.values()]
  const lawful = oneOf(
    [...law.environments.values()].map((environment, place) =>
      allOf([
        within(before.environment, [place]),
        within(before.lastBackend, shifted(places(specs, (one) => one.environments.includes(environment.id)))),
        within(before.lastTier, shifted(places(tiers, (tier) => environment.tiers.includes(tier)))),
      ]),
    ),
  )
  const from = (open: Term, last: Term, other: Term): Term => choose(isOpen, open, choose(lawful, last, other))
  return {
    backend: from(before.frameBackend, before.lastBackend, own.backend),
    tier: from(before.frameTier, before.lastTier, own.tier),
  }
}

/** Whether a frame is open in a state. */
export const isOpenIn = ({ frameBackend }: Place): Term => not(within(frameBackend, [0]))

/** Place among the bounds of the effective bound in an environment and on a backend, numbered as frames do (SES-42). */
export const effectiveBoundAt = (coding: Coding, environment: Term, backend: Term, shift: 0 | 1): Term => {
  const { law, bounds } = coding
  return pick(
    [...law.environments.values()].flatMap(({ driftBound }, at) =>
      [...law.backends.values()].map(({ maxAccumulated }, on) => ({
        when: allOf([within(environment, [at + shift]), within(backend, [on + 1])]),
        value: number(bounds.indexOf(Math.min(driftBound, maxAccumulated))),
      })),
    ),
  )
}

const isAbove = ({ bounds, quanta }: Coding, total: Term, bound: Term): Term =>
  oneOf(bounds.map((one, place) => allOf([within(bound, [place]), exceeds(total, number(quanta.floor(one)))])))

type Facts = ReadonlyMap<string, () => Cases>

const operatorFacts = (coding: Coding, { parsed, row, fits, repeated }: Occasion): Facts => {
  const { law, before, environments, backends, tiers, quanta } = coding
  const specs = [...law.environments.values()]
  const ranked = row !== null && isRanked(coding, row)
  const target = row === null ? number(0) : placementOf(coding, row, isOpenIn(before)).backend
  const nominal = row === null || !fits ? null : (law.drift.nominal.get(row.drift) ?? 0)
  const isOpen = isOpenIn(before)
  // Whether the environment is among those of the backend with this number.
  const listsFrom = (backend: Term): Term =>
    oneOf([...law.backends.values()].map((one, on) =>
      allOf([within(backend, [on + 1]), within(before.environment, places(environments, (id) => one.environments.includes(id)))])))
  const isTarget = (backend: Term): Term => oneOf(backends.map((_, on) => allOf([within(backend, [on + 1]), within(target, [on + 1])])))
  const rank = row === null ? -1 : tiers.indexOf(row.tier)
  const step = (isIn: (place: number) => boolean): Term => within(before.frameTier, shifted(places(tiers.keys(), isIn)))
  return new Map<string, () => Cases>([
    ['operator-parsed', () => only(parsed)],
    ['operator-known', () => only(row !== null)],
    ['operator-name', () => only(row?.name ?? null)],
    ['operator-family', () => only(row?.family ?? null)],
    ['operator-tier', () => only(row?.tier ?? null)],
    ['operator-ranked', () => only(ranked)],
    ['operator-needs-token', () => only(row?.needsToken === true)],
    ['arguments-valid', () => only(fits)],
    ['drift-label', () => only(row?.drift ?? null)],
    ['tier-decrease-option', () => only(law.validation.options.tierDecrease)],
    ['tier-allowed', () =>
      logical(
        row === null
          ? FALSE
          : within(before.environment, places(specs, ({ tiers: allowed, terminal }) => (ranked ? allowed.includes(row.tier) : !terminal))),
      )],
    ['backend-target', () => named(target, [null, ...backends])],
    ['backend-legal', () => logical(listsFrom(ranked ? choose(within(before.backend, [0]), target, before.backend) : target))],
    ['backend-matches', () =>
      logical(row === null ? FALSE : oneOf([truth(!ranked), within(before.backend, [0]), isTarget(before.backend)]))],
    ['backend-changes', () => logical(row === null ? FALSE : allOf([isOpen, not(isTarget(before.frameBackend))]))],
    ['drift-measured', () => only(nominal)],
    ['drift-exceeds', () =>
      logical(nominal === null ? FALSE : oneOf(specs.map(({ driftBound }, at) =>
        allOf([
          within(before.environment, [at]),
          within(target, shifted(places(law.backends.values(), ({ maxAccumulated }) => nominal > Math.min(driftBound, maxAccumulated)))),
        ]))))],
    ['drift-overflows', () => {
      if (nominal === null) return only(false)
      const total = plus(before.frameDrift, number(quanta.count(nominal)))
      return logical(allOf([isOpen, isAbove(coding, total, effectiveBoundAt(coding, before.frameEnvironment, before.frameBackend, 1))]))
    }],
    ['tier-step', () =>
      row !== null && !ranked
        ? only('unranked')
        : row === null
          ? only('none')
          : [
              { when: not(isOpen), value: 'none' },
              { when: allOf([isOpen, step((place) => place < rank)]), value: 'up' },
              { when: allOf([isOpen, step((place) => place === rank)]), value: 'same' },
              { when: allOf([isOpen, step((place) => place > rank)]), value: 'down' },
            ]],
    ['token-repeated', () => logical(repeated)],
  ])
}

const sessionFacts = ({ law, environments, backends, tiers, frame }: Coding, at: Place): Facts => {
  const specs = [...law.environments.values()]
  return new Map<string, () => Cases>([
    ['environment', () => named(at.environment, environments)],
    ['environment-terminal', () => logical(within(at.environment, places(specs, ({ terminal }) => terminal)))],
    ['environment-tiers', () => named(at.environment, specs.map((one) => one.tiers))],
    ['backend-named', () => named(at.backend, [null, ...backends])],
    ['token-deployed', () => logical(not(within(at.deployed, [0])))],
    ['token-unbound', () => logical(exceeds(at.deployed, at.bound))],
    ['frame-state', () => named(at.frameState, frame.leaves)],
    ['frame-tier', () => named(at.frameTier, [null, ...tiers])],
    ['frame-backend', () => named(at.frameBackend, [null, ...backends])],
  ])
}

const transitionFacts = ({ before, environments, environmentMachine }: Coding, { target }: Occasion): Facts => {
  const guards = environments.map((from) => {
    const [first] = target === null ? [] : environmentMachine.candidates(from, `to.${target}`)
    return first === undefined ? undefined : first.guard
  })
  return new Map<string, () => Cases>([
    ['transition-defined', () => logical(within(before.environment, places(guards, (guard) => guard !== undefined)))],
    ['transition-target', () => only(target !== null && environments.includes(target) ? target : null)],
    ['transition-guard', () => named(before.environment, guards.map((guard) => guard ?? null))],
  ])
}

const outcomeFacts = (coding: Coding, { kind }: Occasion, outcome: Outcome): Facts => {
  const { law, before, environments, tiers } = coding
  const { allowed, routing, opened, closed, moved, used, after } = outcome
  const isOpen = isOpenIn(after)
  const open = (holds: Term): Cases => logical(oneOf([not(isOpen), holds]))
  const specs = [...law.backends.values()]
  const perBackend = (holds: (backend: (typeof specs)[number]) => Term): Term =>
    oneOf(specs.map((one, on) => allOf([within(after.frameBackend, [on + 1]), holds(one)])))
  return new Map<string, () => Cases>([
    ['entry-kind', () => only(kind)],
    ['entry-allowed', () => only(allowed)],
    ['routing-action', () => only(routing === null ? null : routing.frameAction)],
    ['routing-overflow', () => only(routing?.overflow === true)],
    ['frame-opened', () => only(opened)],
    ['frame-closed', () => logical(closed)],
    ['environment-changed', () => only(moved)],
    ['token-used', () => logical(used)],
    ['before-terminal', () => logical(within(before.environment, places(law.environments.values(), ({ terminal }) => terminal)))],
    ['frame-open', () => logical(isOpen)],
    ['frame-backend-legal', () =>
      open(perBackend((one) => within(after.frameEnvironment, shifted(places(environments, (id) => one.environments.includes(id))))))],
    ['frame-environment-matches', () =>
      open(oneOf(environments.map((_, at) => allOf([within(after.frameEnvironment, [at + 1]), within(after.environment, [at])]))))],
    ['frame-tier-supported', () =>
      open(perBackend((one) => within(after.frameTier, shifted(places(tiers, (tier) => one.tierSupport.includes(tier))))))],
    ['drift-within-bound', () => logical(not(isAbove(coding, after.drift, after.driftBound)))],
  ])
}

/** Whether the token with this id is deployed; its id must be one that the model numbers. */
export const deploys = ({ ids }: Coding, { tokens }: Place, id: string): Term => {
  const place = ids.indexOf(id) + 1
  return place === 0 ? FALSE : oneOf(tokens.map((token) => within(token, [place])))
}

/** Reads the facts of LAW-13 as cases over the variables: those of the session at `at`, the outcome's where there is one. */
export const readerOf = (coding: Coding, occasion: Occasion, outcome: Outcome | null, at: Place): ((reference: FactReference) => Cases) => {
  const facts: Facts = new Map([
    ...operatorFacts(coding, occasion),
    ...sessionFacts(coding, at),
    ...transitionFacts(coding, occasion),
    ...(outcome === null ? [] : outcomeFacts(coding, occasion, outcome)),
  ])
  const argument = (name: string): Scalar | null => (occasion.fits ? (occasion.params.get(name) ?? null) : null)
  return ({ fact, params, field }) => {
    if (fact === 'params') return field === null ? [] : only(argument(field))
    if (fact === 'token-id-deployed') return logical(deploys(coding, at, [...params.values()][0] ?? ''))
    return facts.get(fact)?.() ?? []
  }
}

/** A reference that an export cannot translate; caught where the export begins. */
export class Untranslated extends Error {
  override readonly name = 'Untranslated'
}

const casesOf = (read: (reference: FactReference) => Cases, reference: FactReference): Cases => {
  const cases = read(reference)
  if (cases.length === 0) throw new Untranslated(`the fact ${reference.fact}`)
  return cases.filter(({ when }) => when.kind !== 'boolean' || when.value)
}

/** A condition as a term: tests hold in the cases whose values stand in the relation (LAW-32 to LAW-34). */
export const translate = (condition: Condition, read: (reference: FactReference) => Cases): Term => {
  switch (condition.kind) {
    case 'all':
      return allOf(condition.of.map((one) => translate(one, read)))
    case 'any':
      return oneOf(condition.of.map((one) => translate(one, read)))
    case 'not':
      return not(translate(condition.of, read))
    case 'test': {
      const { left, decorators, operator, right } = condition
      const rightCases = right.kind === 'fact' ? casesOf(read, right.reference) : only(right.value)
      const holding = casesOf(read, left).flatMap((one) =>
        rightCases.filter((other) => relates(decorators, operator, one.value, other.value)).map((other) => allOf([one.when, other.when])))
      return oneOf(holding)
    }
  }
}
