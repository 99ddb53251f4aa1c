/** The timestamp of ledger line `seq`, in the form `YYYY-MM-DDTHH:MM:SS.sssZ` (LED-04). */
export type Clock = (seq: number) => string

const LOGICAL_START = Date.UTC(2026, 0, 1)

/** Line `seq` has 2026-01-01T00:00:00.000Z plus `seq` milliseconds (LED-10). */
export const logicalClock: Clock = (seq) => new Date(LOGICAL_START + seq).toISOString()

/**
 * A clock that tells the time of day. It never runs backwards: where `now` (milliseconds since 1970) does, it is held at the last
 * timestamp (LED-10). One clock belongs to one ledger.
 */
export const makeWallClock = (now: () => number = Date.now): Clock => {
  let last = -Infinity
  let text = ''
  return () => {
    const time = now()
    if (time > last) {
      last = time
      text = new Date(time).toISOString()
    }
    return text
  }
}
