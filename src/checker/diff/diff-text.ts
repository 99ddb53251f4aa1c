import type { Json } from '../../base/index.js'
import type { BehaviourDiff, Difference, DiffProgram, LawName } from './diff.js'
import type { DiffOpening } from './diff-lockstep.js'
import { answersIn, isRunning, OUTCOME_FIELDS } from './diff-outcome.js'
import type { ChangeKind, FieldChange, Outcome, OutcomeField, Said } from './diff-outcome.js'
import { visible } from '../picture/picture-text.js'

/** Parts of an outcome that its sentence tells. */
const TOLD: ReadonlySet<OutcomeField> = new Set(['allowed', 'reason', 'routing_reason', 'frame_action', 'backend', 'token_used', 'ended'])

const KINDS: readonly ChangeKind[] = ['gained', 'lost', 'changed']

const MEANING: { readonly [kind in ChangeKind]: string } = {
  gained: 'gained: allowed now, not before',
  lost: 'lost: allowed before, not now',
  changed: 'changed: answered otherwise',
}

const ROWS_MAX = 20
const FOLLOWS_MAX = 5
const NAMES_MAX = 4

// An outcome in one line.
const sentenceOf = (outcome: Outcome): string => {
  const { allowed, reason, routing_reason: routed, frame_action: action, backend, token_used: token, ended } = outcome
  if (allowed === null) return reason ?? 'nothing'
  if (!allowed) return `refused: ${reason ?? 'no reason'}${routed === null ? '' : `, routing ${routed} to ${backend ?? 'no backend'}`}`
  const parts = [
    ...(routed === null ? [] : [routed, `${action ?? 'no'} frame on ${backend ?? 'no backend'}`]),
    ...(token === null ? [] : [`uses token ${token}`]),
    ...(ended === null ? [] : [`ends ${ended}`]),
  ]
  return parts.length === 0 ? 'allowed' : `allowed: ${parts.join(', ')}`
}

const saidText = (said: Said): string => (said === null ? 'nothing' : said === '' ? 'none' : String(said))

const changeText = ({ field, old, new: now }: FieldChange): string =>
  `${field.replaceAll('_', ' ')} was ${saidText(old)}, is ${saidText(now)}`

const openingText = ({ environment, backend }: DiffOpening): string =>
  `${environment === null ? 'no environment named' : environment} on ${backend}`

// Events that follow one another and are the same are told once, with their number.
const streamText = ({ events }: DiffProgram): string => {
  const runs: { name: string; times: number }[] = []
  for (const { name } of events) {
    const last = runs.at(-1)
    if (last?.name === name) last.times += 1
    else runs.push({ name, times: 1 })
  }
  return runs.map(({ name, times }) => (times === 1 ? name : `${times} times ${name}`)).join('; ')
}

const programText = (program: DiffProgram): string =>
  program.events.length === 0 ? `opening ${openingText(program.opening)}` : `${openingText(program.opening)}: ${streamText(program)}`

const placeText = ({ environment: { old, new: now } }: Difference): string => {
  if (old === now) return old === '' ? 'anywhere' : `in ${old}`
  return `in ${old} before, in ${now} now`
}

// What is allowed in one law only differs in all else as well: a row does not tell that.
const shownChanges = ({ kind, changes }: Difference): readonly FieldChange[] => {
  const answers = answersIn(changes)
  return kind === 'changed' ? (answers.length === 0 ? changes : answers) : []
}

const wordsOf = (difference: Difference): string =>
  JSON.stringify([
    sentenceOf(difference.old),
    sentenceOf(difference.new),
    shownChanges(difference).map(({ field, old, new: now }) => (isRunning(field) ? [field] : [field, old, now])),
  ])

/** Differences that read the same but for their events and places. */
interface Row {
  readonly first: Difference
  readonly places: string[]
  readonly events: string[]
}

const gather = (rows: readonly Row[], keyOf: (row: Row) => string, join: (row: Row, other: Row) => void): readonly Row[] => {
  const gathered = new Map<string, Row>()
  for (const row of rows) {
    const known = gathered.get(keyOf(row))
    if (known === undefined) gathered.set(keyOf(row), row)
    else join(known, row)
  }
  return [...gathered.values()]
}

// First the events of one place, then the places of the same events: so each row holds for each of its events in each of its places.
const rowsOf = (differences: readonly Difference[]): readonly Row[] => {
  const rows = differences.map((first): Row => ({ first, places: [placeText(first)], events: [first.event] }))
  const samePlace = ({ first, places }: Row): string => JSON.stringify([places, wordsOf(first)])
  const sameEvents = ({ first, events }: Row): string => JSON.stringify([events, wordsOf(first)])
  const byPlace = gather(rows, samePlace, (row, { events }) => row.events.push(...events))
  return gather(byPlace, sameEvents, (row, { places }) => row.places.push(...places))
}

const listText = (names: readonly string[]): string => {
  const more = names.length - NAMES_MAX
  return more > 0 ? `${names.slice(0, NAMES_MAX).join(', ')} and ${more} more` : names.join(', ')
}

