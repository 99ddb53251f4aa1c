import type { Digest, Json } from '../base/index.js'
import type { Frame, Kernel, SessionEvent, State, Step } from '../kernel/index.js'
import { hasCanonicalForm } from '../ledger/decode.js'
import { isId, readOperatorInput } from '../ledger/inputs.js'
import { expectEntry, expectFooter, expectFrame, lineOfExpected, preimageOfExpected } from './expected.js'
import type { Expected } from './expected.js'
import type { LineJudge } from './linejudge.js'
import type { ClosedFrame, ClosedFrames } from './session.js'
import type { Line, Trail } from './trail.js'

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

/** What a replay needs beside the session it follows. */
export interface ReplayPorts {
  readonly digest: Digest
  readonly judge: LineJudge
  readonly trail: Trail
  readonly observe: ((observation: Observation) => void) | null
  readonly full: FullSinks | null
}

/** A session that is recomputed from the inputs of its lines (RPL-01). */
export interface Replay {
  /** Judges a line of a session that goes on. False: the line is undecodable and was not taken in (RPL-10). */
  take(line: Line): boolean
  /** A line that could not be decoded stood here (RPL-10). */
  lose(): void
  /** No more lines. */
  end(): void
  readonly state: State
  readonly frames: ClosedFrames
}

/** A frame line that waits for the line that closes it (RPL-11). */
interface PendingFrame {
  readonly line: Line
  /** A line whose step is not known followed, so nobody can say whether this one stands rightly (RPL-10). */
  unclear: boolean
}

