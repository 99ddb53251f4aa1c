import type { Json, JsonObject } from '../base/index.js'
import type { Problem } from '../artifact/problem.js'
import { LimitReached } from '../engine/index.js'
import { makeLawStore } from '../shell/law-store.js'
import { countsJson } from '../shell/live-session.js'
import { recoverTrace } from '../shell/recover-trace.js'
import type { Recovery } from '../shell/recover-trace.js'
import { fileProblem } from '../shell/source-file.js'
import { TraceReadFailure } from '../shell/trace-reader.js'
import { TraceWriteFailure } from '../shell/trace-writer.js'
import type { Report } from '../verifier/verifier.js'
import { EXIT } from './exit.js'
import { badInput } from './outcome.js'
import type { Outcome } from './outcome.js'
import { lawMissing } from './replay-one.js'
import { findingLine, plural, verdictLine } from './replay-text.js'
import { printable, shortened } from './style.js'
import type { Style } from './style.js'

/** The arguments of `ledger recover`. */
export interface RecoverArguments {
  readonly trace: string
  readonly rules: readonly string[]
}

type Recovered = Extract<Recovery, { readonly kind: 'recovered' }>

/** Cuts the torn tail of a trace and ends its session (CMD-30). */
export const recoverVerb = ({ trace, rules }: RecoverArguments, style: Style): Outcome => {
  const store = makeLawStore(rules)
  if (!store.ok) return badInput('the rules cannot be read', store.error)
  try {
    const recovery = recoverTrace(trace, store.value)
    return recovery.ok ? outcomeOf(trace, recovery.value, style) : badInput(`${trace} cannot be recovered`, [recovery.error])
  } catch (thrown) {
    if (thrown instanceof LimitReached) return { ...badInput(thrown.message), exit: EXIT.inconclusive }
    if (thrown instanceof TraceReadFailure || thrown instanceof TraceWriteFailure) return badInput(thrown.message, [thrown.problem])
    throw thrown
  }
}

const outcomeOf = (trace: string, recovery: Recovery, style: Style): Outcome => {
  switch (recovery.kind) {
    case 'recovered':
      return recoveredOutcome(trace, recovery, style)
    case 'complete':
      return {
        ...DONE,
        json: { ...documentOf(trace, null, recovery.report), root: recovery.root },
        text: `${printable(trace)}: complete, nothing to recover\n`,
      }
    case 'unsound':
      return unsoundOutcome(trace, recovery.report, style)
    case 'lawless':
      return badInput(`${trace} cannot be recovered`, [lawMissing(trace, recovery.report)])
  }
}

const DONE = { exit: EXIT.done, message: '', problems: [] } as const

const recoveredOutcome = (trace: string, recovery: Recovered, style: Style): Outcome => {
  const { report } = recovery
  const json = documentOf(trace, recovery, report)
  const text = recoveredText(trace, recovery, style)
  if (report.replay.valid) return { ...DONE, json, text }
  const message = 'the recovered trace does not replay: this is a bug of qcompute, please report it with the trace'
  return { exit: EXIT.bug, json, text, message, problems: [] }
}

// Tampering is not repaired: nobody can say what should stand there.
const unsoundOutcome = (trace: string, report: Report, style: Style): Outcome => {
  const [first] = report.findings
  const message = 'the trace does not replay up to its last whole line; it was left as it is'
  const expected = first === undefined ? null : `replay it: the first of ${plural(report.findings_total, 'finding')} is at seq ${first.seq}`
  const problem: Problem = { ...fileProblem(trace, 'trace-invalid', message, expected), line: (first?.seq ?? 0) + 1 }
  const lines = [`${printable(trace)}: ${verdictLine(report, style)}`, ...(first === undefined ? [] : findingLine(first, style))]
  return { exit: EXIT.wrong, json: null, text: `${lines.join('\n')}\n`, message, problems: [problem] }
}

const countsOf = ({ reconstructed_session: session }: Report['replay']): Json =>
  session === null ? null : { ...session.counts, refused: { ...session.counts.refused } }

const documentOf = (trace: string, recovery: Recovered | null, { replay, findings, findings_total, lines }: Report): JsonObject => ({
  trace,
  recovered: recovery !== null,
  kept: recovery?.kept ?? lines,
  appended: recovery?.appended ?? 0,
  lost: recovery === null ? null : { offset: recovery.lost.offset, bytes: recovery.lost.bytes, text: recovery.lost.text },
  root: recovery?.footer.root ?? null,
  counts: recovery === null ? countsOf(replay) : { ...countsJson(recovery.footer.entry.counts) },
  replay: { valid: replay.valid, reasons: replay.reasons, findings: findings.map((finding) => ({ ...finding })), findings_total },
})

const labelled = (label: string, text: string): string => `  ${label.padEnd(9)} ${text}`

const recoveredText = (trace: string, { lost, kept, appended, footer, report }: Recovered, style: Style): string => {
  const tail = shortened(lost.text, 200)
  const lines = [
    `${printable(trace)}: recovered`,
    labelled('kept', plural(kept, 'line')),
    labelled('lost', lost.bytes === 0 ? 'nothing torn' : `${plural(lost.bytes, 'byte')} from byte ${lost.offset} on: ${style.dim(tail)}`),
    labelled('appended', appended === 1 ? 'the footer' : 'the line of the open frame and the footer'),
    labelled('root', footer.root),
    labelled('replay', verdictLine(report, style)),
  ]
  return `${lines.join('\n')}\n`
}
