import type { LawSource, Scalar } from '../artifact/law.js'
import { LIMITS } from '../base/index.js'
import type { Limit } from '../base/index.js'
import { BadInput, compileLaw, openSession, SessionEnded, sessionIdOf } from '../engine/index.js'
import type { CompiledLaw, Session } from '../engine/index.js'
import type { Captured, CapturedFooter, OperatorEntry, TokenEntry, TransitionEntry } from '../ledger/entry.js'
import type { ReconstructedSession } from '../verifier/session.js'
import { decodeCallName, decodeCallParams, decodeCallText } from './bounded-input.js'
import { logicalClock, makeWallClock } from './clock.js'
import type { Clock } from './clock.js'
import { sessionJson } from './live-session.js'
import { nodeDigest } from './node-digest.js'
import { writeOutput } from './output-file.js'
import { QComputeError } from './qcompute-error.js'
import { openStore } from './qreplay.js'
import { isSessionId, randomSessionId } from './random-id.js'

/** Arguments of an operator by parameter name. */
export type CallParams = { readonly [name: string]: Scalar } | ReadonlyMap<string, Scalar>

/** How a session is opened. Everything may be absent (SES-01, SES-70). */
export interface QSessionOptions {
  /** The environment; by default the initial one of the law. */
  readonly env?: string
  /** The id of a backend, or `auto`, the default. */
  readonly backend?: string
  /** A bundle folder, the name of a shipped bundle, or rules that `openRules` has loaded; by default the shipped law. */
  readonly rules?: string | readonly string[] | QRules
  /** `wall`, the default; `logical` for reproducible traces; or a function that gives milliseconds since 1970. */
  readonly clock?: 'wall' | 'logical' | (() => number)
  /** A UUID of version 4 or 8 in lower case. */
  readonly sessionId?: string
}

/** A law that is loaded and compiled, for any number of sessions. */
export interface QRules {
  readonly id: string
  readonly version: string
  readonly digest: string
  /** Names of the operators, in artifact order. */
  readonly operators: readonly string[]
  /** The artifacts and machines as read; `qcompute/xstate` makes XState machines of them. */
  readonly source: LawSource
}

/** The methods of a session. Each call is captured, also a refused one, which then throws `QComputeError` (SES-70). */
export interface QSessionMethods {
  /** Applies an operator: by name and arguments, or, without arguments, as the text of an invocation. */
  apply(operator: string, params?: CallParams): Captured<OperatorEntry>
  deployToken(id: string): Captured<TokenEntry>
  transition(environment: string): Captured<TransitionEntry>
  /** Ends the session and writes its ledger to `path`; repeated saves give the same bytes (SES-71). */
  saveTrace(path: string, options?: { readonly force?: boolean }): CapturedFooter
  /** Ends the session and gives the bytes that saveTrace writes. */
  traceBytes(): Uint8Array
  /** The session as replay would reconstruct it now (SES-72). */
  readonly session: ReconstructedSession
}

/** One call of an operator of the law, as in `session.name({ q: 0 })`. */
export type OperatorCall = (params?: CallParams) => Captured<OperatorEntry>

/** A session with its methods, and one more for each operator of its law whose name is free. */
export type QSession = QSessionMethods & { readonly [operator: string]: OperatorCall }

class LoadedRules implements QRules {
  readonly compiled: CompiledLaw
  readonly id: string
  readonly version: string
  readonly digest: string
  readonly operators: readonly string[]
  readonly source: LawSource

  constructor(compiled: CompiledLaw) {
    const { bundle, digest, operators, source } = compiled.law
    this.compiled = compiled
    this.id = bundle.id
    this.version = bundle.version
    this.digest = digest
    this.operators = [...operators.operators.keys()]
    this.source = source
  }
}

let shipped: LoadedRules | null = null

/** Loads the law of a bundle once, for many sessions; without `rules` the shipped one. Throws QComputeError `bad-rules`. */
export const openRules = (rules?: string | readonly string[]): QRules => load(rules)

const load = (rules: string | readonly string[] | undefined): LoadedRules => {
  if (rules === undefined && shipped !== null) return shipped
  const chosen = openStore(rules).chosen()
  if (!chosen.ok) throw new QComputeError('bad-rules', chosen.error[0]?.message ?? 'the rules do not load', { problems: chosen.error })
  const loaded = new LoadedRules(compileLaw(chosen.value.law))
  if (rules === undefined) shipped = loaded
  return loaded
}

const isLoaded = (rules: QSessionOptions['rules']): rules is LoadedRules => rules instanceof LoadedRules

