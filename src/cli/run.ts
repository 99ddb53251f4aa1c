import type { Json } from '../base/index.js'
import { LIMITS } from '../base/index.js'
import type { Law } from '../artifact/law.js'
import type { Problem } from '../artifact/problem.js'
import { decodeProgram } from '../artifact/program.js'
import type { Program } from '../artifact/program.js'
import { compileLaw, LimitReached, openSession, sessionIdOf } from '../engine/index.js'
import type { CompiledLaw, Session } from '../engine/index.js'
import type { CapturedFooter } from '../ledger/entry.js'
import type { Report } from '../verifier/verifier.js'
import { countsJson } from '../shell/live-session.js'
import { lineageBytes } from '../shell/lineage-bytes.js'
import { logicalClock, makeWallClock } from '../shell/clock.js'
import type { Durability } from '../shell/durability.js'
import { guardTrace, Interrupted } from '../shell/interruption.js'
import { pathsOfLaw } from '../shell/law-files.js'
import { lawLimit } from '../shell/law-limit.js'
import { makeLawStore } from '../shell/law-store.js'
import type { LawStore } from '../shell/law-store.js'
import { nodeDigest } from '../shell/node-digest.js'
import { randomSessionId } from '../shell/random-id.js'
import { replaySource } from '../shell/replay-trace.js'
import { runItems } from '../shell/run-program.js'
import { fileProblem, readText } from '../shell/source-file.js'
import { fileSource, TraceReadFailure } from '../shell/trace-reader.js'
import { createTrace, TraceWriteFailure } from '../shell/trace-writer.js'
import type { TraceWriter } from '../shell/trace-writer.js'
import { EXIT } from './exit.js'
import { unknownArgument } from './law-problems.js'
import { badInput } from './outcome.js'
import type { Outcome } from './outcome.js'
import { makeProgress } from './progress.js'
import { makeRunRecord } from './run-record.js'
import type { RunRecord } from './run-record.js'
import { runText } from './run-text.js'
import type { Style } from './style.js'

/** The arguments of `run`. */
export interface RunArguments {
  readonly program: string
  /** Null for the default, the program's name with the ending `.qtrace`. */
  readonly trace: string | null
  readonly force: boolean
  readonly clock: 'wall' | 'logical'
  readonly replay: boolean
  readonly rules: readonly string[]
  readonly durability: Durability
}

/** A finished run. */
export interface FinishedRun {
  readonly law: Law
  readonly program: Program
  readonly session: Session
  readonly footer: CapturedFooter
  readonly record: RunRecord
  /** Null if it was not replayed. */
  readonly report: Report | null
  readonly trace: string
}

const PROGRAM_ENDING = /\.(?:ya?ml|json)$/i

/** Where a program's trace is written by default: `name.yaml` gives `name.qtrace` in the same folder. */
export const defaultTrace = (program: string): string => `${program.replace(PROGRAM_ENDING, '')}.qtrace`

/** Executes a program, writes its trace and replays it (SEMANTICS 8, `run`). Nothing is written before program and law are sound. */
export const runVerb = async (args: RunArguments, style: Style): Promise<Outcome> => {
  const text = readText(args.program, LIMITS.programBytes)
  if (!text.ok) return badInput('the program cannot be read', [text.error])
  const program = decodeProgram(text.value, args.program)
  if (!program.ok) return badInput('the program is not sound', program.problems)
  const store = makeLawStore(args.rules)
  if (!store.ok) return badInput('the rules cannot be read', store.error)
  const chosen = store.value.chosen()
  if (!chosen.ok) return badInput('the law does not load', chosen.error)
  const { law } = chosen.value
  const beyond = beyondLimits(args.program, program.program)
  if (beyond !== null) return { ...badInput('the program is beyond a limit', [beyond]), exit: EXIT.inconclusive }
  const unknown = unknownOf(law, program.program)
  if (unknown !== null) return badInput('the session cannot be opened', [unknown])
  try {
    const keep = [args.program, ...pathsOfLaw(chosen.value.folder)]
    return await execute(args, program.program, compileLaw(law), { store: store.value, keep }, style)
  } catch (thrown) {
    if (thrown instanceof Interrupted) {
      return { ...badInput(`${thrown.message}: the trace holds what was captured, without a footer`), exit: thrown.status }
    }
    if (thrown instanceof LimitReached) {
      return { ...badInput('the law is too large', [lawLimit(chosen.value.folder, thrown)]), exit: EXIT.inconclusive }
    }
    if (thrown instanceof TraceWriteFailure || thrown instanceof TraceReadFailure) {
      const outcome = badInput(thrown.message, [thrown.problem])
      return thrown.problem.code === 'limit-reached' ? { ...outcome, exit: EXIT.inconclusive } : outcome
    }
    throw thrown
  }
}

