import type { Json } from '../base/index.js'
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
