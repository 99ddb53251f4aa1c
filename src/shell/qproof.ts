import { isWellFormed } from '../base/index.js'
import type { Json } from '../base/index.js'
import { isCount, isHash } from '../ledger/chain.js'
import { checkProof } from '../ledger/proof-check.js'
import type { ProofFinding } from '../ledger/proof-check.js'
import { decodeProof, encodeProof } from '../ledger/proof-document.js'
import type { ProofRequest } from '../ledger/proof-maker.js'
import type { Report } from '../verifier/verifier.js'
import { decodeOptions } from './bounded-input.js'
import { openStore } from './loaded-rules.js'
import type { RulesChoice } from './loaded-rules.js'
import { nodeDigest } from './node-digest.js'
import { proveTrace } from './prove-trace.js'
import { QComputeError } from './qcompute-error.js'
import { lawMissing, openSource, reading } from './qreplay.js'

/** The JSON document of a proof (PRF-01, PRF-02). */
export type QProof = { readonly [name: string]: Json }

/** What is proven: the line of an operator, from 1; a line by its `seq`, from 0; the state when there were so many lines. */
export type QProofChoice = { readonly op: number } | { readonly seq: number } | { readonly prefix: number }

/** Where laws are looked for before the shipped ones, as for qReplay. */
export interface QProveOptions {
  readonly rules?: RulesChoice
}

/** What is known of the trace from elsewhere, 64 hex digits each (PRF-09). */
export interface QProofOutside {
  readonly root?: string
  readonly oldRoot?: string
}

/** The verdict on a proof (PRF-08). */
export interface QProofVerdict {
  readonly valid: boolean
  readonly findings: readonly ProofFinding[]
  /** The object of the line that is proven; null for a proof of an earlier state, or if it is no line. */
  readonly entry: { readonly [name: string]: unknown } | null
}

const bad = (message: string): QComputeError => new QComputeError('bad-input', message)

const requestOf = (what: QProofChoice): ProofRequest => {
  const { op, seq, prefix } = decodeOptions<{ op?: number; seq?: number; prefix?: number }>(
    { ...what }, ['op', 'seq', 'prefix'], 'what is proven',
  )
  const given = [op, seq, prefix].filter((value) => value !== undefined)
  if (given.length !== 1 || !isCount(given[0])) throw bad('what is proven is one of op, seq and prefix, a whole number')
  if (op !== undefined) return { kind: 'operator', opId: op }
  return seq !== undefined ? { kind: 'line', seq } : { kind: 'prefix', size: prefix ?? 0 }
}

/** Throws for a report on a trace that is not valid: `bad-file`, or `law-not-found` where the verdict is open. */
export const requireValid = (report: Report): void => {
  if (report.replay.valid) return
  if (report.law === 'unknown' && report.findings_total === 0) throw lawMissing(report)
  throw new QComputeError('bad-file', `the trace is not valid: ${report.replay.reasons.join(', ')}`)
}

/** Proves something about a trace, a path or bytes, after replaying it (PRF-05, PRF-22). */
export const qProve = (trace: string | Uint8Array, what: QProofChoice, options: QProveOptions = {}): QProof => {
  const request = requestOf(what)
  const store = openStore(decodeOptions(options, ['rules'], 'the options of a proof').rules)
  const source = openSource(trace)
  const { report, proof } = reading(() => proveTrace(source, store, request))
  requireValid(report)
  if (proof === null) throw bad('the trace has no such line, or is shorter')
  return encodeProof(proof)
}

/** The text of a document that is given as an object or as its text; throws `bad-input` for anything else. */
export const documentTextOf = (document: unknown, what: string): string => {
  if (typeof document === 'string' && isWellFormed(document)) return document
  const text = typeof document === 'object' && document !== null ? jsonText(document, what) : undefined
  if (text === undefined) throw bad(`${what} is an object or its JSON text`)
  return text
}

// Getters, proxies and methods toJSON run the caller's code.
const jsonText = (document: object, what: string): string | undefined => {
  try {
    return JSON.stringify(document) as string | undefined
  } catch {
    throw bad(`${what} cannot be read`)
  }
}

const outsideHash = (value: unknown, name: string): string | null => {
  if (value === undefined) return null
  if (isHash(value)) return value
  throw bad(`${name} is a root of 64 lower-case hex digits`)
}

/** Checks a proof without its trace (PRF-08, PRF-22). Without `root` it shows only that the proof agrees with itself (PRF-09). */
export const qVerifyProof = (proof: QProof | string, outside: QProofOutside = {}): QProofVerdict => {
  const { root, oldRoot } = decodeOptions(outside, ['root', 'oldRoot'], 'what is known from elsewhere')
  const known = { merkleRoot: outsideHash(root, 'root'), oldRoot: outsideHash(oldRoot, 'oldRoot'), signed: null }
  const decoded = decodeProof(documentTextOf(proof, 'a proof'), 'proof')
  if (!decoded.ok) throw new QComputeError('bad-input', 'this is no proof', { problems: decoded.problems })
  if (known.oldRoot !== null && decoded.proof.kind === 'inclusion') throw bad('oldRoot is for a proof of an earlier state')
  const { findings, entry } = checkProof(nodeDigest, decoded.proof, known)
  return { valid: findings.length === 0, findings, entry: entry?.record ?? null }
}
