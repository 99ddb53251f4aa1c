import type { Params } from '../artifact/law.js'
import type { AppendList, AppendSet } from '../base/index.js'
import type { Counts } from './entry.js'

/** What a session is asked to do (SES-10). Timestamps are those of the ledger; only frames keep one (SES-48). */
export type SessionEvent =
  | { readonly kind: 'source'; readonly source: string; readonly timestamp: string }
  | { readonly kind: 'operator'; readonly name: string; readonly params: Params; readonly timestamp: string }
  | { readonly kind: 'token'; readonly tokenId: string }
  | { readonly kind: 'transition'; readonly to: string }
  | { readonly kind: 'close' }
  | { readonly kind: 'recover' }

/** Tier and backend of a frame (RTR-02). */
export interface Placement {
  readonly tier: string
  readonly backend: string
}

/** The open frame: its place, the effective bound (SES-42), and sum, greatest, ids and number of its operators (SES-48). */
export interface OpenFrame extends Placement {
  readonly frameId: number
  readonly environment: string
  readonly bound: number
  readonly total: number
  readonly max: number
  readonly first: number
  readonly last: number
  readonly count: number
  readonly timestampOpen: string
}

/** Session drift (SES-44). */
export interface Drift {
  readonly accumulated: number
  readonly bound: number
}

/** The state of a session (SES-03). Only steps make new ones, and none ever changes. */
export interface State {
  /** Also the state of the environment machine. */
  readonly environment: string
  /** Backend that the session names, null for `auto`. */
  readonly backend: string | null
  readonly tokens: AppendSet
  /** How many of the tokens, from the first, are bound to a transition. */
  readonly tokensBound: number
  readonly lineage: AppendList<string>
  readonly frame: OpenFrame | null
  /** Tier and backend of the last closed frame. */
  readonly lastFrame: Placement | null
  /** Path of the active state of the session machine. */
  readonly sessionState: string
  /** Path of the active state of the frame machine. */
  readonly frameState: string
  readonly drift: Drift
  readonly counts: Counts
}
