import type { Captured, FrameEntry, OperatorEntry } from '../ledger/entry.js'
import { invocationText } from './invocation-text.js'
import { findingLine, plural, verdictLine } from './replay-text.js'
import type { FinishedRun } from './run.js'
import type { RecordedItem } from './run-record.js'
import { printable, shortened } from './style.js'
import type { Style } from './style.js'

const some = (total: number, refused: number, word: string): string =>
  `${plural(total, word)}${refused === 0 ? '' : ` (${refused} refused)`}`

const WIDTH = 44

const labelled = (label: string, text: string): string => `  ${label.padEnd(9)} ${text}`

const refusalText = ({ item, captured }: RecordedItem, file: string, style: Style): string => {
  const { reason } = captured.entry.validation
  return `${style.bad('refused')} ${shortened(reason ?? '')} ${style.dim(`(${printable(file)}:${item.line}:${item.column})`)}`
}

const operatorText = (entry: OperatorEntry, recorded: RecordedItem, file: string, style: Style): string => {
  const label = `    ${String(entry.opId).padStart(4)}  ${invocationText(entry).padEnd(WIDTH)}`
  if (!entry.validation.allowed) return `${label} ${refusalText(recorded, file, style)}`
  const { routing, drift } = entry
  return `${label} ${(routing?.reason ?? '').padEnd(24)} ${style.dim(`drift ${drift?.accumulated ?? 0}`)}`.trimEnd()
}

const frameHeading = (id: number, backend: string, frame: Captured<FrameEntry> | undefined, style: Style): string => {
  const heading = `  ${style.bold(`frame ${id}`)} on ${backend}`
  if (frame === undefined) return heading
  const { tier, environment, frameDrift } = frame.entry
  return `${heading}, tier ${tier}, environment ${environment}, drift bound ${frameDrift.bound}`
}

const itemLines = (recorded: RecordedItem, run: FinishedRun, file: string, style: Style): readonly string[] => {
  const { entry } = recorded.captured
  if (entry.type === 'token') {
    const verdict = entry.validation.allowed ? 'deployed' : refusalText(recorded, file, style)
    return [`  ${style.bold('token')} ${shortened(entry.tokenId, 60)} ${verdict}`]
  }
  if (entry.type === 'transition') {
    const used = entry.tokenUsed === null ? '' : ` with token ${shortened(entry.tokenUsed, 60)}`
    const verdict = entry.validation.allowed ? used : ` ${refusalText(recorded, file, style)}`
    return [`  ${style.bold('transition')} ${entry.from} -> ${shortened(entry.to, 60)}${verdict}`]
  }
  const line = operatorText(entry, recorded, file, style)
  if (entry.routing?.frameAction !== 'new' || entry.frameId === null) return [line]
  return [frameHeading(entry.frameId, entry.routing.backend ?? '', run.record.frames[entry.frameId - 1], style), line]
}

const moreLines = (run: FinishedRun, file: string, style: Style): readonly string[] => {
  const { record } = run
  const shown = record.items.length
  if (record.itemsTotal <= shown) return []
  const later = record.refused.filter(({ captured }) => captured.seq > (record.items.at(-1)?.captured.seq ?? 0))
  const lines = later.map((recorded) => `  ... ${itemLines(recorded, run, file, style).at(-1)?.trim() ?? ''}`)
  const unseen = record.refusedTotal - record.refused.length
  const rest = unseen > 0 ? `, ${unseen} refused ones among them not shown` : ''
  return [style.dim(`  ... and ${plural(record.itemsTotal - shown, 'more item')}${rest}`), ...lines]
}

/** A finished run for people: the session, what happened in order, the counts, the trace and the verdict of its replay. */
export const runText = (file: string, run: FinishedRun, style: Style): string => {
  const { law, session, footer, record, report, trace } = run
  const { counts, lineage } = footer.entry
  const summary = [
    plural(counts.frames, 'frame'),
    some(counts.operators, counts.refused.operators, 'operator'),
    some(counts.tokens, counts.refused.tokens, 'token'),
    some(counts.transitions, counts.refused.transitions, 'transition'),
  ]
  const lines = [
    labelled('session', session.summary.sessionId),
    labelled('law', `${law.bundle.id} ${law.bundle.version} ${style.dim(`sha256 ${law.digest}`)}`),
    labelled('lineage', lineage.slice(0, 20).join(' -> ') + (lineage.length > 20 ? ' -> ...' : '')),
    '',
    ...record.items.flatMap((recorded) => itemLines(recorded, run, file, style)),
    ...moreLines(run, file, style),
    ...(record.itemsTotal === 0 ? [style.dim('  the stream is empty')] : []),
    '',
    labelled('captured', summary.join(', ')),
    labelled('root', footer.root),
    labelled('trace', printable(trace)),
  ]
  lines.push(report === null ? labelled('replay', style.dim('not asked for')) : labelled('replay', verdictLine(report, style)))
  const first = report?.findings[0]
  if (first !== undefined) lines.push(...findingLine(first, style))
  return `${lines.join('\n')}\n`
}
