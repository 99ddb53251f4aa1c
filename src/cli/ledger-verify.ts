import { canonicalJson, LIMITS } from '../base/index.js'
import type { Json } from '../base/index.js'
import { checkProof } from '../ledger/proof-check.js'
import type { ProofFinding, ProofVerdict } from '../ledger/proof-check.js'
import { isObject } from '../ledger/decode.js'
import { decodeProof } from '../ledger/proof-document.js'
import type { ProofLine } from '../ledger/proof-line.js'
import type { Proof } from '../ledger/proof-document.js'
import { readVerifyingKey } from '../shell/key-files.js'
import type { VerifyingKey } from '../shell/key-files.js'
import { nodeDigest } from '../shell/node-digest.js'
import { readEnvelope, signersOf, unsignedBy } from '../shell/signed-trace.js'
import type { SignatureVerdict } from '../shell/signed-trace.js'
import { readText } from '../shell/source-file.js'
import type { Problem } from '../artifact/problem.js'
import type { TraceRoot } from '../ledger/trace-root.js'
import { EXIT } from './exit.js'
import { subjectOf } from './ledger-prove.js'
import { badInput } from './outcome.js'
import type { Outcome } from './outcome.js'
import { plural, valueText } from './replay-text.js'
import { signatureLines, signaturesJson } from './signature-text.js'
import { printable, shortened } from './style.js'
import type { Style } from './style.js'

/** The arguments of `ledger verify`. */
export interface VerifyArguments {
  readonly proof: string
  /** Outside copies of the roots, 64 hex digits; null where there is none. */
  readonly root: string | null
  readonly oldRoot: string | null
  /** Files of public keys. */
  readonly signedBy: readonly string[]
  /** The file of signatures; given if keys are. */
  readonly signature: string | null
}

/** Checks a proof without its trace (PRF-07 to PRF-12, PRF-37). */
export const verifyVerb = (args: VerifyArguments, style: Style): Outcome => {
  const text = readText(args.proof, LIMITS.proofBytes)
  if (!text.ok) return badInput('the proof cannot be read', [text.error])
  const decoded = decodeProof(text.value, args.proof)
  if (!decoded.ok) return badInput('this is no proof', decoded.problems)
  const { proof } = decoded
  if (args.oldRoot !== null && proof.kind === 'inclusion') return badInput('--old-root is for a proof of an earlier state')
  const signed = args.signature === null ? null : readSigned(args.signature, args.signedBy)
  if (signed !== null && 'problems' in signed) return badInput('the signatures cannot be read', signed.problems)
  const root = signed !== null && signed.verdict.valid ? signed.root : null
  const verdict = checkProof(nodeDigest, proof, { merkleRoot: args.root, oldRoot: args.oldRoot, signed: root })
  const signatures = signed?.verdict ?? null
  const isValid = verdict.findings.length === 0 && (signatures === null || signatures.valid)
  const checked = { proof, verdict, outside: outsideOf(args), signatures, isValid }
  return {
    exit: isValid ? EXIT.done : EXIT.wrong,
    json: documentOf(checked),
    text: textOf(args.proof, checked, style),
    message: chainRootHint(args, proof, verdict),
    problems: [],
  }
}

interface Signed {
  readonly root: TraceRoot
  readonly verdict: SignatureVerdict
}

const readSigned = (file: string, keyFiles: readonly string[]): Signed | { readonly problems: readonly Problem[] } => {
  const keys: VerifyingKey[] = []
  const problems: Problem[] = []
  for (const keyFile of keyFiles) {
    const key = readVerifyingKey(keyFile)
    if (key.ok) keys.push(key.value)
    else problems.push(key.error)
  }
  const envelope = readEnvelope(file)
  if (!envelope.ok || problems.length > 0) return { problems: [...problems, ...(envelope.ok ? [] : envelope.error)] }
  const signers = signersOf(envelope.value, keys)
  const findings = unsignedBy(signers)
  return { root: envelope.value.root, verdict: { valid: findings.length === 0, envelope: file, signers, findings } }
}

type Outside = readonly ('root' | 'old-root' | 'signature')[]

const outsideOf = ({ root, oldRoot, signature }: VerifyArguments): Outside => [
  ...(root === null ? [] : (['root'] as const)),
  ...(oldRoot === null ? [] : (['old-root'] as const)),
  ...(signature === null ? [] : (['signature'] as const)),
]

const lawOf = ({ header }: ProofVerdict): Json => (header === null ? null : ((header.record['ruleset'] ?? null) as Json))

