import type { Condition } from '../../artifact/condition.js'
import type { Invariant, Law } from '../../artifact/law.js'
import { assert, LIMITS } from '../../base/index.js'
import { bindLaw } from '../../kernel/index.js'
import type { Kernel, SessionEvent, State, Step } from '../../kernel/index.js'
import { driftDomain } from './drift-domain.js'
import { makeLabels } from '../labels.js'
import type { Labels } from '../labels.js'
import type { Label, Model, Proposition, Variable } from '../model.js'
import { sessionCover } from './session-cover.js'
import type { CoverList, SessionCover } from './session-cover.js'
import { sessionEvents } from './session-events.js'
import { sessionVector } from './session-vector.js'
import type { SessionVector } from './session-vector.js'
import { tokenDomain } from './token-domain.js'
import type { TokenDomain } from './token-domain.js'

/** A condition under a name, to be held against every step or every state. */
export interface Proposed extends Proposition {
  readonly holds: Condition
}

/** How much of a law a model follows. */
export interface SessionOptions {
  /** How many tokens are deployed at most, beside those that conditions name. */
  readonly tokens: number
  /** Whether tokens that no condition names count as alike. */
  readonly symmetry: boolean
  /** The step in which drift is counted; null: the greatest that fits all numbers of the law. */
  readonly quantum: number | null
  readonly propositions: readonly Proposed[]
}

/** A model of a law, with what bounds it: `sampled` says why it may not show everything that the law can do. */
export interface SessionModel extends Model {
  readonly law: Law
  readonly bounds: readonly string[]
  readonly unbounded: readonly string[]
  readonly sampled: readonly string[]
  /** A kernel state of this number, with the events that `expand` asks; for paths that are shown to people. */
  stateOf(state: number): State
  /** Number of interned states without tokens, and of values of the tokens. */
  readonly size: () => { readonly rest: number; readonly tokens: number; readonly rows: number }
  /** Labels of steps that the bound on tokens leaves out of a state: the deployment of one more. */
  hidden(state: number): readonly number[]
  /** Whether a step has led out of the domains: then nothing is proved. */
  readonly left: () => string | null
}

/** A model, or the variable that keeps the state space from being finite or small enough. */
export type ModelResult =
  | { readonly ok: true; readonly model: SessionModel }
  | { readonly ok: false; readonly variable: string; readonly why: string }

const TOKEN_VALUES_MAX = LIMITS.modelTokenValues.value
const STATE_MAX = 0x8000_0000
const OUTSIDE = 0

/** What an event does to the tokens. */
const KEEP = 0
const BIND = 1
const APPEND = 2

/** Rows of edges: for each state without tokens and each class of tokens the edges of one group of events, as three numbers each. */
interface Group {
  readonly events: readonly number[]
  readonly classOf: Uint16Array
  readonly classes: number
  readonly rows: (Int32Array | undefined)[]
}

/** What holds of a step, and which invariants do not; equal ones have one number. */
interface Truths {
  readonly number: number
  readonly holds: readonly number[]
  readonly broken: readonly number[]
}

interface Edge {
  readonly next: number
  readonly map: number
  readonly events: number[]
  readonly truths: Truths
  readonly cover: CoverList
  readonly outcome: string
}

/** Gives the model of the sessions under `law` (CHK-01 to CHK-08). */
export const makeSessionModel = (law: Law, options: SessionOptions): ModelResult => {
  const events = sessionEvents(law)
  const drift = driftDomain(law, options.quantum)
  if (!drift.ok) return { ok: false, variable: 'drift', why: drift.why }
  const tokens = tokenDomain(events.namedTokens, options.tokens, options.symmetry, TOKEN_VALUES_MAX)
  if (tokens === null) return { ok: false, variable: 'tokens', why: `more than ${TOKEN_VALUES_MAX} orders of tokens` }
  return { ok: true, model: new LawModel(law, options, tokens, drift.values) }
}

const named = (options: SessionOptions): readonly Invariant[] =>
  options.propositions.map(({ name, form, holds }) => ({ name, form, clause: '', holds }))

/** Widths in bits of a state with these domains. */
const bitsOf = (variables: readonly Variable[]): number =>
  variables.reduce((sum, { values }) => sum + Math.max(1, 32 - Math.clz32(values.length - 1)), 0)

