import type { Condition } from '../../artifact/condition.js'
import type { Law } from '../../artifact/law.js'
import type { NamedReason } from '../../artifact/reason-names.js'
import { actionsOf, ofState } from './export-actions.js'
import type { Action, Path } from './export-actions.js'
import { codingOf } from './export-coding.js'
import type { Coding, ExportOptions, Place } from './export-coding.js'
import { readerOf, translate, Untranslated } from './export-facts.js'
import type { Outcome } from './export-facts.js'
import { allOf, exceeds, FALSE, keyOfTerm, not, number, oneOf, TRUE, truth } from './export-term.js'
import type { Term, Variable } from './export-term.js'
import { isTokenId } from '../session/askable.js'
import { sessionEvents } from '../session/session-events.js'

/** Something that must hold, by the name of the invariant and as an identifier. */
export interface Check {
  readonly identifier: string
  readonly holds: Term
}

/** A proposition of form `step`: whether a step that takes a path makes it true. */
export interface Mark {
  readonly identifier: string
  readonly holds: Term
}

/** A way through the tables as guarded assignments. All terms read the variables before the step. */
export interface ModelPath {
  readonly note: string
  readonly when: Term
  readonly changes: readonly { readonly variable: Variable; readonly to: Term }[]
  /** Invariants of form `step`, those left out that hold in every step of the path. */
  readonly checks: readonly Check[]
  readonly marks: readonly Mark[]
}

export interface ModelAction {
  readonly name: string
  readonly when: Term
  /** The first path that holds is taken; one always does. */
  readonly paths: readonly ModelPath[]
}

/** A condition that a property speaks of, or, of form `step`, that a step has a reason (LAW-42). */
export interface Proposed {
  readonly name: string
  readonly form: 'state' | 'step'
  readonly holds: Condition | NamedReason
}

/** A law as guarded assignments over whole numbers, ready to be printed (CHK-30). */
export interface ExportedModel {
  readonly coding: Coding
  readonly openings: readonly { readonly note: string; readonly values: readonly number[] }[]
  readonly actions: readonly ModelAction[]
  /** Invariants of form `state`, over the variables. */
  readonly checks: readonly Check[]
  /** Propositions of form `state`, over the variables, and the identifiers of those of form `step`. */
  readonly states: readonly Mark[]
  readonly steps: readonly string[]
  /** Identifiers of the propositions by name. */
  readonly identifiers: ReadonlyMap<string, string>
  /** Names of the invariants by identifier; those of the export itself stand for themselves. */
  readonly names: ReadonlyMap<string, string>
}

/** What an export takes beside the law. */
export interface ModelOptions extends ExportOptions {
  /** Names of the invariants that are held against the model; all, if not given. */
  readonly invariants?: readonly string[]
  readonly propositions?: readonly Proposed[]
  /** The environment and the backend in which sessions open; any, if not given. */
  readonly opening?: { readonly environment?: string; readonly backend?: string }
  /** Whether events that do the same in every state are one action (the default), so that steps are fewer and states the same. */
  readonly gathered?: boolean
}

/** The check that no drift leaves the totals that the model follows: if it fails, the model is not the whole law. */
export const RANGE_CHECK = 'drift_in_range'

/** The check that the law never reaches what the consistency of LAW-50 to LAW-57 excludes. */
export const LAWFUL_CHECK = 'law_consistent'

/** Identifiers for names of any form: a prefix and what a programming language can read of the name, each once. */
export const identifiersOf = (prefix: string, names: readonly string[]): readonly string[] => {
  const taken = new Set<string>()
  return names.map((name) => {
    const plain = `${prefix}_${name.replaceAll(/[^A-Za-z0-9]+/g, '_').slice(0, 48)}`
    let identifier = plain
    for (let count = 2; taken.has(identifier.toLowerCase()); count++) identifier = `${plain}_${count}`
    taken.add(identifier.toLowerCase())
    return identifier
  })
}

const termsOf = (place: Place): readonly Term[] => [
  place.session, place.environment, place.backend, place.frameState, place.frameBackend, place.frameEnvironment, place.frameTier,
  place.frameDrift, place.lastBackend, place.lastTier, place.drift, place.driftBound, place.deployed, place.bound, ...place.tokens,
]

interface Watched extends Omit<Proposed, 'name'> {
  readonly identifier: string
}

const holdsIn = (holds: Watched['holds'], { refusal, routed }: Outcome, read: Parameters<typeof translate>[1]): Term => {
  if ('kind' in holds) return translate(holds, read)
  return truth((holds.table === 'validation' ? refusal : routed) === holds.reason)
}

const pathOf = (
  coding: Coding,
  { occasion }: Action,
  path: Path,
  invariants: readonly Watched[],
  marked: readonly Watched[],
): ModelPath => {
  const { outcome, fault, note, when } = path
  const { after } = outcome
  const change = termsOf(after)
  const read = readerOf(coding, occasion, outcome, coding.before)
  const steps = invariants.filter(({ form }) => form === 'step')
  const inRange = not(exceeds(after.frameDrift, number(coding.quanta.greatest)))
  const checks = [
    { identifier: LAWFUL_CHECK, holds: fault === null ? TRUE : FALSE },
    { identifier: RANGE_CHECK, holds: inRange },
    ...(fault === null ? steps.map(({ identifier, holds }) => ({ identifier, holds: holdsIn(holds, outcome, read) })) : []),
  ]
  return {
    note,
    when,
    changes: coding.variables.flatMap((variable, index) => {
      const to = change[index]
      return to === undefined || keyOfTerm(to) === keyOfTerm(variable) ? [] : [{ variable, to }]
    }),
    checks: checks.filter(({ holds }) => holds.kind !== 'boolean' || !holds.value),
    marks: marked
      .filter(({ form }) => form === 'step')
      .map(({ identifier, holds }) => ({ identifier, holds: holdsIn(holds, outcome, read) })),
  }
}

