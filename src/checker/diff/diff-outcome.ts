import type { Law } from '../../artifact/law.js'
import { legalBackends } from '../../kernel/index.js'
import type { DriftEntry, Entry, Frame, RoutingEntry, State, Step, Verdict } from '../../kernel/index.js'

/** A value that an entry says. */
export type Said = string | number | boolean | null

/**
 * What one step says to the reader of its entries, without ids, times, counts and lineage (CHK-53). `null` stands wherever an entry has
 * nothing of that name.
 */
export interface Outcome {
  /** Whether the event was allowed; of closing and recovery true; null where the session is over or cannot be opened. */
  readonly allowed: boolean | null
  readonly reason: string | null
  readonly routing_reason: string | null
  readonly frame_action: string | null
  readonly backend: string | null
  readonly drift_predicted: number | null
  readonly drift_measured: number | null
  readonly drift_accumulated: number | null
  readonly drift_overflow: boolean | null
  /** Whether the step closed a frame; what stands in the line of that frame follows. */
  readonly frame_closed: boolean
  readonly frame_environment: string | null
  readonly frame_tier: string | null
  readonly frame_backend: string | null
  readonly frame_tier_support: string | null
  readonly frame_drift_profile: string | null
  readonly frame_drift_total: number | null
  readonly frame_environment_bound: number | null
  readonly frame_bound: number | null
  /** Of an allowed transition, and of an opening. */
  readonly environment: string | null
  readonly drift_bound: number | null
  readonly backend_legal: string | null
  readonly token_used: string | null
  /** State of the session machine after closing or recovery. */
  readonly ended: string | null
}

/** Name of a part of an outcome. */
export type OutcomeField = keyof Outcome

const SILENT: Outcome = {
  allowed: null,
  reason: null,
  routing_reason: null,
  frame_action: null,
  backend: null,
  drift_predicted: null,
  drift_measured: null,
  drift_accumulated: null,
  drift_overflow: null,
  frame_closed: false,
  frame_environment: null,
  frame_tier: null,
  frame_backend: null,
  frame_tier_support: null,
  frame_drift_profile: null,
  frame_drift_total: null,
  frame_environment_bound: null,
  frame_bound: null,
  environment: null,
  drift_bound: null,
  backend_legal: null,
  token_used: null,
  ended: null,
}

/** The names of all parts, in the order of reports. */
export const OUTCOME_FIELDS = Object.keys(SILENT) as readonly OutcomeField[]

// Running sums take a value for each level of drift: two of them that differ are one difference, whatever the values are.
const RUNNING: ReadonlySet<OutcomeField> = new Set(['drift_accumulated', 'frame_drift_total'])

/** Whether a part is a running sum, whose values tell no two differences apart (CHK-54). */
export const isRunning = (field: OutcomeField): boolean => RUNNING.has(field)

// Numbers and lists of the law's tables that an entry repeats. They decide nothing by being said.
const FIGURES: ReadonlySet<OutcomeField> = new Set([
  'drift_bound', 'backend_legal', 'frame_environment_bound', 'frame_bound', 'frame_tier_support', 'frame_drift_profile',
])

// What is said of a closed frame, apart from its closing.
const OF_FRAME: ReadonlySet<OutcomeField> = new Set(OUTCOME_FIELDS.filter((field) => field.startsWith('frame_') && field !== 'frame_action'
  && field !== 'frame_closed'))

/** Whether a part only repeats a figure of the law's tables, such as a bound (CHK-54). */
export const isFigure = (field: OutcomeField): boolean => FIGURES.has(field)

/** The outcome of an event after the session is over. */
export const OVER: Outcome = { ...SILENT, reason: 'the session is over' }

/** The outcome of an opening with something that the law does not know (SES-01). */
export const unopened = (unknown: 'environment' | 'backend'): Outcome => ({ ...SILENT, allowed: false, reason: `unknown ${unknown}` })

/** The outcome of an opening: what the header of a trace says of it. */
export const openedOutcome = (law: Law, { environment, drift }: State): Outcome => ({
  ...SILENT,
  allowed: true,
  environment,
  drift_bound: drift.bound,
  backend_legal: legalBackends(law, environment).join(', '),
})

const verdictPart = ({ allowed, reason }: Verdict) => ({ allowed, reason })

