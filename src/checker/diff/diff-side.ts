import type { Law } from '../../artifact/law.js'
import { AppendList, AppendSet } from '../../base/index.js'
import { bindLaw } from '../../kernel/index.js'
import type { Kernel, SessionEvent, State, Step } from '../../kernel/index.js'
import { answersIn, changesBetween, openedOutcome, outcomeKey, outcomeOf, OVER, unopened } from './diff-outcome.js'
import type { Outcome } from './diff-outcome.js'

/** The tokens of one law's session: those deployed, in order, and how many of them, from the first, are bound. */
export interface DeployedTokens {
  readonly ids: readonly string[]
  readonly bound: number
}

/** What one law does with an event in a class of its states. */
export interface SideStep {
  /** Place of the next rest; -1 where there is none, because the session is over. */
  readonly next: number
  /** Place of the outcome in the list that both sides share; the id of a token that is used is left out. */
  readonly outcome: number
  /** Whether the token of the event was deployed. */
  readonly deploys: boolean
  /** Whether a token was bound. */
  readonly binds: boolean
}

/** Outcomes by number, each once; shared by the two sides, so that equal outcomes have equal numbers. */
export class OutcomeList {
  readonly #outcomes: Outcome[] = []
  readonly #places = new Map<string, number>()
  readonly #alike = new Map<number, boolean>()

  /** The number of an outcome. */
  numberOf(outcome: Outcome): number {
    const key = JSON.stringify(Object.values(outcome)) // all outcomes have the same parts in the same order
    const known = this.#places.get(key)
    if (known !== undefined) return known
    this.#places.set(key, this.#outcomes.length)
    return this.#outcomes.push(outcome) - 1
  }

  /** Whether two outcomes differ at most in figures of the law (CHK-54). */
  answerAlike(one: number, other: number): boolean {
    if (one === other) return true
    const key = one * 2 ** 26 + other
    const known = this.#alike.get(key)
    if (known !== undefined) return known
    const alike = answersIn(changesBetween(this.at(one), this.at(other))).length === 0
    this.#alike.set(key, alike)
    return alike
  }

  /** The outcome of a number that `numberOf` gave. */
  at(number: number): Outcome {
    return this.#outcomes[number] ?? OVER
  }
}

// Everything that a decision or an entry can read but tokens, ids, counts, lineage and times (CHK-52).
const restKey = ({ environment, backend, frame, lastFrame, sessionState, frameState, drift }: State): string =>
  JSON.stringify([
    environment, backend, sessionState, frameState, drift.accumulated, drift.bound,
    frame === null ? null : [frame.environment, frame.tier, frame.backend, frame.bound, frame.total],
    lastFrame === null ? null : [lastFrame.tier, lastFrame.backend],
  ])

/**
 * One law as a table that the steps of its kernel fill when they are first asked for. A state is a rest and tokens. Steps read of the
 * tokens only whether one is deployed, whether one is unbound, and which of some ids are deployed: that is their class.
 */
export class DiffSide {
  readonly law: Law
  readonly #kernel: Kernel
  readonly #events: readonly SessionEvent[]
  readonly #named: readonly string[]
  readonly #outcomes: OutcomeList
  readonly #over: SideStep
  readonly #rests: State[] = []
  readonly #places = new Map<string, number>()
  readonly #rows = new Map<string, (SideStep | undefined)[]>()
  // Numbers of outcomes by what tells those of one law apart.
  readonly #numbers = new Map<string, number>()

  /** `named` are the token ids that conditions read; `events` those that `step` is asked for by their places. */
  constructor(law: Law, events: readonly SessionEvent[], named: readonly string[], outcomes: OutcomeList) {
    this.law = law
    this.#kernel = bindLaw(law)
    this.#events = events
    this.#named = named
    this.#outcomes = outcomes
    this.#over = { next: -1, outcome: outcomes.numberOf(OVER), deploys: false, binds: false }
  }

  #restOf(state: State): number {
    const key = restKey(state)
    const known = this.#places.get(key)
    if (known !== undefined) return known
    this.#places.set(key, this.#rests.length)
    return this.#rests.push({ ...state, lineage: AppendList.of() }) - 1
  }

  /** Opens a session: the number of its rest, -1 where the law does not know an argument, and the number of the outcome. */
  open(environment: string | null, backend: string): { readonly rest: number; readonly outcome: number } {
    const opening = this.#kernel.open({ environment, backend })
    if (!opening.ok) return { rest: -1, outcome: this.#outcomes.numberOf(unopened(opening.unknown)) }
    return { rest: this.#restOf(opening.state), outcome: this.#outcomes.numberOf(openedOutcome(this.law, opening.state)) }
  }

  /** The environment of a rest. */
  environmentOf(rest: number): string {
    return this.#rests[rest]?.environment ?? ''
  }

  /** The row of steps of a rest with tokens of one class: `step` fills it by places of events. */
  rowOf(rest: number, tokens: DeployedTokens): (SideStep | undefined)[] {
    const { ids, bound } = tokens
    const key = `${rest} ${ids.length > 0} ${bound < ids.length} ${this.#named.map((id) => ids.includes(id)).join()}`
    const known = this.#rows.get(key)
    if (known !== undefined) return known
    const row: (SideStep | undefined)[] = []
    this.#rows.set(key, row)
    return row
  }

  /** The step of an event. `place` is its place in `events`, or that of a twin that stands for a repeated token. */
  step(row: (SideStep | undefined)[], rest: number, tokens: DeployedTokens, event: number, place: number): SideStep {
    const known = row[place]
    if (known !== undefined) return known
    const step = this.#taken(rest, tokens, event)
    row[place] = step
    return step
  }

  #outcomeOf(step: Step): number {
    const key = outcomeKey(step)
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    const number = this.#outcomes.numberOf({ ...outcomeOf(step), token_used: null })
    this.#numbers.set(key, number)
    return number
  }

  #taken(rest: number, { ids, bound }: DeployedTokens, event: number): SideStep {
    const [state, asked] = [this.#rests[rest], this.#events[event]]
    const before = state === undefined ? undefined : { ...state, tokens: AppendSet.of(ids), tokensBound: bound }
    const step = before === undefined || asked === undefined ? null : this.#kernel.step(before, asked)
    if (before === undefined || step === null) {
      return this.#over
    }
    return {
      next: this.#restOf(step.state),
      outcome: this.#outcomeOf(step),
      deploys: step.state.tokens.size > before.tokens.size,
      binds: step.state.tokensBound > before.tokensBound,
    }
  }
}
