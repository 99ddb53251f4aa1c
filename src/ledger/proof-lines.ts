import type { Digest } from '../base/index.js'
import { FIRST_HASH_PREV } from './format.js'
import type { LineSink } from './line-reader.js'
import { readProofLine } from './proof-line.js'
import type { LineFlaw, ProofLine } from './proof-line.js'

/** Where lines stop being sound, and why. */
export interface LinesFlaw extends LineFlaw {
  /** Index of the line, from 0. */
  readonly seq: number
}

/** What was read of a trace or of its beginning. */
export interface LinesEnd {
  /** Lines before the footer that were given on: the size of the tree. */
  readonly size: number
  readonly footer: ProofLine | null
  /** Whether there is a torn tail, which was left out (LED-22, PRF-06). */
  readonly torn: boolean
  readonly flaw: LinesFlaw | null
}

/** Takes the lines of a trace and gives on those that a tree is made of. */
export interface ProofLines extends LineSink {
  end(): LinesEnd
}

/**
 * Takes lines in order, checks their form, fields and chain (PRF-06), and gives each line before the footer to `take`, up to the first
 * that is not sound or to a torn tail. Whether the lines are lawful is for replay to say.
 */
export const makeProofLines = (digest: Digest, take: (line: ProofLine) => void): ProofLines => {
  let size = 0
  // A frame line belongs to the line that closed the frame: without that line it is a torn tail (LED-22).
  let waiting: ProofLine | null = null
  let last: ProofLine | null = null
  let footer: ProofLine | null = null
  let torn = false
  let flaw: LinesFlaw | null = null

  const index = (): number => size + (waiting === null ? 0 : 1)
  const fail = (found: LineFlaw): void => void (flaw = { ...found, seq: footer === null ? index() : size + 1 })
  const give = (line: ProofLine): void => {
    size++
    take(line)
  }
  return {
    line(text, ended) {
      if (flaw !== null || torn) return
      // A line of which parts are missing after a loss of power holds NUL bytes (LED-27).
      if (!ended || text.includes('\0')) return void (torn = true)
      const read = readProofLine(digest, text)
      if (!read.ok) return fail(read.flaw)
      const misplaced = footer === null ? flawOfPlace(read.line, last, index()) : extra(read.line)
      if (misplaced !== null) return fail(misplaced)
      last = read.line
      if (waiting !== null) give(waiting)
      const isFrame = read.line.record.type === 'frame'
      waiting = isFrame ? read.line : null
      if (read.line.record.type === 'footer') footer = read.line
      else if (!isFrame) give(read.line)
    },
    fault(fault) {
      if (flaw === null && !torn) fail({ code: 'form', path: '', expected: 'a line of a trace', actual: fault, clause: 'LED-01' })
    },
    end: () => ({ size, footer, torn: torn || waiting !== null, flaw }),
  }
}

const extra = ({ record }: ProofLine): LineFlaw => ({ code: 'form', path: '', expected: null, actual: record.type, clause: 'LED-06' })

/** What is wrong with `line` at its place, the last sound line before it being `last` (LED-02, LED-03, LED-04, LED-06). */
const flawOfPlace = (line: ProofLine, last: ProofLine | null, index: number): LineFlaw | null => {
  const { record, seq, hashPrev, timestamp } = line
  if ((record.type === 'header') !== (index === 0)) {
    return { code: 'form', path: '/type', expected: index === 0 ? 'header' : null, actual: record.type, clause: 'LED-06' }
  }
  if (seq !== index) return { code: 'chain', path: '/seq', expected: index, actual: seq, clause: 'LED-02' }
  const before = last === null ? FIRST_HASH_PREV : last.hashSelf
  if (hashPrev !== before) return { code: 'chain', path: '/hash_prev', expected: before, actual: hashPrev, clause: 'LED-03' }
  if (last === null || timestamp >= last.timestamp) return null
  return { code: 'time', path: '/timestamp', expected: last.timestamp, actual: timestamp, clause: 'LED-04' }
}