class LawModel implements SessionModel {
  readonly law: Law
  readonly name: string
  readonly variables: readonly Variable[]
  readonly events: Model['events']
  readonly propositions: readonly Proposition[]
  readonly invariants: readonly string[]
  readonly coverItems: readonly string[]
  readonly bits: number
  readonly initial: readonly number[]
  readonly fanoutMax: number
  readonly bounds: readonly string[]
  readonly unbounded: readonly string[]
  readonly sampled: readonly string[]
  readonly #kernel: Kernel
  readonly #vector: SessionVector
  readonly #tokens: TokenDomain
  readonly #cover: SessionCover
  readonly #labels: Labels = makeLabels()
  readonly #groups: readonly Group[]
  readonly #maps: readonly Int32Array[]
  // The invariants of the law, then the propositions, as the kernel knows them.
  readonly #asserted: readonly Invariant[]
  readonly #assertedAt: ReadonlyMap<Invariant, number>
  // States without tokens, by number; that of number 0 stands for what left the domains.
  readonly #rest: (readonly number[])[] = [[]]
  readonly #restOf = new Map<string, number>()
  readonly #openings = new Map<number, number>()
  // The label of staying, by state without tokens and class of tokens.
  readonly #idle = new Map<number, number>()
  readonly #known = { state: new Map<readonly Invariant[], Truths>(), step: new Map<readonly Invariant[], Truths>() }
  readonly #truthsOf = new Map<string, Truths>()
  readonly #asked: readonly SessionEvent[]
  readonly #count: number
  // A token that no event deploys.
  readonly #spare: string
  #left: string | null = null
  #rows = 0

