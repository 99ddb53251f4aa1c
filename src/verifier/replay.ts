import type { Json } from '../base/index.js'
import type { Kernel, SessionEvent, State, Step } from '../kernel/index.js'
import { hasCanonicalForm } from '../ledger/decode.js'
import { isId, readOperatorInput } from '../ledger/inputs.js'
import { excessOf } from './excess.js'
import { expectEntry, expectFooter } from './expected.js'
import type { Expected } from './expected-line.js'
import { FrameLines } from './framelines.js'
import { Lane } from './lane.js'
import type { Line, Trail } from './line.js'
import { hashIfSame, judgeUnlessSame, parsed, unchained } from './match.js'
import type { MatchPorts } from './match.js'
import type { FullSinks, Observation } from './observation.js'
import type { ClosedFrames } from './reconstructed.js'

export type { FullSinks, Observation } from './observation.js'

/** What a replay needs beside the session it follows. */
export interface ReplayPorts extends MatchPorts {
  readonly trail: Trail
  readonly observe: ((observation: Observation) => void) | null
  readonly full: FullSinks | null
  /** Each `hash_self` is looked at elsewhere (RPL-34). */
  readonly sealed: boolean
}

/**
 * A session that is recomputed from the inputs of its lines (RPL-01).
 * Invariant: the state is that after the last line whose step is known.
 */
export class Replay {
  readonly #kernel: Kernel
  readonly #ports: ReplayPorts
  readonly #frames: FrameLines
  readonly #lane: Lane
  #state: State

  /** A replay of the session that begins in `opening`, under the law of `kernel`. */
  constructor(kernel: Kernel, opening: State, ports: ReplayPorts) {
    const { digest, trail, observe, sealed, full } = ports
    this.#kernel = kernel
    this.#ports = ports
    this.#frames = new FrameLines(kernel, ports, full === null ? null : (frame) => full.frame(frame))
    this.#lane = new Lane(kernel, { digest, trail, observe, sealed, frames: this.#frames })
    this.#state = opening
  }

  get state(): State {
    return this.#state
  }

  get frames(): ClosedFrames {
    return this.#frames.closed
  }

  /** Takes lines from their bytes as long as they are exactly as they should be; gives the end of the last and their number. */
  takeBytes(bytes: Uint8Array, start: number, index: number): { readonly end: number; readonly lines: number } | null {
    if (this.#ports.full !== null || this.#frames.waiting !== null) return null
    const taken = this.#lane.take(bytes, start, index, this.#state)
    if (taken !== null) this.#state = taken.state
    return taken
  }

  /** Judges a line of a session that goes on. False: the line is undecodable and was not taken in (RPL-10). */
  take(line: Line): boolean {
    switch (line.record.type) {
      case 'operator':
      case 'token':
      case 'transition':
        return this.#takeEvent(line)
      case 'header':
        return hasCanonicalForm(line.record) && this.#misplaced(line, 'LED-06')
      case 'frame':
        return hasCanonicalForm(line.record) && this.#takeFrame(line)
      case 'footer':
        return hasCanonicalForm(line.record) && this.#takeFooter(line)
    }
  }

  /** A line that could not be decoded stood here (RPL-10). */
  lose(): void {
    this.#frames.blur()
  }

  /** No more lines. */
  end(): void {
    this.#frames.end(this.#state)
  }

  #takeEvent(line: Line): boolean {
    const event = readEvent(line)
    if (event === null) return hasCanonicalForm(line.record) && this.#takeUnfit(line)
    const step = this.#kernel.step(this.#state, event)
    if (step === null || step.entry.type === 'footer') return hasCanonicalForm(line.record) && this.#misplaced(line, 'SES-11')
    const expected = expectEntry(step.entry, line.stamp)
    const hash = hashIfSame(this.#ports.digest, line, expected)
    // What is written like the recomputed line has a canonical form; any other line must show that it has one.
    if (hash === null && !hasCanonicalForm(line.record)) return false
    this.#frames.settle(this.#state, step.closedFrame, line)
    if (hash === null) this.#ports.judge.judge(line, parsed(expected))
    this.#giveFull(step, expected)
    this.#commit(line, event, step, hash)
    return true
  }

  // RPL-10: unfit inputs have no step, so the state stays.
  #takeUnfit(line: Line): boolean {
    this.#ports.judge.judge(line, null)
    this.#ports.trail.pass(line, null)
    this.#frames.blur()
    return true
  }

