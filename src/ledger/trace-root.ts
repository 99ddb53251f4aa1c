import { canonicalJson } from '../base/index.js'
import type { Json } from '../base/index.js'
import { mapping, number, required, text } from '../artifact/decode.js'
import { readJson } from '../artifact/json-text.js'
import type { Problem } from '../artifact/problem.js'
import { makeReport, quote, sortedProblems } from '../artifact/source.js'
import { isCount, isHash } from './chain.js'
import { isSessionId } from './inputs.js'
import { isObject } from './decode.js'
import type { LineRecord } from './decode.js'
import { hashText, sessionIdText, textThat } from './text-decoder.js'

/** What is signed of a trace (PRF-31): enough to tell it from every other, in the words of its header and footer. */
export interface TraceRoot {
  readonly sessionId: string
  readonly ruleset: { readonly id: string; readonly version: string; readonly digest: string }
  /** Lines before the footer, the leaves of the tree. */
  readonly treeSize: number
  readonly root: string
  readonly merkleRoot: string
  /** `hash_self` of the footer, so that its own members are signed too. */
  readonly head: string
  readonly ended: string
}

/** The word of the member `format`. */
export const TRACE_ROOT_FORMAT = 'trace-root/1'

/** The JSON of what is signed, in the order of canonical JSON (PRF-31). */
export const encodeTraceRoot = (root: TraceRoot): { readonly [name: string]: Json } => ({
  ended: root.ended,
  format: TRACE_ROOT_FORMAT,
  head: root.head,
  merkle_root: root.merkleRoot,
  root: root.root,
  ruleset: { ...root.ruleset },
  session_id: root.sessionId,
  tree_size: root.treeSize,
})

/** What header and footer of a trace say of it, or null if they are none. For a trace that replays as valid it is what replay found. */
export const traceRootOf = (header: LineRecord, footer: LineRecord): TraceRoot | null => {
  const { session_id: sessionId, ruleset } = header
  const { root, merkle_root: merkleRoot, hash_self: head, seq: treeSize, ended } = footer
  if (header.type !== 'header' || footer.type !== 'footer' || !isSessionId(sessionId) || !isObject(ruleset)) return null
  const { id, version, digest } = ruleset
  if (typeof id !== 'string' || typeof version !== 'string' || !isHash(digest)) return null
  if (!isHash(root) || !isHash(merkleRoot) || !isHash(head)) return null
  if (!isCount(treeSize) || treeSize === 0 || typeof ended !== 'string') return null
  return { sessionId, ruleset: { id, version, digest }, treeSize, root, merkleRoot, head, ended }
}

const hash = required(hashText)

const traceRoot = mapping({
  ended: required(text),
  format: required(textThat((value) => value === TRACE_ROOT_FORMAT, quote(TRACE_ROOT_FORMAT))),
  head: hash,
  merkle_root: hash,
  root: hash,
  ruleset: required(mapping({ digest: hash, id: required(text), version: required(text) })),
  session_id: required(sessionIdText),
  tree_size: required(number('a whole number from 1 below 2^53', (value) => isCount(value) && value > 0)),
})

/** What was signed, or what is wrong with the text. */
export type DecodedTraceRoot =
  { readonly ok: true; readonly root: TraceRoot } | { readonly ok: false; readonly problems: readonly Problem[] }

const ROOT_LIMITS = { bytes: 65_536, depth: 2, nodes: 32 }

/** Reads what was signed: the canonical form of exactly the members of PRF-31. Places are those in this text. */
export const decodeTraceRoot = (content: string, file: string): DecodedTraceRoot => {
  const read = readJson(content, file, ROOT_LIMITS)
  if (!read.ok) return { ok: false, problems: sortedProblems(read.problems) }
  const problems: Problem[] = []
  const report = makeReport(read.source, problems)
  const decoded = traceRoot(read.root, report)
  if (decoded === undefined) return { ok: false, problems: sortedProblems(problems) }
  const { ended, head, merkle_root: merkleRoot, root, ruleset, session_id: sessionId, tree_size: treeSize } = decoded
  const found: TraceRoot = { sessionId, ruleset, treeSize, root, merkleRoot, head, ended }
  if (canonicalJson(encodeTraceRoot(found)) === content) return { ok: true, root: found }
  report(0, 'value-outside', 'what is signed is not in its canonical form', 'expected RFC 8785')
  return { ok: false, problems }
}