// Neighbours that do the same are one path: their order is then of no meaning.
const gathered = (paths: readonly ModelPath[]): readonly ModelPath[] => {
  const kept: ModelPath[] = []
  for (const path of paths) {
    const last = kept.at(-1)
    const isSame = last !== undefined && JSON.stringify([last.changes, last.checks, last.marks]) ===
      JSON.stringify([path.changes, path.checks, path.marks])
    if (isSame) kept[kept.length - 1] = { ...last, note: `${last.note}; ${path.note}`, when: oneOf([last.when, path.when]) }
    else kept.push(path)
  }
  return kept
}

// Events that are offered and do the same are one action under all their names.
const alike = (actions: readonly ModelAction[]): readonly ModelAction[] => {
  const found = new Map<string, { readonly action: ModelAction; readonly names: string[] }>()
  for (const action of actions) {
    const key = JSON.stringify([action.when, action.paths.map(({ when, changes, checks, marks }) => [when, changes, checks, marks])])
    const same = found.get(key)
    if (same === undefined) found.set(key, { action, names: [action.name] })
    else same.names.push(action.name)
  }
  return [...found.values()].map(({ action, names }) => ({ ...action, name: names.join('; ') }))
}

const openingsOf = (coding: Coding, opening: ModelOptions['opening']): ExportedModel['openings'] => {
  const { environments, backends, session, frame, bounds, law, variables } = coding
  return environments.flatMap((environment, at) => {
    if (opening?.environment !== undefined && opening.environment !== environment) return []
    return ['auto', ...backends].flatMap((backend, on) => {
      if (opening?.backend !== undefined && opening.backend !== backend) return []
      const given = new Map([
        ['session', session.leaves.indexOf(session.initial)], ['environment', at], ['backend', on],
        ['frame_state', frame.leaves.indexOf(frame.initial)],
        ['drift_bound', bounds.indexOf(law.environments.get(environment)?.driftBound ?? 0)],
      ])
      return [{ note: `${environment}, ${backend}`, values: variables.map(({ name }) => given.get(name) ?? 0) }]
    })
  })
}

const namedIn = (condition: Proposed['holds']): readonly string[] => {
  if (!('kind' in condition)) return []
  if (condition.kind === 'not') return namedIn(condition.of)
  if (condition.kind !== 'test') return condition.of.flatMap(namedIn)
  const { left, right } = condition
  return [left, ...(right.kind === 'fact' ? [right.reference] : [])].flatMap((one) =>
    one.fact === 'token-id-deployed' ? [...one.params.values()] : [])
}

/** Translates `law`; a text names what an export cannot hold: never a model that means something else (CHK-30). */
export const exportModel = (law: Law, options: ModelOptions): ExportedModel | string => {
  const proposed = options.propositions ?? []
  const { operators, transitions, namedTokens, sampled } = sessionEvents(law)
  const named = [...new Set([...namedTokens, ...proposed.flatMap(({ holds }) => namedIn(holds))])].filter(isTokenId)
  const coding = codingOf(law, named, options)
  if (typeof coding === 'string') return coding
  if (sampled[0] !== undefined) return sampled[0]
  const kept = law.invariants.filter(({ name }) => options.invariants?.includes(name) ?? true)
  const identifiers = identifiersOf('inv', kept.map(({ name }) => name))
  const invariants = kept.map(({ form, holds }, index): Watched => ({ identifier: identifiers[index] ?? '', form, holds }))
  const letters = identifiersOf('prop', proposed.map(({ name }) => name))
  const marked = proposed.map(({ form, holds }, index): Watched => ({ identifier: letters[index] ?? '', form, holds }))
  const { occasion, outcome } = ofState(coding.before)
  const now = readerOf(coding, occasion, outcome, coding.before)
  const stateTerms = (list: readonly Watched[]): readonly Check[] =>
    list.filter(({ form }) => form === 'state').map(({ identifier, holds }) => ({ identifier, holds: holdsIn(holds, outcome, now) }))
  try {
    const actions = actionsOf(coding, [...operators, ...transitions]).map((action) => ({
      name: action.name,
      when: action.when,
      paths: gathered(action.paths.map((path) => pathOf(coding, action, path, invariants, marked))),
    }))
    return {
      coding,
      openings: openingsOf(coding, options.opening),
      actions: options.gathered === false ? actions : alike(actions),
      checks: stateTerms(invariants),
      states: stateTerms(marked),
      steps: marked.flatMap(({ form, identifier }) => (form === 'step' ? [identifier] : [])),
      identifiers: new Map(proposed.map(({ name }, index) => [name, letters[index] ?? ''])),
      names: new Map([
        ...kept.map(({ name }, index) => [identifiers[index] ?? '', name] as const),
        [RANGE_CHECK, RANGE_CHECK],
        [LAWFUL_CHECK, LAWFUL_CHECK],
      ]),
    }
  } catch (error) {
    if (error instanceof Untranslated) return error.message
    throw error
  }
}

/** The term of a path in its action: that the action is offered, the path holds and none before it does. */
export const whenTaken = (action: ModelAction, index: number): Term =>
  allOf([action.when, ...action.paths.slice(0, index).map(({ when }) => not(when)), action.paths[index]?.when ?? FALSE])
