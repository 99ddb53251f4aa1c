import type { Law } from '../../artifact/law.js'
import { answersIn, changesBetween, isRunning, kindOf } from './diff-outcome.js'
import type { ChangeKind, FieldChange, Outcome } from './diff-outcome.js'
import type { DiffEvent } from './diff-events.js'
import { Lockstep } from './diff-lockstep.js'
import type { DiffOpening, Divergence, LockstepSearch, Reach } from './diff-lockstep.js'

/** What bounds a comparison. */
export interface DiffOptions {
  /** How many tokens are deployed at most, beside those that conditions name. */
  readonly tokens: number
  /** How many pairs of states are searched at most. */
  readonly pairsMax: number
  /** Asked now and then, with the pairs that were searched; false ends the search: a limit of time or memory, or a person. */
  readonly goesOn?: (pairs: number) => boolean
}

/** What shows a difference: an opening, and events the last of which the laws answer otherwise; none if the opening itself differs. */
export interface DiffProgram {
  readonly opening: DiffOpening
  readonly events: readonly DiffEvent[]
}

/** One difference of behaviour, shown by the shortest program that there is (CHK-54). */
export interface Difference {
  readonly kind: ChangeKind
  /** Whether the laws can agree on everything before it; if not, it only follows from other differences. */
  readonly isFirst: boolean
  readonly environment: { readonly old: string; readonly new: string }
  /** The event, in the words of reports. */
  readonly event: string
  readonly old: Outcome
  readonly new: Outcome
  /** In which parts the outcomes differ. */
  readonly changes: readonly FieldChange[]
  readonly program: DiffProgram
}

/** How the behaviour of two laws compares. */
export interface BehaviourDiff {
  readonly old: LawName
  readonly new: LawName
  /** `equal` and `different` are certain; `inconclusive` is no difference found where not all was searched. */
  readonly verdict: 'equal' | 'different' | 'inconclusive'
  readonly differences: readonly Difference[]
  /** Pairs reached by what both laws answer alike. */
  readonly alike: Reach
  /** Pairs reached at all; null where no difference leads further. */
  readonly all: Reach | null
  readonly events: number
  readonly tokens: readonly string[]
  /** Why the events are only a choice. */
  readonly sampled: readonly string[]
}

/** Which law is meant. */
export interface LawName {
  readonly id: string
  readonly version: string
  readonly digest: string
}

const nameOf = ({ bundle: { id, version }, digest }: Law): LawName => ({ id, version, digest })

/** Differences of one group are one: same environments, event and change (CHK-54). */
const groupOf = ({ environment, event, old, new: now }: Divergence, changes: readonly FieldChange[]): string => {
  // What is allowed in one law and refused in the other differs in all else as well.
  const verdicts = [old.allowed, now.allowed, old.reason, now.reason]
  if (old.allowed !== now.allowed) return JSON.stringify([environment.old, environment.new, event, verdicts])
  const answers = answersIn(changes)
  const said = (answers.length === 0 ? changes : answers).map((change) =>
    isRunning(change.field) ? [change.field] : [change.field, change.old, change.new],
  )
  // A figure that changed is one difference, whichever event tells it.
  const asked = answers.length === 0 ? [] : [event, verdicts]
  return JSON.stringify([environment.old, environment.new, asked, said])
}

const programOf = (search: LockstepSearch, { from }: Divergence): DiffProgram => {
  if ('opening' in from) return { opening: from.opening, events: [] }
  const { opening, events } = search.pathTo(from.pair)
  return { opening, events: [...events, from.event] }
}

interface Found {
  readonly divergence: Divergence
  readonly changes: readonly FieldChange[]
}

/** Collects the first divergence of each group that `known` has not. */
const collect = (
  run: (onDivergence: (divergence: Divergence) => void) => LockstepSearch,
  known: ReadonlySet<string>,
): { readonly search: LockstepSearch; readonly found: ReadonlyMap<string, Found> } => {
  const found = new Map<string, Found>()
  const search = run((divergence) => {
    const changes = changesBetween(divergence.old, divergence.new)
    const group = groupOf(divergence, changes)
    if (!known.has(group) && !found.has(group)) found.set(group, { divergence, changes })
  })
  return { search, found }
}

const differencesOf = (search: LockstepSearch, found: ReadonlyMap<string, Found>, isFirst: boolean): readonly Difference[] =>
  [...found.values()].map(({ divergence, changes }) => ({
    kind: kindOf(divergence.old, divergence.new),
    isFirst,
    environment: divergence.environment,
    event: divergence.event,
    old: divergence.old,
    new: divergence.new,
    changes,
    program: programOf(search, divergence),
  }))

/**
 * Compares what two laws do, by running both in lockstep on the same events (CHK-50). First only as long as they answer alike: what differs
 * then differs by itself. If something does, all is searched again beyond the differences, for those that follow from them.
 */
export const diffBehaviour = (old: Law, now: Law, { tokens, pairsMax, goesOn = () => true }: DiffOptions): BehaviourDiff => {
  const lockstep = new Lockstep(old, now, tokens)
  const limits = { pairsMax, goesOn }
  const alike = collect((note) => lockstep.search(false, limits, note), new Set())
  const first = differencesOf(alike.search, alike.found, true)
  const all = first.length === 0 ? null : collect((note) => lockstep.search(true, limits, note), new Set(alike.found.keys()))
  const differences = all === null ? first : [...first, ...differencesOf(all.search, all.found, false)]
  const { reach } = alike.search
  const isCertain = reach.complete && lockstep.asked.sampled.length === 0
  return {
    old: nameOf(old),
    new: nameOf(now),
    verdict: differences.length > 0 ? 'different' : isCertain ? 'equal' : 'inconclusive',
    differences,
    alike: reach,
    all: all === null ? null : all.search.reach,
    events: lockstep.asked.events.length,
    tokens: lockstep.asked.tokens,
    sampled: lockstep.asked.sampled,
  }
}
