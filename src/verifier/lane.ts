import { canonicalJson, canonicalNumber, LIMITS } from '../base/index.js'
import type { Digest, Json } from '../base/index.js'
import type { Params } from '../artifact/law.js'
import type { Frame, Kernel, OperatorEntry, SessionEvent, State } from '../kernel/index.js'
import { isId, readParams } from '../ledger/inputs.js'
import { Cursor, segmentOf } from './cursor.js'
import type { Segment } from './cursor.js'
import { partsOfFrame, partsOfOperator } from './expected.js'
import type { FrameLines } from './framelines.js'
import { HASH_BYTES, HASH_UNITS, hasHash } from './hashdigits.js'
import { Interned } from './interned.js'
import type { Trail } from './line.js'
import type { Observation } from './observation.js'
import { isBefore, timeOf, Times } from './times.js'
import type { Time } from './times.js'

// Longer lines take the other way: there the limits of inputs are looked at (NUM-05). Shorter ones cannot exceed them (SES-23).
const LINE_BYTES_MAX = 4000
const PARAM_COUNT_MAX = LIMITS.paramCount.value
// Of templates for one name, of names, and of places of frames; then those are made anew.
const TEMPLATES_MAX = 64
const NUMBERS_MAX = 1024
const [LF, QUOTE, BRACE, COMMA] = [0x0a, 0x22, 0x7d, 0x2c]
const LAST_OF_NULL = 0x6c // the l of `{"drift":null`; an object has a letter of "accumulated" there
const FRAME_SIGN = 0x62 // of `{"backend":`, where an operator line has `{"drift":`

const HASH_PREV = ',"hash_prev":"'

const SEGMENTS = {
  accumulated: segmentOf('{"drift":{"accumulated":'),
  ofFrame: segmentOf('},"frame_id":'),
  hashSelf: segmentOf(',"hash_self":"'),
  params: segmentOf(',"params":'),
  timestamp: segmentOf(',"timestamp":"'),
  total: segmentOf(',"total":'),
  count: segmentOf(',"operators":{"count":'),
  first: segmentOf(',"first":'),
  last: segmentOf(',"last":'),
  seq: segmentOf('},"seq":'),
  close: segmentOf('","timestamp_close":"'),
  open: segmentOf('","timestamp_open":"'),
  end: segmentOf('","type":"frame"}'),
}
// What stands between the parts that are looked for before anything is compared; every byte is compared afterwards.
const NULL_DRIFT = '{"drift":null'.length
const DRIFT_MIN = '{"drift":{"accumulated":0,"measured":0,"overflow":true,"predicted":0}'.length
const TO_FRAME_ID = ',"frame_id":'.length
const TO_NAME = ',"hash_prev":"",'.length + HASH_UNITS + '"hash_self":"",'.length + HASH_UNITS + '"name":"'.length
const TO_OP_ID = '","op_id":'.length
const TO_PARAMS = ',"params":'.length
const AFTER_TIME = '","type":"operator","validation":{"allowed":true,"reason":null}}'.length
const TIME_UNITS = 24

interface OperatorTemplate {
  readonly like: OperatorEntry
  readonly drift: Segment
  readonly name: Segment
  readonly routing: Segment
  readonly verdict: Segment
}

const NO_TEMPLATES: readonly OperatorTemplate[] = []

interface FrameTemplate {
  readonly like: Frame
  readonly place: Segment
  readonly tier: Segment
}

/** What a lane needs beside the session it follows. */
export interface LanePorts {
  readonly digest: Digest
  readonly trail: Trail
  readonly frames: FrameLines
  readonly observe: ((observation: Observation) => void) | null
  /** Each `hash_self` is looked at elsewhere (RPL-34). */
  readonly sealed: boolean
}

/** How far a lane came, and what its last line leaves to the next. */
export interface Taken {
  readonly end: number
  readonly lines: number
  readonly state: State
  readonly time: Time
  /** Where the last line has its own hash. */
  readonly selfAt: number
}

const ascii = (bytes: Uint8Array): string => String.fromCharCode(...bytes)

