import type { Digest, Json } from '../base/index.js'
import { legalBackends } from '../kernel/index.js'
import type { Kernel } from '../kernel/index.js'
import { isHash } from '../ledger/chain.js'
import { hasCanonicalForm, isObject, parseLine } from '../ledger/decode.js'
import { TRACE_FORMAT } from '../ledger/entry.js'
import { isText } from '../ledger/inputs.js'
import { makeLineReader } from '../ledger/lines.js'
import type { LineFault } from '../ledger/lines.js'
import { expectHeader, lineOfExpected, preimageOfExpected } from './expected.js'
import { makeLineJudge } from './linejudge.js'
import type { Reason } from './reason.js'
import { makeReplay } from './replay.js'
import type { FullSinks, Observation, Replay } from './replay.js'
import { makeFindings } from './report.js'
import type { Finding } from './report.js'
import { driftBoundOf, reconstruct } from './session.js'
import type { ReconstructedSession } from './session.js'
import { makeTrail } from './trail.js'
import type { Line } from './trail.js'

/** The ports of a verifier. */
export interface VerifierOptions {
  /** The kernel of the law with this digest, or null if nobody has that law (RPL-13). */
  readonly findKernel: (digest: string) => Kernel | null
  readonly digest: Digest
  /** The text of these bytes, or null if they are not UTF-8. */
  readonly decodeUtf8: (bytes: Uint8Array) => string | null
  /** Is shown every step that was recomputed (RPL-32). */
  readonly observe?: (observation: Observation) => void
  /** Takes every recomputed frame, operator and transition (RPL-31). */
  readonly full?: FullSinks
}

/** The result of a replay: the object of RPL-03 in wire names, and what a command needs beside it. */
export interface Report {
  readonly replay: {
    /** No findings, and the law was there to recompute with. */
    readonly valid: boolean
    readonly reasons: readonly Reason[]
    readonly reconstructed_session: ReconstructedSession | null
  }
  /** In order of seq and of discovery: the first is the first divergence (RPL-04). */
  readonly findings: readonly Finding[]
  readonly findings_total: number
  /** `unknown`: no law was found, so with no findings the verdict is open (RPL-13). */
  readonly law: 'found' | 'unknown'
  /** The digest that no law has; null if one was found or the header gives none. */
  readonly unknownDigest: string | null
  /** Number of lines; 0 is no trace at all (RPL-15). */
  readonly lines: number
}

/** Replays one trace from its bytes, in any division into chunks. Never throws on what a trace holds, never writes (RPL-02). */
export interface Verifier {
  push(chunk: Uint8Array): void
  end(): Report
}

/** `first`: no line yet. `recomputed`: a session is replayed. `lawless`: it cannot be. `foreign`: the format is another (RPL-12). */
type Mode = { readonly kind: 'first' | 'lawless' | 'foreign' } | { readonly kind: 'recomputed'; readonly replay: Replay }