  constructor(law: Law, options: SessionOptions, tokens: TokenDomain, totals: readonly number[]) {
    const propositions = named(options)
    const extended: Law = { ...law, invariants: [...law.invariants, ...propositions] }
    const { operators, transitions, namedTokens, sampled } = sessionEvents(law)
    const deployments = tokens.ids.map((id) => ({ name: `deploy ${id}`, event: { kind: 'token', tokenId: id } as const }))
    const ends = (['close', 'recover'] as const).map((kind) => ({ name: kind, event: { kind } }))
    const all: readonly { readonly name: string; readonly event: SessionEvent }[] = [...operators, ...transitions, ...ends, ...deployments]
    const plain = all.length - deployments.length
    this.law = law
    this.name = `${law.bundle.id} ${law.bundle.version}`
    this.#kernel = bindLaw(extended)
    this.#vector = sessionVector(law, totals)
    this.#tokens = tokens
    this.#cover = sessionCover(this.#kernel)
    this.#asserted = extended.invariants
    this.#assertedAt = new Map(extended.invariants.map((one, index) => [one, index]))
    this.#count = tokens.values.length
    this.#spare = spareToken(tokens.ids)
    this.#maps = [Int32Array.from(tokens.values, (_, index) => index), tokens.bound, ...tokens.appended]
    this.#groups = [
      { events: Array.from({ length: plain }, (_, index) => index), classOf: tokens.classOf, classes: tokens.classes, rows: [] },
      ...tokens.ids.map((_, index) => ({ events: [plain + index], ...askClasses(tokens, index), rows: [] })),
    ]
    const deployed = tokens.values.map((one) => JSON.stringify(one.deployed))
    this.variables = [
      ...this.#vector.variables,
      { name: 'tokens', values: [...new Set(deployed)] },
      { name: 'tokens_bound', values: Array.from({ length: tokens.ids.length + 1 }, (_, index) => String(index)) },
    ]
    this.#asked = all.map(({ event }) => event)
    this.events = all.map(({ name, event }) => ({ name, event: { kind: 'session', event } }))
    this.propositions = options.propositions.map(({ name, form }) => ({ name, form }))
    this.invariants = law.invariants.map(({ name }) => name)
    this.coverItems = this.#cover.items
    this.bits = bitsOf(this.variables)
    this.fanoutMax = all.length
    this.sampled = sampled
    this.unbounded = ['counts', 'ids of operators and frames', 'timestamps', 'lineage', 'deployed tokens']
    this.bounds = [`tokens: ${options.tokens}${namedTokens.length > 0 ? ` and ${namedTokens.length} that conditions name` : ''}`]
    this.initial = this.#open()
  }

  expand(state: number, out: Int32Array): number {
    const rest = Math.floor(state / this.#count)
    const token = state - rest * this.#count
    if (rest === OUTSIDE) return 0
    let written = 0
    for (const group of this.#groups) {
      const row = group.rows[rest * group.classes + (group.classOf[token] ?? 0)] ?? this.#fill(group, rest, token)
      for (let at = 0; at < row.length; at += 3) {
        const [next, map] = [row[at] ?? 0, row[at + 1] ?? 0]
        out[written] = next * this.#count + (next === OUTSIDE ? 0 : (this.#maps[map]?.[token] ?? 0))
        out[written + 1] = row[at + 2] ?? 0
        written += 2
      }
    }
    return written / 2
  }

  valuesOf(state: number): readonly number[] {
    const rest = Math.floor(state / this.#count)
    const { deployed, bound } = this.#tokens.values[state - rest * this.#count] ?? { deployed: [], bound: 0 }
    const place = this.variables.at(-2)?.values.indexOf(JSON.stringify(deployed)) ?? 0
    const values = this.#rest[rest] ?? []
    return [...(rest === OUTSIDE ? this.#vector.variables.map(() => 0) : values), place, bound]
  }

  label(id: number): Label {
    return this.#labels.at(id)
  }

  opening(state: number): number {
    const label = this.#openings.get(state)
    assert(label !== undefined, 'only an initial state is opened')
    return label
  }

  idle(state: number): number {
    const rest = Math.floor(state / this.#count)
    const key = rest * this.#tokens.classes + (this.#tokens.classOf[state - rest * this.#count] ?? 0)
    return this.#idle.get(key) ?? this.#labels.place({ events: [], holds: [], broken: [], cover: [], outcome: 'nothing' })
  }

  isBeyond(state: number): boolean {
    return Math.floor(state / this.#count) === OUTSIDE
  }

  hidden(state: number): readonly number[] {
    const step = this.isBeyond(state) ? null : this.#kernel.step(this.stateOf(state), { kind: 'token', tokenId: this.#spare })
    if (step === null) return []
    const { holds, broken } = this.#truths(step.broken, 'step')
    const cover = this.#cover.of(this.stateOf(state), { kind: 'token', tokenId: this.#spare }, step).places
    return [this.#labels.place({ events: [], holds, broken, cover, outcome: 'one more token' })]
  }

  stateOf(state: number): State {
    const rest = Math.floor(state / this.#count)
    return this.#lift(rest, state - rest * this.#count)
  }

  size = (): { rest: number; tokens: number; rows: number } => ({ rest: this.#rest.length - 1, tokens: this.#count, rows: this.#rows })

  left = (): string | null => this.#left

  #open(): readonly number[] {
    const { environments, backends } = this.law
    const none = this.#tokens.indexOf({ deployed: [], bound: 0 })
    return [...environments.keys()].flatMap((environment) =>
      ['auto', ...backends.keys()].map((backend) => {
        const opened = this.#kernel.open({ environment, backend })
        assert(opened.ok, 'a law opens its own environments with its own backends')
        const state = this.#intern(opened.state) * this.#count + none
        const { holds, broken } = this.#truths(opened.broken, 'state')
        const label = { events: [], holds, broken, cover: this.#cover.opening(opened.state), outcome: 'opened' }
        this.#openings.set(state, this.#labels.place(label))
        return state
      }))
  }

  #lift(rest: number, token: number): State {
    const tokens = this.#tokens.values[token]
    assert(tokens !== undefined, 'a token value of the domain')
    return this.#vector.lift(this.#rest[rest] ?? [], tokens)
  }

  #intern(state: State): number {
    const values = this.#vector.project(state)
    if (values === null) return this.#leave(state)
    const key = values.join()
    const known = this.#restOf.get(key)
    if (known !== undefined) return known
    if ((this.#rest.length + 1) * this.#count >= STATE_MAX) {
      this.#left ??= `there are more than ${STATE_MAX} states`
      return OUTSIDE
    }
    this.#restOf.set(key, this.#rest.length)
    this.#rest.push(values)
    return this.#rest.length - 1
  }

  #leave({ frame, drift }: State): number {
    this.#left ??= `drift left its domain: ${frame === null ? drift.accumulated : frame.total}`
    return OUTSIDE
  }

  // A kernel gives the same list for the same facts, so that most lists were seen before.
  #truths(broken: readonly Invariant[], form: 'state' | 'step'): Truths {
    const known = this.#known[form].get(broken)
    if (known !== undefined) return known
    const fails = new Set(broken.map((one) => this.#assertedAt.get(one) ?? 0))
    const truths = this.#truthsWithout(fails, form)
    this.#known[form].set(broken, truths)
    return truths
  }

  #truthsWithout(fails: ReadonlySet<number>, form: 'state' | 'step'): Truths {
    const content = `${form} ${[...fails].join()}`
    const known = this.#truthsOf.get(content)
    if (known !== undefined) return known
    const [holds, first]: [number[], number] = [[], this.invariants.length]
    for (let at = first; at < this.#asserted.length; at++) {
      if (!fails.has(at) && (form === 'step' || this.#asserted[at]?.form === 'state')) holds.push(at - first)
    }
    const truths = { number: this.#truthsOf.size, holds, broken: [...fails].filter((at) => at < first) }
    this.#truthsOf.set(content, truths)
    return truths
  }

  // The edges of one group from a state without tokens, for all tokens of the class of `token`: what the kernel does, nothing else.
  #fill(group: Group, rest: number, token: number): Int32Array {
    const before = this.#lift(rest, token)
    const merged = new Map<string, Edge>()
    for (const id of group.events) {
      const event = this.#asked[id]
      if (event === undefined || (event.kind === 'token' && !this.#isAsked(event.tokenId, token))) continue
      const step = this.#kernel.step(before, event)
      if (step === null) continue
      const edge: Edge = {
        next: this.#intern(step.state), map: this.#mapOf(token, step.state, event), events: [id],
        truths: this.#truths(step.broken, 'step'), cover: this.#cover.of(before, event, step), outcome: outcomeOf(step),
      }
      const key = `${edge.next} ${edge.map} ${edge.cover.number} ${edge.outcome} ${edge.truths.number}`
      const same = merged.get(key)
      if (same === undefined) merged.set(key, edge)
      else same.events.push(id)
    }
    const row = Int32Array.from([...merged.values()].flatMap(({ next, map, truths: { number, holds, broken }, events, cover, outcome }) => {
      this.#noteIdle(next, map, token, holds)
      const key = `${number} ${events.join()} ${cover.number} ${outcome}`
      return [next, map, this.#labels.place({ events, holds, broken, cover: cover.places, outcome }, key)]
    }))
    group.rows[rest * group.classes + (group.classOf[token] ?? 0)] = row
    this.#rows++
    return row
  }

  #isAsked(id: string, token: number): boolean {
    return (this.#tokens.asks[this.#tokens.ids.indexOf(id)]?.[token] ?? 0) !== 0
  }

  #noteIdle(next: number, map: number, token: number, holds: readonly number[]): void {
    const after = this.#maps[map]?.[token] ?? 0
    const key = next * this.#tokens.classes + (this.#tokens.classOf[after] ?? 0)
    if (this.#idle.has(key)) return
    const lasting = holds.filter((index) => this.propositions[index]?.form === 'state')
    this.#idle.set(key, this.#labels.place({ events: [], holds: lasting, broken: [], cover: [], outcome: 'nothing more' }))
  }

  #mapOf(token: number, after: State, event: SessionEvent): number {
    const value = this.#tokens.values[token]
    assert(value !== undefined, 'a token value of the domain')
    const grown = after.tokens.size - value.deployed.length
    const bound = after.tokensBound - value.bound
    if (grown === 0 && bound === 0) return KEEP
    if (grown === 0 && bound === 1) return BIND
    assert(grown === 1 && bound === 0 && event.kind === 'token', 'a step keeps the tokens, binds one or deploys one')
    return APPEND + this.#tokens.ids.indexOf(event.tokenId)
  }
}

// What a deployment can depend on: the class of the tokens, and whether this one is new, repeated or not asked.
const askClasses = ({ classOf, classes, asks }: TokenDomain, id: number): { readonly classOf: Uint16Array; readonly classes: number } => ({
  classOf: classOf.map((one, token) => one * 3 + (asks[id]?.[token] ?? 0)),
  classes: classes * 3,
})

const spareToken = (ids: readonly string[]): string => {
  let number = ids.length + 1
  while (ids.includes(`token-${number}`)) number++
  return `token-${number}`
}

const outcomeOf = ({ entry }: Step): string => {
  if (entry.type === 'footer') return entry.ended
  if (!entry.validation.allowed) return `refused: ${entry.validation.reason}`
  if (entry.type !== 'operator' || entry.routing === null) return 'allowed'
  return `allowed, ${entry.routing.frameAction} frame: ${entry.routing.reason}`
}
