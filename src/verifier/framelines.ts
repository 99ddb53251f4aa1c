import type { Json } from '../base/index.js'
import type { Frame, Kernel, State } from '../kernel/index.js'
import { expectFrame } from './expected.js'
import type { Line } from './line.js'
import { judgeUnlessSame, unchained } from './match.js'
import type { MatchPorts } from './match.js'
import type { ClosedFrame, ClosedFrames } from './reconstructed.js'

/**
 * Judges frame lines, each when the next line is known (RPL-11), and remembers the first and the last recomputed frame.
 * Invariant: at most one frame line waits.
 */
export class FrameLines {
  readonly #kernel: Kernel
  readonly #ports: MatchPorts
  readonly #full: ((frame: { readonly [name: string]: Json }) => void) | null
  #waiting: Line | null = null
  // A line whose step is not known followed the one that waits, so nobody can say whether that one stands rightly (RPL-10).
  #isUnclear = false
  #count = 0
  #first: ClosedFrame | null = null
  #last: ClosedFrame | null = null

  constructor(kernel: Kernel, ports: MatchPorts, full: ((frame: { readonly [name: string]: Json }) => void) | null) {
    this.#kernel = kernel
    this.#ports = ports
    this.#full = full
  }

  /** The frame line that waits for the line that closes it. */
  get waiting(): Line | null {
    return this.#waiting
  }

  /** Whether a line without a known step followed the frame line that waits. */
  get isUnclear(): boolean {
    return this.#isUnclear
  }

  /** The frames that were closed so far. */
  get closed(): ClosedFrames {
    return { count: this.#count, first: this.#first, last: this.#last }
  }

  /** A frame line waits from now on; none may wait already. */
  wait(line: Line): void {
    this.#waiting = line
    this.#isUnclear = false
  }

  /** A frame whose line was compared elsewhere. */
  pass(frame: Frame, timestampClose: string): void {
    this.#count++
    this.#last = { frame, timestampClose }
    this.#first ??= this.#last
  }

  /** A line came whose step is not known (RPL-10). */
  blur(): void {
    this.#isUnclear = true
  }

  /** The step of `line`, taken in `state`, closes `closed`: that and the frame line that waits must be one (RPL-11). */
  settle(state: State, closed: Frame | null, line: Line): void {
    const waiting = this.#waiting
    this.#waiting = null
    if (closed === null) {
      if (waiting !== null) this.#judgeUnclosed(state, waiting)
      return
    }
    const { stamp } = waiting ?? line
    const expected = expectFrame(closed, stamp)
    this.pass(closed, stamp.timestamp)
    this.#full?.(unchained(expected))
    if (waiting === null) this.#ports.judge.order(line.index, 'frame', line.record.type, 'LED-07')
    else judgeUnlessSame(this.#ports, waiting, expected)
  }

  /** No more lines: the step that would have closed the frame is not known. */
  end(state: State): void {
    this.#isUnclear = true
    if (this.#waiting !== null) this.#judgeUnclosed(state, this.#waiting)
    this.#waiting = null
  }

  // No known step closes this frame. If its own step is not known, the line is held against the frame that is open.
  #judgeUnclosed(state: State, line: Line): void {
    const { judge } = this.#ports
    const open = this.#isUnclear ? (this.#kernel.step(state, { kind: 'close' })?.closedFrame ?? null) : null
    if (open !== null) return judgeUnlessSame(this.#ports, line, expectFrame(open, line.stamp))
    judge.order(line.index, null, 'frame', 'RPL-11')
    judge.judge(line, null)
  }
}
