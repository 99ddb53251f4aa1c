import { assert } from '../base/index.js'
import type { Digest } from '../base/index.js'
import { encodeEntry, encodeFooter, lineOf, preimageOf } from './encode.js'
import type { Encoded } from './encode.js'
import type {
  Captured,
  CapturedFooter,
  Entry,
  FooterEntry,
  FrameEntry,
  HeaderEntry,
  OperatorEntry,
  TokenEntry,
  TransitionEntry,
} from './entry.js'
import { FIRST_HASH_PREV } from './format.js'
import { makeMerkleTree } from './merkle.js'

/** Where a ledger stands: what is needed to go on after the lines that are there (LED-14). */
export interface LedgerHead {
  /** Number of lines, so the `seq` of the next. */
  readonly seq: number
  /** `hash_self` of the last line, 64 zeros before the first. */
  readonly hash: string
  /** Timestamp of the last line, '' before the first. */
  readonly timestamp: string
  /** Peaks of the tree over the lines (LED-08). */
  readonly peaks: readonly string[]
}

/** The ports of a ledger. */
export interface LedgerOptions {
  readonly digest: Digest
  /** Takes one line without its LF, in order. */
  readonly write: (line: string) => void
  /** The timestamp of line `seq`, never earlier than the one before (LED-04, LED-10). */
  readonly clock: (seq: number) => string
  /** Where to go on; absent for a new ledger. */
  readonly resume?: LedgerHead
}

/**
 * An append-only ledger: each call gives an entry its place, time and hashes, writes its line and returns it as captured.
 * The order header, entries, footer is the caller's (LED-06); nothing may follow the footer.
 */
export interface Ledger {
  header(entry: HeaderEntry): Captured<HeaderEntry>
  operator(entry: OperatorEntry): Captured<OperatorEntry>
  token(entry: TokenEntry): Captured<TokenEntry>
  transition(entry: TransitionEntry): Captured<TransitionEntry>
  frame(entry: FrameEntry): Captured<FrameEntry>
  footer(entry: FooterEntry): CapturedFooter
  head(): LedgerHead
}

/** A new ledger, or one that goes on at `resume`. A clock that runs backwards is an assertion failure (LED-04). */
export const makeLedger = ({ digest, write, clock, resume }: LedgerOptions): Ledger => {
  const tree = makeMerkleTree(digest, { size: resume?.seq ?? 0, peaks: resume?.peaks ?? [] })
  let seq = resume?.seq ?? 0
  let hash = resume?.hash ?? FIRST_HASH_PREV
  let last = resume?.timestamp ?? ''
  let ended = false

  const readClock = (): string => {
    assert(!ended, 'nothing follows the footer')
    const timestamp = clock(seq)
    assert(timestamp.length === 24 && timestamp >= last, 'the clock of a ledger never runs backwards')
    return timestamp
  }
  const capture = <E extends Entry>(entry: E, encoded: Encoded, timestamp: string): Captured<E> => {
    const hashPrev = hash
    const preimage = preimageOf(encoded, hashPrev)
    const hashSelf = digest.sha256Hex(preimage)
    write(lineOf(encoded, preimage, hashSelf))
    const captured = { entry, seq, timestamp, hashPrev, hashSelf }
    hash = hashSelf
    last = timestamp
    seq++
    return captured
  }
  const append = <E extends Exclude<Entry, FooterEntry>>(entry: E): Captured<E> => {
    const timestamp = readClock()
    const captured = capture(entry, encodeEntry(entry, seq, timestamp), timestamp)
    tree.append(captured.hashSelf)
    return captured
  }
  return {
    header: append,
    operator: append,
    token: append,
    transition: append,
    frame: append,
    footer(entry) {
      const timestamp = readClock()
      const roots = { root: hash, merkleRoot: tree.root() }
      const captured = { ...capture(entry, encodeFooter(entry, roots, seq, timestamp), timestamp), ...roots }
      ended = true
      return captured
    },
    head: () => ({ seq, hash, timestamp: last, peaks: tree.peaks() }),
  }
}
