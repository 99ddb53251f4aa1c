import { assert } from '../base/index.js'
import type { Digest } from '../base/index.js'
import type { Params, Refusal, RoutingEvent } from '../artifact/law.js'
import { makeLedger } from '../ledger/append.js'
import type { Ledger } from '../ledger/append.js'
import type {
  Captured,
  CapturedFooter,
  EntryRouting,
  FrameEntry,
  OperatorEntry,
  TokenEntry,
  TransitionEntry,
  Verdict,
} from '../ledger/entry.js'
import type { CompiledLaw } from './compiled-law.js'
import { OpenFrame } from './frame.js'
import { isInvocationName, parseInvocation } from './grammar.js'
import { decodeLabel, decodeParams, decodeText, SessionEnded } from './input.js'
import type { BackendRow, EnvironmentRow, OperatorRow, Placement } from './rows.js'
import { NO_PARAMS, Situation } from './situation.js'
import type { SessionSummary } from './summary.js'
import { Tally } from './tally.js'

const AUTO = 'auto'

// Captured entries share it.
const ALLOWED: Verdict = Object.freeze({ allowed: true, reason: null })

const refused = ({ reason }: Refusal): Verdict => ({ allowed: false, reason })

/** An operator as it was asked for: by name and parameters, or by a text that does not parse. */
interface Asked {
  readonly name: string | null
  readonly params: Params | null
  readonly source: string | null
}

/** The arguments of a session and the ports it writes to. */
export interface SessionOptions {
  readonly law: CompiledLaw
  /** Null for the initial state of the environment machine (SES-01). */
  readonly environment: string | null
  /** An id, or null or `auto` for none (SES-01). */
  readonly backend: string | null
  readonly sessionId: string
  /** The timestamp of line `seq` (LED-10). */
  readonly clock: (seq: number) => string
  readonly digest: Digest
  /** Takes one ledger line without its LF. */
  readonly write: (line: string) => void
}

/** A session, or the argument that the law does not know. */
export type OpenOutcome =
  | { readonly ok: true; readonly session: Session }
  | { readonly ok: false; readonly unknown: 'environment' | 'backend' }

/**
 * A session that decides, acts and captures. Every call captures one entry, allowed or refused, and returns it; after the end each throws
 * SessionEnded, and what is no event throws BadInput; neither captures anything (SES-10, SES-11, SES-73).
 * Invariant: the situation, the machines' configurations and the ledger have seen the same events; a frame is open exactly if
 * the frame machine says so.
 */
export class Session {
  readonly #law: CompiledLaw
  readonly #ledger: Ledger
  readonly #situation: Situation
  readonly #sessionId: string
  readonly #timestampOpen: string
  readonly #tally = new Tally()
  readonly #lineage: string[]
  /** The last routing of each event of the router. */
  readonly #routings = new Map<RoutingEvent, EntryRouting>()
  #state: number
  #drift: { readonly accumulated: number; readonly bound: number }
  #firstFrame: Captured<FrameEntry> | null = null
  #lastFrame: Captured<FrameEntry> | null = null
  #framesClosed = 0
  #footer: CapturedFooter | null = null

