import { canonicalJson } from '../base/index.js'
import type { Digest, Json } from '../base/index.js'
import type { Invariant } from '../artifact/law.js'
import { isCanonical, preimageOfRecord } from '../ledger/decode.js'
import type { LineType } from '../ledger/decode.js'
import { readOperatorInput } from '../ledger/inputs.js'
import { differencesOf } from './difference.js'
import type { Difference } from './difference.js'
import { excessOf } from './excess.js'
import type { Finding, FindingCode, Findings } from './finding.js'
import type { Line } from './line.js'
import { groundOf, isChainPath } from './reason.js'
import type { Reason } from './reason.js'

/** How much of a line is judged: everything, or the form and chain alone (RPL-12). */
export type Extent = 'everything' | 'form and chain'

/** Finds all that is wrong with one line. */
export interface LineJudge {
  /**
   * Judges form, fields, time and chain of a line, and its derived members against `expected`: the recomputed line, a part of it, or
   * null where nothing was recomputed.
   */
  judge(line: Line, expected: unknown, extent?: Extent): void
  /** A line that is missing at `index`, or stands there and should not (RPL-07 `order`). */
  order(index: number, expected: LineType | null, actual: LineType | null, clause: string): void
  /** Invariants of the law that do not hold after line `index` (RPL-16). */
  broken(index: number, invariants: readonly Invariant[]): void
  /** Any other finding, with its reason. */
  add(finding: Finding, reason: Reason): void
}

// Members that are judged against the lines before, not against the recomputed line.
const JUDGED_APART: ReadonlySet<string> = new Set(['seq', 'timestamp', 'hash_prev', 'hash_self'])

const isVerdict = (path: string): boolean => path === '/validation' || path === '/validation/allowed'

const codeOf = (type: LineType, difference: Difference): FindingCode => {
  if (difference.code === 'field') return 'field'
  if (isChainPath(type, difference.path)) return 'chain'
  return type === 'header' && difference.path.startsWith('/ruleset') ? 'law' : 'value'
}

// A text where a text belongs, in a form that the clause of its member forbids (LED-09), is no matter of the table of fields.
const isMisfit = ({ code, path, actual }: Difference): boolean =>
  code === 'field' && !(path === '/session_id' && typeof actual === 'string')

/** A judge that writes to `findings`. */
export const makeLineJudge = (findings: Findings, digest: Digest): LineJudge => {
  const judgeForm = ({ index, text, ended, record }: Line): void => {
    const form = (clause: string, expected: Json, actual: Json): void =>
      findings.add({ seq: index, code: 'form', path: '', expected, actual, clause }, 'capture mismatch')
    const json = record as unknown as Json
    if (!isCanonical(text, json)) form('RPL-09', canonicalJson(json), text)
    if (!ended) form('LED-01', '\n', null)
  }

  const judgeChain = ({ index, record, stamp }: Line, seen: ReadonlySet<string>): void => {
    const compare = (path: string, clause: string, expected: Json, actual: unknown): void => {
      if (seen.has(path) || actual === expected) return
      findings.add({ seq: index, code: 'chain', path, expected, actual: (actual ?? null) as Json, clause }, 'hash chain invalid')
    }
    compare('/seq', 'LED-02', stamp.seq, record['seq'])
    compare('/hash_prev', 'LED-03', stamp.hashPrev, record['hash_prev'])
    compare('/hash_self', 'LED-03', digest.sha256Hex(preimageOfRecord(record as { [name: string]: Json })), record['hash_self'])
  }

  const judgeTime = ({ index, record, stamp, timeBefore }: Line, reason: Reason | null): void => {
    const actual = record['timestamp'] as Json
    const expected = actual === stamp.timestamp ? timeBefore : null
    findings.add({ seq: index, code: 'time', path: '/timestamp', expected, actual, clause: 'LED-04' }, reason)
  }

  const judgeExcess = ({ index, text, record }: Line): void => {
    const input = record.type === 'operator' ? readOperatorInput(record) : null
    for (const name of input === null ? [] : excessOf(input, text.length)) {
      const found = { seq: index, code: 'field', path: `/${name}`, expected: null, actual: record[name] as Json } as const
      findings.add({ ...found, clause: name === 'source' ? 'NUM-05' : 'SES-23' }, 'capture mismatch')
    }
  }

  const addDifference = (index: number, type: LineType, difference: Difference, verdictWrong: boolean): void => {
    const { path, expected, actual } = difference
    const code = codeOf(type, difference)
    const ground = groundOf(type, path)
    const clause = code === 'law' ? 'RPL-13' : isMisfit(difference) ? 'LED-05' : ground.clause
    const counts = !verdictWrong || isVerdict(path) || isChainPath(type, path)
    findings.add({ seq: index, code, path, expected, actual, clause }, counts ? ground.reason : null)
  }

  return {
    judge(line, expected, extent = 'everything') {
      judgeForm(line)
      if (extent === 'form and chain') return judgeChain(line, new Set())
      judgeExcess(line)
      const { index, record, timely } = line
      const differences = differencesOf(expected, record, JUDGED_APART)
      // RPL-06: a wrong verdict is the reason; what follows from it is none, the chain excepted.
      const verdictWrong = differences.some(({ path }) => isVerdict(path))
      for (const difference of differences) addDifference(index, record.type, difference, verdictWrong)
      const seen = new Set(differences.map(({ path }) => path))
      if (!timely && !seen.has('/timestamp')) judgeTime(line, verdictWrong ? null : 'capture mismatch')
      judgeChain(line, seen)
    },
    order(index, expected, actual, clause) {
      findings.add({ seq: index, code: 'order', path: '', expected, actual, clause }, 'capture mismatch')
    },
    broken(index, invariants) {
      for (const { name, clause } of invariants) {
        findings.add({ seq: index, code: 'invariant', path: '', expected: name, actual: null, clause }, 'capture mismatch')
      }
    },
    add: (finding, reason) => findings.add(finding, reason),
  }
}
