import { existsSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import type { Report, Verifier } from '../verifier/verifier.js'
import type { TraceSource } from './trace-reader.js'

// Named so that it is found from the bundled command too.
const WORKER = new URL('../shell/seal-worker.js', import.meta.url)

/** Chunks that both cores share, in a ring. */
export const CHUNKS = 8
// A piece of a trace, and the line that the piece before began.
const CHUNK_BYTES = 2 * 1_048_576
const LF = 0x0a
/** Length of the answer of the second core. */
export const ROOT_UNITS = 64
// The second core takes a chunk in milliseconds. One that is silent for so long is gone.
const SILENCE_MS_MAX = 20_000

/** Places in the control array: chunks filled by the first core, chunks taken by the second, whether the root is asked for, and there. */
export const CONTROL = { filled: 0, taken: 1, asked: 2, answered: 3 } as const

/** The memory that both cores share. */
export interface SharedParts {
  readonly control: Int32Array
  /** Bytes in each chunk. */
  readonly lengths: Int32Array
  readonly chunks: readonly SharedArrayBuffer[]
  readonly root: Uint8Array
}

const makeSharedParts = (): SharedParts => ({
  control: new Int32Array(new SharedArrayBuffer(4 * Int32Array.BYTES_PER_ELEMENT)),
  lengths: new Int32Array(new SharedArrayBuffer(CHUNKS * Int32Array.BYTES_PER_ELEMENT)),
  chunks: Array.from({ length: CHUNKS }, () => new SharedArrayBuffer(CHUNK_BYTES)),
  root: new Uint8Array(new SharedArrayBuffer(ROOT_UNITS)),
})

/** The second core does not answer. */
class CoreLost extends Error {
  override readonly name = 'CoreLost'
}

/** Waits while the value at `place` is `value`. */
const awaitChange = (control: Int32Array, place: number, value: number): void => {
  if (Atomics.wait(control, place, value, SILENCE_MS_MAX) === 'timed-out') throw new CoreLost()
}

/** Makes a verifier whose hashes are looked at by whoever gives the root. */
export type MakeVerifier = (root: () => string) => Verifier

/**
 * Replays `source` on two cores (RPL-34): this one compares every line with what should stand there, a worker hashes every line and
 * grows the tree. Null where that does not show that the trace is valid, whatever the cause: then one core judges it.
 * `progress` is told how many bytes are done. Throws what `source` throws.
 */
export const replayOnTwoCores = (source: TraceSource, makeVerifier: MakeVerifier, progress: (bytes: number) => void): Report | null => {
  if (!existsSync(WORKER)) return null
  const parts = makeSharedParts()
  const worker = new Worker(WORKER, { workerData: parts })
  // What goes wrong there shows here as silence.
  worker.on('error', () => undefined)
  try {
    const verifier = makeVerifier(() => askRoot(parts))
    if (!pushAll(source, parts, verifier, progress)) return null
    const report = verifier.end()
    return report.replay.valid ? report : null
  } catch (thrown) {
    if (thrown instanceof CoreLost) return null
    throw thrown
  } finally {
    void worker.terminate()
  }
}

// Fills chunk after chunk with whole lines. False where a line does not fit into one.
const pushAll = (source: TraceSource, parts: SharedParts, verifier: Verifier, progress: (bytes: number) => void): boolean => {
  const { control, lengths, chunks } = parts
  let rest: Uint8Array = new Uint8Array(0)
  let filled = 0
  let done = 0
  for (const piece of source.chunks()) {
    const chunk = Buffer.from(chunks[filled % CHUNKS] ?? new SharedArrayBuffer(0))
    const length = rest.length + piece.length
    if (length > chunk.length) return false
    awaitTaken(control, filled - CHUNKS + 1)
    chunk.set(rest)
    chunk.set(piece, rest.length)
    const end = chunk.lastIndexOf(LF, length - 1) + 1
    rest = new Uint8Array(chunk.subarray(end, length))
    lengths[filled % CHUNKS] = end
    filled++
    Atomics.store(control, CONTROL.filled, filled)
    Atomics.notify(control, CONTROL.filled)
    verifier.push(chunk.subarray(0, end))
    progress((done += piece.length))
  }
  return rest.length === 0
}

// Waits until the second core has taken `count` chunks.
const awaitTaken = (control: Int32Array, count: number): void => {
  for (let taken = Atomics.load(control, CONTROL.taken); taken < count; taken = Atomics.load(control, CONTROL.taken)) {
    awaitChange(control, CONTROL.taken, taken)
  }
}

const askRoot = ({ control, root }: SharedParts): string => {
  Atomics.store(control, CONTROL.asked, 1)
  Atomics.notify(control, CONTROL.filled)
  awaitTaken(control, Atomics.load(control, CONTROL.filled))
  if (Atomics.load(control, CONTROL.answered) === 0) awaitChange(control, CONTROL.answered, 0)
  return Buffer.from(root).toString('latin1').trim()
}