/** A verifier of one trace (RPL-01 to RPL-31). */
export const makeVerifier = (options: VerifierOptions): Verifier => {
  const { digest, findKernel } = options
  const findings = makeFindings()
  const judge = makeLineJudge(findings, digest)
  const trail = makeTrail(digest)
  let mode: Mode = { kind: 'first' }
  let kernel: Kernel | null = null
  let unknownDigest: string | null = null
  let header: Line | null = null
  let footer: Line | null = null
  let lines = 0

  const loseLine = (index: number, actual: Json): void => {
    findings.add({ seq: index, code: 'form', path: '', expected: null, actual, clause: 'LED-01' }, 'capture mismatch')
    if (mode.kind === 'recomputed') mode.replay.lose()
    if (mode.kind === 'first') mode = { kind: 'lawless' }
  }

  const takeLine = (text: string, ended: boolean): void => {
    const index = lines++
    const record = parseLine(text)
    if (record === null) return loseLine(index, text)
    const line = trail.meet(index, text, ended, record)
    if (mode.kind === 'recomputed' && footer === null) {
      if (!mode.replay.take(line)) return loseLine(index, text)
      if (record.type === 'footer') footer = line
      return
    }
    if (!hasCanonicalForm(record)) return loseLine(index, text)
    if (mode.kind === 'first') takeFirst(line)
    else takeUnrecomputed(line)
    trail.pass(line)
  }

  const takeUnrecomputed = (line: Line): void => {
    const { index, record, stamp } = line
    if (mode.kind === 'foreign') return judge.judge(line, null, 'form and chain')
    if (footer !== null) {
      judge.order(index, null, record.type, 'LED-06')
      return judge.judge(line, null)
    }
    if (record.type === 'header') judge.order(index, null, 'header', 'LED-06')
    if (record.type !== 'footer') return judge.judge(line, null)
    judge.judge(line, { root: stamp.hashPrev, merkle_root: trail.merkleRoot() })
    footer = line
  }

  const takeFirst = (line: Line): void => {
    const { record } = line
    mode = { kind: 'lawless' }
    if (record.type !== 'header') {
      judge.order(0, 'header', record.type, 'LED-06')
      return takeUnrecomputed(line)
    }
    if (record['format'] !== TRACE_FORMAT) {
      mode = { kind: 'foreign' }
      const code = typeof record['format'] === 'string' ? 'value' : 'field'
      const actual = (record['format'] ?? null) as Json
      judge.add({ seq: 0, code, path: '/format', expected: TRACE_FORMAT, actual, clause: 'RPL-12' }, 'capture mismatch')
      return judge.judge(line, null, 'form and chain')
    }
    const ruleset = isObject(record['ruleset']) ? record['ruleset'] : {}
    if (!isHash(ruleset['digest'])) return judge.judge(line, null)
    kernel = findKernel(ruleset['digest'])
    if (kernel === null) unknownDigest = ruleset['digest']
    if (kernel === null) judge.judge(line, null)
    else open(line, kernel)
  }

  const open = (line: Line, found: Kernel): void => {
    const { environment, backend, session_id: sessionId } = line.record
    const { law } = found
    const ruleset = { id: law.bundle.id, version: law.bundle.version, digest: law.digest }
    if (!isText(environment) || !isText(backend)) return judge.judge(line, { ruleset })
    const opened = found.open({ environment, backend })
    if (!opened.ok) {
      const path = `/${opened.unknown}`
      const actual = opened.unknown === 'environment' ? environment : backend
      const reason = opened.unknown === 'environment' ? 'environment violation' : 'backend violation'
      judge.add({ seq: 0, code: 'value', path, expected: null, actual, clause: 'RPL-18' }, reason)
      return judge.judge(line, { ruleset })
    }
    const driftBound = driftBoundOf(law, environment)
    const backendLegal = legalBackends(law, environment)
    const inputs = { sessionId: isText(sessionId) ? sessionId : '', environment, backend }
    const expected = expectHeader({ ...inputs, driftBound, backendLegal, ruleset }, TRACE_FORMAT, line.stamp)
    const same = line.timely && line.ended && line.text === lineOfExpected(expected, digest.sha256Hex(preimageOfExpected(expected)))
    if (!same) judge.judge(line, JSON.parse(preimageOfExpected(expected)))
    judge.broken(0, opened.broken)
    header = line
    const ports = { digest, judge, trail, observe: options.observe ?? null, full: options.full ?? null }
    mode = { kind: 'recomputed', replay: makeReplay(found, opened.state, ports) }
  }

  const reconstructed = (): ReconstructedSession | null => {
    if (mode.kind !== 'recomputed' || kernel === null || header === null) return null
    const { replay } = mode
    const sessionId = header.record['session_id']
    return reconstruct(kernel.law, replay.state, replay.frames, {
      sessionId: isText(sessionId) ? sessionId : '',
      timestampOpen: header.stamp.timestamp,
      timestampClose: footer === null ? null : footer.stamp.timestamp,
    })
  }

  const reader = makeLineReader(options.decodeUtf8, {
    line: takeLine,
    fault: (fault: LineFault) => loseLine(lines++, fault),
  })
  return {
    push: (chunk) => reader.push(chunk),
    end() {
      reader.end()
      if (mode.kind === 'recomputed') mode.replay.end()
      if (lines === 0) judge.order(0, 'header', null, 'LED-06')
      else if (footer === null && mode.kind !== 'foreign') judge.order(lines, 'footer', null, 'LED-06')
      return {
        replay: {
          valid: findings.total === 0 && kernel !== null,
          reasons: findings.reasons(),
          reconstructed_session: reconstructed(),
        },
        findings: findings.kept(),
        findings_total: findings.total,
        law: kernel === null ? 'unknown' : 'found',
        unknownDigest,
        lines,
      }
    },
  }
}
