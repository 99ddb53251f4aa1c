import type { Json } from '../base/index.js'
import type { Problem } from '../artifact/problem.js'
import type { Report } from '../verifier/verifier.js'
import { decodeOptions } from './bounded-input.js'
import { decodeEnvelope } from './dsse.js'
import type { Envelope } from './dsse.js'
import { decodeSigningKey, decodeVerifyingKey } from './key-files.js'
import { openStore } from './loaded-rules.js'
import type { RulesChoice } from './loaded-rules.js'
import { QComputeError } from './qcompute-error.js'
import { documentTextOf, requireValid } from './qproof.js'
import { lawMissing, openSource, reading } from './qreplay.js'
import { replaySource } from './replay-trace.js'
import { judgeSignatures, rootOfEnds, signRoot } from './signed-trace.js'
import type { SignatureFinding } from './signed-trace.js'
import { watchEnds } from './trace-ends.js'
import type { TraceEnds } from './trace-ends.js'

/** The JSON document of signatures over a trace (PRF-33). */
export type QEnvelope = { readonly [name: string]: Json }

/** Where laws are looked for, as for qReplay, and signatures to which one is added. */
export interface QSignOptions {
  readonly rules?: RulesChoice
  readonly envelope?: QEnvelope | string
}

/** Where laws are looked for, as for qReplay. */
export interface QSignatureOptions {
  readonly rules?: RulesChoice
}

/** What the signatures of a trace are worth (PRF-36). */
export interface QSignatureVerdict {
  /** The trace replays as valid, and every key has signed exactly it. */
  readonly valid: boolean
  /** In the order of the keys. */
  readonly signers: readonly { readonly keyId: string; readonly signed: boolean }[]
  readonly findings: readonly SignatureFinding[]
  /** The verdict of replay alone. */
  readonly replay: { readonly valid: boolean; readonly reasons: readonly string[] }
}

const refusal = (code: 'bad-input' | 'bad-file', problems: readonly Problem[]): QComputeError =>
  new QComputeError(code, problems[0]?.message ?? 'cannot be used', { problems })

const readEnvelope = (envelope: unknown): Envelope => {
  const decoded = decodeEnvelope(documentTextOf(envelope, 'an envelope'), 'envelope')
  if (decoded.ok) return decoded.value
  throw refusal('bad-input', decoded.error)
}

const replayed = (trace: string | Uint8Array, rules: unknown): { readonly report: Report; readonly ends: TraceEnds } => {
  const store = openStore(rules)
  const watched = watchEnds(openSource(trace))
  const report = reading(() => replaySource(watched.source, { store }))
  if (report.law === 'unknown' && report.findings_total === 0) throw lawMissing(report)
  return { report, ends: watched.ends() }
}

/** Signs a trace, a path or bytes, that replays as valid, with a private key as PEM text (PRF-32, PRF-40). */
export const qSign = (trace: string | Uint8Array, privateKey: string, options: QSignOptions = {}): QEnvelope => {
  const { rules, envelope } = decodeOptions(options, ['rules', 'envelope'], 'the options of signing')
  if (typeof privateKey !== 'string') throw new QComputeError('bad-input', 'a private key is a PEM text')
  const key = decodeSigningKey(privateKey, 'private key')
  if (!key.ok) throw refusal('bad-input', [key.error])
  const before = envelope === undefined ? null : readEnvelope(envelope)
  const { report, ends } = replayed(trace, rules)
  requireValid(report)
  const root = rootOfEnds(ends)
  if (root === null) throw new QComputeError('bad-file', 'the trace has no header or no footer')
  const signed = signRoot(root, key.value, before, 'envelope')
  if (signed.ok) return signed.value.document
  throw refusal('bad-input', [signed.error])
}

/** Checks that each of `publicKeys`, PEM texts, has signed exactly this trace, and that it is valid (PRF-35, PRF-40). */
export const qVerifySignatures = (
  trace: string | Uint8Array, envelope: QEnvelope | string, publicKeys: readonly string[], options: QSignatureOptions = {},
): QSignatureVerdict => {
  const { rules } = decodeOptions(options, ['rules'], 'the options of a verification')
  const texts: readonly unknown[] = Array.isArray(publicKeys) ? Array.from<unknown>(publicKeys) : []
  if (texts.length === 0) throw new QComputeError('bad-input', 'public keys are a list of at least one PEM text')
  const keys = texts.map((text, index) => {
    const key = typeof text === 'string' ? decodeVerifyingKey(text, `public key ${index + 1}`) : null
    if (key === null) throw new QComputeError('bad-input', 'a public key is a PEM text')
    if (!key.ok) throw refusal('bad-input', [key.error])
    return key.value
  })
  const read = readEnvelope(envelope)
  const { report, ends } = replayed(trace, rules)
  const { valid, signers, findings } = judgeSignatures('envelope', read, rootOfEnds(ends), keys)
  return {
    valid: valid && report.replay.valid,
    signers: signers.map(({ keyId, signed }) => ({ keyId, signed })),
    findings,
    replay: { valid: report.replay.valid, reasons: report.replay.reasons },
  }
}
