import type { Params } from '../artifact/law.js'

/** The verdict of a table (SES-12): `reason` is null exactly if it is allowed. */
export interface Verdict {
  readonly allowed: boolean
  readonly reason: string | null
}

/** Where an operator runs (RTR-13). `frameAction` is null in the entry of a refused operator (RTR-20). */
export interface RoutingEntry {
  readonly backend: string | null
  readonly frameAction: 'new' | 'reuse' | null
  readonly reason: string
}

/** Drift of an allowed operator (SES-40 to SES-43). */
export interface DriftEntry {
  readonly predicted: number
  readonly measured: number
  readonly accumulated: number
  readonly overflow: boolean
}

/** A captured operator, allowed or refused (SES-26, SES-27). `source` is the text that does not parse, else null. */
export interface OperatorEntry {
  readonly type: 'operator'
  readonly opId: number
  readonly name: string | null
  readonly params: Params | null
  readonly source: string | null
  readonly validation: Verdict
  readonly routing: RoutingEntry | null
  readonly drift: DriftEntry | null
  readonly frameId: number | null
}

/** A captured token (SES-30). */
export interface TokenEntry {
  readonly type: 'token'
  readonly tokenId: string
  readonly validation: Verdict
}

/** A captured transition; the fields after `validation` are null when it is refused (SES-34). */
export interface TransitionEntry {
  readonly type: 'transition'
  readonly from: string
  readonly to: string
  readonly tokenUsed: string | null
  readonly validation: Verdict
  readonly frameClosed: number | null
  readonly driftBound: number | null
  readonly backendLegal: readonly string[] | null
}

/** Captured entries, of these the refused ones, and frames opened (SES-49). */
export interface Counts {
  readonly operators: number
  readonly tokens: number
  readonly transitions: number
  readonly refused: { readonly operators: number; readonly tokens: number; readonly transitions: number }
  readonly frames: number
}

/** The end of a session (SES-49). `ended` is the final state of the session machine. */
export interface FooterEntry {
  readonly type: 'footer'
  readonly lineage: readonly string[]
  readonly counts: Counts
  readonly ended: string
}

/** What a step captures. */
export type Entry = OperatorEntry | TokenEntry | TransitionEntry | FooterEntry

/** A closed frame as it is captured (SES-48). `timestampOpen` is the timestamp of its first operator. */
export interface Frame {
  readonly frameId: number
  readonly environment: string
  readonly backend: string
  readonly tier: string
  readonly frameBackend: { readonly id: string; readonly tierSupport: readonly string[]; readonly driftProfile: string }
  readonly frameDrift: { readonly total: number; readonly max: number; readonly environmentBound: number; readonly bound: number }
  readonly operators: { readonly first: number; readonly last: number; readonly count: number }
  readonly timestampOpen: string
}
