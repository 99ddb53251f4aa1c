import { assert } from '../base/index.js'
import type { Json } from '../base/index.js'
import { legalBackends } from '../kernel/index.js'
import type { Kernel } from '../kernel/index.js'
import { isHash } from '../ledger/chain.js'
import { hasCanonicalForm, isObject, parseLine } from '../ledger/decode.js'
import { TRACE_FORMAT } from '../ledger/format.js'
import { isSessionId, isText } from '../ledger/inputs.js'
import { makeLineReader } from '../ledger/lines.js'
import { expectHeader } from './expected.js'
import type { Finding } from './finding.js'
import type { Line, Trail } from './line.js'
import { makeLineJudge } from './linejudge.js'
import type { LineJudge } from './linejudge.js'
import { judgeUnlessSame, parsed } from './match.js'
import type { ReconstructedSession } from './reconstructed.js'
import { Replay } from './replay.js'
import { makeFindings } from './report.js'
import { reconstruct } from './session.js'
import { TraceTrail } from './trail.js'
import type { Report, Verifier, VerifierOptions } from './verdict.js'

export type { Report, Verifier, VerifierOptions } from './verdict.js'

/** `first`: no line yet. `recomputed`: a session is replayed. `lawless`: it cannot be. `foreign`: the format is another (RPL-12). */
type Mode = { readonly kind: 'first' | 'lawless' | 'foreign' } | { readonly kind: 'recomputed'; readonly replay: Replay }

/** A verifier of one trace (RPL-01 to RPL-31). */
export const makeVerifier = (options: VerifierOptions): Verifier => {
  const trace = new TraceReplay(options)
  const reader = makeLineReader(options.decodeUtf8, {
    line: (text, ended) => trace.take(text, ended),
    fault: (fault) => trace.lose(fault),
    lines: (bytes, start) => trace.takeBytes(bytes, start),
  })
  return {
    push: (chunk) => reader.push(chunk),
    end() {
      reader.end()
      return trace.end()
    },
  }
}

/** The replay of a trace line by line. Invariant: what follows the footer is never recomputed. */
class TraceReplay {
  readonly #options: VerifierOptions
  readonly #findings = makeFindings()
  readonly #judge: LineJudge
  readonly #trail: Trail
  #mode: Mode = { kind: 'first' }
  #kernel: Kernel | null = null
  #unknownDigest: string | null = null
  #header: Line | null = null
  #footer: Line | null = null
  #lines = 0
  // Something was found to be other than it should be. What exactly, the judge says; that it is so does not rest on what he says.
  #faulty = false

  constructor(options: VerifierOptions) {
    this.#options = options
    this.#judge = this.#noted(makeLineJudge(this.#findings, options.digest))
    this.#trail = new TraceTrail(options.digest, options.seals ?? null)
  }

