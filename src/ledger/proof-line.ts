import { LIMITS, utf8Length } from '../base/index.js'
import type { Digest, Json } from '../base/index.js'
import { isCount } from './chain.js'
import { hasCanonicalForm, isCanonical, parseLine, preimageOfRecord } from './decode.js'
import type { LineRecord } from './decode.js'
import { misfitsOf } from './shape.js'
import { isTimestamp } from './timestamp.js'

/** A line that is sound in itself: canonical, of the fields of its type, its `hash_self` that of its own bytes (PRF-10). */
export interface ProofLine {
  readonly text: string
  readonly record: LineRecord
  readonly seq: number
  readonly timestamp: string
  readonly hashPrev: string
  readonly hashSelf: string
}

/** What is wrong with a line: the code is a word of RPL-07, `path` a JSON Pointer into the line. */
export interface LineFlaw {
  readonly code: 'form' | 'field' | 'chain' | 'time'
  readonly path: string
  readonly expected: Json
  readonly actual: Json
  readonly clause: string
}

/** A line, or the first thing that is wrong with it. */
export type ReadLine = { readonly ok: true; readonly line: ProofLine } | { readonly ok: false; readonly flaw: LineFlaw }

const flawed = (code: LineFlaw['code'], path: string, expected: Json, actual: Json, clause: string): ReadLine => ({
  ok: false,
  flaw: { code, path, expected, actual, clause },
})

const isTooLong = (text: string): boolean =>
  text.length > LIMITS.traceLineBytes.value || utf8Length(text) > LIMITS.traceLineBytes.value

/** Reads one line, well-formed and without its LF, from its own bytes alone; throws nothing. */
export const readProofLine = (digest: Digest, text: string): ReadLine => {
  if (isTooLong(text)) return flawed('form', '', `at most ${LIMITS.traceLineBytes.value} bytes`, null, 'NUM-05')
  const record = parseLine(text)
  if (record === null) return flawed('form', '', 'a line of a trace', null, 'LED-01')
  if (!hasCanonicalForm(record)) return flawed('form', '', 'a JSON object with a canonical form', null, 'LED-01')
  if (!isCanonical(text, record)) return flawed('form', '', 'the canonical form', null, 'LED-01')
  const [misfit] = misfitsOf(record)
  if (misfit !== undefined) return flawed('field', pointerOf(misfit.path), null, misfit.actual, 'LED-05')
  const { seq, timestamp, hash_prev: hashPrev, hash_self: hashSelf } = record
  // The shape has looked at these already; here the types are told apart.
  if (!isCount(seq) || typeof timestamp !== 'string' || typeof hashPrev !== 'string' || typeof hashSelf !== 'string') {
    return flawed('field', '', null, null, 'LED-02')
  }
  if (!isTimestamp(timestamp)) return flawed('time', '/timestamp', null, timestamp, 'LED-04')
  // The whole is Json, so each member is.
  const hash = digest.sha256Hex(preimageOfRecord(record as { readonly [name: string]: Json }))
  if (hash !== hashSelf) return flawed('chain', '/hash_self', hash, hashSelf, 'LED-03')
  return { ok: true, line: { text, record, seq, timestamp, hashPrev, hashSelf } }
}

const pointerOf = (names: readonly string[]): string =>
  names.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
