import type { OperatorSpec, Params, RoutingEvent } from '../artifact/law.js'
import type { Ruling } from './bound-law.js'
import type { Kept } from './recall.js'
import type { Placement, State } from './state.js'

/** Parameters of an operator. */
export interface Fitted {
  /** With each −0 taken as 0 (SES-23). */
  readonly params: Params
  /** Measured drift of an operator with these, null if they do not fit its row (SES-22, SES-40). */
  readonly measured: number | null
}

/** A row of the operator table with what the law says about its operators. */
export interface BoundRow {
  readonly spec: OperatorSpec
  /** Place of its tier in the rising order, -1 for an unranked one (LAW-21). */
  readonly rank: number
  readonly predicted: number
  readonly fit: (params: Params) => Fitted
  readonly place: (state: State) => Placement
  /** What was ruled of its operators (`recall.ts`). */
  readonly rulings: Kept<Ruling>[]
}

/** Rows of the operator table by name. */
export type BoundRows = ReadonlyMap<string, BoundRow>

/**
 * What facts are read from: a state and an event, and what the step has settled so far. A step makes one and fills in its outcome;
 * nobody else sees it change.
 */
export interface StepContext {
  readonly kind: 'operator' | 'token' | 'transition' | 'close'
  readonly before: State
  readonly parsed: boolean
  /** Name and parameters as decoded, null if the text does not parse. */
  readonly name: string | null
  readonly params: Params | null
  readonly row: BoundRow | null
  readonly argumentsValid: boolean
  /** Measured drift; NaN, which is not finite, where there is none. */
  readonly measured: number
  readonly placement: Placement | null
  readonly tokenId: string | null
  /** The name that a transition asks for. */
  readonly target: string | null
  /** `before` until the step is done. */
  after: State
  allowed: boolean
  routing: RoutingEvent | null
  frameOpened: boolean
  frameClosed: boolean
  moved: boolean
  tokenUsed: string | null
}