/** A replay of the session that begins in `opening`, under the law of `kernel`. */
export const makeReplay = (kernel: Kernel, opening: State, { digest, judge, trail, observe, full }: ReplayPorts): Replay => {
  let state = opening
  let pending: PendingFrame | null = null
  let count = 0
  let first: ClosedFrame | null = null
  let last: ClosedFrame | null = null

  // RPL-01, RPL-09: the whole line at once. Its hash if it is as it should be, else null.
  const hashIfSame = (line: Line, expected: Expected): string | null => {
    if (!line.timely || !line.ended) return null
    const hash = digest.sha256Hex(preimageOfExpected(expected))
    return line.text === lineOfExpected(expected, hash) ? hash : null
  }

  const judgeUnlessSame = (line: Line, expected: Expected): void => {
    if (hashIfSame(line, expected) === null) judge.judge(line, parsed(expected))
  }

  const noteFrame = (frame: Frame, timestampClose: string): void => {
    count++
    last = { frame, timestampClose }
    first ??= last
  }

  // RPL-11: the frame line before `line`, and the frame that the step of `line` closes, must be one.
  const settleFrame = (closed: Frame | null, line: Line): void => {
    const waiting = pending
    pending = null
    const stamp = waiting === null ? line.stamp : waiting.line.stamp
    if (closed !== null) {
      noteFrame(closed, stamp.timestamp)
      full?.frame(unchained(expectFrame(closed, stamp)))
      if (waiting === null) judge.order(line.index, 'frame', line.record.type, 'LED-07')
      else judgeUnlessSame(waiting.line, expectFrame(closed, stamp))
    } else if (waiting !== null) judgeUnclosed(waiting)
  }

  // A frame line that no known step closes. If its step is unknown, it can only be held against the frame that is open.
  const judgeUnclosed = ({ line, unclear }: PendingFrame): void => {
    const open = unclear ? (kernel.step(state, { kind: 'close' })?.closedFrame ?? null) : null
    if (open !== null) return judgeUnlessSame(line, expectFrame(open, line.stamp))
    judge.order(line.index, null, 'frame', 'RPL-11')
    judge.judge(line, null)
  }

  const misplaced = (line: Line, clause: string): void => {
    judge.order(line.index, null, line.record.type, clause)
    judge.judge(line, null)
    trail.pass(line)
  }

  const commit = (line: Line, event: SessionEvent, step: Step, hashSelf?: string): void => {
    if (step.broken.length > 0) judge.broken(line.index, step.broken)
    observe?.({ seq: line.index, state, event, step })
    state = step.state
    trail.pass(line, hashSelf)
  }

  const takeEvent = (line: Line): boolean => {
    const event = readEvent(line)
    if (event === null) {
      if (!hasCanonicalForm(line.record)) return false
      judge.judge(line, null)
      trail.pass(line)
      if (pending !== null) pending.unclear = true
      return true
    }
    const step = kernel.step(state, event)
    if (step === null || step.entry.type === 'footer') {
      if (!hasCanonicalForm(line.record)) return false
      misplaced(line, 'SES-11')
      return true
    }
    const expected = expectEntry(step.entry, line.stamp)
    const hash = hashIfSame(line, expected)
    // What is written like the recomputed line has a canonical form; any other line must show that it has one.
    if (hash === null && !hasCanonicalForm(line.record)) return false
    settleFrame(step.closedFrame, line)
    if (hash === null) judge.judge(line, parsed(expected))
    if (full !== null && step.entry.type === 'operator') full.operator(unchained(expected))
    if (full !== null && step.entry.type === 'transition') full.transition(unchained(expected))
    commit(line, event, step, hash ?? undefined)
    return true
  }

  const takeFooter = (line: Line): void => {
    const { event, step } = readEnding(kernel, state, line)
    if (step === null || step.entry.type !== 'footer') return misplaced(line, 'SES-11')
    const waiting = pending
    settleFrame(step.closedFrame, line)
    judgeUnlessSame(line, expectFooter(step.entry, trail.merkleRoot(), line.stamp))
    if (event.kind === 'recover') {
      const timeBefore = waiting === null ? line.timeBefore : waiting.line.timeBefore
      if (waiting !== null) judgeRecovered(waiting.line, timeBefore)
      judgeRecovered(line, timeBefore)
    }
    commit(line, event, step)
  }

  // RPL-17: recovery writes with the timestamp of the last line that was there.
  const judgeRecovered = ({ index, timely, record }: Line, expected: string | null): void => {
    const actual = record['timestamp'] as Json
    if (!timely || actual === expected) return
    judge.add({ seq: index, code: 'time', path: '/timestamp', expected, actual, clause: 'RPL-17' }, 'capture mismatch')
  }

  return {
    take(line) {
      const { type } = line.record
      if (type !== 'frame' && type !== 'footer' && type !== 'header') return takeEvent(line)
      if (!hasCanonicalForm(line.record)) return false
      if (type === 'footer') takeFooter(line)
      else if (type === 'header') misplaced(line, 'LED-06')
      else if (pending !== null) misplaced(line, 'LED-07')
      else {
        pending = { line, unclear: false }
        trail.pass(line)
      }
      return true
    },
    lose() {
      if (pending !== null) pending.unclear = true
    },
    end() {
      const waiting = pending
      pending = null
      if (waiting !== null) judgeUnclosed({ line: waiting.line, unclear: true })
    },
    get state() {
      return state
    },
    get frames() {
      return { count, first, last }
    },
  }
}

/** The recomputed line as JSON, without `hash_self`. */
const parsed = (expected: Expected): { readonly [name: string]: Json } =>
  JSON.parse(preimageOfExpected(expected)) as { readonly [name: string]: Json }

const unchained = (expected: Expected): { readonly [name: string]: Json } => {
  const { seq: _seq, hash_prev: _hashPrev, ...members } = parsed(expected)
  return members
}

/** The event that an operator, token or transition line asks for; null if its inputs are not of their types (RPL-01). */
const readEvent = ({ record, stamp }: Line): SessionEvent | null => {
  if (record.type === 'token') {
    const tokenId = record['token_id']
    return isId(tokenId) ? { kind: 'token', tokenId } : null
  }
  if (record.type === 'transition') {
    const { to } = record
    return isId(to) ? { kind: 'transition', to } : null
  }
  const input = readOperatorInput(record)
  if (input === null) return null
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