// A name whose JSON string is the name in quotes, and which text could hold (SES-23); null for any other.
const readName = (bytes: Uint8Array): string | null => {
  const text = ascii(bytes)
  return /^[ !#-[\]-~]+$/.test(text) && isId(text) ? text : null
}

// Parameters in canonical form and printable ASCII (RPL-09, SES-23); null for any others.
const readCanonicalParams = (bytes: Uint8Array): Params | null => {
  const text = ascii(bytes)
  if (!/^[ -~]*$/.test(text)) return null
  try {
    const value: unknown = JSON.parse(text)
    const params = readParams(value)
    return params !== null && params.size <= PARAM_COUNT_MAX && canonicalJson(value as Json) === text ? params : null
  } catch {
    return null
  }
}

/**
 * Replays lines from their bytes: operators, and frames with the operators that close them, each compared whole with what the step
 * demands (RPL-01, RPL-09). What a line asks for is looked up by its bytes, the step taken, the expected line laid over the line part
 * by part, and the collected preimage hashed. Nothing is reported: the lane takes in what is exactly as it should be and stops before
 * anything else, which is then judged the long way.
 */
export class Lane {
  readonly #kernel: Kernel
  readonly #ports: LanePorts
  readonly #cursor = new Cursor(2 * LINE_BYTES_MAX)
  readonly #names = new Interned(readName)
  readonly #params = new Interned(readCanonicalParams)
  readonly #times = new Times()
  readonly #operators = new Map<string, OperatorTemplate[]>()
  readonly #frames: FrameTemplate[] = []
  readonly #numbers = new Map<number, Segment>()
  #bytes: Uint8Array = new Uint8Array(0)
  // Of the last line that was compared: its hash as the next line repeats it, and as leaves of the tree.
  readonly #prev = segmentOf(`${HASH_PREV}${'0'.repeat(HASH_UNITS)}"`)
  readonly #leaf = new Uint8Array(HASH_BYTES)
  readonly #frameLeaf = new Uint8Array(HASH_BYTES)
  #seq = 0
  #index = 0
  #time: Time = timeOf('')
  #timeRead: Time | null = null
  // Where the timestamp of the line at hand should stand, if its operator is allowed.
  #timeAt = 0
  #paramsAt = 0
  #paramsEnd = 0
  #selfAt = 0

  /** A lane of the session that `kernel` replays. */
  constructor(kernel: Kernel, ports: LanePorts) {
    this.#kernel = kernel
    this.#ports = ports
  }

  /**
   * Takes lines of `bytes`, each with its LF, from `start` on in `state`, as many as it can; null if there is none.
   * The first is line `first` of the trace.
   */
  take(bytes: Uint8Array, start: number, first: number, state: State): Taken | null {
    const { trail } = this.#ports
    const { place, time } = trail.head()
    // After a line that was lost the next is judged the long way.
    if (place.seq === null || place.index !== first - 1 || time === null) return null
    this.#bytes = bytes
    this.#cursor.read(bytes)
    this.#seq = place.seq + 1
    this.#index = first
    for (let index = 0; index < HASH_UNITS; index++) this.#prev.view.setUint8(HASH_PREV.length + index, place.hash.charCodeAt(index))
    this.#time = timeOf(time)
    let taken: Taken = { end: start, lines: 0, state, time: this.#time, selfAt: 0 }
    for (let next = this.#takeOne(taken); next !== null; next = this.#takeOne(taken)) taken = next
    if (taken.lines === 0) return null
    const { lines } = taken
    const hash = ascii(bytes.subarray(taken.selfAt, taken.selfAt + HASH_UNITS))
    trail.goOn({ place: { index: place.index + lines, seq: place.seq + lines, hash }, time: taken.time.text })
    return taken
  }

  // One operator line, together with the line of the frame that it closes (RPL-11).
  #takeOne({ end: at, lines, state }: Taken): Taken | null {
    const bytes = this.#bytes
    const isFrame = bytes[at + 2] === FRAME_SIGN
    const operatorAt = isFrame ? bytes.indexOf(LF, at) + 1 : at
    const event = operatorAt - at > LINE_BYTES_MAX || operatorAt >= bytes.length ? null : this.#eventAt(operatorAt)
    const step = event === null ? null : this.#kernel.step(state, event)
    if (event === null || step === null || step.entry.type !== 'operator' || step.broken.length > 0) return null
    const { closedFrame, entry } = step
    if (isFrame !== (closedFrame !== null)) return null
    if (closedFrame !== null && (!this.#isFrame(closedFrame, at) || this.#cursor.at !== operatorAt)) return null
    const frameTime = this.#time
    this.#frameLeaf.set(this.#leaf)
    if (!this.#isOperator(entry, operatorAt)) return null
    const { frames, observe, trail } = this.#ports
    if (closedFrame !== null) {
      frames.pass(closedFrame, frameTime.text)
      trail.leaf(this.#frameLeaf)
    }
    trail.leaf(this.#leaf)
    const taken = lines + (isFrame ? 2 : 1)
    observe?.({ seq: this.#index + taken - 1, state, event, step })
    return { end: this.#cursor.at, lines: taken, state: step.state, time: this.#time, selfAt: this.#selfAt }
  }

  // What the line at `at` asks for, if it is an operator line that the lane can read. Nothing but name and parameters is looked at yet.
  #eventAt(at: number): Extract<SessionEvent, { kind: 'operator' }> | null {
    const bytes = this.#bytes
    const lineEnd = bytes.indexOf(LF, at)
    if (lineEnd < 0 || lineEnd - at > LINE_BYTES_MAX) return null
    const driftEnd = bytes[at + NULL_DRIFT - 1] === LAST_OF_NULL ? at + NULL_DRIFT : this.#find(BRACE, at + DRIFT_MIN - 1, lineEnd) + 1
    const nameAt = this.#find(COMMA, driftEnd + TO_FRAME_ID, lineEnd) + TO_NAME
    const nameEnd = this.#find(QUOTE, nameAt, lineEnd)
    const paramsAt = this.#find(COMMA, nameEnd + TO_OP_ID, lineEnd) + TO_PARAMS
    const paramsEnd = this.#find(BRACE, paramsAt, lineEnd) + 1
    const name = paramsEnd > lineEnd ? null : this.#names.get(bytes, nameAt, nameEnd)
    const params = name === null ? null : this.#params.get(bytes, paramsAt, paramsEnd)
    if (name === null || params === null) return null
    this.#paramsAt = paramsAt
    this.#paramsEnd = paramsEnd
    this.#timeAt = lineEnd - AFTER_TIME - TIME_UNITS
    this.#timeRead = this.#times.read(bytes, this.#timeAt)
    return { kind: 'operator', name, params, timestamp: this.#timeRead === null ? '' : this.#timeRead.text }
  }

  // The place of `byte` from `from` on, `end` if it is not there.
  #find(byte: number, from: number, end: number): number {
    const bytes = this.#bytes
    let at = from
    while (at < end && bytes[at] !== byte) at++
    return Math.min(at, end)
  }

  #isOperator(entry: OperatorEntry, at: number): boolean {
    const cursor = this.#cursor
    const { drift, frameId, opId, validation } = entry
    const template = this.#operatorTemplate(entry)
    cursor.begin(at)
    if (drift !== null) {
      if (!cursor.has(SEGMENTS.accumulated) || !cursor.has(this.#numberSegment(drift.accumulated))) return false
    }
    if (!cursor.has(template.drift)) return false
    if (frameId === null ? !cursor.hasText('null') : !cursor.hasCount(frameId)) return false
    if (!this.#hasHashes()) return false
    if (!cursor.has(template.name) || !cursor.hasCount(opId) || !cursor.has(SEGMENTS.params) || cursor.at !== this.#paramsAt) return false
    cursor.take(this.#paramsEnd - this.#paramsAt)
    if (!cursor.has(template.routing) || !cursor.hasCount(this.#seq) || !cursor.has(SEGMENTS.timestamp)) return false
    // The frame that an allowed operator opens has the timestamp that the step was given.
    if (validation.allowed && cursor.at !== this.#timeAt) return false
    const time = this.#takeTime()
    return time !== null && cursor.has(template.verdict) && this.#isSealed(time)
  }

  #isFrame(frame: Frame, at: number): boolean {
    const cursor = this.#cursor
    const { frameDrift, frameId, operators, timestampOpen } = frame
    const template = this.#frameTemplate(frame)
    cursor.begin(at)
    if (!cursor.has(template.place) || !cursor.has(this.#numberSegment(frameDrift.max))) return false
    if (!cursor.has(SEGMENTS.total) || !cursor.has(this.#numberSegment(frameDrift.total))) return false
    if (!cursor.has(SEGMENTS.ofFrame) || !cursor.hasCount(frameId) || !this.#hasHashes()) return false
    if (!cursor.has(SEGMENTS.count) || !cursor.hasCount(operators.count)) return false
    if (!cursor.has(SEGMENTS.first) || !cursor.hasCount(operators.first)) return false
    if (!cursor.has(SEGMENTS.last) || !cursor.hasCount(operators.last)) return false
    if (!cursor.has(SEGMENTS.seq) || !cursor.hasCount(this.#seq) || !cursor.has(template.tier)) return false
    const time = this.#takeTime()
    if (time === null || !cursor.has(SEGMENTS.close) || !cursor.hasText(time.text)) return false
    return cursor.has(SEGMENTS.open) && cursor.hasText(timestampOpen) && cursor.has(SEGMENTS.end) && this.#isSealed(time)
  }

  // hash_prev is that of the line before; hash_self is compared when the whole preimage is there (LED-03).
  #hasHashes(): boolean {
    const cursor = this.#cursor
    if (!cursor.has(this.#prev) || !cursor.has(SEGMENTS.hashSelf, false)) return false
    this.#selfAt = cursor.at
    cursor.at += HASH_UNITS + 1
    return this.#bytes[cursor.at - 1] === QUOTE
  }

  // LED-04: a timestamp, and none earlier than the one before.
  #takeTime(): Time | null {
    const cursor = this.#cursor
    const time = cursor.at === this.#timeAt ? this.#timeRead : this.#times.read(this.#bytes, cursor.at)
    if (time === null || isBefore(time, this.#time)) return null
    cursor.take(TIME_UNITS)
    return time
  }

  // The line ends here, and its hash_self is that of its preimage. It is the line before from now on.
  #isSealed(time: Time): boolean {
    const cursor = this.#cursor
    if (this.#bytes[cursor.at] !== LF) return false
    cursor.at++
    const { digest, sealed } = this.#ports
    if (!sealed && !hasHash(this.#bytes, this.#selfAt, digest.sha256Binary(cursor.preimage()), this.#leaf)) return false
    cursor.copy(this.#selfAt, HASH_UNITS, this.#prev.view, HASH_PREV.length) // it is the hash_prev of the next line
    this.#time = time
    this.#seq++
    return true
  }

  #numberSegment(value: number): Segment {
    const found = this.#numbers.get(value)
    if (found !== undefined) return found
    if (this.#numbers.size >= NUMBERS_MAX) this.#numbers.clear()
    const segment = segmentOf(canonicalNumber(value))
    this.#numbers.set(value, segment)
    return segment
  }

  #operatorTemplate(entry: OperatorEntry): OperatorTemplate {
    const name = entry.name ?? ''
    let known = this.#operators.get(name)
    for (const one of known ?? NO_TEMPLATES) if (isLikeOperator(one.like, entry)) return one
    if (known === undefined || known.length >= TEMPLATES_MAX) {
      if (this.#operators.size >= TEMPLATES_MAX) this.#operators.clear()
      this.#operators.set(name, (known = []))
    }
    const parts = partsOfOperator(entry)
    const template = {
      like: entry,
      drift: segmentOf(`${parts.drift},"frame_id":`),
      name: segmentOf(parts.name),
      routing: segmentOf(parts.routing),
      verdict: segmentOf(parts.verdict),
    }
    known.push(template)
    return template
  }

  #frameTemplate(frame: Frame): FrameTemplate {
    const known = this.#frames
    for (const one of known) if (isLikeFrame(one.like, frame)) return one
    if (known.length >= TEMPLATES_MAX) known.length = 0
    const { place, tier } = partsOfFrame(frame)
    const template = { like: frame, place: segmentOf(place), tier: segmentOf(tier) }
    known.push(template)
    return template
  }
}

// Whether the parts of two operator lines of one name are the same.
const isLikeOperator = (a: OperatorEntry, b: OperatorEntry): boolean =>
  a.validation.reason === b.validation.reason &&
  a.drift?.overflow === b.drift?.overflow &&
  a.drift?.measured === b.drift?.measured &&
  a.drift?.predicted === b.drift?.predicted &&
  a.routing?.reason === b.routing?.reason &&
  a.routing?.backend === b.routing?.backend &&
  a.routing?.frameAction === b.routing?.frameAction &&
  a.validation.allowed === b.validation.allowed

// A backend has one profile and one support, so the rest of the place follows from these.
const isLikeFrame = (a: Frame, b: Frame): boolean =>
  a.backend === b.backend &&
  a.environment === b.environment &&
  a.tier === b.tier &&
  a.frameDrift.bound === b.frameDrift.bound &&
  a.frameDrift.environmentBound === b.frameDrift.environmentBound
