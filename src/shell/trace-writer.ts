import { closeSync, constants, fstatSync, ftruncateSync, openSync, statSync, writeSync } from 'node:fs'
import { err, LIMITS, ok, utf8Length } from '../base/index.js'
import type { Result } from '../base/index.js'
import type { Problem } from '../artifact/problem.js'
import { sameFileAs } from './same-file.js'
import { fileProblem } from './source-file.js'
import { systemErrorOf } from './system-error.js'

/** Writing failed after the file was open: the disk is full, the device is gone. The file ends with the last whole line. */
export class TraceWriteFailure extends Error {
  override readonly name = 'TraceWriteFailure'
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.message)
    this.problem = problem
  }
}

/** Where a trace grows, line by line, in order (LED-13). */
export interface TraceWriter {
  readonly path: string
  /** Takes one line without its LF. Throws TraceWriteFailure. */
  write(line: string): void
  /** Hands over what is left and closes the file; does nothing if it is closed. Throws TraceWriteFailure. */
  close(): void
}

/** As many code units wait at most before a block is handed over; the line that reaches it goes with it. */
const FLUSH_UNITS = 65_536

/** How a trace file is created: `force` replaces a regular file that exists; `keep` lists files that must not be replaced. */
export interface TraceOptions {
  readonly force: boolean
  readonly keep: readonly string[]
}

/** Creates the trace file `path` exclusively (LED-13), or says why it cannot. Nothing is written before the first line. */
export const createTrace = (path: string, options: TraceOptions): Result<TraceWriter, Problem> => {
  try {
    const refusal = options.force ? refuseReplacing(path, options.keep) : null
    if (refusal !== null) return err(refusal)
    const { O_WRONLY, O_CREAT, O_EXCL, O_NONBLOCK } = constants
    const descriptor = openSync(path, O_WRONLY | O_CREAT | (options.force ? O_NONBLOCK : O_EXCL), 0o666)
    if (options.force && fstatSync(descriptor).isFile()) ftruncateSync(descriptor, 0)
    return ok(new BufferedTrace(path, descriptor))
  } catch (thrown) {
    const system = systemErrorOf(thrown)
    if (system === null) throw thrown
    const expected = system.code === 'file-exists' ? 'choose another with -o, or replace it with --force' : null
    return err(fileProblem(path, system.code, `cannot write the trace: ${system.message}`, expected))
  }
}

const refuseReplacing = (path: string, keep: readonly string[]): Problem | null => {
  const existing = statSync(path, { throwIfNoEntry: false })
  if (existing === undefined) return null
  if (!existing.isFile()) return fileProblem(path, 'file-kind', 'cannot write the trace: the path is no regular file', 'name a file')
  const kept = sameFileAs(path, keep)
  return kept === null ? null : fileProblem(path, 'file-exists', `cannot write the trace over its input ${kept}`, 'choose another with -o')
}

// Invariant: the file holds `#written` bytes, all of them whole lines, and `#pending` holds whole lines that follow them.
class BufferedTrace implements TraceWriter {
  readonly path: string
  readonly #descriptor: number
  #pending = ''
  #written = 0
  #open = true

  constructor(path: string, descriptor: number) {
    this.path = path
    this.#descriptor = descriptor
  }

  write(line: string): void {
    const { value } = LIMITS.traceLineBytes
    if (line.length * 3 > value && utf8Length(line) > value) this.#exhaust(value)
    this.#pending += `${line}\n`
    if (this.#pending.length >= FLUSH_UNITS) this.#flush()
  }

  close(): void {
    if (!this.#open) return
    this.#flush()
    this.#open = false
    closeSync(this.#descriptor)
  }

  // A line that no verifier would read: what was written before it stays.
  #exhaust(bytesMax: number): never {
    this.close()
    const message = `the trace is incomplete: its next line has more than ${bytesMax} bytes`
    throw new TraceWriteFailure(fileProblem(this.path, 'limit-reached', message))
  }

  #flush(): void {
    const bytes = Buffer.from(this.#pending, 'utf8')
    let done = 0
    try {
      while (done < bytes.length) done += writeSync(this.#descriptor, bytes, done)
    } catch (thrown) {
      const system = systemErrorOf(thrown)
      if (system === null) throw thrown
      ftruncateSync(this.#descriptor, this.#written + bytes.lastIndexOf(10, done - 1) + 1)
      this.#open = false
      closeSync(this.#descriptor)
      throw new TraceWriteFailure(fileProblem(this.path, system.code, `the trace is incomplete: ${system.message}`))
    }
    this.#written += bytes.length
    this.#pending = ''
  }
}
