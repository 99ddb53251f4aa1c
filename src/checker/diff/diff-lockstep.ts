import type { Law } from '../../artifact/law.js'
import type { SessionEvent } from '../../kernel/index.js'
import { diffEvents } from './diff-events.js'
import type { DiffEvent, DiffEvents } from './diff-events.js'
import type { Outcome } from './diff-outcome.js'
import { DiffSide, OutcomeList } from './diff-side.js'
import type { SideStep } from './diff-side.js'
import { TokenPairs } from './diff-tokens.js'

/** How a session is opened in both laws. */
export interface DiffOpening {
  /** Null for the environment in which a session begins that names none. */
  readonly environment: string | null
  readonly backend: string
}

/** A step, or an opening, at which the laws differ. */
export interface Divergence {
  readonly event: string
  readonly environment: { readonly old: string; readonly new: string }
  readonly old: Outcome
  readonly new: Outcome
  /** Where the step was taken: a pair, or an opening. */
  readonly from: { readonly pair: number; readonly event: DiffEvent } | { readonly opening: DiffOpening }
}

/** What ends a search before its end. */
export interface LockstepLimits {
  readonly pairsMax: number
  readonly goesOn: (pairs: number) => boolean
}

const ASK_EVERY = 1024

/** How far a search went. */
export interface Reach {
  readonly pairs: number
  readonly complete: boolean
}

const unionOf = (one: Iterable<string>, other: Iterable<string>): readonly string[] => [...new Set([...one, ...other])]

/** The openings of both laws, in artifact order, those of the old law first. */
const openingsOf = (old: Law, now: Law): readonly DiffOpening[] => {
  const backends = ['auto', ...unionOf(old.backends.keys(), now.backends.keys())]
  const environments: readonly (string | null)[] = [null, ...unionOf(old.environments.keys(), now.environments.keys())]
  return environments.flatMap((environment) => backends.map((backend) => ({ environment, backend })))
}

const PAIR = 2 ** 26
const TOKENS = 2 ** 21

/** Both laws and what they were found to do; a search fills it, and a second one finds it filled. */
export class Lockstep {
  readonly asked: DiffEvents
  readonly #openings: readonly DiffOpening[]
  readonly #outcomes = new OutcomeList()
  readonly #old: DiffSide
  readonly #now: DiffSide
  readonly #events: readonly DiffEvent[]

  constructor(old: Law, now: Law, tokens: number) {
    this.asked = diffEvents(old, now, tokens)
    const deploy = this.asked.tokens.map((tokenId): DiffEvent => ({ name: `token ${tokenId}`, event: { kind: 'token', tokenId } }))
    this.#events = [...this.asked.events, ...deploy]
    this.#openings = openingsOf(old, now)
    const events: readonly SessionEvent[] = this.#events.map(({ event }) => event)
    const named = this.asked.tokens.slice(0, this.asked.namedTokens)
    this.#old = new DiffSide(old, events, named, this.#outcomes)
    this.#now = new DiffSide(now, events, named, this.#outcomes)
  }

