import type { Digest } from '../base/index.js'
import { isHash } from './chain.js'
import { parseLine } from './decode.js'
import type { Proof, ProvenLine, ProvenTree } from './proof-document.js'
import { makeProvingTree } from './proof-tree.js'
import type { Followed, ProvingTree } from './proof-tree.js'

/** What a proof is asked for: the line of an operator by its id, a line by its `seq`, or the lines up to a size. */
export type ProofRequest =
  | { readonly kind: 'operator'; readonly opId: number }
  | { readonly kind: 'line'; readonly seq: number }
  | { readonly kind: 'prefix'; readonly size: number }

/**
 * Takes all lines of a trace, in order and without LF, and makes one proof of those before the last, which is the footer. That the trace
 * is valid is for replay to say; of one that is not, the proof means nothing. Memory as PRF-05.
 */
export interface ProofMaker {
  take(line: string): void
  /** Leaves of the tree so far. */
  readonly size: number
  /** The proof, or null if the trace has no such line or is shorter than that. */
  end(): Proof | null
}

interface Kept {
  readonly leafIndex: number
  readonly line: string
  readonly followed: Followed
}

const provenOf = ({ leafIndex, line, followed }: Kept): ProvenLine => ({ leafIndex, line, path: followed.proof() })

const HASH_SELF = '"hash_self":"'

/**
 * The `hash_self` of a line of a valid trace, without reading all of it: no member before it in canonical order has an outside name
 * (LED-05), and within a text the quotes are escaped. Null where there is none.
 */
export const hashSelfIn = (line: string): string | null => {
  const start = line.indexOf(HASH_SELF) + HASH_SELF.length
  const hash = line.slice(start, start + 64)
  return start >= HASH_SELF.length && isHash(hash) ? hash : null
}

/** A maker of the proof that `request` asks for. */
export const makeProofMaker = (digest: Digest, request: ProofRequest): ProofMaker => {
  const tree = makeProvingTree(digest)
  let header: Kept | null = null
  let entry: Kept | null = null
  let old: { readonly size: number; readonly root: string; readonly followed: Followed } | null = null
  let waiting: string | null = null
  let last = ''
  let isBroken = false

  const append = (line: string): void => {
    const hash = hashSelfIn(line)
    isBroken ||= hash === null
    if (hash === null || isBroken) return
    const leafIndex = tree.size
    tree.append(hash)
    last = line
    header ??= { leafIndex, line, followed: tree.followLeaf() }
    if (entry === null && isAskedFor(request, line, leafIndex)) entry = { leafIndex, line, followed: tree.followLeaf() }
    if (request.kind === 'prefix' && tree.size === request.size) {
      old = { size: tree.size, root: tree.root(), followed: tree.followTree() }
    }
  }
  return {
    get size() {
      return tree.size
    },
    take(line) {
      if (waiting !== null) append(waiting)
      waiting = line
    },
    end() {
      if (header === null || isBroken) return null
      const proven = treeOf(tree, header, last)
      if (entry !== null) return { kind: 'inclusion', ...proven, entry: provenOf(entry) }
      if (old === null) return null
      return { kind: 'consistency', ...proven, oldSize: old.size, oldRoot: old.root, path: old.followed.proof() }
    },
  }
}

const isAskedFor = (request: ProofRequest, line: string, leafIndex: number): boolean => {
  switch (request.kind) {
    case 'operator': {
      // Parameters may hold the same text: the line itself decides.
      const record = line.includes(`"op_id":${request.opId},`) ? parseLine(line) : null
      return record?.type === 'operator' && record['op_id'] === request.opId
    }
    case 'line':
      return leafIndex === request.seq
    case 'prefix':
      return false
  }
}

const treeOf = (tree: ProvingTree, header: Kept, last: string): ProvenTree => {
  const sessionId = parseLine(header.line)?.['session_id']
  return {
    sessionId: typeof sessionId === 'string' ? sessionId : '',
    treeSize: tree.size,
    merkleRoot: tree.root(),
    header: provenOf(header),
    last: provenOf({ leafIndex: tree.size - 1, line: last, followed: tree.followLeaf() }),
  }
}
