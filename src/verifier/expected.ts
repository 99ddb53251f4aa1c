import { canonicalNumber, canonicalString, compareCodeUnits, unreachable } from '../base/index.js'
import type { Params, Scalar } from '../artifact/law.js'
import type { Counts, Entry, FooterEntry, Frame, OperatorEntry, TokenEntry, TransitionEntry } from '../kernel/entry.js'
import type { Expected, ExpectedHeader, Stamp } from './expected-line.js'

const quote = canonicalString
const quoteOrNull = (text: string | null): string => (text === null ? 'null' : canonicalString(text))
const numberOrNull = (value: number | null): string => (value === null ? 'null' : canonicalNumber(value))
const quoteAll = (texts: readonly string[]): string => `[${texts.map(canonicalString).join()}]`

/** The preimage of `hash_self` (LED-03). */
export const preimageOfExpected = ({ head, tail }: Expected): string => head + tail

/** The whole line, without LF. */
export const lineOfExpected = ({ head, tail }: Expected, hashSelf: string): string => `${head},"hash_self":"${hashSelf}"${tail}`

/** The header that should stand there (LED-05). */
export const expectHeader = (header: ExpectedHeader, format: string, stamp: Stamp): Expected => {
  const { ruleset } = header
  const members = [
    `{"backend":${quote(header.backend)}`,
    `"backend_legal":${quoteAll(header.backendLegal)}`,
    `"drift_bound":${canonicalNumber(header.driftBound)}`,
    `"environment":${quote(header.environment)}`,
    `"format":${quote(format)}`,
    `"hash_prev":"${stamp.hashPrev}"`,
  ]
  const identity = `{"digest":${quote(ruleset.digest)},"id":${quote(ruleset.id)},"version":${quote(ruleset.version)}}`
  const tail = `,"ruleset":${identity},"seq":${stamp.seq},"session_id":${quote(header.sessionId)}${timed(stamp, 'header')}}`
  return { head: members.join(), tail }
}

/** The line of an entry that a step captures; a footer needs its roots (LED-05, LED-08). */
export const expectEntry = (entry: Exclude<Entry, FooterEntry>, stamp: Stamp): Expected => {
  switch (entry.type) {
    case 'operator':
      return expectOperator(entry, stamp)
    case 'token':
      return expectToken(entry, stamp)
    case 'transition':
      return expectTransition(entry, stamp)
    default:
      return unreachable(entry)
  }
}

const timed = (stamp: Stamp, type: string): string => `,"timestamp":"${stamp.timestamp}","type":"${type}"`

const judged = (verdict: { allowed: boolean; reason: string | null }): string =>
  `,"validation":{"allowed":${verdict.allowed ? 'true' : 'false'},"reason":${quoteOrNull(verdict.reason)}}}`

/** The parts of an operator line that its decision fixes: what stands around its numbers, parameters, hashes and times (LED-05). */
export interface OperatorParts {
  readonly drift: string
  readonly name: string
  readonly routing: string
  readonly verdict: string
}

/** The parts of the line of `entry`. */
export const partsOfOperator = ({ drift, name, routing, validation }: OperatorEntry): OperatorParts => ({
  drift:
    drift === null
      ? '{"drift":null'
      : `,"measured":${canonicalNumber(drift.measured)},"overflow":${drift.overflow ? 'true' : 'false'}` +
        `,"predicted":${canonicalNumber(drift.predicted)}}`,
  name: `,"name":${quoteOrNull(name)},"op_id":`,
  routing:
    routing === null
      ? ',"routing":null,"seq":'
      : `,"routing":{"backend":${quoteOrNull(routing.backend)},"frame_action":${quoteOrNull(routing.frameAction)}` +
        `,"reason":${quote(routing.reason)}},"seq":`,
  verdict: `","type":"operator"${judged(validation)}`,
})

const expectOperator = (entry: OperatorEntry, stamp: Stamp): Expected => {
  const { drift, source } = entry
  const parts = partsOfOperator(entry)
  const accumulated = drift === null ? '' : `{"drift":{"accumulated":${canonicalNumber(drift.accumulated)}`
  const unparsed = source === null ? '' : `,"source":${quote(source)}`
  return {
    head: `${accumulated}${parts.drift},"frame_id":${numberOrNull(entry.frameId)},"hash_prev":"${stamp.hashPrev}"`,
    tail:
      `${parts.name}${entry.opId},"params":${expectParams(entry.params)}${parts.routing}${stamp.seq}${unparsed}` +
      `,"timestamp":"${stamp.timestamp}${parts.verdict}`,
  }
}