  /** A search through the pairs of states that the same events lead to. */
  search(isFollowed: boolean, limits: LockstepLimits, onDivergence: (divergence: Divergence) => void): LockstepSearch {
    const search = new LockstepSearch({
      old: this.#old, now: this.#now, outcomes: this.#outcomes, asked: this.asked, events: this.#events,
      isFollowed, limits, onDivergence,
    })
    for (const opening of this.#openings) search.open(opening)
    search.run()
    return search
  }
}

interface SearchParts {
  readonly old: DiffSide
  readonly now: DiffSide
  readonly outcomes: OutcomeList
  readonly asked: DiffEvents
  readonly events: readonly DiffEvent[]
  /** Whether what comes after a difference is searched as well. */
  readonly isFollowed: boolean
  readonly limits: LockstepLimits
  readonly onDivergence: (divergence: Divergence) => void
}

/** The token that each law bound to a transition. */
interface UsedTokens {
  readonly old: string | null
  readonly new: string | null
  readonly differ: boolean
}

const describeToken = (old: boolean, now: boolean): string => {
  if (old && now) return 'a token again'
  if (old !== now) return `a token that only the ${old ? 'old' : 'new'} law has`
  return 'a new token'
}

const isOtherDefault = (old: Outcome, now: Outcome): boolean =>
  old.environment !== null && now.environment !== null && old.environment !== now.environment

/** Breadth-first search over pairs of states, one of each law, that the same events lead to (CHK-50). */
export class LockstepSearch {
  readonly #parts: SearchParts
  readonly #tokens: TokenPairs
  readonly #rests = new Map<number, number>()
  readonly #places = new Map<number, number>()
  // A pair by its place: the rests of both laws, the number of its tokens, and how it was first reached.
  readonly #oldRest: number[] = []
  readonly #newRest: number[] = []
  readonly #tokenPair: number[] = []
  readonly #parent: number[] = []
  readonly #via: number[] = []
  readonly #roots: DiffOpening[] = []
  // Divergences that were told: what reads the same later is shown by a program that is no shorter.
  readonly #noted = new Set<string>()
  #complete = true

  constructor(parts: SearchParts) {
    this.#parts = parts
    this.#tokens = new TokenPairs(parts.asked.tokens, parts.asked.namedTokens)
  }

