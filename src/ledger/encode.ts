import { canonicalNumber, canonicalString, compareCodeUnits, unreachable } from '../base/index.js'
import type { Params } from '../artifact/law.js'
import type {
  Counts,
  Entry,
  EntryDrift,
  EntryRouting,
  FooterEntry,
  FrameEntry,
  HeaderEntry,
  OperatorEntry,
  Roots,
  TokenEntry,
  TransitionEntry,
  Verdict,
} from './entry.js'
import { TRACE_FORMAT } from './format.js'

/**
 * The canonical text of a line (RFC 8785) around its hashes: `before` ends where the member hash_prev begins, `after` begins where
 * hash_self ends. The order of members is that of their names, known for each type, so nothing is sorted but parameters.
 */
export interface Encoded {
  readonly before: string
  readonly after: string
}

const HASH_PREV = '"hash_prev":"'
const HASH_PREV_UNITS = HASH_PREV.length + 64 + 1

/** The preimage of `hash_self`: the line without that member (LED-03). */
export const preimageOf = (encoded: Encoded, hashPrev: string): string => `${encoded.before}${HASH_PREV}${hashPrev}"${encoded.after}`

/**
 * The line, without its LF (LED-01), from the preimage of its hash. Hashing has laid the preimage out as one text, so that cutting it is
 * cheaper than putting the parts together again.
 */
export const lineOf = ({ before }: Encoded, preimage: string, hashSelf: string): string => {
  const at = before.length + HASH_PREV_UNITS
  return `${preimage.slice(0, at)},"hash_self":"${hashSelf}"${preimage.slice(at)}`
}

/** The text of any entry but the footer. A number that is not finite and a lone surrogate are assertion failures. */
export const encodeEntry = (entry: Exclude<Entry, FooterEntry>, seq: number, timestamp: string): Encoded => {
  switch (entry.type) {
    case 'header':
      return encodeHeader(entry, seq, timestamp)
    case 'operator':
      return encodeOperator(entry, seq, timestamp)
    case 'token':
      return encodeToken(entry, seq, timestamp)
    case 'transition':
      return encodeTransition(entry, seq, timestamp)
    case 'frame':
      return encodeFrame(entry, seq, timestamp)
    default:
      return unreachable(entry)
  }
}

/** The text of a header (LED-05). */
export const encodeHeader = (entry: HeaderEntry, seq: number, timestamp: string): Encoded => ({
  before:
    `{"backend":${canonicalString(entry.backend)},"backend_legal":${list(entry.backendLegal)}` +
    `,"drift_bound":${canonicalNumber(entry.driftBound)},"environment":${canonicalString(entry.environment)},"format":"${TRACE_FORMAT}",`,
  after:
    `,"ruleset":{"digest":${canonicalString(entry.ruleset.digest)},"id":${canonicalString(entry.ruleset.id)}` +
    `,"version":${canonicalString(entry.ruleset.version)}},"seq":${seq},"session_id":${canonicalString(entry.sessionId)}` +
    `,"timestamp":"${timestamp}","type":"header"}`,
})

/** The text of an operator (LED-05): `source` stands there only if the text did not parse. */
export const encodeOperator = (entry: OperatorEntry, seq: number, timestamp: string): Encoded => ({
  before: `{"drift":${drift(entry.drift)},"frame_id":${orNull(entry.frameId)},`,
  after:
    `,"name":${stringOrNull(entry.name)},"op_id":${entry.opId},"params":${params(entry.params)},"routing":${routing(entry.routing)}` +
    `,"seq":${seq}${entry.source === null ? '' : `,"source":${canonicalString(entry.source)}`}` +
    `,"timestamp":"${timestamp}","type":"operator","validation":${verdict(entry.validation)}}`,
})

/** The text of a token (LED-05). */
export const encodeToken = (entry: TokenEntry, seq: number, timestamp: string): Encoded => ({
  before: '{',
  after:
    `,"seq":${seq},"timestamp":"${timestamp}","token_id":${canonicalString(entry.tokenId)},"type":"token"` +
    `,"validation":${verdict(entry.validation)}}`,
})

/** The text of a transition (LED-05). */
export const encodeTransition = (entry: TransitionEntry, seq: number, timestamp: string): Encoded => ({
  before:
    `{"backend_legal":${entry.backendLegal === null ? 'null' : list(entry.backendLegal)},"drift_bound":${orNull(entry.driftBound)}` +
    `,"frame_closed":${orNull(entry.frameClosed)},"from":${canonicalString(entry.from)},`,
  after:
    `,"seq":${seq},"timestamp":"${timestamp}","to":${canonicalString(entry.to)},"token_used":${stringOrNull(entry.tokenUsed)}` +
    `,"type":"transition","validation":${verdict(entry.validation)}}`,
})