const rowText = ({ first, places, events }: Row): readonly string[] => {
  const [before, now] = [sentenceOf(first.old), sentenceOf(first.new)]
  const shown = shownChanges(first).filter(({ field }) => !TOLD.has(field))
  return [
    `  ${listText(places)}: ${listText([...new Set(events)])}`,
    ...(before === now ? [] : [`    before    ${before}`, `    now       ${now}`]),
    ...shown.map((change, index) => `    ${index === 0 ? 'differs   ' : '          '}${changeText(change)}`),
    `    shown by  ${programText(first.program)}`,
  ]
}

const sectionText = (title: string, differences: readonly Difference[], rowsMax: number): readonly string[] => {
  const rows = rowsOf(differences)
  if (rows.length === 0) return []
  const left = rows.length - rowsMax
  return [title, ...rows.slice(0, rowsMax).flatMap(rowText), ...(left > 0 ? [`  ... and ${left} more, which the JSON form lists`] : [])]
}

const lawText = ({ id, version, digest }: LawName): string => `${id} ${version} (${digest.slice(0, 12)})`

const countText = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

const reachText = ({ alike, all, events, tokens, sampled }: BehaviourDiff): readonly string[] => {
  const bounds = `${events} events, ${countText(tokens.length, 'token')}`
  const end = (complete: boolean): string => (complete ? 'to the last one' : 'not all: the limit on pairs was reached')
  return [
    `searched  ${countText(alike.pairs, 'state pair')} that both laws reach alike, ${end(alike.complete)}; ${bounds}`,
    ...(all === null ? [] : [`          ${countText(all.pairs, 'state pair')} with what follows differences, ${end(all.complete)}`]),
    ...sampled.map((reason) => `          sampled: ${reason}`),
  ]
}

const verdictText = ({ verdict, alike, differences, tokens }: BehaviourDiff): string => {
  switch (verdict) {
    case 'equal':
      return `no reachable difference (exhaustive, ${countText(alike.pairs, 'state pair')}, up to ${countText(tokens.length, 'token')})`
    case 'inconclusive':
      return `no difference found, but not all was searched (${countText(alike.pairs, 'state pair')}): inconclusive`
    case 'different': {
      const first = differences.filter(({ isFirst }) => isFirst)
      const follows = differences.length - first.length
      const counts = KINDS.map((kind) => `${first.filter((one) => one.kind === kind).length} ${kind}`).join(', ')
      return `${countText(first.length, 'difference')}: ${counts}${follows === 0 ? '' : `; ${follows} more that only follow from them`}`
    }
  }
}

/** A comparison as text for people (CHK-55); ends in a line feed. No name of an artifact adds a line or steers a terminal. */
export const diffText = (diff: BehaviourDiff): string => {
  const first = diff.differences.filter(({ isFirst }) => isFirst)
  const follows = diff.differences.filter(({ isFirst }) => !isFirst)
  const lines = [
    `old  ${lawText(diff.old)}`,
    `new  ${lawText(diff.new)}`,
    verdictText(diff),
    ...KINDS.flatMap((kind) => sectionText(MEANING[kind], first.filter((one) => one.kind === kind), ROWS_MAX)),
    ...sectionText('follows only from the above', follows, FOLLOWS_MAX),
    ...reachText(diff),
  ]
  return `${lines.map(visible).join('\n')}\n`
}

const outcomeJson = (outcome: Outcome): Json => Object.fromEntries(OUTCOME_FIELDS.map((field) => [field, outcome[field]]))

const itemJson = ({ event }: DiffProgram['events'][number]): readonly Json[] => {
  switch (event.kind) {
    case 'source':
      return [event.source]
    case 'operator':
      return [{ op: event.name, params: event.params }]
    case 'token':
      return [{ token: event.tokenId }]
    case 'transition':
      return [{ transition: event.to }]
    case 'close':
    case 'recover':
      return []
  }
}

/** A program that shows a difference, as data of `program/1`; closing is its end, and recovery is what no program asks for. */
export const diffProgramJson = ({ opening: { environment, backend }, events }: DiffProgram): Json => ({
  qcompute: 'program/1',
  session: environment === null ? { backend } : { env: environment, backend },
  stream: events.flatMap(itemJson),
})

const differenceJson = (difference: Difference): Json => {
  const end = difference.program.events.at(-1)?.event.kind
  return {
    kind: difference.kind,
    follows: !difference.isFirst,
    environment: { old: difference.environment.old, new: difference.environment.new },
    event: difference.event,
    changes: difference.changes.map(({ field, old, new: now }) => ({ field, old, new: now })),
    old: outcomeJson(difference.old),
    new: outcomeJson(difference.new),
    program: diffProgramJson(difference.program),
    end: end === 'close' || end === 'recover' ? end : null,
  }
}

const lawJson = ({ id, version, digest }: LawName): Json => ({ id, version, digest })

/** A comparison as JSON data (CHK-55). */
export const diffJson = (diff: BehaviourDiff): Json => ({
  old: lawJson(diff.old),
  new: lawJson(diff.new),
  verdict: diff.verdict,
  differences: diff.differences.map(differenceJson),
  searched: {
    alike: { pairs: diff.alike.pairs, complete: diff.alike.complete },
    all: diff.all === null ? null : { pairs: diff.all.pairs, complete: diff.all.complete },
    events: diff.events,
    tokens: diff.tokens,
    sampled: diff.sampled,
  },
})
