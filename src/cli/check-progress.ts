import type { SearchLimits, SearchProgress } from '../explore/index.js'

const STEP_MS = 200
const QUIET_MS = 500
const WEIGH_MS = 50

/** How far a search may go, and for how long. */
export interface CheckLimits {
  readonly states: number
  readonly seconds: number
  readonly megabytes: number
}

const number = (value: number): string => value.toLocaleString('en')

/** The limits of a search with a line of progress on a terminal: states, states a second, depth, states still to look at. */
export const watchedLimits = (title: string, { states, seconds, megabytes }: CheckLimits): SearchLimits & { readonly end: () => void } => {
  const isShown = process.stderr.isTTY === true && process.env['TERM'] !== 'dumb'
  const start = performance.now()
  let next = start + QUIET_MS
  let shown = false
  let weighed = start
  let isWithinMemory = true
  // Asking the system takes longer than a state.
  const weigh = (now: number): boolean => {
    if (now - weighed < WEIGH_MS) return isWithinMemory
    weighed = now
    isWithinMemory = process.memoryUsage.rss() < megabytes * 1_048_576
    return isWithinMemory
  }
  const show = ({ states: seen, expanded, depth }: SearchProgress, now: number): void => {
    if (!isShown || now < next) return
    next = now + STEP_MS
    shown = true
    const rate = Math.round(seen / ((now - start) / 1000))
    const columns = process.stderr.columns > 0 ? process.stderr.columns : 80
    const text = `${title}: ${number(seen)} states, ${number(rate)}/s, ${depth} deep, ${number(seen - expanded)} to look at`
    process.stderr.write(`\r${text.slice(0, columns - 1)}\u001b[K`)
  }
  return {
    states,
    goesOn(progress) {
      const now = performance.now()
      show(progress, now)
      return now - start < seconds * 1000 && weigh(now)
    },
    end() {
      if (shown) process.stderr.write('\r\u001b[K')
    },
  }
}
