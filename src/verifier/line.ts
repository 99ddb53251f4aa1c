import type { ChainPlace } from '../ledger/chain.js'
import type { LineRecord } from '../ledger/decode.js'
import type { Stamp } from './expected-line.js'

/** A decodable line together with what the lines before it demand of it. */
export interface Line {
  /** Index of the line in the file, from 0. */
  readonly index: number
  readonly text: string
  /** Whether an LF ends it. */
  readonly ended: boolean
  readonly record: LineRecord
  /** The timestamp of the line before, null if that has none (LED-04). */
  readonly timeBefore: string | null
  /** The timestamp is well formed and in order (LED-04). */
  readonly timely: boolean
  /** `seq` and `hash_prev` that should stand here (RPL-08), and the timestamp to recompute with: the line's own if it has the form. */
  readonly stamp: Stamp
}

/** The end of the lines so far. */
export interface TrailHead {
  readonly place: ChainPlace
  /** Timestamp of the last line, null before the first. */
  readonly time: string | null
}

/** What replay remembers of the lines so far: one place in the chain, one time, the peaks of the tree. */
export interface Trail {
  /** The line at `index` beside what is demanded of it. Changes nothing. */
  meet(index: number, text: string, ended: boolean, record: LineRecord): Line
  /** Takes the line in as it is written (RPL-08); `hashSelf` is null unless the line is known to be as it should. */
  pass(line: Line, hashSelf: string | null): void
  /** Where the lines so far end: what the next one is held against. */
  head(): TrailHead
  /** Goes on behind lines that were taken in elsewhere; their hashes went to `leaf`. */
  goOn(head: TrailHead): void
  /** Adds the hash of a line, 32 bytes, to the tree. */
  leaf(hashSelf: Uint8Array): void
  /** The tree hash of the lines taken in; before the footer is, that is what it holds (LED-08). */
  merkleRoot(): string
}
