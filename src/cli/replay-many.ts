import { availableParallelism } from 'node:os'
import type { Problem } from '../artifact/problem.js'
import type { LawStore } from '../shell/law-store.js'
import { inOrder, threadStarter } from '../shell/replay-pool.js'
import type { FoundTrace, FoundTraces } from '../shell/trace-folder.js'
import { EXIT, worstExit } from './exit.js'
import { badInput } from './outcome.js'
import type { Outcome } from './outcome.js'
import { makeProgress } from './progress.js'
import type { Progress } from './progress.js'
import { asWarnings } from './law-problems.js'
import type { ReplayArguments } from './replay.js'
import { makeReplayer } from './replay-one.js'
import { faultResult, problemResult, resultOf } from './replay-result.js'
import type { TraceResult } from './replay-result.js'
import { makeSummary, resultLine, summaryText } from './replay-summary.js'
import type { Style } from './style.js'
import type { WorkerOrders } from './replay-worker.js'

/** Bytes for which a further thread pays, on the machines of today: it starts about as fast as these are verified. */
const BYTES_PER_JOB = 16_777_216

/** Verifies many traces (CMD-25): what there is to say of each is written as it comes, in their order, then one summary. */
export const replayMany = async (found: FoundTraces, args: ReplayArguments, store: LawStore, style: Style): Promise<Outcome> => {
  const [only] = found.traces
  if (found.traces.length === 1 && only !== undefined && only.problem !== null) {
    return { ...badInput(only.problem.message, [only.problem, ...found.passedOver]) }
  }
  const readable = found.traces.filter(({ problem }) => problem === null)
  const total = readable.reduce((sum, { bytes }) => sum + bytes, 0)
  const progress = makeProgress('replay', total)
  const output = makeOutput(args.json, progress, style)
  try {
    for await (const [trace, result] of resultsOf(found.traces, readable, args, store, progress)) await output.add(trace, result)
  } finally {
    progress.end()
  }
  return output.end(found.passedOver)
}

/** Every trace with its result, in order. */
async function* resultsOf(
  traces: readonly FoundTrace[],
  readable: readonly FoundTrace[],
  args: ReplayArguments,
  store: LawStore,
  progress: Progress,
): AsyncGenerator<readonly [string, TraceResult], void, undefined> {
  const jobs = jobsFor(readable, args.jobs)
  const results = jobs === 1 ? oneByOne(readable, args, store, progress) : byThreads(readable, jobs, args, progress)
  try {
    for (const { path, problem } of traces) {
      if (problem !== null) {
        yield [path, problemResult(path, problem, args.json)]
        continue
      }
      const next = await results.next()
      if (next.done === true) throw new Error('a trace has no result')
      yield [path, next.value]
    }
  } finally {
    await results.return()
  }
}

const jobsFor = (traces: readonly FoundTrace[], asked: number | null): number => {
  const bytes = traces.reduce((sum, trace) => sum + trace.bytes, 0)
  const suited = Math.min(availableParallelism(), 1 + Math.floor(bytes / BYTES_PER_JOB))
  return Math.max(1, Math.min(asked ?? suited, traces.length))
}

async function* oneByOne(
  traces: readonly FoundTrace[],
  args: ReplayArguments,
  store: LawStore,
  progress: Progress,
): AsyncGenerator<TraceResult, void, undefined> {
  const maker = { replayer: makeReplayer(store, args, PLAIN), isJson: args.json }
  let before = 0
  for (const { path, bytes } of traces) {
    yield await resultOf(path, maker, (done) => progress.update(before + done))
    progress.update((before += bytes))
    // Lets signals, and the news that nobody reads on, arrive.
    await new Promise((resolve) => setImmediate(resolve))
  }
}

const same = (text: string): string => text
const PLAIN: Style = { bold: same, dim: same, good: same, bad: same, warn: same }

const byThreads = (
  found: readonly FoundTrace[],
  jobs: number,
  { traces: _traces, jobs: _jobs, json, ...choices }: ReplayArguments,
  progress: Progress,
): AsyncGenerator<TraceResult, void, undefined> => {
  // A thread has one core to itself: it does not share its trace with another.
  const orders: WorkerOrders = { choices: { ...choices, cores: 1 }, isJson: json, isWatched: progress.isShown }
  const start = threadStarter<string, TraceResult>(new URL('./replay-worker.js', import.meta.url), orders)
  const bytesOf = new Map(found.map(({ path, bytes }) => [path, bytes]))
  return inOrder(
    found.map(({ path }) => path),
    {
      jobs,
      start,
      cost: (path) => bytesOf.get(path) ?? 0,
      weight: ({ document }) => (document?.length ?? 0) + 1024,
      lost: (path, why) => faultResult(path, why, json),
      progress: (done) => progress.update(done),
    },
  )
}

interface Output {
  /** Writes what there is to say of a trace; waits where the reader of standard output is slow. */
  add(trace: string, result: TraceResult): Promise<void>
  end(passedOver: readonly Problem[]): Outcome
}

/** Problems that are kept for standard error; further ones are counted. */
const PROBLEMS_MAX = 100

const makeOutput = (isJson: boolean, progress: Progress, style: Style): Output => {
  const summary = makeSummary()
  const problems: Problem[] = []
  const bundles = new Map<string, Problem>()
  let worst: number = EXIT.done
  let problemsTotal = 0
  let isMissed = false
  const write = async (text: string): Promise<void> => {
    progress.hide()
    // Whoever stops reading before the end has no verdict.
    process.exitCode = worstExit([worst, EXIT.inconclusive])
    if (!process.stdout.write(text)) await new Promise((resolve) => process.stdout.once('drain', resolve))
  }
  return {
    async add(trace, result) {
      worst = worstExit([worst, result.exit])
      isMissed ||= result.problems.some(({ code }) => code === 'law-not-found')
      problemsTotal += result.problems.length
      for (const problem of result.problems) if (problems.length < PROBLEMS_MAX) problems.push(problem)
      for (const problem of result.bundles) bundles.set(JSON.stringify(problem), problem)
      const start = summary.traces === 0 ? '[\n  ' : ',\n  '
      summary.add(result)
      if (isJson) await write(`${start}${(result.document ?? '').trimEnd().replaceAll('\n', '\n  ')}`)
      else if (result.verdict !== 'valid') await write(`${resultLine(trace, result, style)}\n`)
    },
    end(passedOver) {
      const ofBundles = [...bundles.values()]
      if (isJson) process.stdout.write('\n]\n')
      return {
        exit: worst,
        json: null,
        text: isJson ? '' : summaryText(summary, style),
        message: '',
        problems: [...passedOver, ...(isMissed ? ofBundles : asWarnings(ofBundles)), ...problems],
        problemsLeftOut: problemsTotal - problems.length,
        isWritten: true,
      }
    },
  }
}
