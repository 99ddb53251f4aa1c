import { isTimestamp } from '../ledger/timestamp.js'

const TIME_UNITS = 24
const SECOND_UNITS = 20
const ZERO = 0x30

const MILLISECONDS = Array.from({ length: 1000 }, (_, index) => `${String(index).padStart(3, '0')}Z`)

const textOf = (bytes: Uint8Array, start: number, end: number): string => String.fromCharCode(...bytes.subarray(start, end))

/** A timestamp (LED-04), the second in which it lies, as its first 20 characters, and the milliseconds after that. */
export interface Time {
  readonly text: string
  readonly second: string
  readonly millisecond: number
}

/** A timestamp that is known to be one. */
export const timeOf = (text: string): Time => ({
  text,
  second: text.slice(0, SECOND_UNITS),
  millisecond: Number(text.slice(SECOND_UNITS, SECOND_UNITS + 3)),
})

/** Whether `time` is earlier than `other`. */
export const isBefore = (time: Time, other: Time): boolean =>
  time.second === other.second ? time.millisecond < other.millisecond : time.text < other.text

/** Reads timestamps from bytes. Most lie in the second of the one before, so that only the milliseconds are new. */
export class Times {
  #second = ''
  #secondBytes = new Uint8Array(0)

  /** The timestamp at `at`, null if none stands there. */
  read(bytes: Uint8Array, at: number): Time | null {
    const millisecond = this.#isSameSecond(bytes, at) ? millisecondAt(bytes, at + SECOND_UNITS) : -1
    const rest = MILLISECONDS[millisecond]
    if (rest !== undefined) return { text: this.#second + rest, second: this.#second, millisecond }
    const text = textOf(bytes, at, at + TIME_UNITS)
    if (!isTimestamp(text)) return null
    const time = timeOf(text)
    this.#second = time.second
    this.#secondBytes = new Uint8Array(bytes.subarray(at, at + SECOND_UNITS))
    return time
  }

  #isSameSecond(bytes: Uint8Array, at: number): boolean {
    const second = this.#secondBytes
    for (let index = 0; index < SECOND_UNITS; index++) if (second[index] !== bytes[at + index]) return false
    return true
  }
}

// -1 where no millisecond and Z stand.
const millisecondAt = (bytes: Uint8Array, at: number): number => {
  let value = 0
  for (let index = 0; index < 3; index++) {
    const digit = (bytes[at + index] ?? 0) - ZERO
    if (digit < 0 || digit > 9) return -1
    value = value * 10 + digit
  }
  return bytes[at + 3] === 0x5a ? value : -1 // Z
}
