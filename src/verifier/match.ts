import type { Digest, Json } from '../base/index.js'
import { lineOfExpected, preimageOfExpected } from './expected.js'
import type { Expected } from './expected-line.js'
import type { Line } from './line.js'
import type { LineJudge } from './linejudge.js'

/** What judging a whole line needs. */
export interface MatchPorts {
  readonly digest: Digest
  readonly judge: LineJudge
}

/** Compares the whole line at once (RPL-01, RPL-09): its `hash_self` if it is as it should be, else null. */
export const hashIfSame = (digest: Digest, line: Line, expected: Expected): string | null => {
  if (!line.timely || !line.ended) return null
  const hash = digest.sha256Hex(preimageOfExpected(expected))
  return line.text === lineOfExpected(expected, hash) ? hash : null
}

/** Judges a line member by member if it is not as it should be. */
export const judgeUnlessSame = ({ digest, judge }: MatchPorts, line: Line, expected: Expected): void => {
  if (hashIfSame(digest, line, expected) === null) judge.judge(line, parsed(expected))
}

/** The recomputed line as JSON, without `hash_self`. */
export const parsed = (expected: Expected): { readonly [name: string]: Json } =>
  JSON.parse(preimageOfExpected(expected)) as { readonly [name: string]: Json }

/** The recomputed line as JSON, without chain fields (RPL-31). */
export const unchained = (expected: Expected): { readonly [name: string]: Json } => {
  const { seq: _seq, hash_prev: _hashPrev, ...members } = parsed(expected)
  return members
}