  /** Takes a line; `ended` is false if no LF ends it. */
  take(text: string, ended: boolean): void {
    const record = parseLine(text)
    if (record === null) return this.lose(text)
    const line = this.#trail.meet(this.#lines, text, ended, record)
    if (this.#mode.kind === 'recomputed' && this.#footer === null) {
      if (!this.#mode.replay.take(line)) return this.lose(text)
      if (record.type === 'footer') this.#footer = line
    } else {
      if (!hasCanonicalForm(record)) return this.lose(text)
      if (this.#mode.kind === 'first') this.#takeFirst(line)
      else this.#takeUnrecomputed(line)
      this.#trail.pass(line, null)
    }
    this.#lines++
  }

  /** Takes lines that are exactly as they should be; gives the index behind the last, `start` if there is none. */
  takeBytes(bytes: Uint8Array, start: number): number {
    if (this.#mode.kind !== 'recomputed' || this.#footer !== null) return start
    const taken = this.#mode.replay.takeBytes(bytes, start, this.#lines)
    if (taken === null) return start
    this.#lines += taken.lines
    return taken.end
  }

  /** Takes a line that is undecodable; `actual` is its text or why it has none (RPL-07 `form`, RPL-10). */
  lose(actual: string): void {
    const finding: Finding = { seq: this.#lines, code: 'form', path: '', expected: null, actual, clause: 'LED-01' }
    this.#judge.add(finding, 'capture mismatch')
    if (this.#mode.kind === 'recomputed') this.#mode.replay.lose()
    if (this.#mode.kind === 'first') this.#mode = { kind: 'lawless' }
    this.#lines++
  }

  /** The report on all lines. */
  end(): Report {
    const findings = this.#findings
    if (this.#mode.kind === 'recomputed') this.#mode.replay.end()
    if (this.#lines === 0) this.#judge.order(0, 'header', null, 'LED-06')
    else if (this.#footer === null && this.#mode.kind !== 'foreign') this.#judge.order(this.#lines, 'footer', null, 'LED-06')
    const valid = this.#mode.kind === 'recomputed' && this.#footer !== null && !this.#faulty
    assert(valid || findings.total > 0 || this.#kernel === null, 'what is found wrong has a finding')
    assert(!valid || findings.total === 0, 'what is found right has none')
    return {
      replay: { valid, reasons: findings.reasons(), reconstructed_session: this.#reconstructed() },
      findings: findings.kept(),
      findings_total: findings.total,
      law: this.#kernel === null ? 'unknown' : 'found',
      unknownDigest: this.#unknownDigest,
      lines: this.#lines,
    }
  }

  // Whoever asks the judge has found a fault; a line that nothing was recomputed for never counts as right.
  #noted(judge: LineJudge): LineJudge {
    const note = (): void => {
      this.#faulty = true
    }
    return {
      judge(line, expected, extent) {
        note()
        judge.judge(line, expected, extent)
      },
      order(index, expected, actual, clause) {
        note()
        judge.order(index, expected, actual, clause)
      },
      broken(index, invariants) {
        if (invariants.length > 0) note()
        judge.broken(index, invariants)
      },
      add(finding, reason) {
        note()
        judge.add(finding, reason)
      },
    }
  }

  // RPL-12: the first line says whether the rest can be recomputed.
  #takeFirst(line: Line): void {
    const { record } = line
    this.#mode = { kind: 'lawless' }
    if (record.type !== 'header') {
      this.#judge.order(0, 'header', record.type, 'LED-06')
      return this.#takeUnrecomputed(line)
    }
    if (record['format'] !== TRACE_FORMAT) return this.#takeForeign(line)
    const ruleset = isObject(record['ruleset']) ? record['ruleset'] : {}
    const lawDigest = ruleset['digest']
    if (!isHash(lawDigest)) return this.#judge.judge(line, null)
    this.#kernel = this.#options.findKernel(lawDigest)
    if (this.#kernel !== null) return this.#open(line, this.#kernel)
    this.#unknownDigest = lawDigest
    this.#judge.judge(line, null)
  }

  #takeForeign(line: Line): void {
    this.#mode = { kind: 'foreign' }
    const actual = (line.record['format'] ?? null) as Json
    const code = typeof actual === 'string' ? 'value' : 'field'
    this.#judge.add({ seq: 0, code, path: '/format', expected: TRACE_FORMAT, actual, clause: 'RPL-12' }, 'capture mismatch')
    this.#judge.judge(line, null, 'form and chain')
  }

  // RPL-13, RPL-18: the law is known; its arguments may not be.
  #open(line: Line, kernel: Kernel): void {
    const { environment, backend, session_id: sessionId } = line.record
    const { law } = kernel
    const ruleset = { id: law.bundle.id, version: law.bundle.version, digest: law.digest }
    if (!isText(environment) || !isText(backend)) return this.#judge.judge(line, { ruleset })
    const opened = kernel.open({ environment, backend })
    if (!opened.ok) {
      if (opened.unknown === 'environment') this.#addUnknown('environment', environment)
      // Opened where the law begins, only the backend can be unknown.
      if (!kernel.open({ environment: null, backend }).ok) this.#addUnknown('backend', backend)
      return this.#judge.judge(line, { ruleset })
    }
    const legal = { driftBound: opened.state.drift.bound, backendLegal: legalBackends(law, environment) }
    const header = { sessionId: isText(sessionId) ? sessionId : '', environment, backend, ...legal, ruleset }
    const ports = { digest: this.#options.digest, judge: this.#judge }
    const expected = expectHeader(header, TRACE_FORMAT, line.stamp)
    // LED-09: an id is an input, so nothing else can say that it has no form of an id.
    if (isSessionId(sessionId)) judgeUnlessSame(ports, line, expected)
    else this.#judge.judge(line, { ...parsed(expected), session_id: null })
    this.#judge.broken(0, opened.broken)
    this.#header = line
    const { observe = null, full = null, seals } = this.#options
    const { digest, judge } = ports
    const more = { digest, judge, trail: this.#trail, observe, full, sealed: seals !== undefined }
    this.#mode = { kind: 'recomputed', replay: new Replay(kernel, opened.state, more) }
  }

  #addUnknown(what: 'environment' | 'backend', actual: string): void {
    this.#judge.add({ seq: 0, code: 'value', path: `/${what}`, expected: null, actual, clause: 'RPL-18' }, `${what} violation`)
  }

  // Form, fields, time, order and chain of a line that is not recomputed (RPL-12, RPL-13, RPL-18).
  #takeUnrecomputed(line: Line): void {
    const { index, record, stamp } = line
    if (this.#mode.kind === 'foreign') return this.#judge.judge(line, null, 'form and chain')
    const isLate = this.#footer !== null
    if (isLate || record.type === 'header') this.#judge.order(index, null, record.type, 'LED-06')
    if (isLate || record.type !== 'footer') return this.#judge.judge(line, null)
    this.#judge.judge(line, { root: stamp.hashPrev, merkle_root: this.#trail.merkleRoot() })
    this.#footer = line
  }

  #reconstructed(): ReconstructedSession | null {
    if (this.#mode.kind !== 'recomputed' || this.#kernel === null || this.#header === null) return null
    const { replay } = this.#mode
    const sessionId = this.#header.record['session_id']
    return reconstruct(this.#kernel.law, replay.state, replay.frames, {
      sessionId: isText(sessionId) ? sessionId : '',
      timestampOpen: this.#header.stamp.timestamp,
      timestampClose: this.#footer === null ? null : this.#footer.stamp.timestamp,
    })
  }
}
