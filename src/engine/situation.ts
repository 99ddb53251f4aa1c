import type { MachineTransition } from '../artifact/machine.js'
import type { Params } from '../artifact/law.js'
import { effectiveBound } from './frame.js'
import type { OpenFrame } from './frame.js'
import type { BackendRow, EnvironmentRow, OperatorRow, Placement } from './rows.js'
import { UNRANKED } from './rows.js'
import { Tokens } from './tokens.js'

/** No arguments. */
export const NO_PARAMS: Params = new Map()

/**
 * What facts are computed from: the state of a session before a step, and the event of the step (LAW-13). One per session, changed in
 * place. Invariant: `row`, `fits`, `params`, `placement` and `measured` belong to one operator, `target` and `candidate` to one transition.
 */
export class Situation {
  environment: EnvironmentRow
  readonly named: BackendRow | null
  readonly tokens = new Tokens()
  frame: OpenFrame | null = null
  /** Placement of the frame opened last, open or closed; null before the first (RTR-03). */
  lastPlacement: Placement | null = null
  /** Configuration of the frame machine. */
  frameState: number

  parsed = false
  row: OperatorRow | null = null
  fits = false
  params: Params = NO_PARAMS
  placement: Placement | null = null
  measured = 0

  tokenRepeated = false

  target: EnvironmentRow | null = null
  candidate: MachineTransition | null = null

  constructor(environment: EnvironmentRow, named: BackendRow | null, frameState: number) {
    this.environment = environment
    this.named = named
    this.frameState = frameState
  }

  /** Takes in an operator: its row, whether the arguments fit, its placement and measured drift (SES-22, SES-40, RTR-02). */
  observeOperator(parsed: boolean, row: OperatorRow | null, params: Params): void {
    this.parsed = parsed
    this.row = row
    this.fits = row !== null && row.fits(params)
    this.params = params
    this.placement = row === null ? null : this.#placementOf(row)
    this.measured = row !== null && this.fits ? row.drift.measure(params) : 0
  }

  #placementOf(row: OperatorRow): Placement {
    const last = this.lastPlacement
    if (!row.inherits || last === null) return row.placement
    // RTR-03: the open frame; if none is open, the last one, where its backend and tier are still legal.
    if (this.frame !== null) return last
    return last.backend.isLegalIn[this.environment.index] === true && this.allows(last.rank) ? last : row.placement
  }

  /** Whether the environment allows the tier of this rank; an unranked one wherever operators are allowed (LAW-13 tier-allowed). */
  allows(rank: number): boolean {
    return rank === UNRANKED ? !this.environment.spec.terminal : this.environment.allowsRank[rank] === true
  }

  /** LAW-13 backend-legal. */
  get backendLegal(): boolean {
    if (this.row === null || this.placement === null) return false
    const judged = this.row.rank === UNRANKED ? this.placement.backend : (this.named ?? this.placement.backend)
    return judged.isLegalIn[this.environment.index] === true
  }

  /** LAW-13 backend-matches. */
  get backendMatches(): boolean {
    if (this.row === null) return false
    return this.row.rank === UNRANKED || this.named === null || this.named === this.placement?.backend
  }

  /** LAW-13 drift-measured. */
  get driftMeasured(): number | null {
    return this.fits && this.measured >= 0 && Number.isFinite(this.measured) ? this.measured : null
  }

  /** LAW-13 drift-exceeds: the operator alone, in an empty frame at its placement, passes the bound. */
  get driftExceeds(): boolean {
    if (!this.fits || this.placement === null) return false
    const measured = this.driftMeasured
    return measured === null || measured > effectiveBound(this.environment, this.placement.backend)
  }

  /** LAW-13 drift-overflows. */
  get driftOverflows(): boolean {
    const measured = this.driftMeasured
    return this.frame !== null && measured !== null && this.frame.accumulated + measured > this.frame.bound
  }

  /** LAW-13 backend-changes. */
  get backendChanges(): boolean {
    return this.frame !== null && this.placement !== null && this.placement.backend !== this.frame.placement.backend
  }
}
