import { logicalClock } from './clock.js'
import type { Clock } from './clock.js'
import { QComputeError } from './qcompute-error.js'

/** A clock as a caller names it: the time of day, reproducible, or a function that gives milliseconds since 1970. */
export type ClockChoice = 'wall' | 'logical' | (() => number)

// The years 0000 to 9999 (LED-04), in milliseconds since 1970.
const EARLIEST = -62_167_219_200_000
const LATEST = 253_402_300_799_999

const bad = (message: string): QComputeError => new QComputeError('bad-input', message)

const isMoment = (value: unknown): value is number => typeof value === 'number' && value >= EARLIEST && value <= LATEST

const decodeChoice = (choice: unknown): (() => unknown) | null => {
  if (choice === 'logical') return null
  if (choice === undefined || choice === 'wall') return () => Date.now()
  if (typeof choice === 'function') return () => (choice as () => unknown)()
  throw bad('a clock is "wall", "logical" or a function that gives milliseconds')
}

/**
 * The clock of one session. It is read before each event, so that one that fails leaves the session as it was (SES-73); every line of
 * the event has that timestamp. It never runs backwards: an earlier moment is held at the last one (LED-10).
 */
export class EventClock {
  readonly #now: (() => unknown) | null
  #last = -Infinity
  #text = ''
  #reading = false
  #reentered = false

  /** Takes the option `clock`; throws QComputeError `bad-input` for anything else. */
  constructor(choice: unknown) {
    this.#now = decodeChoice(choice)
  }

  /** The timestamp of line `seq` of the event that was read last; the port of a ledger. */
  readonly timestamp: Clock = (seq) => (this.#now === null ? logicalClock(seq) : this.#text)

  /** Reads the clock for the next event. Throws QComputeError `bad-input`: the clock throws, calls back, or gives no moment (SES-73). */
  read(): void {
    this.refuseReentry()
    if (this.#now === null) return
    const moment = this.#ask(this.#now)
    if (!isMoment(moment)) throw bad('the clock gives no number of milliseconds within the years 0000 to 9999')
    if (moment <= this.#last) return
    this.#text = new Date(moment).toISOString()
    this.#last = moment
  }

  /** Throws QComputeError `bad-input` while the clock is being read: a clock does not call back into its session (SES-73). */
  refuseReentry(): void {
    if (!this.#reading) return
    this.#reentered = true
    throw bad('the clock calls back into the session')
  }

  #ask(now: () => unknown): unknown {
    this.#reading = true
    this.#reentered = false
    try {
      return this.#answer(now)
    } finally {
      this.#reading = false
    }
  }

  #answer(now: () => unknown): unknown {
    let moment: unknown
    try {
      moment = now()
    } catch {
      throw bad(this.#reentered ? 'the clock calls back into the session' : 'the clock throws')
    }
    if (this.#reentered) throw bad('the clock calls back into the session')
    return moment
  }
}