// NUM-05: more tokens or transitions than a session may have, or a lineage that no footer could hold, leave the outcome open.
const beyondLimits = (file: string, { items }: Program): Problem | null => {
  const left = { token: LIMITS.tokensMax.value as number, transition: LIMITS.transitionsMax.value as number }
  let lineage = 0
  for (const item of items) {
    const { kind, line, column } = item
    if (kind !== 'token' && kind !== 'transition') continue
    lineage += kind === 'transition' ? lineageBytes(item.to) : 0
    const { value } = kind === 'token' ? LIMITS.tokensMax : LIMITS.transitionsMax
    const beyond = --left[kind] < 0 ? `${value} ${kind}s` : lineage > LIMITS.lineageBytes.value ? 'its footer can hold' : null
    if (beyond !== null) return { ...fileProblem(file, 'limit-reached', `more than ${beyond} in one session`), line, column }
  }
  return null
}

const unknownOf = (law: Law, { environment, backend, places }: Program): Problem | null => {
  if (environment !== null && !law.environments.has(environment)) {
    return unknownArgument(law, 'environment', environment, places.environment)
  }
  const isNamed = backend !== null && backend !== 'auto'
  return isNamed && !law.backends.has(backend) ? unknownArgument(law, 'backend', backend, places.backend) : null
}

const execute = async (
  args: RunArguments,
  program: Program,
  compiled: CompiledLaw,
  { store, keep }: { readonly store: LawStore; readonly keep: readonly string[] },
  style: Style,
): Promise<Outcome> => {
  const { law } = compiled
  const trace = args.trace ?? defaultTrace(args.program)
  const writer = createTrace(trace, { force: args.force, keep, durability: args.durability })
  if (!writer.ok) return badInput('the trace cannot be written', [writer.error])
  const progress = makeProgress('run', program.items.length)
  const record = makeRunRecord(progress)
  const { session, footer } = await capture(args, program, compiled, writer.value, record).finally(() => progress.end())
  const report = args.replay ? replayFile(trace, store) : null
  return outcomeOf(args, { law, program, session, footer, record, report, trace }, style)
}

interface Capture {
  readonly session: Session
  readonly footer: CapturedFooter
}

// LED-13: however the session ends, the trace then holds every captured line.
const capture = async (
  args: RunArguments,
  program: Program,
  compiled: CompiledLaw,
  writer: TraceWriter,
  record: RunRecord,
): Promise<Capture> => {
  const guard = guardTrace(writer)
  try {
    const session = openProgram(args, program, compiled, writer)
    const footer = await runItems(session, program.items, record, () => guard.pause())
    return { session, footer }
  } finally {
    guard.release()
  }
}

const openProgram = (args: RunArguments, program: Program, compiled: CompiledLaw, writer: TraceWriter): Session => {
  const opened = openSession({
    law: compiled,
    environment: program.environment,
    backend: program.backend,
    sessionId: args.clock === 'logical' ? logicalId(program, compiled.law) : randomSessionId(),
    clock: args.clock === 'logical' ? logicalClock : makeWallClock(),
    digest: nodeDigest,
    write: (line) => writer.write(line),
  })
  if (!opened.ok) throw new Error('a name that the law knows opened no session')
  return opened.session
}

// LED-11: the id of a program under a logical clock.
const logicalId = ({ environment, backend, items }: Program, law: Law): string => {
  const opening = { environment: environment ?? law.machines.environment.root.initial ?? '', backend: backend ?? 'auto' }
  return sessionIdOf({ ...opening, stream: items }, law.digest, nodeDigest)
}

const replayFile = (trace: string, store: LawStore): Report => {
  const source = fileSource(trace)
  if (!source.ok) throw new TraceReadFailure(source.error)
  const progress = makeProgress('replay', source.value.size)
  const report = replaySource(source.value, { store, progress: (bytes) => progress.update(bytes) })
  progress.end()
  return report
}

/** A run whose replay fails is our bug, unless the law contradicts itself: then the law is found wrong. */
const exitOf = (report: Report | null): number => {
  if (report === null || report.replay.valid) return EXIT.done
  const onlyInvariants = report.findings.length > 0 && report.findings.every(({ code }) => code === 'invariant')
  return onlyInvariants ? EXIT.wrong : EXIT.bug
}

const outcomeOf = (args: RunArguments, run: FinishedRun, style: Style): Outcome => {
  const exit = exitOf(run.report)
  const message =
    exit === EXIT.bug
      ? 'the trace of this run does not replay: this is a bug of qcompute, please report it with the program and the trace'
      : exit === EXIT.wrong
        ? 'the law contradicts itself: an invariant of it does not hold in this run'
        : ''
  return { exit, json: documentOf(run), text: runText(args.program, run, style), message, problems: [] }
}

const documentOf = ({ session, footer, record, report, trace }: FinishedRun): Json => {
  const { counts, lineage } = footer.entry
  return {
    session_id: session.summary.sessionId,
    trace,
    root: footer.root,
    lineage,
    frames: record.frames.map(({ entry }) => ({
      frame_id: entry.frameId,
      environment: entry.environment,
      backend: entry.backend,
      tier: entry.tier,
      operators: { first: entry.operators.first, last: entry.operators.last, count: entry.operators.count },
    })),
    counts: { ...countsJson(counts) },
    replay: report === null ? null : replayOf(report),
  }
}

const replayOf = ({ replay, findings, findings_total }: Report): Json => ({
  valid: replay.valid,
  reasons: replay.reasons,
  findings: findings.map((finding) => ({ ...finding })),
  findings_total,
})
