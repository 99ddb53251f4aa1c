import { canonicalJson, isWellFormed, LIMITS } from '../base/index.js'
import type { Json } from '../base/index.js'
import type { Finding, Findings } from './finding.js'
import { REASONS } from './reason.js'
import type { Reason } from './reason.js'

export type { Finding, FindingCode, Findings } from './finding.js'

const KEPT_MAX = LIMITS.findingsMax.value
const SHOWN_UNITS_MAX = 4096

/** No findings yet. */
export const makeFindings = (): Findings => {
  const kept: Finding[] = []
  const reasons = new Set<Reason>()
  let total = 0
  return {
    add(finding, reason) {
      total++
      if (reason !== null) reasons.add(reason)
      // Only a frame line is judged late, so the place is nearly always the end.
      let place = kept.length
      while (place > 0 && (kept[place - 1]?.seq ?? 0) > finding.seq) place--
      if (place >= KEPT_MAX) return
      kept.splice(place, 0, { ...finding, expected: shown(finding.expected), actual: shown(finding.actual) })
      if (kept.length > KEPT_MAX) kept.pop()
    },
    get total() {
      return total
    },
    kept: () => kept,
    reasons: () => REASONS.filter((reason) => reasons.has(reason)),
  }
}

/** A value as findings show it: what is long is cut, so that a report stays small whatever a trace holds (RPL-02). */
const shown = (value: Json): Json => {
  const text = typeof value === 'string' ? value : canonicalJson(value)
  if (text.length <= SHOWN_UNITS_MAX) return value
  const start = text.slice(0, SHOWN_UNITS_MAX)
  return `${isWellFormed(start) ? start : start.slice(0, -1)}…`
}
