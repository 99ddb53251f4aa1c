import type { Json } from '../base/index.js'
import type { Problem } from '../artifact/problem.js'
import type { Kernel } from '../kernel/index.js'
import type { Report } from '../verifier/verifier.js'
import type { FullSinks } from '../verifier/replay.js'
import type { OracleDifference, ReplayOracle } from '../oracle/replay-oracle.js'
import type { LawStore } from '../shell/law-store.js'
import { kernelFinder, makeNodeVerifier, replaySource } from '../shell/replay-trace.js'
import { fileProblem } from '../shell/source-file.js'
import { fileSource, TraceReadFailure } from '../shell/trace-reader.js'
import type { TraceSource } from '../shell/trace-reader.js'
import { EXIT } from './exit.js'
import { badInput } from './outcome.js'
import type { Outcome } from './outcome.js'
import type { SigningChoices } from './replay-signed.js'
import { replayText } from './replay-text.js'
import type { Style } from './style.js'

/** How a trace is verified, whatever trace it is. */
export interface ReplayChoices {
  readonly oracle: boolean
  readonly full: boolean
  readonly rules: readonly string[]
  /** How many cores may verify one trace; null for what suits the machine. */
  readonly cores: number | null
  /** Null: signatures are not asked for. */
  readonly signing: SigningChoices | null
}

/** What verifies one trace after the other. */
export interface Replayer {
  readonly store: LawStore
  readonly choices: ReplayChoices
  /** Finds a law by its digest and binds it, each only once. */
  readonly findKernel: (digest: string) => Kernel | null
  readonly style: Style
}

/** A trace that was verified, or could not be. */
export interface Replayed {
  readonly outcome: Outcome
  /** Null where there is none: the trace cannot be read. */
  readonly report: Report | null
  /** Steps that were decided a second time; null without `--oracle`. */
  readonly decidedTwice: number | null
}

/** A replayer with the laws of `store`. */
export const makeReplayer = (store: LawStore, choices: ReplayChoices, style: Style): Replayer => {
  const find = kernelFinder(store)
  const bound = new Map<string, Kernel>()
  const findKernel = (digest: string): Kernel | null => {
    const kernel = bound.get(digest) ?? find(digest)
    if (kernel !== null) bound.set(digest, kernel)
    return kernel
  }
  return { store, choices, findKernel, style }
}

type Lists = { readonly [list in 'frames_all' | 'operators_all' | 'transitions_all']: Json[] }

/** Verifies one trace (SEMANTICS 6 and 8, `replay`). `progress` is told how many of its bytes are done. */
export const replayTrace = async (trace: string, replayer: Replayer, progress: (bytes: number) => void): Promise<Replayed> => {
  const { choices } = replayer
  const source = fileSource(trace)
  if (!source.ok) return unread(badInput(`${trace} cannot be replayed`, [source.error]))
  const signatures = choices.signing === null ? null : await import('./replay-signed.js')
  const signed = signatures === null || choices.signing === null ? null : signatures.openSigned(trace, source.value, choices.signing)
  if (signed !== null && !signed.ok) return unread(badInput(`the signatures of ${trace} cannot be checked`, signed.error))
  const lists: Lists | null = choices.full ? { frames_all: [], operators_all: [], transitions_all: [] } : null
  const oracle = choices.oracle ? await openOracle(replayer) : null
  try {
    const report = await replayWith(signed?.value.source ?? source.value, replayer, { oracle, lists, progress })
    const replayed = judged(trace, report, lists, oracle, replayer.style)
    const verdict = signed?.value.judge() ?? null
    const outcome = signatures === null || verdict === null ? replayed : signatures.withSignatures(replayed, verdict, replayer.style)
    return { outcome, report, decidedTwice: oracle?.decided ?? null }
  } catch (thrown) {
    if (thrown instanceof TraceReadFailure) return unread(badInput(`${trace} cannot be read to its end`, [thrown.problem]))
    throw thrown
  }
}

const unread = (outcome: Outcome): Replayed => ({ outcome, report: null, decidedTwice: null })

const openOracle = async ({ findKernel }: Replayer): Promise<ReplayOracle> => {
  const { makeReplayOracle } = await import('../oracle/replay-oracle.js')
  return makeReplayOracle(findKernel)
}

interface Watching {
  readonly oracle: ReplayOracle | null
  readonly lists: Lists | null
  readonly progress: (bytes: number) => void
}

const replayWith = async (source: TraceSource, replayer: Replayer, { oracle, lists, progress }: Watching): Promise<Report> => {
  const { store, findKernel, choices } = replayer
  if (oracle === null && lists === null) {
    return replaySource(source, { store, findKernel, progress, ...(choices.cores === null ? {} : { cores: choices.cores }) })
  }
  const verifier = makeNodeVerifier({
    store,
    findKernel: oracle?.findKernel ?? findKernel,
    ...(oracle === null ? {} : { observe: oracle.observe }),
    ...(lists === null ? {} : { full: sinksOf(lists) }),
  })
  let done = 0
  for (const chunk of source.chunks()) {
    verifier.push(chunk)
    await oracle?.drain()
    progress((done += chunk.length))
  }
  const report = verifier.end()
  await oracle?.drain()
  return report
}

const sinksOf = (lists: Lists): FullSinks => ({
  frame: (line) => void lists.frames_all.push(line),
  operator: (line) => void lists.operators_all.push(line),
  transition: (line) => void lists.transitions_all.push(line),
})

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
