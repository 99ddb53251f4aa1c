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
  /** Closes the trace with every line that it was given, as safe as its durability says, and watches no longer. */
  release(): void
}

/**
 * Guards `trace` (LED-13): a signal does not end the process at once but at the next pause, between two events, so that the lines of
 * the trace are handed over and synced first (LED-17). Whatever else ends the process, the writer hands them over itself.
 */
export const guardTrace = (trace: TraceWriter): TraceGuard => {
  let interruption: Interrupted | null = null
  const interrupt = (signal: NodeJS.Signals): void => {
    interruption ??= new Interrupted(signal, STATUS.get(signal) ?? 1)
  }
  for (const signal of STATUS.keys()) process.on(signal, interrupt)
  return {
    async pause() {
      await new Promise((resolve) => setImmediate(resolve))
      if (interruption !== null) throw interruption
    },
    release() {
      for (const signal of STATUS.keys()) process.off(signal, interrupt)
      trace.close()
    },
  }
}
