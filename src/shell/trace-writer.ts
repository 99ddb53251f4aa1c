import { statSync } from 'node:fs'
import { err, ok } from '../base/index.js'
import type { Result } from '../base/index.js'
import type { Problem } from '../artifact/problem.js'
import { DEFAULT_DURABILITY } from './durability.js'
import type { Durability } from './durability.js'
import { GrowingTrace, TraceWriteFailure } from './growing-trace.js'
import type { OpenTrace, TraceWriter } from './growing-trace.js'
import { sameFileAs } from './same-file.js'
import { fileProblem } from './source-file.js'
import { systemErrorOf } from './system-error.js'
import { openTraceFile } from './trace-file.js'
import type { TraceFile, TraceOpening } from './trace-file.js'
import { lockTrace } from './writer-lock.js'

export { TraceWriteFailure }
export type { TraceWriter } from './growing-trace.js'

/** How a trace file is created: `force` replaces a regular file that exists; `keep` lists files that must not be replaced. */
export interface TraceOptions {
  readonly force: boolean
  readonly keep: readonly string[]
  /** By default `batch`. */
  readonly durability?: Durability
}

/** Opens a file of the operating system; tests put another in its place. */
export type OpenFile = (path: string, opening: TraceOpening) => TraceFile

// Traces that a process which ends must not leave behind with lines in memory, nor locked.
const growing = new Set<TraceWriter>()

const abandonAll = (): void => {
  for (const trace of growing) trace.abandon()
}

const watch = (trace: TraceWriter): void => {
  if (growing.size === 0) process.on('exit', abandonAll)
  growing.add(trace)
}

const unwatch = (trace: TraceWriter): void => {
  growing.delete(trace)
  if (growing.size === 0) process.off('exit', abandonAll)
}

/**
 * Creates the trace file `path` exclusively (LED-13) and holds it alone (LED-21), or says why it cannot. Nothing is written before the
 * first line. Unless the durability is `none` its name is on disk (LED-18).
 */
export const createTrace = (path: string, options: TraceOptions, open: OpenFile = openTraceFile): Result<TraceWriter, Problem> => {
  const { force, keep, durability = DEFAULT_DURABILITY } = options
  const refusal = trying(path, () => refuseReplacing(path, force, keep))
  if (!refusal.ok) return refusal
  if (refusal.value !== null) return err(refusal.value)
  const lock = lockTrace(path)
  if (!lock.ok) return lock
  const opened = trying(path, () => openNamed(path, force ? 'replace' : 'create', durability, open))
  if (opened.ok) return ok(watched({ path, file: opened.value, durability, size: 0, closed: () => lock.value.release() }))
  lock.value.release()
  return opened
}

/** Opens the trace file `path` to append behind its first `size` bytes; what follows them is gone, on disk too (LED-25). */
export const extendTrace = (path: string, size: number, open: OpenFile = openTraceFile): Result<TraceWriter, Problem> => {
  const opened = trying(path, () => {
    const file = openNamed(path, 'extend', 'batch', open)
    synced(path, file, () => {
      file.truncate(size)
      file.sync()
    })
    return file
  })
  if (!opened.ok) return opened
  // LED-25: a footer that is there says that all before it is.
  return ok(watched({ path, file: opened.value, durability: 'each', size, closed: () => undefined }))
}

const openNamed = (path: string, opening: TraceOpening, durability: Durability, open: OpenFile): TraceFile => {
  const file = open(path, opening)
  if (durability !== 'none') synced(path, file, () => file.syncName())
  return file
}

/** Runs `sync`; if that fails the file is closed and the failure is that of a sync (LED-20). */
const synced = (path: string, file: TraceFile, sync: () => void): void => {
  try {
    sync()
  } catch (thrown) {
    file.close()
    const system = systemErrorOf(thrown)
    if (system === null) throw thrown
    throw new TraceWriteFailure(fileProblem(path, 'file-sync', `cannot put the trace on disk: ${system.message}`))
  }
}

const watched = (opened: OpenTrace): TraceWriter => {
  const trace = new GrowingTrace({
    ...opened,
    closed: () => {
      unwatch(trace)
      opened.closed()
    },
  })
  watch(trace)
  return trace
}

const trying = <T>(path: string, call: () => T): Result<T, Problem> => {
  try {
    return ok(call())
  } catch (thrown) {
    if (thrown instanceof TraceWriteFailure) return err(thrown.problem)
    const system = systemErrorOf(thrown)
    if (system === null) throw thrown
    const expected = system.code === 'file-exists' ? 'choose another with -o, or replace it with --force' : null
    return err(fileProblem(path, system.code, `cannot write the trace: ${system.message}`, expected))
  }
}

const refuseReplacing = (path: string, force: boolean, keep: readonly string[]): Problem | null => {
  const existing = statSync(path, { throwIfNoEntry: false })
  if (existing === undefined) return null
  if (!existing.isFile()) return fileProblem(path, 'file-kind', 'cannot write the trace: the path is no regular file', 'name a file')
  // Whether it can be created at all is the matter of whoever creates it.
  if (!force) return null
  const kept = sameFileAs(path, keep)
  if (kept !== null) return fileProblem(path, 'file-exists', `cannot write the trace over its input ${kept}`, 'choose another with -o')
  if (existing.nlink === 1) return null
  // LED-21: who writes it under another name would not be seen.
  return fileProblem(path, 'file-exists', 'cannot write the trace over a file that has other names (hard links)', 'choose another with -o')
}
