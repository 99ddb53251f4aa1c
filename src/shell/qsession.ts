import type { Scalar } from '../artifact/law.js'
import { LIMITS } from '../base/index.js'
import type { Limit } from '../base/index.js'
import { BadInput, openSession, SessionEnded, sessionIdOf } from '../engine/index.js'
import type { Session } from '../engine/index.js'
import type { Captured, CapturedFooter, OperatorEntry, TokenEntry, TransitionEntry } from '../ledger/entry.js'
import type { ReconstructedSession } from '../verifier/session.js'
import { decodeCallLabel, decodeCallName, decodeCallParams, decodeCallText, decodeOptions } from './bounded-input.js'
import { DEFAULT_DURABILITY, DURABILITIES, isDurability } from './durability.js'
import type { Durability } from './durability.js'
import { EventClock } from './event-clock.js'
import type { ClockChoice } from './event-clock.js'
import { freezeDeep } from './frozen.js'
import { lineageBytes } from './lineage-bytes.js'
import { sessionJson } from './live-session.js'
import { compiledLawOf } from './loaded-rules.js'
import type { RulesChoice } from './loaded-rules.js'
import { nodeDigest } from './node-digest.js'
import { holdsText, writeOutput } from './output-file.js'
import { QComputeError } from './qcompute-error.js'
import { isSessionId, randomSessionId } from './random-id.js'
import { MemoryLines, openFileLines } from './session-lines.js'
import type { SessionLines } from './session-lines.js'

/** Arguments of an operator by parameter name. */
export type CallParams = { readonly [name: string]: Scalar } | ReadonlyMap<string, Scalar>

/** How a session is opened. Everything may be absent (SES-01, SES-70). */
export interface QSessionOptions {
  /** The environment; by default the initial one of the law. */
  readonly env?: string
  /** The id of a backend, or `auto`, the default. */
  readonly backend?: string
  /** A bundle folder, the name of a shipped bundle, or rules that `openRules` has loaded; by default the shipped law. */
  readonly rules?: RulesChoice
  /**
   * `wall`, the default; `logical` for reproducible traces; or a function that gives milliseconds since 1970, which is called once
   * per event.
   */
  readonly clock?: ClockChoice
  /** A UUID of version 4 or 8 in lower case. */
  readonly sessionId?: string
  /** A file that does not exist yet, in which the ledger grows (SES-74). Without it the ledger is kept in memory until it is saved. */
  readonly trace?: string
  /** When lines are on disk (LED-17): `none`, `batch`, the default, or `each`. */
  readonly durability?: Durability
}

/** How a trace is saved: `force` replaces a file that exists. */
export interface SaveOptions {
  readonly force?: boolean
}

/** The methods of a session. Each call is captured, also a refused one, which then throws `QComputeError` (SES-70). */
export interface QSessionMethods {
  /** Applies an operator: by name and arguments, or, without arguments, as the text of an invocation. */
  apply(operator: string, params?: CallParams): Captured<OperatorEntry>
  deployToken(id: string): Captured<TokenEntry>
  transition(environment: string): Captured<TransitionEntry>
  /**
   * Ends the session and writes its ledger to `path`; repeated saves give the same bytes (SES-71). A file that exists is replaced only
   * with `force`; one that this session saved and nobody changed is left as it is.
   */
  saveTrace(path: string, options?: SaveOptions): CapturedFooter
  /** Ends the session and gives the bytes that saveTrace writes. */
  traceBytes(): Uint8Array
  /**
   * Is fulfilled when everything captured so far is on disk (LED-19); with durability `none`, when the operating system has it.
   * Callers that ask while a sync is under way share the next one. Rejected with QComputeError: `bad-input` if the session grows in no
   * file, `bad-file` if writing or syncing failed; then nothing more is captured.
   */
  commit(): Promise<void>
  /** Ends the session; with `trace`, is fulfilled when the whole ledger is as safe as the durability says and the file is given up. */
  close(): Promise<CapturedFooter>
  /** The session as replay would reconstruct it now (SES-72). */
  readonly session: ReconstructedSession
}

/** One call of an operator of the law, as in `session.name({ q: 0 })`. */
export type OperatorCall = (params?: CallParams) => Captured<OperatorEntry>

/**
 * A session with its methods, and one more for each operator of its law whose name is free (SES-70). An operator that is named like a
 * method or property of the session (`apply`, `deployToken`, `transition`, `saveTrace`, `traceBytes`, `commit`, `close`, `session`),
 * like a member of every object (`constructor`, `toString`) or `then` has no method of its own: `apply(name, params)` reaches it.
 */
