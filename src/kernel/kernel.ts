import type { Invariant, Law } from '../artifact/law.js'
import type { Step } from './bound-law.js'
import type { FactValue } from './expression.js'
import type { SessionEvent, State } from './state.js'

/** What opening gives: the first state, or which argument the law does not know (SES-01). */
export type Opening =
  | { readonly ok: true; readonly state: State; readonly broken: readonly Invariant[] }
  | { readonly ok: false; readonly unknown: 'environment' | 'backend' }

/** A law bound to closures: the definition of what a session is. It holds no state; every function is pure. */
export interface Kernel {
  readonly law: Law
  /** Opens a session; `environment` null is the initial state of its machine, `backend` is an id or `auto` (SES-01, SES-02). */
  open(args: { readonly environment: string | null; readonly backend: string }): Opening
  /** The step of `event` in `state`; null if the session machine is done (SES-11). */
  step(state: State, event: SessionEvent): Step | null
  /** Every plain fact declared for the scope of `event`, before it is decided; of closing, the facts of the state (LAW-13). */
  facts(state: State, event: SessionEvent): ReadonlyMap<string, FactValue>
}
