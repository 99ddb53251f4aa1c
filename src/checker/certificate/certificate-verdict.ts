import type { SessionEvent } from '../../kernel/index.js'

/** What is wrong: the form of a certificate, its hash, its law, one of its states, or one of the demands of CHK-44. */
export type ConfirmCode = 'form' | 'hash' | 'law' | 'beyond' | 'state' | 'initial' | 'closed' | 'invariant' | 'stopped'

/** The first thing that is wrong; `path` is a JSON Pointer into the certificate, `state` its values in the order of the variables. */
export interface NotConfirmed {
  readonly ok: false
  readonly code: ConfirmCode
  readonly path: string
  readonly message: string
  readonly state: readonly string[] | null
  readonly event: SessionEvent | null
}

/** A certificate that holds: every invariant of the law, after all that a session can be asked within the bounds of the certificate. */
export type Confirmation =
  | NotConfirmed
  | { readonly ok: true; readonly states: number; readonly steps: number; readonly tokens: number; readonly invariants: readonly string[] }

/** Numbers from 0. */
export type Numbers = readonly number[]

/** A certificate as it is decoded (CHK-45). */
export interface Certificate {
  readonly tokens: number
  readonly symmetry: boolean
  readonly states: number
  readonly values: readonly (readonly string[])[]
  /** Numbers of values: of the last two variables in a tail; of all others in a row, and behind them the set of its tails. */
  readonly tails: readonly Numbers[]
  readonly sets: readonly Numbers[]
  readonly rows: readonly Numbers[]
}