export type QSession = QSessionMethods & { readonly [operator: string]: OperatorCall }

const nameOf = (value: unknown, what: string): string | null => {
  if (value === undefined || value === null) return null
  if (typeof value === 'string') return value
  throw new QComputeError('bad-input', `${what} is a string`)
}

// SES-73: what the engine does not take is bad input; SES-71: after the end nothing is captured.
const translating = <T>(call: () => T): T => {
  try {
    return call()
  } catch (thrown) {
    if (thrown instanceof SessionEnded) throw new QComputeError('session-ended', thrown.message)
    if (thrown instanceof BadInput) throw new QComputeError('bad-input', thrown.message)
    throw thrown
  }
}

const allowed = <E extends OperatorEntry | TokenEntry | TransitionEntry>(captured: Captured<E>, what: string): Captured<E> => {
  const { reason } = captured.entry.validation
  if (reason !== null) throw new QComputeError('refused', `${what} is refused: ${reason}`, { reason, captured })
  return captured
}

/** One more than `count`, unless that is beyond the limit (NUM-05). */
const within = (count: number, { value, unit, meaning }: Limit, more = 1): number => {
  if (count + more <= value) return count + more
  throw new QComputeError('limit-reached', `at most ${value} ${unit}: ${meaning}`)
}

const SAVE_OPTIONS = ['force'] as const

const decodeForce = (options: SaveOptions): boolean => {
  const { force } = decodeOptions(options, SAVE_OPTIONS, 'the options of saveTrace')
  if (force === undefined || typeof force === 'boolean') return force === true
  throw new QComputeError('bad-input', 'force is true or false')
}

// Invariant: `#lines` has taken the lines of the ledger so far; they end with the footer exactly if `#footer` is set.
class SessionFacade implements QSessionMethods {
  readonly #session: Session
  readonly #clock: EventClock
  readonly #lines: SessionLines
  readonly #durability: Durability
  readonly #saved = new Set<string>()
  #tokens = 0
  #transitions = 0
  #lineage = 0
  #footer: CapturedFooter | null = null

  constructor(session: Session, clock: EventClock, lines: SessionLines, durability: Durability) {
    this.#session = session
    this.#clock = clock
    this.#lines = lines
    this.#durability = durability
  }