const clockOf = (clock: QSessionOptions['clock']): Clock => {
  if (clock === 'logical') return logicalClock
  if (clock === undefined || clock === 'wall') return makeWallClock()
  if (typeof clock === 'function') return makeWallClock(clock)
  throw new QComputeError('bad-input', 'a clock is "wall", "logical" or a function that gives milliseconds')
}

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
const within = (count: number, { value, unit, meaning }: Limit): number => {
  if (count < value) return count + 1
  throw new QComputeError('limit-reached', `at most ${value} ${unit}: ${meaning}`)
}

// Invariant: `#lines` are the lines of the ledger so far; they end with the footer exactly if `#footer` is set.
class SessionFacade implements QSessionMethods {
  readonly #session: Session
  readonly #lines: string[]
  readonly #saved = new Set<string>()
  #tokens = 0
  #transitions = 0
  #footer: CapturedFooter | null = null

  constructor(session: Session, lines: string[]) {
    this.#session = session
    this.#lines = lines
  }

  apply(operator: string, params?: CallParams): Captured<OperatorEntry> {
    this.#checkOpen()
    if (params === undefined) {
      const source = decodeCallText(operator)
      return allowed(translating(() => this.#session.applyText(source)), source)
    }
    const name = decodeCallName(operator)
    const decoded = decodeCallParams(params)
    return allowed(translating(() => this.#session.apply(name, decoded)), name)
  }

  deployToken(id: string): Captured<TokenEntry> {
    this.#tokens = within(this.#tokens, LIMITS.tokensMax)
    return allowed(translating(() => this.#session.deployToken(id)), `the token ${id}`)
  }

  transition(environment: string): Captured<TransitionEntry> {
    this.#transitions = within(this.#transitions, LIMITS.transitionsMax)
    return allowed(translating(() => this.#session.transition(environment)), `the transition to ${environment}`)
  }

  saveTrace(path: string, options: { readonly force?: boolean } = {}): CapturedFooter {
    if (typeof path !== 'string') throw new QComputeError('bad-input', 'a path is a string')
    const footer = this.#end()
    const written = writeOutput(path, this.#text(), { force: options.force === true || this.#saved.has(path) })
    if (!written.ok) throw new QComputeError('bad-file', `${path}: ${written.error.message}`, { problems: [written.error] })
    this.#saved.add(path)
    return footer
  }

  traceBytes(): Uint8Array {
    this.#end()
    return new TextEncoder().encode(this.#text())
  }

  get session(): ReconstructedSession {
    return sessionJson(this.#session.summary)
  }

  #end(): CapturedFooter {
    this.#footer ??= this.#session.close()
    return this.#footer
  }

  #checkOpen(): void {
    if (this.#footer !== null) throw new QComputeError('session-ended', 'the session has ended')
  }

  #text(): string {
    return `${this.#lines.join('\n')}\n`
  }
}

// `then` would make a session look like a promise.
const TAKEN = new Set(['then', ...Object.getOwnPropertyNames(SessionFacade.prototype), ...Object.getOwnPropertyNames(Object.prototype)])

const withOperators = (facade: SessionFacade, operators: readonly string[]): QSession => {
  for (const name of operators) {
    if (TAKEN.has(name)) continue
    const value: OperatorCall = (params = {}) => facade.apply(name, params)
    Object.defineProperty(facade, name, { value, enumerable: false })
  }
  return facade as unknown as QSession // The loop has added the methods that the type promises.
}

/** Opens a session (SES-01, SES-70). Throws QComputeError: `bad-input` for names that the law does not know, `bad-rules`. */
export const qSession = (options: QSessionOptions = {}): QSession => {
  const { rules, sessionId } = options
  const { compiled, operators } = isLoaded(rules) ? rules : load(rules as Exclude<typeof rules, QRules>)
  const { law } = compiled
  const environment = nameOf(options.env, 'env')
  const backend = nameOf(options.backend, 'backend')
  if (sessionId !== undefined && !isSessionId(sessionId)) {
    throw new QComputeError('bad-input', 'a session id is a UUID of version 4 or 8 in lower case')
  }
  const opening = { environment: environment ?? law.machines.environment.root.initial ?? '', backend: backend ?? 'auto', stream: [] }
  const logicalId = (): string => sessionIdOf(opening, law.digest, nodeDigest)
  const lines: string[] = []
  const opened = openSession({
    law: compiled,
    environment,
    backend,
    sessionId: sessionId ?? (options.clock === 'logical' ? logicalId() : randomSessionId()),
    clock: clockOf(options.clock),
    digest: nodeDigest,
    write: (line) => void lines.push(line),
  })
  if (opened.ok) return withOperators(new SessionFacade(opened.session, lines), operators)
  const { environments, backends } = law
  const known = opened.unknown === 'environment' ? [...environments.keys()] : [...backends.keys(), 'auto']
  const given = opened.unknown === 'environment' ? environment : backend
  throw new QComputeError('bad-input', `the law knows no ${opened.unknown} ${JSON.stringify(given)}; it knows ${known.join(', ')}`)
}
