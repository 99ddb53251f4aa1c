import type { Json } from '../base/index.js'
import type { SessionEvent, State, Step } from '../kernel/index.js'

/** One step of a replay, for a second opinion: the event, the state before it and what the kernel made of both. */
export interface Observation {
  readonly seq: number
  readonly state: State
  readonly event: SessionEvent
  readonly step: Step
}

/** Takers of every recomputed line as it should stand in the ledger, without chain fields (RPL-31). */
export interface FullSinks {
  frame(frame: { readonly [name: string]: Json }): void
  operator(operator: { readonly [name: string]: Json }): void
  transition(transition: { readonly [name: string]: Json }): void
}