  apply(operator: string, params?: CallParams): Captured<OperatorEntry> {
    this.#checkOpen()
    if (params === undefined) {
      const source = decodeCallText(operator)
      return allowed(this.#step(() => this.#session.applyText(source)), source)
    }
    const name = decodeCallName(operator)
    const decoded = decodeCallParams(params)
    return allowed(this.#step(() => this.#session.apply(name, decoded)), name)
  }

  deployToken(id: string): Captured<TokenEntry> {
    this.#checkOpen()
    const token = decodeCallLabel(id, 'a token id')
    const count = within(this.#tokens, LIMITS.tokensMax)
    const captured = this.#step(() => this.#session.deployToken(token))
    this.#tokens = count
    return allowed(captured, `the token ${token}`)
  }

  transition(environment: string): Captured<TransitionEntry> {
    this.#checkOpen()
    const target = decodeCallLabel(environment, 'the target of a transition')
    const count = within(this.#transitions, LIMITS.transitionsMax)
    const lineage = within(this.#lineage, LIMITS.lineageBytes, lineageBytes(target))
    const captured = this.#step(() => this.#session.transition(target))
    this.#transitions = count
    this.#lineage = lineage
    return allowed(captured, `the transition to ${target}`)
  }

  saveTrace(path: string, options: SaveOptions = {}): CapturedFooter {
    if (typeof path !== 'string') throw new QComputeError('bad-input', 'a path is a string')
    const force = decodeForce(options)
    const footer = this.#endAtOnce()
    if (this.#lines.growsIn(path)) return footer
    const text = this.#lines.text()
    if (this.#saved.has(path) && holdsText(path, text)) return footer
    const written = writeOutput(path, text, { force, durability: this.#durability })
    if (!written.ok) throw new QComputeError('bad-file', `${path}: ${written.error.message}`, { problems: [written.error] })
    this.#saved.add(path)
    return footer
  }

  traceBytes(): Uint8Array {
    this.#endAtOnce()
    return new TextEncoder().encode(this.#lines.text())
  }

  commit(): Promise<void> {
    return this.#lines.commit()
  }

  async close(): Promise<CapturedFooter> {
    const footer = this.#end()
    if (this.#lines.growing) await this.#lines.commit()
    this.#lines.close()
    return footer
  }

  get session(): ReconstructedSession {
    this.#clock.refuseReentry()
    return sessionJson(this.#session.summary)
  }

  // SES-73: the clock is read before the step, so one that fails leaves the session as it was.
  #step<T>(call: () => T): T {
    this.#lines.checkSound()
    this.#clock.read()
    return translating(call)
  }

  #end(): CapturedFooter {
    this.#clock.refuseReentry()
    this.#footer ??= freezeDeep(this.#step(() => this.#session.close())) // Every save hands out the same one.
    return this.#footer
  }

  #endAtOnce(): CapturedFooter {
    this.#clock.refuseReentry()
    this.#lines.checkIdle()
    const footer = this.#end()
    this.#lines.close()
    return footer
  }

  #checkOpen(): void {
    this.#clock.refuseReentry()
    if (this.#footer !== null) throw new QComputeError('session-ended', 'the session has ended')
  }
}

// `then` would make a session look like a promise.
const TAKEN = new Set(['then', ...Object.getOwnPropertyNames(SessionFacade.prototype), ...Object.getOwnPropertyNames(Object.prototype)])

const withOperators = (facade: SessionFacade, operators: Iterable<string>): QSession => {
  for (const name of operators) {
    if (TAKEN.has(name)) continue
    const value: OperatorCall = (params = {}) => facade.apply(name, params)
    Object.defineProperty(facade, name, { value, enumerable: false })
  }
  return facade as unknown as QSession // The loop has added the methods that the type promises.
}

const OPTIONS = ['env', 'backend', 'rules', 'clock', 'sessionId', 'trace', 'durability'] as const

const refuseNull = (name: string): never => {
  throw new QComputeError('bad-input', `${name} is a string; leave it out for none`)
}

const durabilityOf = (value: unknown): Durability => {
  if (value === undefined) return DEFAULT_DURABILITY
  if (isDurability(value)) return value
  throw new QComputeError('bad-input', `durability is one of ${DURABILITIES.join(', ')}`)
}

/**
 * Opens a session (SES-01, SES-70). Throws QComputeError: `bad-input` for options that are unknown, of a wrong type, or names that the
 * law does not know; `bad-rules`; `bad-file` for a trace that cannot be created.
 */
export const qSession = (options: QSessionOptions = {}): QSession => {
  const { env, backend, rules, clock, sessionId, trace, durability } = decodeOptions(options, OPTIONS, 'the options of a session')
  const environment = nameOf(env, 'env')
  const named = nameOf(backend, 'backend')
  const path = trace === null ? refuseNull('trace') : nameOf(trace, 'trace')
  const safety = durabilityOf(durability)
  if (sessionId !== undefined && !isSessionId(sessionId)) {
    throw new QComputeError('bad-input', 'a session id is a UUID of version 4 or 8 in lower case')
  }
  const eventClock = new EventClock(clock)
  const compiled = compiledLawOf(rules)
  const { law } = compiled
  const opening = { environment: environment ?? law.machines.environment.root.initial ?? '', backend: named ?? 'auto', stream: [] }
  const logicalId = (): string => sessionIdOf(opening, law.digest, nodeDigest)
  const early: string[] = []
  let lines: SessionLines | null = null
  eventClock.read()
  const opened = openSession({
    law: compiled,
    environment,
    backend: named,
    sessionId: sessionId ?? (clock === 'logical' ? logicalId() : randomSessionId()),
    clock: eventClock.timestamp,
    digest: nodeDigest,
    write: (line) => (lines === null ? void early.push(line) : lines.write(line)),
  })
  if (opened.ok) {
    // No file is created before the session is open.
    lines = path === null ? new MemoryLines() : openFileLines(path, safety)
    for (const line of early) lines.write(line)
    return withOperators(new SessionFacade(opened.session, eventClock, lines, safety), law.operators.operators.keys())
  }
  const { environments, backends } = law
  const known = opened.unknown === 'environment' ? [...environments.keys()] : [...backends.keys(), 'auto']
  const given = opened.unknown === 'environment' ? environment : named
  throw new QComputeError('bad-input', `the law knows no ${opened.unknown} ${JSON.stringify(given)}; it knows ${known.join(', ')}`)
}