  /** How far the search went. */
  get reach(): Reach {
    return { pairs: this.#oldRest.length, complete: this.#complete }
  }

  /** Opens both sessions and notes where they differ. An opening tells the law's numbers; that these differ taints nothing after it. */
  open(opening: DiffOpening): void {
    const { old, now, outcomes, onDivergence } = this.#parts
    const [ofOld, ofNew] = [old.open(opening.environment, opening.backend), now.open(opening.environment, opening.backend)]
    const [before, after] = [outcomes.at(ofOld.outcome), outcomes.at(ofNew.outcome)]
    // A session that names no environment is one that names the first one, unless the laws mean another by that.
    if (ofOld.outcome !== ofNew.outcome && (opening.environment !== null || isOtherDefault(before, after))) {
      const environment = opening.environment ?? ''
      onDivergence({ event: 'opening', environment: { old: environment, new: environment }, old: before, new: after, from: { opening } })
    }
    if (ofOld.rest >= 0 && ofNew.rest >= 0 && opening.environment !== null) this.#visit(ofOld.rest, ofNew.rest, 0, -1, opening)
  }

  #visit(oldRest: number, newRest: number, tokenPair: number, parent: number, via: number | DiffOpening): void {
    const rests = oldRest * PAIR + newRest
    const known = this.#rests.get(rests)
    const place = known ?? this.#rests.size
    if (known === undefined) this.#rests.set(rests, place)
    const key = place * TOKENS + tokenPair
    if (this.#places.has(key)) return
    if (this.#places.size >= this.#parts.limits.pairsMax) {
      this.#complete = false
      return
    }
    this.#places.set(key, this.#oldRest.length)
    this.#oldRest.push(oldRest)
    this.#newRest.push(newRest)
    this.#tokenPair.push(tokenPair)
    this.#parent.push(parent)
    if (typeof via === 'number') this.#via.push(via)
    else this.#via.push(this.#roots.push(via) - 1)
  }

  /** Searches until nothing new is reached, or the limit on pairs is. */
  run(): void {
    for (let pair = 0; pair < this.#oldRest.length && this.#complete; pair++) {
      this.#expand(pair)
      if (pair % ASK_EVERY === ASK_EVERY - 1 && !this.#parts.limits.goesOn(pair + 1)) this.#complete = false
    }
  }

  #expand(pair: number): void {
    const { old, now, asked, events } = this.#parts
    const [oldRest, newRest] = [this.#oldRest[pair] ?? 0, this.#newRest[pair] ?? 0]
    const tokens = this.#tokens.at(this.#tokenPair[pair] ?? 0)
    const [oldRow, newRow] = [old.rowOf(oldRest, tokens.old), now.rowOf(newRest, tokens.now)]
    const plain = asked.events.length
    for (let event = 0; event < plain; event++) {
      const ofOld = old.step(oldRow, oldRest, tokens.old, event, event)
      const ofNew = now.step(newRow, newRest, tokens.now, event, event)
      this.#take(pair, event, -1, events[event]?.name ?? '', ofOld, ofNew)
    }
    for (const { token, isRepeated } of tokens.asked) {
      const event = plain + token
      const placeOf = (repeated: boolean): number => (repeated ? event + asked.tokens.length : event)
      const ofOld = old.step(oldRow, oldRest, tokens.old, event, placeOf(isRepeated.old))
      const ofNew = now.step(newRow, newRest, tokens.now, event, placeOf(isRepeated.now))
      const isNamed = token < asked.namedTokens
      const name = isNamed ? (events[event]?.name ?? '') : describeToken(isRepeated.old, isRepeated.now)
      this.#take(pair, event, token, name, ofOld, ofNew)
    }
  }

  #take(pair: number, event: number, token: number, name: string, ofOld: SideStep, ofNew: SideStep): void {
    if (ofOld.next < 0 && ofNew.next < 0) return
    const number = this.#tokenPair[pair] ?? 0
    const usesOther = this.#usedOf(number, ofOld, ofNew).differ
    if (ofOld.outcome !== ofNew.outcome || usesOther) this.#note(pair, event, name, ofOld, ofNew)
    if (ofOld.next < 0 || ofNew.next < 0) return
    if (!this.#parts.isFollowed && (usesOther || !this.#parts.outcomes.answerAlike(ofOld.outcome, ofNew.outcome))) return
    this.#visit(ofOld.next, ofNew.next, this.#tokens.after(number, token, ofOld, ofNew), pair, event)
  }

  #usedOf(number: number, ofOld: SideStep, ofNew: SideStep): UsedTokens {
    if (!ofOld.binds && !ofNew.binds) return { old: null, new: null, differ: false }
    const { old, now } = this.#tokens.at(number)
    const used = (binds: boolean, { ids, bound }: typeof old): string | null => (binds ? (ids[bound] ?? null) : null)
    const [before, after] = [used(ofOld.binds, old), used(ofNew.binds, now)]
    return { old: before, new: after, differ: before !== after }
  }

  #note(pair: number, event: number, name: string, ofOld: SideStep, ofNew: SideStep): void {
    const { old, now, outcomes, events, onDivergence } = this.#parts
    const used = this.#usedOf(this.#tokenPair[pair] ?? 0, ofOld, ofNew)
    const environment = { old: old.environmentOf(this.#oldRest[pair] ?? 0), new: now.environmentOf(this.#newRest[pair] ?? 0) }
    const asked = events[event]
    const key = `${ofOld.outcome} ${ofNew.outcome} ${environment.old} ${environment.new} ${used.old} ${used.new} ${name}`
    if (asked === undefined || this.#noted.has(key)) return
    this.#noted.add(key)
    onDivergence({
      event: name,
      environment,
      old: { ...outcomes.at(ofOld.outcome), token_used: used.old },
      new: { ...outcomes.at(ofNew.outcome), token_used: used.new },
      from: { pair, event: asked },
    })
  }

  /** The opening and the events that first led to a pair: the fewest. */
  pathTo(pair: number): { readonly opening: DiffOpening; readonly events: readonly DiffEvent[] } {
    const events: DiffEvent[] = []
    let at = pair
    for (let parent = this.#parent[at] ?? -1; parent >= 0; parent = this.#parent[at] ?? -1) {
      const event = this.#parts.events[this.#via[at] ?? 0]
      if (event !== undefined) events.push(event)
      at = parent
    }
    return { opening: this.#roots[this.#via[at] ?? 0] ?? { environment: null, backend: 'auto' }, events: events.toReversed() }
  }
}
