import { canonicalJson } from '../base/index.js'
import type { Json } from '../base/index.js'
import type { Finding } from '../verifier/report.js'
import type { Report } from '../verifier/verifier.js'
import { printable, shortened } from './style.js'
import type { Style } from './style.js'

/** `valid`, or `invalid` with the reasons of RPL-05. */
export const verdictLine = ({ replay, law, findings_total }: Report, style: Style): string => {
  if (replay.valid) return style.good('valid')
  if (law === 'unknown' && findings_total === 0) return style.warn('undecided: the law is not known')
  return `${style.bad('invalid')}: ${replay.reasons.join(', ')}`
}

/** A count with its word. */
export const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`

/** A JSON value for people, cut after 200 code units. */
export const valueText = (value: Json, unitsMax = 200): string => shortened(canonicalJson(value), unitsMax)

/** A finding for people: where, what, expected and actual. */
export const findingLine = (finding: Finding, style: Style): readonly string[] => [
  `    at seq ${finding.seq} ${printable(finding.path)} ${style.dim(`(${finding.code}, ${finding.clause})`)}`.replace('  (', ' ('),
  `      expected ${valueText(finding.expected)}`,
  `      actual   ${valueText(finding.actual)}`,
]

/** A finding for people in one line. */
export const findingWords = ({ seq, path, expected, actual, code, clause }: Finding): string => {
  const place = `seq ${seq}${path === '' ? '' : ` ${printable(path)}`}`
  return `${place} expected ${valueText(expected, 60)}, actual ${valueText(actual, 60)} (${code}, ${clause})`
}

const sessionLines = (report: Report): readonly string[] => {
  const session = report.replay.reconstructed_session
  if (session === null) return []
  const { counts, lineage } = session
  const refused = counts.refused.operators + counts.refused.tokens + counts.refused.transitions
  const captured = [
    plural(counts.operators, 'operator'),
    plural(counts.tokens, 'token'),
    plural(counts.transitions, 'transition'),
    `${refused} refused`,
    plural(counts.frames, 'frame'),
  ]
  return [
    `  session   ${shortened(session.session_id)}`,
    `  lineage   ${lineage.slice(0, 20).join(' -> ')}${lineage.length > 20 ? ' -> ...' : ''}`,
    `  captured  ${captured.join(', ')}`,
  ]
}

/** The verdict on one trace for people, with the first divergence and how many there are. */
export const replayText = (trace: string, report: Report, style: Style): string => {
  const lines = [`${printable(trace)}: ${verdictLine(report, style)}`, ...sessionLines(report)]
  const [first] = report.findings
  if (first !== undefined) {
    const more = report.findings_total === 1 ? '' : ` of ${report.findings_total}`
    lines.push(`  first divergence${more}`, ...findingLine(first, style))
  }
  return `${lines.join('\n')}\n`
}