  #takeFrame(line: Line): boolean {
    if (this.#frames.waiting !== null) return this.#misplaced(line, 'LED-07')
    this.#frames.wait(line)
    this.#ports.trail.pass(line, null)
    return true
  }

  #takeFooter(line: Line): boolean {
    const { event, step } = readEnding(this.#kernel, this.#state, line)
    if (step === null || step.entry.type !== 'footer') return this.#misplaced(line, 'SES-11')
    const { waiting, isUnclear } = this.#frames
    this.#frames.settle(this.#state, step.closedFrame, line)
    judgeUnlessSame(this.#ports, line, expectFooter(step.entry, this.#ports.trail.merkleRoot(), line.stamp))
    if (event.kind === 'recover') {
      // RPL-10: with a line behind it that has no step, the frame line need not be that of recovery.
      const frame = isUnclear ? null : waiting
      const { timeBefore } = frame ?? line
      if (frame !== null) this.#judgeRecovered(frame, timeBefore)
      this.#judgeRecovered(line, timeBefore)
    }
    this.#commit(line, event, step, null)
    return true
  }

  // RPL-17: recovery writes with the timestamp of the last line that was there.
  #judgeRecovered({ index, timely, record }: Line, expected: string | null): void {
    const actual = record['timestamp'] as Json
    if (!timely || actual === expected) return
    this.#ports.judge.add({ seq: index, code: 'time', path: '/timestamp', expected, actual, clause: 'RPL-17' }, 'capture mismatch')
  }

  #misplaced(line: Line, clause: string): true {
    const { judge, trail } = this.#ports
    judge.order(line.index, null, line.record.type, clause)
    judge.judge(line, null)
    trail.pass(line, null)
    return true
  }

  #giveFull({ entry }: Step, expected: Expected): void {
    const { full } = this.#ports
    if (full === null) return
    if (entry.type === 'operator') full.operator(unchained(expected))
    if (entry.type === 'transition') full.transition(unchained(expected))
  }

  #commit(line: Line, event: SessionEvent, step: Step, hashSelf: string | null): void {
    const { judge, observe, trail } = this.#ports
    if (step.broken.length > 0) judge.broken(line.index, step.broken)
    observe?.({ seq: line.index, state: this.#state, event, step })
    this.#state = step.state
    trail.pass(line, hashSelf)
  }
}

/** The event that an operator, token or transition line asks for; null if its inputs are of a wrong type or exceed limits (RPL-01). */
const readEvent = ({ text, record, stamp }: Line): SessionEvent | null => {
  if (record.type === 'token') {
    const tokenId = record['token_id']
    return isId(tokenId) ? { kind: 'token', tokenId } : null
  }
  if (record.type === 'transition') {
    const { to } = record
    return isId(to) ? { kind: 'transition', to } : null
  }
  const input = readOperatorInput(record)
  if (input === null || excessOf(input, text.length).length > 0) return null
  const { timestamp } = stamp
  return input.kind === 'source'
    ? { kind: 'source', source: input.source, timestamp }
    : { kind: 'operator', name: input.name, params: input.params, timestamp }
}

/** Closing, unless the footer names the ending that recovery leads to and closing does not (RPL-01 `ended`). */
const readEnding = (kernel: Kernel, state: State, { record }: Line): { event: SessionEvent; step: Step | null } => {
  const close = { event: { kind: 'close' }, step: kernel.step(state, { kind: 'close' }) } as const
  const recover = { event: { kind: 'recover' }, step: kernel.step(state, { kind: 'recover' }) } as const
  const endsAs = ({ step }: { step: Step | null }): boolean => step?.entry.type === 'footer' && step.entry.ended === record['ended']
  return !endsAs(close) && endsAs(recover) ? recover : close
}
