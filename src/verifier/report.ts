import { canonicalJson, isWellFormed, LIMITS } from '../base/index.js'
import type { Json } from '../base/index.js'
import { REASONS } from './reason.js'
import type { Reason } from './reason.js'

/** What kind of fault a finding is (RPL-07). */
export type FindingCode = 'form' | 'field' | 'value' | 'chain' | 'order' | 'time' | 'law' | 'invariant'

/** One fault of a trace (RPL-03): `path` is a JSON Pointer into line `seq`; `expected` and `actual` are null where there is nothing. */
export interface Finding {
  readonly seq: number
  readonly code: FindingCode
  readonly path: string
  readonly expected: Json
  readonly actual: Json
  readonly clause: string
}

/** Collects findings: keeps the first `LIMITS.findingsMax` in order of seq and of discovery, and counts all (RPL-04). */
export interface Findings {
  /** `reason` is null where a finding gives none (RPL-06). */
  add(finding: Finding, reason: Reason | null): void
  readonly total: number
  kept(): readonly Finding[]
  /** Each reason once, in the order of RPL-05. */
  reasons(): readonly Reason[]
}

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
