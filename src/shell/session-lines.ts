import { closeSync, readFileSync } from 'node:fs'
import type { Durability } from './durability.js'
import { QComputeError } from './qcompute-error.js'
import { sameFileAs } from './same-file.js'
import { openRegular } from './source-file.js'
import { createTrace, TraceWriteFailure } from './trace-writer.js'
import type { TraceWriter } from './trace-writer.js'

/** Where the lines of a library session go: into memory, or into the file in which it grows (SES-74). */
export interface SessionLines {
  write(line: string): void
  /** Throws what made an earlier line fail: a session whose ledger is broken goes no further (LED-20). */
  checkSound(): void
  /** Every line so far, each with its LF. */
  text(): string
  /** Whether these lines grow in the file `path`. */
  growsIn(path: string): boolean
  /** Is fulfilled when every line so far is as safe as the durability says; rejected with QComputeError. */
  commit(): Promise<void>
  /** Whether there is a file to commit to. */
  readonly growing: boolean
  /** Throws QComputeError `bad-input` while a commit is under way: the file cannot be closed then. */
  checkIdle(): void
  /** The ledger has ended: makes it as safe as the durability says and gives the file up. Throws QComputeError. */
  close(): void
}

const fileError = (thrown: unknown): unknown => {
  if (!(thrown instanceof TraceWriteFailure)) return thrown
  const { problem } = thrown
  const code = problem.code === 'limit-reached' ? 'limit-reached' : 'bad-file'
  return new QComputeError(code, `${problem.file}: ${problem.message}`, { problems: [problem] })
}

/** Lines in memory. */
export class MemoryLines implements SessionLines {
  readonly growing = false
  readonly #lines: string[] = []

  write(line: string): void {
    this.#lines.push(line)
  }

  checkSound(): void {}

  text(): string {
    return `${this.#lines.join('\n')}\n`
  }

  growsIn(): boolean {
    return false
  }

  async commit(): Promise<void> {
    throw new QComputeError('bad-input', 'the session has no trace to commit to: open it with { trace: path }')
  }

  checkIdle(): void {}

  close(): void {}
}

/** Lines in the file in which they grow; memory does not grow with them. */
export class FileLines implements SessionLines {
  readonly growing = true
  readonly #writer: TraceWriter
  #failure: unknown = null

  constructor(writer: TraceWriter) {
    this.#writer = writer
  }

  write(line: string): void {
    this.#guarded(() => this.#writer.write(line))
  }

  checkSound(): void {
    if (this.#failure !== null) throw this.#failure
  }

  text(): string {
    this.#guarded(() => this.#writer.flush())
    const opened = openRegular(this.#writer.path)
    if (!opened.ok) throw new QComputeError('bad-file', `${this.#writer.path}: ${opened.error.message}`, { problems: [opened.error] })
    try {
      return readFileSync(opened.value.descriptor, 'utf8')
    } finally {
      closeSync(opened.value.descriptor)
    }
  }

  growsIn(path: string): boolean {
    return sameFileAs(this.#writer.path, [path]) !== null
  }

  async commit(): Promise<void> {
    try {
      await this.#writer.commit()
    } catch (thrown) {
      throw (this.#failure ??= fileError(thrown))
    }
  }

  checkIdle(): void {
    if (this.#writer.busy) throw new QComputeError('bad-input', 'a commit is under way: await it first')
  }

  close(): void {
    this.#guarded(() => this.#writer.close())
  }

  #guarded<T>(call: () => T): T {
    this.checkSound()
    try {
      return call()
    } catch (thrown) {
      throw (this.#failure = fileError(thrown))
    }
  }
}

/** Creates the file in which a session grows; throws QComputeError `bad-file` where it cannot (SES-74). */
export const openFileLines = (path: string, durability: Durability): FileLines => {
  const created = createTrace(path, { force: false, keep: [], durability })
  if (created.ok) return new FileLines(created.value)
  throw new QComputeError('bad-file', `${path}: ${created.error.message}`, { problems: [created.error] })
}