/** The text of a closed frame (LED-05); it closes at the time of its own line (LED-07). */
export const encodeFrame = (entry: FrameEntry, seq: number, timestamp: string): Encoded => {
  const { frameBackend, frameDrift, operators } = entry
  return {
    before:
      `{"backend":${canonicalString(entry.backend)},"environment":${canonicalString(entry.environment)}` +
      `,"frame_backend":{"drift_profile":${canonicalString(frameBackend.driftProfile)},"id":${canonicalString(frameBackend.id)}` +
      `,"tier_support":${list(frameBackend.tierSupport)}},"frame_drift":{"bound":${often(frameDrift.bound)}` +
      `,"environment_bound":${often(frameDrift.environmentBound)},"max":${often(frameDrift.max)}` +
      `,"total":${often(frameDrift.total)}},"frame_id":${entry.frameId},`,
    after:
      `,"operators":{"count":${operators.count},"first":${operators.first},"last":${operators.last}},"seq":${seq}` +
      `,"tier":${canonicalString(entry.tier)},"timestamp":"${timestamp}","timestamp_close":"${timestamp}"` +
      `,"timestamp_open":"${entry.timestampOpen}","type":"frame"}`,
  }
}

/** The text of the footer with its roots (LED-08). */
export const encodeFooter = (entry: FooterEntry, roots: Roots, seq: number, timestamp: string): Encoded => ({
  before: `{"counts":${counts(entry.counts)},"ended":${canonicalString(entry.ended)},`,
  after:
    `,"lineage":${list(entry.lineage)},"merkle_root":"${roots.merkleRoot}","root":"${roots.root}","seq":${seq}` +
    `,"timestamp":"${timestamp}","type":"footer"}`,
})

const orNull = (value: number | null): string => (value === null ? 'null' : canonicalNumber(value))

const stringOrNull = (value: string | null): string => (value === null ? 'null' : canonicalString(value))

const list = (items: readonly string[]): string => {
  let text = ''
  for (const item of items) text += `${text === '' ? '' : ','}${canonicalString(item)}`
  return `[${text}]`
}

const ALLOWED = '{"allowed":true,"reason":null}'

const verdict = ({ allowed, reason }: Verdict): string =>
  allowed && reason === null ? ALLOWED : `{"allowed":${allowed},"reason":${stringOrNull(reason)}}`

const routingText = ({ backend, frameAction, reason }: EntryRouting): string =>
  `{"backend":${stringOrNull(backend)},"frame_action":${frameAction === null ? 'null' : `"${frameAction}"`}` +
  `,"reason":${canonicalString(reason)}}`

// Sessions share frozen routings between entries: their texts are made once.
const routingTexts = new WeakMap<EntryRouting, string>()

const routing = (entry: EntryRouting | null): string => {
  if (entry === null) return 'null'
  const known = routingTexts.get(entry)
  if (known !== undefined) return known
  const text = routingText(entry)
  if (Object.isFrozen(entry)) routingTexts.set(entry, text)
  return text
}

// Printing a fraction takes as long as deciding; the drifts of a law are few.
const KEPT_MAX = 1024
const kept = new Map<number, string>()

/** The text of a number that is likely to come again. */
const often = (value: number): string => {
  const known = kept.get(value)
  if (known !== undefined) return known
  if (kept.size === KEPT_MAX) kept.clear()
  const text = canonicalNumber(value)
  kept.set(value, text)
  return text
}

const drift = (entry: EntryDrift | null): string =>
  entry === null
    ? 'null'
    : `{"accumulated":${often(entry.accumulated)},"measured":${often(entry.measured)}` +
      `,"overflow":${entry.overflow},"predicted":${often(entry.predicted)}}`

const counts = (entry: Counts): string =>
  `{"frames":${entry.frames},"operators":${entry.operators},"refused":{"operators":${entry.refused.operators}` +
  `,"tokens":${entry.refused.tokens},"transitions":${entry.refused.transitions}},"tokens":${entry.tokens}` +
  `,"transitions":${entry.transitions}}`

const param = (name: string, value: string | number | boolean | undefined): string =>
  `${canonicalString(name)}:${
    typeof value === 'string' ? canonicalString(value) : typeof value === 'number' ? canonicalNumber(value) : String(value)
  }`

const params = (entry: Params | null): string => {
  if (entry === null) return 'null'
  const [only] = entry
  if (only === undefined) return '{}'
  if (entry.size === 1) return `{${param(only[0], only[1])}}`
  const names = [...entry.keys()].sort(compareCodeUnits)
  return `{${names.map((name) => param(name, entry.get(name))).join(',')}}`
}
