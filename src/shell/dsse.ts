import { err, LIMITS, ok } from '../base/index.js'
import type { Json, Result } from '../base/index.js'
import { list, mapping, optional, required, text } from '../artifact/decode.js'
import type { Decoder } from '../artifact/decode.js'
import { readJson } from '../artifact/json-text.js'
import { jsonOf } from '../artifact/node.js'
import type { Node } from '../artifact/node.js'
import type { Problem } from '../artifact/problem.js'
import { makeReport, quote, sortedProblems } from '../artifact/source.js'
import type { Source } from '../artifact/source.js'
import { decodeTraceRoot } from '../ledger/trace-root.js'
import type { TraceRoot } from '../ledger/trace-root.js'
import { decodeText } from './source-file.js'

/** The type of the payload (PRF-31). */
export const PAYLOAD_TYPE = 'application/vnd.qcompute.trace-root+json'

/** A signature with the hint at its key; the hint decides nothing (PRF-34). */
export interface EnvelopeSignature {
  readonly keyid: string
  readonly sig: Uint8Array
}

/** An envelope of DSSE 1.0 over the root of a trace. */
export interface Envelope {
  /** The bytes that were signed, as the envelope holds them. */
  readonly payload: Uint8Array
  readonly root: TraceRoot
  readonly signatures: readonly EnvelopeSignature[]
  /** The document as it was read, other members too. */
  readonly document: { readonly [name: string]: Json }
}

/** The bytes that a signature covers, by the pre-authentication encoding of DSSE: type, payload and their lengths in bytes (PRF-32). */
export const preAuthenticationEncoding = (payloadType: string, payload: Uint8Array): Uint8Array => {
  const start = `DSSEv1 ${Buffer.byteLength(payloadType, 'utf8')} ${payloadType} ${payload.length} `
  return Buffer.concat([Buffer.from(start, 'utf8'), payload])
}

/** The JSON of one signature. */
export const encodeSignature = ({ keyid, sig }: EnvelopeSignature): Json => ({ keyid, sig: Buffer.from(sig).toString('base64') })

/** The JSON of a new envelope. */
export const encodeEnvelope = (payload: Uint8Array, signatures: readonly EnvelopeSignature[]): { readonly [name: string]: Json } => ({
  payload: Buffer.from(payload).toString('base64'),
  payloadType: PAYLOAD_TYPE,
  signatures: signatures.map(encodeSignature),
})

// Either alphabet of RFC 4648, padded, and only the one spelling of each value.
const base64: Decoder<Uint8Array> = (node, report) => {
  const value = text(node, report)
  if (value === undefined) return undefined
  const standard = value.replaceAll('-', '+').replaceAll('_', '/')
  const bytes = Buffer.from(standard, 'base64')
  if (bytes.toString('base64') === standard && !(/[+/]/.test(value) && /[-_]/.test(value))) return bytes
  return report(node.start, 'value-outside', `${quote(value)} is no base64`, 'expected RFC 4648 with padding')
}

const payloadType: Decoder<string> = (node, report) => {
  const value = text(node, report)
  if (value === undefined || value === PAYLOAD_TYPE) return value
  return report(node.start, 'value-outside', `${quote(value)} is not what qcompute signs`, `expected ${quote(PAYLOAD_TYPE)}`)
}

// DSSE: members that are not known are passed over.
const passingOver =
  <T>(known: readonly string[], decode: Decoder<T>): Decoder<T> =>
  (node, report) => {
    if (node.kind !== 'mapping') return decode(node, report)
    return decode({ ...node, members: new Map([...node.members].filter(([name]) => known.includes(name))) }, report)
  }

const signature = passingOver(['keyid', 'sig'], mapping({ keyid: optional(text, ''), sig: required(base64) }))

const signatures: Decoder<readonly EnvelopeSignature[]> = (node, report) => {
  const { value } = LIMITS.envelopeSignatures
  if (node.kind !== 'list' || node.items.length <= value) return list(signature)(node, report)
  return report(node.start, 'value-outside', `a list of ${node.items.length}`, `expected at most ${value} signatures`)
}

const envelope = passingOver(
  ['payload', 'payloadType', 'signatures'],
  mapping({ payload: required(base64), payloadType: required(payloadType), signatures: required(signatures) }),
)

const ENVELOPE_LIMITS = { bytes: LIMITS.envelopeBytes.value, depth: 16, nodes: 10_000 }

/** Reads the text of an envelope over the root of a trace, or says what is wrong, with places (PRF-33). No signature is checked. */
export const decodeEnvelope = (content: string, file: string): Result<Envelope, readonly Problem[]> => {
  const read = readJson(content, file, ENVELOPE_LIMITS)
  if (!read.ok) return err(sortedProblems(read.problems))
  const problems: Problem[] = []
  const decoded = envelope(read.root, makeReport(read.source, problems))
  if (decoded === undefined) return err(sortedProblems(problems))
  const root = decodePayload(decoded.payload, read.root, read.source)
  if (!root.ok) return root
  // The decoder has seen that the root is a mapping.
  const document = jsonOf(read.root) as { readonly [name: string]: Json }
  return ok({ payload: decoded.payload, root: root.value, signatures: decoded.signatures, document })
}

const decodePayload = (payload: Uint8Array, root: Node, source: Source): Result<TraceRoot, readonly Problem[]> => {
  const decoded = decodeText(source.file, payload)
  const found = decoded.ok ? decodeTraceRoot(decoded.value, source.file) : { ok: false as const, problems: [decoded.error] }
  if (found.ok) return ok(found.root)
  const start = root.kind === 'mapping' ? (root.members.get('payload')?.node.start ?? 0) : 0
  // The payload is text within text: the place is that of the whole payload.
  return err(found.problems.map((problem) => ({ ...problem, ...source.place(start), message: `within the payload: ${problem.message}` })))
}