interface Checked {
  readonly proof: Proof
  readonly verdict: ProofVerdict
  readonly outside: Outside
  readonly signatures: SignatureVerdict | null
  readonly isValid: boolean
}

const documentOf = ({ proof, verdict, outside, signatures, isValid }: Checked): Json => ({
  proof: {
    valid: isValid,
    kind: proof.kind,
    session_id: proof.sessionId,
    ruleset: lawOf(verdict),
    tree_size: proof.treeSize,
    merkle_root: proof.merkleRoot,
    old_size: proof.kind === 'consistency' ? proof.oldSize : null,
    old_root: proof.kind === 'consistency' ? proof.oldRoot : null,
    leaf_index: proof.kind === 'inclusion' ? proof.entry.leafIndex : null,
    entry: (verdict.entry?.record ?? null) as Json,
    outside,
  },
  findings: verdict.findings.map((finding) => ({ ...finding })),
  signatures: signatures === null ? null : signaturesJson(signatures),
})

const textOf = (file: string, { proof, verdict, outside, signatures, isValid }: Checked, style: Style): string => {
  const { findings, entry } = verdict
  const word = isValid ? style.good('valid') : style.bad('invalid')
  const lines = [`${printable(file)}: ${word}`, `  ${findings.length > 0 ? 'claims' : 'proves'}    ${subjectOf(proof)}`]
  if (entry !== null) lines.push(...entryLines(entry))
  lines.push(`  session   ${proof.sessionId}`, ...lawLines(verdict))
  if (proof.kind === 'consistency') lines.push(`  old root  ${proof.oldRoot}`)
  // What was not signed as asked is no outside copy.
  const compared = signatures?.valid === false ? outside.filter((name) => name !== 'signature') : outside
  lines.push(`  root      ${proof.merkleRoot}`, ...rootLines(proof, compared, style))
  if (signatures !== null) lines.push(...signatureLines(signatures, style))
  const [first] = findings
  if (first !== undefined) lines.push(`  first of ${plural(findings.length, 'fault')}`, ...findingLines(first, style))
  return `${lines.join('\n')}\n`
}

const COMMON_MEMBERS: ReadonlySet<string> = new Set(['type', 'seq', 'timestamp', 'hash_prev', 'hash_self'])

// Shows what a line says beside its place in the chain.
const entryLines = ({ record, seq, timestamp }: ProofLine): readonly string[] => {
  // The line is sound, so it is Json.
  const members = Object.entries(record) as readonly (readonly [string, Json])[]
  const own = canonicalJson(new Map(members.filter(([name]) => !COMMON_MEMBERS.has(name))))
  return [`  line      seq ${seq}, ${record.type} at ${timestamp}`, `            ${shortened(own, 120)}`]
}

const lawLines = ({ header }: ProofVerdict): readonly string[] => {
  const ruleset = header?.record['ruleset']
  if (!isObject(ruleset)) return []
  return [`  law       ${shortened(`${String(ruleset['id'])} ${String(ruleset['version'])} sha256 ${String(ruleset['digest'])}`)}`]
}

// PRF-09: without an outside copy a proof shows no more than that it agrees with itself.
const rootLines = (proof: Proof, outside: Outside, style: Style): readonly string[] => {
  if (outside.includes('root') || outside.includes('signature')) {
    const names = outside.map((name) => (name === 'signature' ? 'what was signed' : `--${name}`))
    return [`  checked   against ${names.join(', ')}`]
  }
  const known = proof.kind === 'consistency' && outside.includes('old-root') ? 'the old root against --old-root; ' : ''
  return [style.warn(`  checked   ${known}the root comes from the proof itself: name an outside copy with --root or --signed-by`)]
}

const findingLines = ({ code, path, expected, actual, clause }: ProofFinding, style: Style): readonly string[] => [
  `    at ${printable(path)} ${style.dim(`(${code}, ${clause})`)}`,
  `      expected ${valueText(expected)}`,
  `      actual   ${valueText(actual)}`,
]

// The root that a run prints is the end of the chain, which is no root of a tree (LED-08).
const chainRootHint = ({ root }: VerifyArguments, proof: Proof, { findings }: ProofVerdict): string => {
  const isMerkleRoot = root === null || root === proof.merkleRoot || !findings.some(({ code }) => code === 'root')
  return !isMerkleRoot && proof.last.line.includes(`"hash_self":"${root}"`)
    ? 'this is the root of the chain; a proof is checked against the merkle_root of the footer'
    : ''
}
