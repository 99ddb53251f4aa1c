import type { Digest, Json } from '../base/index.js'
import { rootOfInclusion, rootsOfConsistency } from './proof.js'
import type { ConsistencyProof, Proof, ProvenLine } from './proof-document.js'
import { readProofLine } from './proof-line.js'
import type { ProofLine } from './proof-line.js'
import type { TraceRoot } from './trace-root.js'

/** One thing that is wrong with a proof (PRF-08): `path` is a JSON Pointer into the document, or into the line that stands there. */
export interface ProofFinding {
  /** `form`, `field`, `chain`, `time` of a line as in RPL-07, `value` of a member, `path` of hashes that lead elsewhere, `root`. */
  readonly code: 'form' | 'field' | 'chain' | 'time' | 'value' | 'path' | 'root'
  readonly path: string
  readonly expected: Json
  readonly actual: Json
  readonly clause: string
}

/** What is known of the trace from outside the proof; null where nothing is (PRF-09). */
export interface OutsideRoots {
  readonly merkleRoot: string | null
  readonly oldRoot: string | null
  /** What was signed, the signature checked. */
  readonly signed: TraceRoot | null
}

/** The findings on a proof, none if it holds, and its line. */
export interface ProofVerdict {
  readonly findings: readonly ProofFinding[]
  /** The line that is proven; null for a consistency proof, or if it is none. */
  readonly entry: ProofLine | null
  readonly header: ProofLine | null
}

/**
 * Checks a proof without its trace (PRF-07 to PRF-12): each line by its own bytes, each path up to the root that the proof states, the
 * ends against session and size, and what is known from outside. Throws nothing, whatever the proof says.
 */
export const checkProof = (digest: Digest, proof: Proof, outside: OutsideRoots): ProofVerdict => {
  const findings: ProofFinding[] = []
  const check = makeLineCheck(digest, proof, findings)
  const header = check('header', proof.header)
  const entry = proof.kind === 'inclusion' ? check('entry', proof.entry) : null
  check('last', proof.last)
  findings.push(...findingsOfEnds(proof, header))
  if (proof.kind === 'consistency') findings.push(...findingsOfConsistency(digest, proof))
  findings.push(...findingsOutside(proof, header, outside))
  return { findings, entry, header }
}

const different = (code: ProofFinding['code'], path: string, expected: Json, actual: Json, clause: string): readonly ProofFinding[] =>
  expected === actual ? [] : [{ code, path, expected, actual, clause }]

type LineCheck = (name: string, proven: ProvenLine) => ProofLine | null

const makeLineCheck =
  (digest: Digest, { treeSize, merkleRoot }: Proof, findings: ProofFinding[]): LineCheck =>
  (name, { leafIndex, line, path }) => {
    const read = readProofLine(digest, line)
    if (!read.ok) {
      findings.push({ ...read.flaw, path: `/${name}/line${read.flaw.path}` })
      return null
    }
    const { seq, hashSelf, record } = read.line
    findings.push(...different('chain', `/${name}/leaf_index`, seq, leafIndex, 'PRF-10'))
    if ((record.type === 'header') !== (leafIndex === 0) || record.type === 'footer') {
      const expected = leafIndex === 0 ? 'header' : 'a line between header and footer'
      findings.push({ code: 'form', path: `/${name}/line/type`, expected, actual: record.type, clause: 'LED-06' })
    }
    const root = rootOfInclusion(digest, { leafHash: hashSelf, leafIndex, treeSize, path })
    findings.push(...different('path', `/${name}/path`, merkleRoot, root, 'PRF-11'))
    return read.line
  }

// PRF-03: the first line says which session this is, the index of the last one how many lines there are.
const findingsOfEnds = ({ sessionId, treeSize, header, last }: Proof, line: ProofLine | null): readonly ProofFinding[] => [
  ...different('value', '/header/leaf_index', 0, header.leafIndex, 'PRF-03'),
  ...different('value', '/last/leaf_index', treeSize - 1, last.leafIndex, 'PRF-03'),
  ...(line === null ? [] : different('value', '/session_id', textOf(line, 'session_id'), sessionId, 'PRF-03')),
]

const textOf = ({ record }: ProofLine, name: string): string | null => {
  const value = record[name]
  return typeof value === 'string' ? value : null
}

const findingsOfConsistency = (digest: Digest, proof: ConsistencyProof): readonly ProofFinding[] => {
  const { oldRoot, merkleRoot, oldSize, treeSize } = proof
  if (oldSize > treeSize) return different('value', '/old_size', treeSize, oldSize, 'PRF-12')
  const roots = rootsOfConsistency(digest, proof)
  if (roots === null) return [{ code: 'path', path: '/path', expected: merkleRoot, actual: null, clause: 'PRF-12' }]
  return [
    ...different('path', '/old_root', roots.old, oldRoot, 'PRF-12'),
    ...different('path', '/path', merkleRoot, roots.current, 'PRF-12'),
  ]
}

const findingsOutside = (
  proof: Proof, header: ProofLine | null, { merkleRoot, oldRoot, signed }: OutsideRoots,
): readonly ProofFinding[] => {
  const found: ProofFinding[] = []
  if (merkleRoot !== null) found.push(...different('root', '/merkle_root', merkleRoot, proof.merkleRoot, 'PRF-09'))
  if (oldRoot !== null && proof.kind === 'consistency') found.push(...different('root', '/old_root', oldRoot, proof.oldRoot, 'PRF-09'))
  if (signed === null) return found
  found.push(
    ...different('root', '/merkle_root', signed.merkleRoot, proof.merkleRoot, 'PRF-37'),
    ...different('root', '/tree_size', signed.treeSize, proof.treeSize, 'PRF-37'),
    ...different('root', '/session_id', signed.sessionId, proof.sessionId, 'PRF-37'),
  )
  const ruleset = header?.record['ruleset']
  const digest = typeof ruleset === 'object' && ruleset !== null && 'digest' in ruleset ? String(ruleset.digest) : null
  if (digest !== null) found.push(...different('root', '/header/line/ruleset/digest', signed.ruleset.digest, digest, 'PRF-37'))
  return found
}
