import { assert } from '../base/index.js'
import { makeLineReader } from '../ledger/lines.js'
import type { Proof } from '../ledger/proof-document.js'
import type { ProofLine } from '../ledger/proof-line.js'
import { makeProofLines } from '../ledger/proof-lines.js'
import type { LinesEnd } from '../ledger/proof-lines.js'
import { makeProofMaker } from '../ledger/proof-maker.js'
import type { ProofRequest } from '../ledger/proof-maker.js'
import { makeProvingTree } from '../ledger/proof-tree.js'
import type { Report } from '../verifier/verifier.js'
import type { LawStore } from './law-store.js'
import { nodeDigest } from './node-digest.js'
import { replaySource } from './replay-trace.js'
import type { TraceSource } from './trace-reader.js'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const decodeUtf8 = (bytes: Uint8Array): string | null => {
  try {
    return decoder.decode(bytes)
  } catch {
    return null
  }
}

interface LinesOf {
  push(chunk: Uint8Array): void
  end(): LinesEnd
}

const makeLines = (take: (line: ProofLine) => void): LinesOf => {
  const lines = makeProofLines(nodeDigest, take)
  const reader = makeLineReader(decodeUtf8, lines)
  return {
    push: (chunk) => reader.push(chunk),
    end() {
      reader.end()
      return lines.end()
    },
  }
}

/** The verdict on a trace, and the proof: null if the trace is not valid, or has nothing that was asked for. */
export interface Proving {
  readonly report: Report
  readonly proof: Proof | null
  /** Lines before the footer. */
  readonly size: number
}

/**
 * Replays a trace and makes a proof of its lines in the same pass, so that both come from the same bytes (PRF-05). Throws
 * TraceReadFailure. `progress` is told how many bytes are done.
 */
export const proveTrace = (
  source: TraceSource, store: LawStore, request: ProofRequest, progress: (bytes: number) => void = () => undefined,
): Proving => {
  const maker = makeProofMaker(nodeDigest, request)
  const lines = makeLineReader(decodeUtf8, { line: (line) => maker.take(line), fault: () => undefined })
  const watched: TraceSource = {
    size: source.size,
    *chunks() {
      for (const chunk of source.chunks()) {
        lines.push(chunk)
        yield chunk
      }
    },
  }
  const report = replaySource(watched, { store, progress, cores: 1 }) // the proof takes each line once
  lines.end()
  const { size } = maker
  if (!report.replay.valid) return { report, proof: null, size }
  assert(size === report.lines - 1, 'all lines of a valid trace but its footer are leaves')
  return { report, proof: maker.end(), size }
}

/** An earlier state of a trace: its whole sound lines before a footer, and the root of the tree over them. */
export interface Prefix extends LinesEnd {
  /** Null if there is no whole line. */
  readonly root: string | null
}

/** Reads an earlier state of a trace, such as what a crash has left (PRF-06). Throws TraceReadFailure. */
export const readPrefix = (source: TraceSource): Prefix => {
  const tree = makeProvingTree(nodeDigest)
  const lines = makeLines((line) => tree.append(line.hashSelf))
  for (const chunk of source.chunks()) lines.push(chunk)
  const end = lines.end()
  return { ...end, root: end.size === 0 ? null : tree.root() }
}

/** The index of the first line in which two sources differ, both read up to the shorter; null if one begins with the other. */
export const firstDifference = (left: TraceSource, right: TraceSource): number | null => {
  const [ours, theirs] = [hashesOf(left), hashesOf(right)]
  try {
    for (let index = 0; ; index++) {
      const [one, other] = [ours.next(), theirs.next()]
      if (one.done === true || other.done === true) return null
      if (one.value !== other.value) return index
    }
  } finally {
    ours.return()
    theirs.return()
  }
}

function* hashesOf(source: TraceSource): Generator<string, void, undefined> {
  let waiting: string[] = []
  const lines = makeLines((line) => void waiting.push(line.hashSelf))
  for (const chunk of source.chunks()) {
    lines.push(chunk)
    yield* waiting
    waiting = []
  }
  lines.end()
  yield* waiting
}
