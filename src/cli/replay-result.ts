import type { Json } from '../base/index.js'
import type { Problem } from '../artifact/problem.js'
import type { Finding } from '../verifier/report.js'
import type { Report } from '../verifier/verifier.js'
import { fileProblem } from '../shell/source-file.js'
import { documentText } from './document.js'
import { EXIT } from './exit.js'
import { badInput, bugMessage, errorDocument } from './outcome.js'
import type { Outcome } from './outcome.js'
import { replayTrace } from './replay-one.js'
import type { Replayed, Replayer } from './replay-one.js'

/**
 * What became of a trace among many, best first. `unsigned`: valid, but not signed as asked. `undecided`: its law is not known.
 * `unreadable`: it, or what is needed beside it, cannot be read.
 */
export const VERDICTS = ['valid', 'unsigned', 'invalid', 'undecided', 'unreadable', 'inconclusive', 'unjudged'] as const

/** One word of VERDICTS. */
export type TraceVerdict = (typeof VERDICTS)[number]

/** What is kept of one trace among many: little, and plain data that a thread can send. */
export interface TraceResult {
  readonly exit: number
  readonly verdict: TraceVerdict
  /** Lines of the trace. */
  readonly entries: number
  readonly findings: number
  /** Each reason once, in the order of RPL-05. */
  readonly reasons: readonly string[]
  readonly first: Finding | null
  /** What is said of it beside findings and problems; '' for nothing. */
  readonly message: string
  readonly problems: readonly Problem[]
  /** Steps that were decided a second time; null without `--oracle`. */
  readonly decidedTwice: number | null
  /** The JSON document with the name of the trace, ending in LF; null where nobody asked for it. */
  readonly document: string | null
  /** What is wrong with bundles that were passed over for this trace and for none before (RPL-13). */
  readonly bundles: readonly Problem[]
}

/** How results of traces are made. */
export interface ResultMaker {
  readonly replayer: Replayer
  readonly isJson: boolean
}

/** Verifies `trace` and keeps what is needed of it. Throws nothing: a fault of the command is a result too, exit 70. */
export const resultOf = async (trace: string, maker: ResultMaker, progress: (bytes: number) => void): Promise<TraceResult> => {
  const { store } = maker.replayer
  const bundlesBefore = store.problems.length
  try {
    const replayed = await replayTrace(trace, maker.replayer, progress)
    return { ...resultOfReplayed(trace, replayed, maker.isJson), bundles: store.problems.slice(bundlesBefore) }
  } catch (thrown) {
    return faultResult(trace, thrown, maker.isJson)
  }
}

const resultOfReplayed = (trace: string, { outcome, report, decidedTwice }: Replayed, isJson: boolean): TraceResult => ({
  exit: outcome.exit,
  verdict: verdictOf(outcome.exit, report),
  entries: report?.lines ?? 0,
  findings: report?.findings_total ?? 0,
  reasons: report?.replay.reasons ?? [],
  first: report?.findings[0] ?? null,
  message: outcome.message,
  problems: outcome.problems,
  decidedTwice,
  document: isJson ? namedDocument(trace, outcome) : null,
  bundles: [],
})

const verdictOf = (exit: number, report: Report | null): TraceVerdict => {
  if (exit === EXIT.done) return 'valid'
  if (exit === EXIT.wrong) return report?.replay.valid === true ? 'unsigned' : 'invalid'
  if (exit === EXIT.badInput) return report === null ? 'unreadable' : 'undecided'
  return exit === EXIT.inconclusive ? 'inconclusive' : 'unjudged'
}

const namedDocument = (trace: string, outcome: Outcome): string => {
  const json = outcome.json ?? errorDocument(outcome)
  return documentText({ trace, ...(json as { readonly [name: string]: Json }) })
}

/** The result of a place that cannot be read at all, such as a folder without traces. */
export const problemResult = (trace: string, problem: Problem, isJson: boolean): TraceResult =>
  resultOfReplayed(trace, { outcome: badInput('', [problem]), report: null, decidedTwice: null }, isJson)

/** The result of a trace whose verification ended in a fault of the command, `why`. */
export const faultResult = (trace: string, why: unknown, isJson: boolean): TraceResult => {
  const problem = fileProblem(trace, 'trace-unjudged', bugMessage(why))
  const outcome = { ...badInput(problem.message, [problem]), exit: EXIT.bug }
  return resultOfReplayed(trace, { outcome, report: null, decidedTwice: null }, isJson)
}
