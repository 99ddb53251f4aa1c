import { closeSync, readSync } from 'node:fs'
import { err, ok } from '../base/index.js'
import type { Result } from '../base/index.js'
import type { Problem } from '../artifact/problem.js'
import { fileProblem, openRegular } from './source-file.js'
import { systemErrorOf } from './system-error.js'

const CHUNK_BYTES = 1_048_576
const CHUNK_BYTES_MIN = 4096

/** The bytes of a trace, in order, in pieces of at most 1 MiB. A piece belongs to its reader; none is used twice. */
export interface TraceSource {
  readonly size: number
  chunks(): Generator<Uint8Array, void, undefined>
}

/** Reading failed after the file was open. */
export class TraceReadFailure extends Error {
  override readonly name = 'TraceReadFailure'
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.message)
    this.problem = problem
  }
}

/** Bytes in memory as a trace. */
export const bytesSource = (bytes: Uint8Array): TraceSource => ({
  size: bytes.length,
  *chunks() {
    for (let start = 0; start < bytes.length; start += CHUNK_BYTES) yield bytes.subarray(start, start + CHUNK_BYTES)
  },
})

/**
 * The trace in the regular file `path`. Each call of `chunks` reads the file from its start and closes it at the end, also when the
 * consumer stops early; it throws TraceReadFailure. An empty file is refused (RPL-15).
 */
export const fileSource = (path: string): Result<TraceSource, Problem> => {
  const probe = openRegular(path)
  if (!probe.ok) return probe
  closeSync(probe.value.descriptor)
  if (probe.value.size === 0) return err(fileProblem(path, 'file-empty', 'the file is empty', 'name a trace'))
  return ok({ size: probe.value.size, chunks: () => readChunks(path) })
}

function* readChunks(path: string): Generator<Uint8Array, void, undefined> {
  const opened = openRegular(path)
  if (!opened.ok) throw new TraceReadFailure(opened.error)
  try {
    // The size is a guess: whoever writes on makes the file longer.
    for (let left = opened.value.size; ; ) {
      const chunk = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, Math.max(left + 1, CHUNK_BYTES_MIN)))
      const length = readPiece(path, opened.value.descriptor, chunk)
      if (length === 0) return
      left -= length
      yield chunk.subarray(0, length)
    }
  } finally {
    closeSync(opened.value.descriptor)
  }
}

const readPiece = (path: string, descriptor: number, chunk: Uint8Array): number => {
  try {
    return readSync(descriptor, chunk, 0, chunk.length, null)
  } catch (thrown) {
    const system = systemErrorOf(thrown)
    if (system === null) throw thrown
    throw new TraceReadFailure(fileProblem(path, system.code, system.message))
  }
}