  /** Opens a session in `environment` and writes its header (SES-03); `openSession` resolves the names. */
  constructor(options: SessionOptions, environment: EnvironmentRow, named: BackendRow | null) {
    const { law, sessionId, digest, write, clock } = options
    const { id, driftBound } = environment.spec
    this.#law = law
    this.#sessionId = sessionId
    this.#ledger = makeLedger({ digest, write, clock })
    this.#situation = new Situation(environment, named, law.frame.table.start.configuration)
    this.#state = law.session.table.start.configuration
    this.#lineage = [id]
    this.#drift = { accumulated: 0, bound: driftBound }
    const { bundle, digest: lawDigest } = law.law
    this.#timestampOpen = this.#ledger.header({
      type: 'header',
      sessionId,
      environment: id,
      backend: named?.spec.id ?? AUTO,
      driftBound,
      backendLegal: environment.backendLegal,
      ruleset: { id: bundle.id, version: bundle.version, digest: lawDigest },
    }).timestamp
  }

  /** Applies an operator given as the text of an invocation (SES-20, SES-26). */
  applyText(source: string): Captured<OperatorEntry> {
    const invocation = parseInvocation(source)
    if (invocation !== null) return this.#operator(true, { name: invocation.name, params: invocation.params, source: null })
    return this.#operator(false, { name: null, params: null, source: decodeText(source, 'an invocation') })
  }

  /** Applies an operator given as name and parameters (SES-23). */
  apply(name: string, params: Params): Captured<OperatorEntry> {
    const asked = { name: decodeText(name, 'the name of an operator'), params: decodeParams(params), source: null }
    return this.#operator(isInvocationName(name), asked)
  }

  /** Deploys a token (SES-30). */
  deployToken(id: string): Captured<TokenEntry> {
    const tokenId = decodeLabel(id, 'a token id')
    this.#take(this.#law.session.events.token)
    const { tokens } = this.#situation
    this.#situation.tokenRepeated = tokens.has(tokenId)
    const refusal = this.#law.decideToken(this.#situation)
    this.#tally.tokens++
    if (refusal === null) tokens.deploy(tokenId)
    else this.#tally.refusedTokens++
    return this.#ledger.token({ type: 'token', tokenId, validation: refusal === null ? ALLOWED : refused(refusal) })
  }

  /** Moves to the environment `to` (SES-31 to SES-35). */
  transition(to: string): Captured<TransitionEntry> {
    const target = decodeLabel(to, 'the target of a transition')
    this.#take(this.#law.session.events.transition)
    const situation = this.#situation
    situation.target = this.#law.rows.environments.get(target) ?? null
    situation.candidate = situation.target === null ? null : this.#law.environment.candidate(situation.environment, target)
    const refusal = this.#law.decideTransition(situation)
    this.#tally.transitions++
    return this.#ledger.transition(refusal === null ? this.#move(target) : this.#stay(target, refusal))
  }

  /** Ends the session: the line of the open frame, if there is one, and the footer (SES-49). */
  close(): CapturedFooter {
    return this.#end(this.#law.session.events.close)
  }

  /** Ends a session that a crash interrupted (LED-14). */
  recover(): CapturedFooter {
    return this.#end(this.#law.session.events.recover)
  }

  /** The session as a replay would reconstruct it now (SES-72, RPL-30). */
  get summary(): SessionSummary {
    const { environment, tokens } = this.#situation
    return {
      sessionId: this.#sessionId,
      environment: environment.spec.id,
      driftBound: environment.spec.driftBound,
      backendLegal: environment.backendLegal,
      frames: { count: this.#framesClosed, first: this.#firstFrame, last: this.#lastFrame },
      lineage: [...this.#lineage],
      tokens: { deployed: [...tokens.deployed] },
      drift: this.#drift,
      timestampOpen: this.#timestampOpen,
      timestampClose: this.#footer?.timestamp ?? null,
      counts: this.#tally.counts(),
    }
  }

  /** SES-11: every event is first given to the session machine. */
  #take(event: number): void {
    const { table } = this.#law.session
    if (table.isDone(this.#state)) throw new SessionEnded()
    this.#state = table.step(this.#state, event, 0).next
  }

  /** SES-25: facts, validator, router, frame machine, drift, capture; the text has been parsed. */
  #operator(parsed: boolean, asked: Asked): Captured<OperatorEntry> {
    this.#take(this.#law.session.events.operator)
    const situation = this.#situation
    const row = asked.name === null ? null : (this.#law.rows.operators.get(asked.name) ?? null)
    situation.observeOperator(parsed, row, asked.params ?? NO_PARAMS)
    const opId = ++this.#tally.operators
    const refusal = this.#law.decideOperator(situation)
    if (refusal !== null) return this.#refuse(opId, asked, refusal)
    assert(row !== null && situation.placement !== null, 'an allowed operator has a row')
    const routing = this.#law.route(situation)
    assert(routing !== null, 'a routing table has a rule that always holds (LAW-38)')
    return this.#perform(opId, asked, row, situation.placement, routing)
  }

  /** SES-27: a refused operator is in no frame. */
  #refuse(opId: number, { name, params, source }: Asked, refusal: Refusal): Captured<OperatorEntry> {
    this.#tally.refusedOperators++
    const validation = refused(refusal)
    const routing = this.#refusedRouting(refusal)
    return this.#ledger.operator({ type: 'operator', opId, name, params, source, validation, routing, drift: null, frameId: null })
  }

  /** RTR-20: a refusal whose event has `routing` keeps the backend of the placement. */
  #refusedRouting({ routing }: Refusal): EntryRouting | null {
    const { placement } = this.#situation
    // SES-27: the backend is backend-target, null where there is no placement.
    return routing === null ? null : { backend: placement?.backend.spec.id ?? null, frameAction: null, reason: routing }
  }

  /** Gives an allowed operator to the frame machine, adds its drift and captures it (RTR-12, SES-41, SES-44, SES-46). */
  #perform(opId: number, asked: Asked, row: OperatorRow, placement: Placement, event: RoutingEvent): Captured<OperatorEntry> {
    const { name, params, source } = asked
    const { measured } = this.#situation
    const { frameAction, overflow } = event
    this.#stepFrames(this.#law.frame.events[frameAction], placement, opId)
    const { frame } = this.#situation
    assert(frame !== null, 'an allowed operator is in a frame (LAW-54)')
    const { accumulated, bound } = frame
    this.#drift = { accumulated, bound }
    const captured = this.#ledger.operator({
      type: 'operator',
      opId,
      name,
      params,
      source,
      validation: ALLOWED,
      routing: this.#routingOf(event, frame.placement.backend),
      drift: { predicted: row.drift.nominal, measured, accumulated, overflow },
      frameId: frame.id,
    })
    if (frame.count === 1) frame.timestampOpen = captured.timestamp
    return captured
  }

  /** The routing of an allowed operator (RTR-13). Entries share it, so it is frozen (SES-04). */
  #routingOf(event: RoutingEvent, { spec: { id } }: BackendRow): EntryRouting {
    const { frameAction, reason } = event
    const known = this.#routings.get(event)
    if (known?.backend === id) return known
    const routing: EntryRouting = Object.freeze({ backend: id, frameAction, reason })
    this.#routings.set(event, routing)
    return routing
  }

  /** Gives an event to the frame machine and performs its actions in order. Returns the id of the frame that it closed, if any. */
  #stepFrames(event: number, placement: Placement | null, opId: number): number | null {
    const situation = this.#situation
    const { next, actions } = this.#law.frame.table.step(situation.frameState, event, 0)
    situation.frameState = next
    let closed: number | null = null
    for (const action of actions) {
      if (action === 'close-frame') closed = this.#closeFrame()
      else if (action === 'open-frame') this.#openFrame(placement)
      else this.#append(opId)
    }
    return closed
  }

  /** SES-47: a frame has the environment of the session and the placement of the operator that opens it. */
  #openFrame(placement: Placement | null): void {
    assert(placement !== null && this.#situation.frame === null, 'one frame is open at a time (LAW-54)')
    this.#situation.frame = new OpenFrame(++this.#tally.frames, this.#situation.environment, placement)
    this.#situation.lastPlacement = placement
  }

  #append(opId: number): void {
    const { frame, measured } = this.#situation
    assert(frame !== null, 'operators are appended to an open frame (LAW-54)')
    frame.append(opId, measured)
  }

  /** LED-07: the line of a frame stands directly before the line that closed it. */
  #closeFrame(): number {
    const { frame } = this.#situation
    assert(frame !== null, 'a frame that is closed was open (LAW-54)')
    const captured = this.#ledger.frame(frame.entry())
    this.#situation.frame = null
    this.#firstFrame ??= captured
    this.#lastFrame = captured
    this.#framesClosed++
    return frame.id
  }

  /** SES-31: the environment machine moves, then the frame machine; lineage grows and drift begins anew. */
  #move(to: string): TransitionEntry {
    const situation = this.#situation
    const from = situation.environment.spec.id
    const move = this.#law.environment.move(situation, to)
    assert(move !== null, 'the environment machine takes what the transition table allows (LAW-56)')
    const tokenUsed = move.bindsToken ? situation.tokens.bindEarliest() : null
    const frameClosed = this.#stepFrames(this.#law.frame.events.transition, null, 0)
    situation.environment = move.target
    const { backendLegal, spec } = move.target
    this.#lineage.push(spec.id)
    this.#drift = { accumulated: 0, bound: spec.driftBound }
    return { type: 'transition', from, to, tokenUsed, validation: ALLOWED, frameClosed, driftBound: spec.driftBound, backendLegal }
  }

  /** A refused transition changes nothing but counts (SES-10, SES-34). */
  #stay(to: string, refusal: Refusal): TransitionEntry {
    this.#tally.refusedTransitions++
    const from = this.#situation.environment.spec.id
    const validation = refused(refusal)
    return { type: 'transition', from, to, tokenUsed: null, validation, frameClosed: null, driftBound: null, backendLegal: null }
  }

  #end(event: number): CapturedFooter {
    this.#take(event)
    const { table } = this.#law.session
    assert(table.isDone(this.#state), 'close and recover end a session (LAW-53)')
    this.#stepFrames(this.#law.frame.events.end, null, 0)
    const ended = table.configurations[this.#state]?.[0] ?? ''
    this.#footer = this.#ledger.footer({ type: 'footer', lineage: [...this.#lineage], counts: this.#tally.counts(), ended })
    return this.#footer
  }
}

/** Opens a session and writes its header. A name that the law does not know opens none and writes nothing (SES-01 to SES-03). */
export const openSession = (options: SessionOptions): OpenOutcome => {
  const { law, environment, backend } = options
  const row = environment === null ? law.environment.initial : law.rows.environments.get(environment)
  if (row === undefined) return { ok: false, unknown: 'environment' }
  const named = backend === null || backend === AUTO ? null : law.rows.backends.get(backend)
  if (named === undefined) return { ok: false, unknown: 'backend' }
  return { ok: true, session: new Session(options, row, named) }
}
