import { LIMITS } from '../base/index.js'
import type { Json } from '../base/index.js'
import { list, mapping, number, required, text } from '../artifact/decode.js'
import type { Decoder } from '../artifact/decode.js'
import { readJson } from '../artifact/json-text.js'
import type { Node } from '../artifact/node.js'
import { makeReport, quote, sortedProblems } from '../artifact/source.js'
import type { Report } from '../artifact/source.js'
import type { Problem } from '../artifact/problem.js'
import { isCount } from './chain.js'
import { hashText, sessionIdText } from './text-decoder.js'

/** A whole line, its index among the leaves, and its audit path from the bottom (PRF-01). */
export interface ProvenLine {
  readonly leafIndex: number
  /** The line as it stands in the trace, without its LF. */
  readonly line: string
  readonly path: readonly string[]
}

/** What both kinds of proof say of the tree: its first and last lines tie the session and the size to the root (PRF-03). */
export interface ProvenTree {
  readonly sessionId: string
  /** Number of leaves: the lines of the trace before its footer. */
  readonly treeSize: number
  readonly merkleRoot: string
  readonly header: ProvenLine
  readonly last: ProvenLine
}

/** That a line stands in a trace (PRF-01). */
export interface InclusionProof extends ProvenTree {
  readonly kind: 'inclusion'
  readonly entry: ProvenLine
}

/** That a trace begins with the lines of an earlier state of it (PRF-02). */
export interface ConsistencyProof extends ProvenTree {
  readonly kind: 'consistency'
  readonly oldSize: number
  readonly oldRoot: string
  /** The consistency proof of RFC 6962, from the bottom. */
  readonly path: readonly string[]
}

/** A proof about one trace. */
export type Proof = InclusionProof | ConsistencyProof

/** The words of the member `format`. */
export const INCLUSION_FORMAT = 'inclusion-proof/1'
export const CONSISTENCY_FORMAT = 'consistency-proof/1'

const encodeLine = ({ leafIndex, line, path }: ProvenLine): Json => ({ leaf_index: leafIndex, line, path })

/** The JSON document of a proof (PRF-01, PRF-02). */
export const encodeProof = (proof: Proof): { readonly [name: string]: Json } => {
  const tree = { session_id: proof.sessionId, tree_size: proof.treeSize, merkle_root: proof.merkleRoot }
  const ends = { header: encodeLine(proof.header), last: encodeLine(proof.last) }
  if (proof.kind === 'inclusion') return { format: INCLUSION_FORMAT, ...tree, entry: encodeLine(proof.entry), ...ends }
  return { format: CONSISTENCY_FORMAT, ...tree, old_size: proof.oldSize, old_root: proof.oldRoot, path: proof.path, ...ends }
}

const PATH_MAX = LIMITS.proofPath.value
const PROOF_LIMITS = { bytes: LIMITS.proofBytes.value, depth: 4, nodes: 8 * PATH_MAX }

const index = number('a whole number from 0 below 2^53', isCount)
const size = number('a whole number from 1 below 2^53', (value) => isCount(value) && value > 0)

const path: Decoder<readonly string[]> = (node, report) => {
  if (node.kind !== 'list' || node.items.length <= PATH_MAX) return list(hashText)(node, report)
  return report(node.start, 'value-outside', `a list of ${node.items.length}`, `expected at most ${PATH_MAX} hashes`)
}

const provenLine: Decoder<ProvenLine> = (node, report) => {
  const decoded = mapping({ leaf_index: required(index), line: required(text), path: required(path) })(node, report)
  return decoded === undefined ? undefined : { leafIndex: decoded.leaf_index, line: decoded.line, path: decoded.path }
}

const treeFields = {
  format: required(text),
  session_id: required(sessionIdText),
  tree_size: required(size),
  merkle_root: required(hashText),
  header: required(provenLine),
  last: required(provenLine),
} as const

const inclusion = mapping({ ...treeFields, entry: required(provenLine) })
const consistency = mapping({ ...treeFields, old_size: required(size), old_root: required(hashText), path: required(path) })

const formatOf = (node: Node): string | undefined => {
  const format = node.kind === 'mapping' ? node.members.get('format')?.node : undefined
  return format?.kind === 'scalar' && typeof format.value === 'string' ? format.value : undefined
}

const proof: Decoder<Proof> = (node, report) => {
  const format = formatOf(node)
  if (format === CONSISTENCY_FORMAT) {
    const decoded = consistency(node, report)
    if (decoded === undefined) return undefined
    const { old_size: oldSize, old_root: oldRoot, path: nodes } = decoded
    return { kind: 'consistency', ...treeOf(decoded), oldSize, oldRoot, path: nodes }
  }
  if (format !== undefined && format !== INCLUSION_FORMAT) return refuseFormat(node, format, report)
  const decoded = inclusion(node, report)
  return decoded === undefined ? undefined : { kind: 'inclusion', ...treeOf(decoded), entry: decoded.entry }
}

const refuseFormat = (node: Node, format: string, report: Report): undefined => {
  const place = node.kind === 'mapping' ? (node.members.get('format')?.node ?? node) : node
  const expected = `expected ${quote(INCLUSION_FORMAT)} or ${quote(CONSISTENCY_FORMAT)}`
  return report(place.start, 'value-outside', `${quote(format)} is no format of a proof`, expected)
}

interface TreeMembers {
  readonly session_id: string
  readonly tree_size: number
  readonly merkle_root: string
  readonly header: ProvenLine
  readonly last: ProvenLine
}

const treeOf = ({ session_id, tree_size, merkle_root, header, last }: TreeMembers): ProvenTree => ({
  sessionId: session_id,
  treeSize: tree_size,
  merkleRoot: merkle_root,
  header,
  last,
})

/** A proof, or what is wrong with the document. */
export type DecodedProof = { readonly ok: true; readonly proof: Proof } | { readonly ok: false; readonly problems: readonly Problem[] }

/**
 * Reads the text of a proof: JSON of any layout, of exactly the members of PRF-01 or PRF-02, each once, within the limits of NUM-05.
 * Whether what it says holds is for `checkProof` to find out (PRF-07).
 */
export const decodeProof = (content: string, file: string): DecodedProof => {
  const read = readJson(content, file, PROOF_LIMITS)
  if (!read.ok) return { ok: false, problems: sortedProblems(read.problems) }
  const problems: Problem[] = []
  const decoded = proof(read.root, makeReport(read.source, problems))
  return decoded === undefined ? { ok: false, problems: sortedProblems(problems) } : { ok: true, proof: decoded }
}
