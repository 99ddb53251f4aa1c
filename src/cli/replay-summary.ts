import { REASONS } from '../verifier/reason.js'
import { findingWords, plural } from './replay-text.js'
import { VERDICTS } from './replay-result.js'
import type { TraceResult, TraceVerdict } from './replay-result.js'
import { printable, shortened } from './style.js'
import type { Style } from './style.js'

/** Counts over many traces. */
export interface Summary {
  readonly traces: number
  /** Lines of all traces. */
  readonly entries: number
  readonly findings: number
  /** Steps that were decided a second time; null without `--oracle`. */
  readonly decidedTwice: number | null
  /** How many traces have this verdict. */
  of(verdict: TraceVerdict): number
  /** How many traces are invalid for this reason among others. */
  withReason(reason: string): number
  add(result: TraceResult): void
}

const count = <Key>(counts: Map<Key, number>, key: Key): void => void counts.set(key, (counts.get(key) ?? 0) + 1)

/** A summary of no trace yet. */
export const makeSummary = (): Summary => {
  const verdicts = new Map<TraceVerdict, number>()
  const reasons = new Map<string, number>()
  let [traces, entries, findings] = [0, 0, 0]
  let decidedTwice: number | null = null
  return {
    get traces() {
      return traces
    },
    get entries() {
      return entries
    },
    get findings() {
      return findings
    },
    get decidedTwice() {
      return decidedTwice
    },
    of: (verdict) => verdicts.get(verdict) ?? 0,
    withReason: (reason) => reasons.get(reason) ?? 0,
    add(result) {
      traces++
      entries += result.entries
      findings += result.findings
      count(verdicts, result.verdict)
      for (const reason of result.reasons) count(reasons, reason)
      if (result.decidedTwice !== null) decidedTwice = (decidedTwice ?? 0) + result.decidedTwice
    },
  }
}

/** What is wrong with one trace among many, in one line without its end. Problems stand on standard error. */
export const resultLine = (trace: string, { verdict, findings, first, message, problems }: TraceResult, style: Style): string => {
  const word = verdict === 'undecided' || verdict === 'inconclusive' ? style.warn(verdict) : style.bad(verdict)
  const start = `${printable(trace)}: ${word}`
  const more = findings > 1 ? style.dim(` (first of ${findings})`) : ''
  if (first !== null) return `${start}: ${findingWords(first)}${more}`
  return message === '' || problems.length > 0 ? start : `${start}: ${shortened(message, 300)}`
}

/** The counts for people. */
export const summaryText = (summary: Summary, style: Style): string => {
  const { traces, entries, findings, decidedTwice } = summary
  const verdicts = VERDICTS.filter((verdict) => verdict === 'valid' || summary.of(verdict) > 0)
  const reasons = REASONS.filter((reason) => summary.withReason(reason) > 0)
  const lines = [
    style.bold(`${plural(traces, 'trace')}: ${verdicts.map((verdict) => `${summary.of(verdict)} ${verdict}`).join(', ')}`),
    `  entries   ${entries}`,
    ...(findings === 0 ? [] : [`  findings  ${findings}`]),
    ...reasons.map((reason, index) => {
      const label = index === 0 ? 'reasons' : ''
      return `  ${label.padEnd(9)} ${reason} in ${plural(summary.withReason(reason), 'trace')}`
    }),
    ...(decidedTwice === null ? [] : [`  oracle    ${decidedTwice} steps decided again by json-rules-engine and XState`]),
  ]
  return `${lines.join('\n')}\n`
}
