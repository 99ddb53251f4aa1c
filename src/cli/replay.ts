import type { Json } from '../base/index.js'
import type { Problem } from '../artifact/problem.js'
import type { Report } from '../verifier/verifier.js'
import type { FullSinks } from '../verifier/replay.js'
import type { OracleDifference, ReplayOracle } from '../oracle/replay-oracle.js'
import { makeLawStore } from '../shell/law-store.js'
import type { LawStore } from '../shell/law-store.js'
import { kernelFinder, makeNodeVerifier } from '../shell/replay-trace.js'
import { fileProblem } from '../shell/source-file.js'
import { fileSource, TraceReadFailure } from '../shell/trace-reader.js'
import type { TraceSource } from '../shell/trace-reader.js'
import { EXIT, worstExit } from './exit.js'
import { badInput, errorDocument } from './outcome.js'
import type { Outcome } from './outcome.js'
import { makeProgress } from './progress.js'
import { replayText } from './replay-text.js'
import type { Style } from './style.js'

/** The arguments of `replay`. */
export interface ReplayArguments {
  readonly traces: readonly string[]
  readonly oracle: boolean
  readonly full: boolean
  readonly rules: readonly string[]
}

/** Verifies traces (SEMANTICS 6 and 8, `replay`). The exit code is the worst of them; several give an array of documents. */
export const replayVerb = async (args: ReplayArguments, style: Style): Promise<Outcome> => {
  const store = makeLawStore(args.rules)
  if (!store.ok) return badInput('the rules cannot be read', store.error)
  const outcomes: Outcome[] = []
  for (const trace of args.traces) outcomes.push(await replayOne(trace, args, store.value, style))
  const passedOver = bundleProblems(store.value, outcomes)
  const [only] = outcomes
  if (outcomes.length === 1 && only !== undefined) return { ...only, problems: [...only.problems, ...passedOver] }
  return {
    exit: worstExit(outcomes.map(({ exit }) => exit)),
    json: outcomes.map((outcome) => outcome.json ?? errorDocument(outcome)),
    text: outcomes.map(({ text }) => text).join(''),
    message: '',
    problems: [...outcomes.flatMap(({ problems }) => problems), ...passedOver],
  }
}

/** What is wrong with bundles that were passed over (RPL-13): an error where that may be why a law is missing, else a warning. */
const bundleProblems = ({ problems }: LawStore, outcomes: readonly Outcome[]): readonly Problem[] => {
  const isMissed = outcomes.some((outcome) => outcome.problems.some(({ code }) => code === 'law-not-found'))
  return isMissed ? problems : asWarnings(problems)
}

/** Problems that change no exit code. */
export const asWarnings = (problems: readonly Problem[]): readonly Problem[] =>
  problems.map((problem) => ({ ...problem, severity: 'warning' }))

type Lists = { readonly [list in 'frames_all' | 'operators_all' | 'transitions_all']: Json[] }

const replayOne = async (trace: string, args: ReplayArguments, store: LawStore, style: Style): Promise<Outcome> => {
  const source = fileSource(trace)
  if (!source.ok) return badInput(`${trace} cannot be replayed`, [source.error])
  const lists: Lists = { frames_all: [], operators_all: [], transitions_all: [] }
  const full: FullSinks = {
    frame: (line) => void lists.frames_all.push(line),
    operator: (line) => void lists.operators_all.push(line),
    transition: (line) => void lists.transitions_all.push(line),
  }
  const oracle = args.oracle ? await openOracle(store) : null
  try {
    const report = await replayWith(source.value, store, oracle, args.full ? full : null)
    return judged(trace, report, args.full ? lists : null, oracle, style)
  } catch (thrown) {
    if (thrown instanceof TraceReadFailure) return badInput(`${trace} cannot be read to its end`, [thrown.problem])
    throw thrown
  }
}

const openOracle = async (store: LawStore): Promise<ReplayOracle> => {
  const { makeReplayOracle } = await import('../oracle/replay-oracle.js')
  return makeReplayOracle(kernelFinder(store))
}

const replayWith = async (source: TraceSource, store: LawStore, oracle: ReplayOracle | null, full: FullSinks | null): Promise<Report> => {
  const verifier = makeNodeVerifier({
    store,
    ...(oracle === null ? {} : { findKernel: oracle.findKernel, observe: oracle.observe }),
    ...(full === null ? {} : { full }),
  })
  const progress = makeProgress('replay', source.size)
  let done = 0
  try {
    for (const chunk of source.chunks()) {
      verifier.push(chunk)
      await oracle?.drain()
      progress.update((done += chunk.length))
    }
    const report = verifier.end()
    await oracle?.drain()
    return report
  } finally {
    progress.end()
  }
}

const judged = (trace: string, report: Report, lists: Lists | null, oracle: ReplayOracle | null, style: Style): Outcome => {
  const json = reportDocument(report, lists)
  const text = `${replayText(trace, report, style)}${oracleText(oracle)}`
  if (oracle !== null && oracle.differencesTotal > 0) {
    const message = `${oracle.differencesTotal} second opinions differ from the verifier: this is a bug of qcompute, please report it`
    return { exit: EXIT.bug, json, text, message, problems: oracle.differences.map((difference) => differenceProblem(trace, difference)) }
  }
  if (report.law === 'unknown' && report.findings_total === 0) {
    const problem = lawMissing(trace, report)
    return { exit: EXIT.badInput, json, text, message: problem.message, problems: [problem] }
  }
  return { exit: report.replay.valid ? EXIT.done : EXIT.wrong, json, text, message: '', problems: [] }
}

const oracleText = (oracle: ReplayOracle | null): string => {
  if (oracle === null || oracle.differencesTotal > 0) return ''
  return `  oracle    ${oracle.decided} steps decided again by json-rules-engine and XState, no difference\n`
}

const differenceProblem = (trace: string, { seq, oracle, about, oracleSays, verifierSays }: OracleDifference): Problem => ({
  file: trace,
  line: seq + 1,
  column: 1,
  code: 'oracle-differs',
  severity: 'error',
  message: `${oracle} on ${about}: ${JSON.stringify(oracleSays)}`,
  expected: `the verifier says ${JSON.stringify(verifierSays)}`,
})

/** RPL-13: form and chain are sound, but nobody has the law. */
export const lawMissing = (trace: string, { unknownDigest }: Report): Problem =>
  fileProblem(trace, 'law-not-found', `no law has the digest ${unknownDigest ?? ''}`, 'name the folder of its bundle with --rules')

const reportDocument = ({ replay, findings, findings_total }: Report, lists: Lists | null): Json => {
  const session = replay.reconstructed_session
  const reconstructed = session === null ? null : { ...session, ...lists }
  return {
    replay: { valid: replay.valid, reasons: replay.reasons, reconstructed_session: reconstructed as Json },
    findings: findings.map((finding) => ({ ...finding })),
    findings_total,
  }
}