const routingPart = (routing: RoutingEntry | null) =>
  routing === null ? {} : { backend: routing.backend, frame_action: routing.frameAction, routing_reason: routing.reason }

const driftPart = (drift: DriftEntry | null) =>
  drift === null
    ? {}
    : {
        drift_predicted: drift.predicted,
        drift_measured: drift.measured,
        drift_accumulated: drift.accumulated,
        drift_overflow: drift.overflow,
      }

const framePart = (frame: Frame | null) =>
  frame === null
    ? {}
    : {
        frame_closed: true,
        frame_environment: frame.environment,
        frame_tier: frame.tier,
        frame_backend: frame.backend,
        frame_tier_support: frame.frameBackend.tierSupport.join(', '),
        frame_drift_profile: frame.frameBackend.driftProfile,
        frame_drift_total: frame.frameDrift.total,
        frame_environment_bound: frame.frameDrift.environmentBound,
        frame_bound: frame.frameDrift.bound,
      }

const entryPart = (entry: Entry, after: State): Partial<Outcome> => {
  switch (entry.type) {
    case 'operator':
      return { ...verdictPart(entry.validation), ...routingPart(entry.routing), ...driftPart(entry.drift) }
    case 'token':
      return verdictPart(entry.validation)
    case 'transition':
      return {
        ...verdictPart(entry.validation),
        environment: entry.validation.allowed ? after.environment : null,
        drift_bound: entry.driftBound,
        backend_legal: entry.backendLegal === null ? null : entry.backendLegal.join(', '),
        token_used: entry.tokenUsed,
      }
    case 'footer':
      return { allowed: true, ended: entry.ended }
  }
}

const entryKey = (entry: Entry): readonly unknown[] => {
  switch (entry.type) {
    case 'operator': {
      const { validation, routing, drift } = entry
      return [
        validation.allowed, validation.reason,
        ...(routing === null ? [] : [routing.backend, routing.frameAction, routing.reason]),
        ...(drift === null ? [] : [drift.predicted, drift.measured, drift.accumulated, drift.overflow]),
      ]
    }
    case 'token':
      return [entry.validation.allowed, entry.validation.reason, 'token']
    case 'transition':
      return [entry.validation.allowed, entry.validation.reason, entry.driftBound, entry.backendLegal, entry.tokenUsed]
    case 'footer':
      return [entry.ended]
  }
}

/** A text that steps of one law have in common only if their outcomes are equal: shorter to make than an outcome. */
export const outcomeKey = ({ entry, closedFrame: frame, state }: Step): string =>
  JSON.stringify([
    entry.type,
    entry.type === 'transition' ? state.environment : '',
    entryKey(entry),
    frame === null ? null : [frame.environment, frame.tier, frame.backend, frame.frameDrift.total, frame.frameDrift.bound],
  ])

/** The outcome of a step (CHK-53). */
export const outcomeOf = ({ entry, closedFrame, state }: Step): Outcome => ({
  ...SILENT,
  ...entryPart(entry, state),
  ...framePart(closedFrame),
})

/** One part in which two outcomes differ. */
export interface FieldChange {
  readonly field: OutcomeField
  readonly old: Said
  readonly new: Said
}

/** The parts in which two outcomes differ, in the order of reports. */
export const changesBetween = (one: Outcome, other: Outcome): readonly FieldChange[] =>
  OUTCOME_FIELDS.filter((field) => one[field] !== other[field]).map((field) => ({ field, old: one[field], new: other[field] }))

/** Those of `changes` that are more than figures and more than what follows from a frame that only one law closed. */
export const answersIn = (changes: readonly FieldChange[]): readonly FieldChange[] => {
  const closes = changes.some(({ field }) => field === 'frame_closed')
  return changes.filter(({ field }) => !FIGURES.has(field) && !(closes && OF_FRAME.has(field)))
}

/** How a behaviour changed: allowed now and not before, the reverse, or told otherwise. */
export type ChangeKind = 'gained' | 'lost' | 'changed'

/** The kind of a change. What is not refused and not allowed, because the session is over, is nothing to gain from. */
export const kindOf = (old: Outcome, now: Outcome): ChangeKind => {
  if (now.allowed === true && old.allowed !== true) return 'gained'
  return old.allowed === true && now.allowed !== true ? 'lost' : 'changed'
}
