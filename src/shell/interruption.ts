import { TraceWriteFailure } from './trace-writer.js'
import type { TraceWriter } from './trace-writer.js'

const STATUS = new Map<NodeJS.Signals, number>([
  ['SIGINT', 130],
  ['SIGTERM', 143],
])

/** A run was asked to stop. `status` is the exit code that tells by which signal: 128 and its number. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
  readonly status: number

  constructor(signal: NodeJS.Signals, status: number) {
    super(`interrupted by ${signal}`)
    this.status = status
  }
}

/** Watches over a trace while it grows. */
export interface TraceGuard {
  /** Lets signals arrive. Throws Interrupted if one has. */
  pause(): Promise<void>
  /** Closes the trace with every line that it was given, and watches no longer. */
  release(): void
}

/**
 * Guards `trace` (LED-13): whatever ends the process, a crash of the engine aside, its lines are handed over first. A signal does not
 * end it at once but at the next pause, between two events.
 */
export const guardTrace = (trace: TraceWriter): TraceGuard => {
  let interruption: Interrupted | null = null
  const interrupt = (signal: NodeJS.Signals): void => {
    interruption ??= new Interrupted(signal, STATUS.get(signal) ?? 1)
  }
  for (const signal of STATUS.keys()) process.on(signal, interrupt)
  const leave = (): void => closeQuietly(trace)
  process.on('exit', leave)
  return {
    async pause() {
      await new Promise((resolve) => setImmediate(resolve))
      if (interruption !== null) throw interruption
    },
    release() {
      for (const signal of STATUS.keys()) process.off(signal, interrupt)
      process.off('exit', leave)
      trace.close()
    },
  }
}

// The process ends for another reason already: a disk that is full too changes nothing.
const closeQuietly = (trace: TraceWriter): void => {
  try {
    trace.close()
  } catch (thrown) {
    if (!(thrown instanceof TraceWriteFailure)) throw thrown
  }
}