const expectParams = (params: Params | null): string => {
  if (params === null) return 'null'
  let names: Iterable<string> = params.keys()
  if (params.size > 1) names = [...names].sort(compareCodeUnits)
  let text = ''
  for (const name of names) text += `${text === '' ? '{' : ','}${quote(name)}:${expectScalar(params.get(name) ?? false)}`
  return text === '' ? '{}' : `${text}}`
}

const expectScalar = (value: Scalar): string => {
  if (typeof value === 'number') return canonicalNumber(value)
  return typeof value === 'string' ? quote(value) : value ? 'true' : 'false'
}

const expectToken = (entry: TokenEntry, stamp: Stamp): Expected => ({
  head: `{"hash_prev":"${stamp.hashPrev}"`,
  tail:
    `,"seq":${stamp.seq},"timestamp":"${stamp.timestamp}","token_id":${quote(entry.tokenId)},"type":"token"` + judged(entry.validation),
})

const expectTransition = (entry: TransitionEntry, stamp: Stamp): Expected => {
  const legal = entry.backendLegal === null ? 'null' : quoteAll(entry.backendLegal)
  const head =
    `{"backend_legal":${legal},"drift_bound":${numberOrNull(entry.driftBound)},"frame_closed":${numberOrNull(entry.frameClosed)}` +
    `,"from":${quote(entry.from)},"hash_prev":"${stamp.hashPrev}"`
  const tail =
    `,"seq":${stamp.seq},"timestamp":"${stamp.timestamp}","to":${quote(entry.to)}` +
    `,"token_used":${quoteOrNull(entry.tokenUsed)},"type":"transition"${judged(entry.validation)}`
  return { head, tail }
}

/** The parts of a frame line that its place fixes (LED-05). */
export const partsOfFrame = ({ backend, environment, tier, frameBackend, frameDrift }: Frame): { place: string; tier: string } => ({
  place:
    `{"backend":${quote(backend)},"environment":${quote(environment)}` +
    `,"frame_backend":{"drift_profile":${quote(frameBackend.driftProfile)},"id":${quote(frameBackend.id)}` +
    `,"tier_support":${quoteAll(frameBackend.tierSupport)}},"frame_drift":{"bound":${canonicalNumber(frameDrift.bound)}` +
    `,"environment_bound":${canonicalNumber(frameDrift.environmentBound)},"max":`,
  tier: `,"tier":${quote(tier)},"timestamp":"`,
})

/** The line of a closed frame; it closes at the time of the line itself (LED-07). */
export const expectFrame = (frame: Frame, stamp: Stamp): Expected => {
  const { frameDrift, operators } = frame
  const parts = partsOfFrame(frame)
  const head =
    `${parts.place}${canonicalNumber(frameDrift.max)},"total":${canonicalNumber(frameDrift.total)}},"frame_id":${frame.frameId}` +
    `,"hash_prev":"${stamp.hashPrev}"`
  const tail =
    `,"operators":{"count":${operators.count},"first":${operators.first},"last":${operators.last}},"seq":${stamp.seq}${parts.tier}` +
    `${stamp.timestamp}","timestamp_close":"${stamp.timestamp}","timestamp_open":"${frame.timestampOpen}","type":"frame"}`
  return { head, tail }
}

/** The footer that should stand there; `merkleRoot` is that of the lines before it (LED-08). */
export const expectFooter = (entry: FooterEntry, merkleRoot: string, stamp: Stamp): Expected => ({
  head: `{"counts":${expectCounts(entry.counts)},"ended":${quote(entry.ended)},"hash_prev":"${stamp.hashPrev}"`,
  tail:
    `,"lineage":${quoteAll(entry.lineage)},"merkle_root":"${merkleRoot}","root":"${stamp.hashPrev}","seq":${stamp.seq}` +
    `${timed(stamp, 'footer')}}`,
})

const expectCounts = ({ frames, operators, refused, tokens, transitions }: Counts): string => {
  const ofRefused = `{"operators":${refused.operators},"tokens":${refused.tokens},"transitions":${refused.transitions}}`
  return `{"frames":${frames},"operators":${operators},"refused":${ofRefused},"tokens":${tokens},"transitions":${transitions}}`
}
