import type { Problem } from '../artifact/problem.js'
import { makeLawStore } from '../shell/law-store.js'
import type { LawStore } from '../shell/law-store.js'
import { findTraces } from '../shell/trace-folder.js'
import { asWarnings } from './law-problems.js'
import { badInput } from './outcome.js'
import type { Outcome } from './outcome.js'
import { makeProgress } from './progress.js'
import { makeReplayer, replayTrace } from './replay-one.js'
import type { ReplayChoices } from './replay-one.js'
import type { Style } from './style.js'

/** The arguments of `replay`. */
export interface ReplayArguments extends ReplayChoices {
  /** Traces, and folders that hold some. */
  readonly traces: readonly string[]
  /** How many traces are verified at once; null for what suits the machine. */
  readonly jobs: number | null
  readonly json: boolean
}

/** Verifies traces (SEMANTICS 6 and 8, `replay`): one that is named gives one document, several or a folder an array (CMD-22, CMD-25). */
export const replayVerb = async (args: ReplayArguments, style: Style): Promise<Outcome> => {
  const store = makeLawStore(args.rules)
  if (!store.ok) return badInput('the rules cannot be read', store.error)
  const found = findTraces(args.traces)
  const [only] = found.traces
  if (args.signing?.envelope !== null && args.signing?.envelope !== undefined && (found.hasFolder || found.traces.length !== 1)) {
    return badInput('--signature is for one trace; without it the signatures stand beside each')
  }
  if (found.hasFolder || found.traces.length !== 1 || only === undefined) {
    const { replayMany } = await import('./replay-many.js')
    return replayMany(found, args, store.value, style)
  }
  const outcome = await replayNamed(only.path, only.bytes, args, store.value, style)
  return { ...outcome, problems: [...outcome.problems, ...bundleProblems(store.value, outcome)] }
}

const replayNamed = async (trace: string, bytes: number, args: ReplayArguments, store: LawStore, style: Style): Promise<Outcome> => {
  const progress = makeProgress('replay', bytes)
  try {
    const { outcome } = await replayTrace(trace, makeReplayer(store, args, style), (done) => progress.update(done))
    return outcome
  } finally {
    progress.end()
  }
}

/** What is wrong with bundles that were passed over (RPL-13): an error where that may be why a law is missing, else a warning. */
const bundleProblems = ({ problems }: LawStore, outcome: Outcome): readonly Problem[] =>
  outcome.problems.some(({ code }) => code === 'law-not-found') ? problems : asWarnings(problems)
