import { canonicalJson, encodeUtf8, err, LIMITS, ok } from '../base/index.js'
import type { Json, Result } from '../base/index.js'
import type { Problem } from '../artifact/problem.js'
import { encodeTraceRoot, traceRootOf } from '../ledger/trace-root.js'
import type { TraceRoot } from '../ledger/trace-root.js'
import { decodeEnvelope, encodeEnvelope, encodeSignature, PAYLOAD_TYPE, preAuthenticationEncoding } from './dsse.js'
import type { Envelope } from './dsse.js'
import type { SigningKey, VerifyingKey } from './key-files.js'
import { fileProblem, readText } from './source-file.js'
import type { TraceEnds } from './trace-ends.js'

/** The file of signatures that stands beside a trace if none is named (PRF-33). */
export const envelopePathOf = (trace: string): string => `${trace}.dsse.json`

/** Reads the envelope in the file `path`, or says what is wrong with it. */
export const readEnvelope = (path: string): Result<Envelope, readonly Problem[]> => {
  const text = readText(path, LIMITS.envelopeBytes)
  return text.ok ? decodeEnvelope(text.value, path) : err([text.error])
}

/** What there is to sign of a trace that replays as valid, from the ends of the bytes that were replayed. */
export const rootOfEnds = ({ header, footer }: TraceEnds): TraceRoot | null =>
  header === null || footer === null ? null : traceRootOf(header, footer)

/** A document to write, and whether it says more than before. */
export interface SignedDocument {
  readonly document: { readonly [name: string]: Json }
  readonly signers: number
  readonly added: boolean
}

/**
 * Signs `root` (PRF-32): a new envelope, or `before` with one signature more. An envelope over something else is refused; a signature
 * that stands there already is not made twice (PRF-33).
 */
export const signRoot = (root: TraceRoot, key: SigningKey, before: Envelope | null, file: string): Result<SignedDocument, Problem> => {
  const payload = encodeUtf8(canonicalJson(encodeTraceRoot(root)))
  const sig = key.sign(preAuthenticationEncoding(PAYLOAD_TYPE, payload))
  const own = { keyid: key.keyId, sig }
  if (before === null) return ok({ document: encodeEnvelope(payload, [own]), signers: 1, added: true })
  if (!sameBytes(before.payload, payload)) {
    const message = 'these signatures are over something else than this trace'
    return err(fileProblem(file, 'payload-differs', message, 'choose another file with -o, or replace it with --force'))
  }
  const signers = before.signatures.length
  if (before.signatures.some((one) => sameBytes(one.sig, sig))) return ok({ document: before.document, signers, added: false })
  if (signers >= LIMITS.envelopeSignatures.value) {
    return err(fileProblem(file, 'limit-reached', `${signers} signatures stand here already`, LIMITS.envelopeSignatures.meaning))
  }
  const signatures = [...listOf(before.document['signatures']), encodeSignature(own)]
  return ok({ document: { ...before.document, signatures }, signers: signers + 1, added: true })
}

// The decoder of the envelope has seen that it is a list.
const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : [])

const sameBytes = (left: Uint8Array, right: Uint8Array): boolean => Buffer.compare(left, right) === 0

/** One thing that is wrong with the signatures of a trace (PRF-36): `path` is a JSON Pointer into what was signed, or empty. */
export interface SignatureFinding {
  readonly path: string
  readonly expected: Json
  readonly actual: Json
  readonly clause: string
}

/** The keys that were asked for, and whether each has signed. */
export interface Signer {
  readonly keyId: string
  readonly file: string
  readonly signed: boolean
}

/** What the signatures of a trace are worth (PRF-35, PRF-36). */
export interface SignatureVerdict {
  readonly valid: boolean
  readonly envelope: string
  readonly signers: readonly Signer[]
  readonly findings: readonly SignatureFinding[]
}

/** Which of `keys` have signed the envelope. The hints in it decide nothing: each signature is tried with each key (PRF-34). */
export const signersOf = ({ payload, signatures }: Envelope, keys: readonly VerifyingKey[]): readonly Signer[] => {
  const bytes = preAuthenticationEncoding(PAYLOAD_TYPE, payload)
  return keys.map(({ keyId, file, verify }) => ({ keyId, file, signed: signatures.some(({ sig }) => verify(bytes, sig)) }))
}

/** The verdict on the envelope of the file `path`, for the trace of this root; null is a trace without header or footer (PRF-35). */
export const judgeSignatures = (
  path: string, envelope: Envelope, root: TraceRoot | null, keys: readonly VerifyingKey[],
): SignatureVerdict => {
  const signers = signersOf(envelope, keys)
  const findings = [...unsignedBy(signers), ...differencesOf(envelope.root, root)]
  return { valid: findings.length === 0, envelope: path, signers, findings }
}

/** A finding for each key that has not signed (PRF-36). */
export const unsignedBy = (signers: readonly Signer[]): readonly SignatureFinding[] =>
  signers
    .filter(({ signed }) => !signed)
    .map(({ keyId }) => ({ path: '', expected: `a signature by the key ${keyId}`, actual: null, clause: 'PRF-36' }))

// What was signed against what the trace is, member by member.
const differencesOf = (signed: TraceRoot, root: TraceRoot | null): readonly SignatureFinding[] => {
  if (root === null) return [{ path: '', expected: encodeTraceRoot(signed), actual: null, clause: 'PRF-35' }]
  const actual = encodeTraceRoot(root)
  return Object.entries(encodeTraceRoot(signed)).flatMap(([name, expected]) => {
    const found = actual[name] ?? null
    return canonicalJson(expected) === canonicalJson(found) ? [] : [{ path: `/${name}`, expected, actual: found, clause: 'PRF-35' }]
  })
}
