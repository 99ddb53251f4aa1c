/** The timestamp of ledger line `seq`, in the form `YYYY-MM-DDTHH:MM:SS.sssZ` (LED-04). */
export type Clock = (seq: number) => string

const LOGICAL_START = Date.UTC(2026, 0, 1)

// '000Z' to '999Z': a timestamp is then put together from two parts.
const ENDINGS = Array.from({ length: 1000 }, (_, millisecond) => `${String(millisecond).padStart(3, '0')}Z`)

/** Gives times (milliseconds since 1970) as timestamps; what stands before the milliseconds is kept for a whole second. */
const makeTimestamps = (): ((time: number) => string) => {
  let second = Number.NaN
  let before = ''
  return (time) => {
    const whole = Math.floor(time / 1000)
    if (whole !== second) {
      second = whole
      before = new Date(whole * 1000).toISOString().slice(0, -'000Z'.length)
    }
    return before + (ENDINGS[Math.floor(time) - whole * 1000] ?? '')
  }
}

const logicalTimestamp = makeTimestamps()

/** Line `seq` has 2026-01-01T00:00:00.000Z plus `seq` milliseconds (LED-10). */
export const logicalClock: Clock = (seq) => logicalTimestamp(LOGICAL_START + seq)

/**
 * A clock that tells the time of day. It never runs backwards: where `now` (milliseconds since 1970) does, it is held at the last
 * timestamp (LED-10). One clock belongs to one ledger.
 */
export const makeWallClock = (now: () => number = Date.now): Clock => {
  const timestamp = makeTimestamps()
  let last = -Infinity
  let text = ''
  return () => {
    const time = now()
    if (time > last) {
      last = time
      text = timestamp(time)
    }
    return text
  }
}
