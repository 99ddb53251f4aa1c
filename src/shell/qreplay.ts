import type { Json } from '../base/index.js'
import type { FullSinks } from '../verifier/replay.js'
import type { Finding } from '../verifier/report.js'
import type { ReconstructedSession } from '../verifier/session.js'
import type { Report } from '../verifier/verifier.js'
import { decodeOptions } from './bounded-input.js'
import type { LawStore } from './law-store.js'
import { openStore } from './loaded-rules.js'
import type { RulesChoice } from './loaded-rules.js'
import { QComputeError } from './qcompute-error.js'
import { makeNodeVerifier, replaySource } from './replay-trace.js'
import { bytesSource, fileSource, TraceReadFailure } from './trace-reader.js'
import type { TraceSource } from './trace-reader.js'

/** A recomputed frame, operator or transition as it should stand in the ledger, without chain fields (RPL-31). */
export type RecomputedLine = { readonly [name: string]: Json }

/** Where laws are looked for before the shipped ones: bundle folders, names of shipped bundles, or rules of `openRules`. */
export interface QReplayOptions {
  readonly rules?: RulesChoice
}

/** The result of a replay (RPL-03). The three lists are iterated afresh each time, in bounded memory, by replaying again. */
export interface QReplay {
  readonly valid: boolean
  readonly reasons: readonly string[]
  readonly findings: readonly Finding[]
  readonly findingsTotal: number
  /** The reconstructed session (RPL-30); null if the trace has no usable header. */
  readonly session: ReconstructedSession | null
  readonly frames: Iterable<RecomputedLine>
  readonly operators: Iterable<RecomputedLine>
  readonly transitions: Iterable<RecomputedLine>
}

/** The bytes of a trace, a path or bytes; throws QComputeError `bad-file` or `bad-input`. */
export const openSource = (trace: string | Uint8Array): TraceSource => {
  if (trace instanceof Uint8Array) {
    if (trace.length > 0) return bytesSource(trace)
    throw new QComputeError('bad-file', 'the trace is empty')
  }
  if (typeof trace !== 'string') throw new QComputeError('bad-input', 'a trace is a path or bytes')
  const source = fileSource(trace)
  if (source.ok) return source.value
  throw new QComputeError('bad-file', `${trace}: ${source.error.message}`, { problems: [source.error] })
}

/** What `work` gives; a file that cannot be read to its end is QComputeError `bad-file`. */
export const reading = <T>(work: () => T): T => {
  try {
    return work()
  } catch (thrown) {
    if (!(thrown instanceof TraceReadFailure)) throw thrown
    throw new QComputeError('bad-file', `${thrown.problem.file}: ${thrown.message}`, { problems: [thrown.problem] })
  }
}

type Kind = keyof FullSinks

const listing = (source: TraceSource, store: LawStore, kind: Kind): Iterable<RecomputedLine> => ({
  *[Symbol.iterator]() {
    let waiting: RecomputedLine[] = []
    const ignore = (): void => undefined
    const take = (line: RecomputedLine): void => void waiting.push(line)
    const full: FullSinks = { frame: ignore, operator: ignore, transition: ignore, [kind]: take }
    const verifier = makeNodeVerifier({ store, full })
    for (const chunk of source.chunks()) {
      verifier.push(chunk)
      const ready = waiting
      waiting = []
      yield* ready
    }
    verifier.end()
    yield* waiting
  },
})

/** Form and chain are sound, but nobody has the law (RPL-13). */
export const lawMissing = ({ unknownDigest }: Report): QComputeError =>
  new QComputeError('law-not-found', `no law has the digest ${unknownDigest ?? ''}: name its bundle in the option rules`)

/**
 * Replays a trace, a path or bytes, and reports what it finds (SEMANTICS 6). A trace that is wrong gives findings. Throws
 * QComputeError: `bad-file` where there is nothing to read, `bad-rules`, `bad-input` for arguments that are none, and `law-not-found`
 * where form and chain are sound but the verdict is open (RPL-13).
 */
export const qReplay = (trace: string | Uint8Array, options: QReplayOptions = {}): QReplay => {
  const store = openStore(decodeOptions(options, ['rules'], 'the options of a replay').rules)
  const source = openSource(trace)
  const report = reading(() => replaySource(source, { store }))
  if (report.law === 'unknown' && report.findings_total === 0) throw lawMissing(report)
  return {
    valid: report.replay.valid,
    reasons: report.replay.reasons,
    findings: report.findings,
    findingsTotal: report.findings_total,
    session: report.replay.reconstructed_session,
    frames: listing(source, store, 'frame'),
    operators: listing(source, store, 'operator'),
    transitions: listing(source, store, 'transition'),
  }
}
