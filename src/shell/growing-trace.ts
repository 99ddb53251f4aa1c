import { assert, LIMITS, utf8Length } from '../base/index.js'
import type { ProblemCode } from '../artifact/catalogue.js'
import type { Problem } from '../artifact/problem.js'
import type { Durability } from './durability.js'
import { fileProblem } from './source-file.js'
import { systemErrorOf } from './system-error.js'
import type { TraceFile } from './trace-file.js'

/** Writing failed after the file was open: the disk is full, the device is gone. Nothing that was acknowledged is lost (LED-20). */
export class TraceWriteFailure extends Error {
  override readonly name = 'TraceWriteFailure'
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.message)
    this.problem = problem
  }
}

/** Where a trace grows, line by line, in order (LED-13, LED-16). After a failure each call fails in the same way (LED-20). */
export interface TraceWriter {
  readonly path: string
  /** Takes one line without its LF; with durability `each` it is on disk then. Throws TraceWriteFailure. */
  write(line: string): void
  /** Hands over what waits. Throws TraceWriteFailure. */
  flush(): void
  /**
   * Is fulfilled when every line taken so far is as safe as the durability says. Callers that ask while a sync is under way share the
   * next one (LED-19). Rejected with TraceWriteFailure.
   */
  commit(): Promise<void>
  /** Whether somebody waits for a sync, so that `close` cannot be called. */
  readonly busy: boolean
  /** Makes every line as safe as the durability says and closes the file; does nothing if it is closed. Throws TraceWriteFailure. */
  close(): void
  /** The last resort of a process that ends: hands over what can be handed over, syncs unless `busy`, and fails in silence. */
  abandon(): void
}

/** A file that is open for a trace, what it holds, and what to do when it is closed. */
export interface OpenTrace {
  readonly path: string
  readonly file: TraceFile
  readonly durability: Durability
  /** Bytes that stand in the file already and are on disk, all of them whole lines. */
  readonly size: number
  /** Called once, after the file is closed. */
  readonly closed: () => void
}

const LF = 0x0a

/** As many code units wait at most before a block is handed over; the line that reaches it goes with it. */
const FLUSH_UNITS = 65_536

/** Callers that wait for one sync. */
interface Group {
  readonly promise: Promise<void>
  readonly resolve: () => void
  readonly reject: (failure: unknown) => void
}

const makeGroup = (): Group => {
  let settle: Omit<Group, 'promise'> | null = null
  const promise = new Promise<void>((resolve, reject) => (settle = { resolve, reject }))
  assert(settle !== null, 'a promise calls its executor at once')
  return { promise, ...(settle as Omit<Group, 'promise'>) }
}

/**
 * A trace in a file. Invariant: the file holds `#written` bytes, all of them whole lines, the first `#synced` of them are on disk,
 * and `#pending` holds whole lines that follow them. At most one sync is under way; a sync that failed is never tried again (LED-20).
 */
export class GrowingTrace implements TraceWriter {
  readonly path: string
  readonly #file: TraceFile
  readonly #durability: Durability
  readonly #closed: () => void
  #pending = ''
  #written: number
  #synced: number
  #open = true
  #failure: TraceWriteFailure | null = null
  #flying: { readonly group: Group; readonly target: number } | null = null
  #next: Group | null = null

  constructor({ path, file, durability, size, closed }: OpenTrace) {
    this.path = path
    this.#file = file
    this.#durability = durability
    this.#closed = closed
    this.#written = size
    this.#synced = size
  }

  get busy(): boolean {
    return this.#flying !== null || this.#next !== null
  }

