import { nobleDigest } from '../oracle/noble-digest.js'
import { QComputeError } from '../shell/qcompute-error.js'
import type { Finding } from '../verifier/report.js'
import type { ReconstructedSession } from '../verifier/session.js'
import { makeVerifier } from '../verifier/verifier.js'
import { kernelOf } from './law.js'
import type { WebLaw } from './law.js'

/** A stream of bytes as the web knows it, such as the body of a response. */
export interface ByteStream {
  getReader(): {
    read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>
    releaseLock(): void
  }
}

/** The bytes of a trace: whole, or in pieces of any size. */
export type TraceBytes = Uint8Array | ByteStream | Iterable<Uint8Array> | AsyncIterable<Uint8Array>

/** The report on a trace (RPL-03). */
export interface TraceReport {
  /** No findings, and the law was there to recompute with. */
  readonly valid: boolean
  readonly reasons: readonly string[]
  readonly findings: readonly Finding[]
  readonly findingsTotal: number
  /** The reconstructed session (RPL-30); null if the trace has no usable header or its law is not there. */
  readonly session: ReconstructedSession | null
  /** The digest that no law has (RPL-13): with no findings, the verdict is open. Null if the law is there or the header names none. */
  readonly missingLaw: string | null
  /** Number of lines; 0 is no trace at all (RPL-15). */
  readonly lines: number
}

async function* piecesOf(trace: TraceBytes): AsyncGenerator<Uint8Array, void, undefined> {
  if (trace instanceof Uint8Array) {
    yield trace
  } else if ('getReader' in trace) {
    const reader = trace.getReader()
    try {
      for (;;) {
        const { done, value } = await reader.read()
        if (value !== undefined) yield value
        if (done) return
      }
    } finally {
      reader.releaseLock()
    }
  } else {
    yield* trace
  }
}

const isTrace = (trace: unknown): boolean =>
  typeof trace === 'object' && trace !== null && ('getReader' in trace || Symbol.iterator in trace || Symbol.asyncIterator in trace)

// The verifier keeps no view of a piece, so that its giver may fill the same buffer again.
const checked = (piece: unknown): Uint8Array => {
  if (piece instanceof Uint8Array) return piece
  throw new QComputeError('bad-input', 'the pieces of a trace are of type Uint8Array')
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const decodeUtf8 = (bytes: Uint8Array): string | null => {
  try {
    return decoder.decode(bytes)
  } catch {
    return null
  }
}

/**
 * Verifies a trace under the one of `laws` that it names, without Node (RPL-50): the verifier of `qcompute replay`, with SHA-256
 * by @noble/hashes. Memory does not grow with the trace (RPL-02). Throws QComputeError `bad-input` for arguments that are none, and what
 * the stream throws.
 */
export const verifyTrace = async (trace: TraceBytes, laws: readonly WebLaw[]): Promise<TraceReport> => {
  if (!isTrace(trace)) throw new QComputeError('bad-input', 'a trace is bytes or a stream of bytes')
  if (!Array.isArray(laws)) throw new QComputeError('bad-input', 'the laws are a list')
  const byDigest = new Map(laws.map((law: WebLaw) => [law.digest, kernelOf(law)]))
  const verifier = makeVerifier({ findKernel: (digest) => byDigest.get(digest) ?? null, digest: nobleDigest, decodeUtf8 })
  for await (const piece of piecesOf(trace)) verifier.push(checked(piece))
  const { replay, findings, findings_total: findingsTotal, unknownDigest, lines } = verifier.end()
  return {
    valid: replay.valid,
    reasons: replay.reasons,
    findings,
    findingsTotal,
    session: replay.reconstructed_session,
    missingLaw: unknownDigest,
    lines,
  }
}
