import type { Params } from '../artifact/law.js'

/** What was decided about an event: allowed with reason null, or refused with a reason of the law (SES-12). */
export interface Verdict {
  readonly allowed: boolean
  readonly reason: string | null
}

/** Where an operator runs and why (RTR-13). A refusal that keeps its routing has no action, and no backend without a placement (RTR-20). */
export interface EntryRouting {
  readonly backend: string | null
  readonly frameAction: 'new' | 'reuse' | null
  readonly reason: string
}

/** Drift of one allowed operator, in the units of the law (SES-40 to SES-43). */
export interface EntryDrift {
  readonly predicted: number
  readonly measured: number
  readonly accumulated: number
  readonly overflow: boolean
}

/** The first line (LED-05, LED-06). `backend` is "auto" or an id. */
export interface HeaderEntry {
  readonly type: 'header'
  readonly sessionId: string
  readonly environment: string
  readonly backend: string
  readonly driftBound: number
  readonly backendLegal: readonly string[]
  readonly ruleset: { readonly id: string; readonly version: string; readonly digest: string }
}

/** An operator, allowed or refused. `source` is null unless its text does not parse; then name and params are null (SES-26). */
export interface OperatorEntry {
  readonly type: 'operator'
  readonly opId: number
  readonly name: string | null
  readonly params: Params | null
  readonly source: string | null
  readonly validation: Verdict
  readonly routing: EntryRouting | null
  readonly drift: EntryDrift | null
  readonly frameId: number | null
}

/** A token that was deployed or refused (SES-30). */
export interface TokenEntry {
  readonly type: 'token'
  readonly tokenId: string
  readonly validation: Verdict
}

/** A transition, allowed or refused; the last four fields but the verdict are null when it is refused (SES-34). */
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

/** A closed frame (SES-48). Its `timestamp_close` is the timestamp of its line (LED-07), so it is not a field here. */
export interface FrameEntry {
  readonly type: 'frame'
  readonly frameId: number
  readonly environment: string
  readonly backend: string
  readonly tier: string
  readonly frameBackend: { readonly id: string; readonly tierSupport: readonly string[]; readonly driftProfile: string }
  readonly frameDrift: { readonly total: number; readonly max: number; readonly environmentBound: number; readonly bound: number }
  /** First and last operator id and the number of operators. */
  readonly operators: { readonly first: number; readonly last: number; readonly count: number }
  readonly timestampOpen: string
}

/** Captured entries, of these the refused ones, and frames opened (SES-49). */
export interface Counts {
  readonly operators: number
  readonly tokens: number
  readonly transitions: number
  readonly refused: { readonly operators: number; readonly tokens: number; readonly transitions: number }
  readonly frames: number
}

/** The last line, without its roots, which the ledger adds (LED-08). `ended` names the final state of the session machine. */
export interface FooterEntry {
  readonly type: 'footer'
  readonly lineage: readonly string[]
  readonly counts: Counts
  readonly ended: string
}

/** What one line captures, without seq, timestamp and hashes (LED-02). */
export type Entry = HeaderEntry | OperatorEntry | TokenEntry | TransitionEntry | FrameEntry | FooterEntry

/** The roots that a footer carries, 64 hex digits each (LED-08). */
export interface Roots {
  readonly root: string
  readonly merkleRoot: string
}

/** An entry as it stands in the ledger: with its place, time and chain (LED-02, LED-03). */
export interface Captured<E extends Entry = Entry> {
  readonly entry: E
  readonly seq: number
  readonly timestamp: string
  readonly hashPrev: string
  readonly hashSelf: string
}

/** A captured footer with its roots (LED-08). */
export interface CapturedFooter extends Captured<FooterEntry>, Roots {}