  write(line: string): void {
    if (this.#failure !== null) throw this.#failure
    assert(this.#open, 'nothing is written to a trace that is closed')
    const { value } = LIMITS.traceLineBytes
    if (line.length * 3 > value && utf8Length(line) > value) this.#exhaust(value)
    this.#pending += `${line}\n`
    if (this.#durability === 'each') this.#settle()
    else if (this.#pending.length >= FLUSH_UNITS) this.flush()
  }

  flush(): void {
    if (this.#failure !== null) throw this.#failure
    if (this.#pending === '') return
    const bytes = Buffer.from(this.#pending, 'utf8')
    let done = 0
    try {
      while (done < bytes.length) done += this.#file.write(bytes, done, this.#written + done)
    } catch (thrown) {
      this.#cut(this.#written + (done === 0 ? 0 : bytes.lastIndexOf(LF, done - 1) + 1))
      throw this.#fail(thrown, null, 'the trace is incomplete')
    }
    this.#written += bytes.length
    this.#pending = ''
  }

  commit(): Promise<void> {
    if (this.#failure !== null) return Promise.reject(this.#failure)
    if (this.#durability === 'none') return this.#handOver()
    if (this.#pending === '') {
      if (this.#synced === this.#written) return Promise.resolve()
      if (this.#flying?.target === this.#written) return this.#flying.group.promise
    }
    if (this.#next === null) {
      this.#next = makeGroup()
      // Not at once: whoever else this turn of the event loop brings shares the sync.
      if (this.#flying === null) setImmediate(this.#syncNext)
    }
    return this.#next.promise
  }

  close(): void {
    if (this.#failure !== null) throw this.#failure
    if (!this.#open) return
    assert(this.#flying === null, 'a trace is closed when no sync is under way')
    this.#settle()
    this.#shut()
  }

  abandon(): void {
    if (!this.#open) return
    try {
      if (this.#flying !== null) this.flush()
      else this.close()
    } catch (thrown) {
      if (!(thrown instanceof TraceWriteFailure)) throw thrown
    }
    if (this.#open) this.#shut()
  }

  async #handOver(): Promise<void> {
    this.flush()
  }

  /** What close and `each` do: everything is handed over and, unless the durability is `none`, synced. */
  #settle(): void {
    this.flush()
    if (this.#durability === 'none' || this.#synced === this.#written) return
    try {
      this.#file.sync()
    } catch (thrown) {
      throw this.#fail(thrown, 'file-sync', 'it is not known what of the trace is on disk')
    }
    this.#synced = this.#written
  }

  readonly #syncNext = (): void => {
    const group = this.#next
    if (group === null) return
    this.#next = null
    try {
      this.flush()
    } catch (thrown) {
      return group.reject(thrown)
    }
    const target = this.#written
    if (target === this.#synced) return group.resolve()
    this.#flying = { group, target }
    this.#file.syncLater((error) => this.#land(group, target, error))
  }

  #land(group: Group, target: number, error: Error | null): void {
    this.#flying = null
    if (this.#failure !== null) {
      // A write failed meanwhile. What this sync covered is on disk if it says so; the file waits to be closed.
      this.#shut()
      if (error === null) group.resolve()
      else group.reject(this.#failure)
      return
    }
    if (error !== null) return group.reject(this.#fail(error, 'file-sync', 'it is not known what of the trace is on disk'))
    this.#synced = target
    group.resolve()
    if (this.#next !== null) setImmediate(this.#syncNext)
  }

  // A line that no verifier would read: what was written before it stays.
  #exhaust(bytesMax: number): never {
    if (this.#flying !== null) this.flush()
    else this.#settle()
    const message = `the trace is incomplete: its next line has more than ${bytesMax} bytes`
    throw this.#stop(new TraceWriteFailure(fileProblem(this.path, 'limit-reached', message)))
  }

  // The file ends with a whole line, if the device still lets it.
  #cut(size: number): void {
    try {
      this.#file.truncate(size)
    } catch (thrown) {
      if (systemErrorOf(thrown) === null) throw thrown
    }
  }

  #fail(thrown: unknown, code: ProblemCode | null, what: string): TraceWriteFailure {
    const system = systemErrorOf(thrown)
    if (system === null) throw thrown
    return this.#stop(new TraceWriteFailure(fileProblem(this.path, code ?? system.code, `${what}: ${system.message}`)))
  }

  #stop(failure: TraceWriteFailure): TraceWriteFailure {
    this.#failure = failure
    this.#pending = ''
    this.#next?.reject(failure)
    this.#next = null
    if (this.#flying === null) this.#shut()
    return failure
  }

  #shut(): void {
    if (!this.#open) return
    this.#open = false
    try {
      this.#file.close()
    } finally {
      this.#closed()
    }
  }
}
