import type { FrameEntry } from '../ledger/entry.js'
import type { BackendRow, EnvironmentRow, Placement } from './rows.js'

/** The effective bound of a frame: the smaller of its environment's drift bound and its backend's limit (SES-42). */
export const effectiveBound = ({ spec: { driftBound } }: EnvironmentRow, { spec: { maxAccumulated } }: BackendRow): number =>
  driftBound < maxAccumulated ? driftBound : maxAccumulated

/** A frame that is open. Invariant: `last - first` grows with `count`; total and max are those of the operators appended so far. */
export class OpenFrame {
  readonly id: number
  readonly environment: EnvironmentRow
  readonly placement: Placement
  readonly bound: number
  /** Timestamp of the first operator; set when that is captured. */
  timestampOpen = ''
  #first = 0
  #last = 0
  #count = 0
  #total = 0
  #max = 0

  constructor(id: number, environment: EnvironmentRow, placement: Placement) {
    this.id = id
    this.environment = environment
    this.placement = placement
    this.bound = effectiveBound(environment, placement.backend)
  }

  /** Sum of measured drift, added in order (SES-41). */
  get accumulated(): number {
    return this.#total
  }

  get count(): number {
    return this.#count
  }

  /** Appends operator `opId` with its measured drift (SES-41, SES-48). */
  append(opId: number, measured: number): void {
    if (this.#count === 0) this.#first = opId
    this.#last = opId
    this.#count++
    this.#total += measured
    if (measured > this.#max || this.#count === 1) this.#max = measured
  }

  /** The frame as its ledger line states it (SES-48). */
  entry(): FrameEntry {
    const { tier, backend } = this.placement
    const { id, tierSupport, driftProfile } = backend.spec
    return {
      type: 'frame',
      frameId: this.id,
      environment: this.environment.spec.id,
      backend: id,
      tier,
      frameBackend: { id, tierSupport, driftProfile },
      frameDrift: { total: this.#total, max: this.#max, environmentBound: this.environment.spec.driftBound, bound: this.bound },
      operators: { first: this.#first, last: this.#last, count: this.#count },
      timestampOpen: this.timestampOpen,
    }
  }
}
