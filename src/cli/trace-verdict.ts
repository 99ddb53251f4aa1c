import { canonicalJson } from '../base/index.js'
import type { Problem } from '../artifact/problem.js'
import { fileProblem } from '../shell/source-file.js'
import type { Report } from '../verifier/verifier.js'
import { EXIT } from './exit.js'
import { badInput } from './outcome.js'
import type { Outcome } from './outcome.js'
import { lawMissing } from './replay-one.js'
import { shortened } from './style.js'

/** The outcome where only a valid trace will do and this one is not, with its first divergence; null if it is valid (PRF-05, PRF-32). */
export const refusalOf = (trace: string, report: Report, what: string): Outcome | null => {
  if (report.replay.valid) return null
  if (report.law === 'unknown' && report.findings_total === 0) return badInput(what, [lawMissing(trace, report)])
  return { ...badInput(what, [invalid(trace, report)]), exit: EXIT.wrong }
}

const invalid = (trace: string, { replay, findings, findings_total: total }: Report): Problem => {
  const [first] = findings
  const where = first === undefined ? '' : `; first of ${total} findings: seq ${first.seq} ${first.path} (${first.code}, ${first.clause})`
  const message = `the trace is not valid: ${replay.reasons.join(', ')}${where}`.replace('  (', ' (')
  const expected = first === undefined ? null : `expected ${shortened(canonicalJson(first.expected))}; see qcompute replay`
  return { ...fileProblem(trace, 'trace-invalid', message, expected), line: (first?.seq ?? 0) + 1 }
}
