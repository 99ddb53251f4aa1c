import { availableParallelism } from 'node:os'
import { isMainThread } from 'node:worker_threads'
import { bindLaw } from '../kernel/index.js'
import type { Kernel } from '../kernel/index.js'
import type { FullSinks, Observation } from '../verifier/replay.js'
import { makeVerifier } from '../verifier/verifier.js'
import type { Report, Verifier } from '../verifier/verifier.js'
import type { LawStore } from './law-store.js'
import { nodeDigest } from './node-digest.js'
import { replayOnTwoCores } from './two-cores.js'
import type { TraceSource } from './trace-reader.js'

/** What a replay needs beside the trace. */
export interface ReplayOptions {
  readonly store: LawStore
  /** In place of `store`, for whoever wants to know which kernel is used. */
  readonly findKernel?: (digest: string) => Kernel | null
  readonly observe?: (observation: Observation) => void
  readonly full?: FullSinks
  /** Is told how many bytes are done. */
  readonly progress?: (bytes: number) => void
  /** How many cores may be used; what the machine has if absent (RPL-34). */
  readonly cores?: number
}

// Below this, starting a second core costs more than it brings.
const TWO_CORES_BYTES_MIN = 16 * 1_048_576

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const decodeUtf8 = (bytes: Uint8Array): string | null => {
  try {
    // Memory that cores share may change while it is read.
    return decoder.decode(bytes.buffer instanceof SharedArrayBuffer ? new Uint8Array(bytes) : bytes)
  } catch {
    return null
  }
}

/** Finds the law of a digest in `store` and binds it. */
export const kernelFinder =
  (store: LawStore) =>
  (digest: string): Kernel | null => {
    const found = store.byDigest(digest)
    return found === null ? null : bindLaw(found.law)
  }

/** A verifier on Node's digest and the laws of `store` (RPL-13). */
export const makeNodeVerifier = ({ store, findKernel, observe, full, root }: ReplayOptions & { readonly root?: () => string }): Verifier =>
  makeVerifier({
    findKernel: findKernel ?? kernelFinder(store),
    digest: nodeDigest,
    decodeUtf8,
    ...(observe === undefined ? {} : { observe }),
    ...(full === undefined ? {} : { full }),
    ...(root === undefined ? {} : { seals: { root } }),
  })

/** Replays a trace from its first byte to its last (RPL-02). Throws TraceReadFailure where the file cannot be read to its end. */
export const replaySource = (source: TraceSource, options: ReplayOptions): Report => {
  const { observe, full, progress = () => undefined, cores = isMainThread ? availableParallelism() : 1 } = options
  const onTwo = cores > 1 && source.size >= TWO_CORES_BYTES_MIN && observe === undefined && full === undefined
  const report = onTwo ? replayOnTwoCores(source, (root) => makeNodeVerifier({ ...options, root }), progress) : null
  return report ?? replayOnOneCore(source, options)
}

const replayOnOneCore = (source: TraceSource, options: ReplayOptions): Report => {
  const verifier = makeNodeVerifier(options)
  let done = 0
  for (const chunk of source.chunks()) {
    verifier.push(chunk)
    done += chunk.length
    options.progress?.(done)
  }
  return verifier.end()
}
