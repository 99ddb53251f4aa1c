import { canonicalJson } from '../base/index.js'
import type { Json } from '../base/index.js'
import { explainOperator } from '../analysis/index.js'
import type { ExplainedRule, Explanation } from '../analysis/index.js'
import type { Problem } from '../artifact/problem.js'
import type { Kernel } from '../kernel/index.js'
import { makeLawStore } from '../shell/law-store.js'
import { kernelFinder, replaySource } from '../shell/replay-trace.js'
import { fileProblem } from '../shell/source-file.js'
import { fileSource, TraceReadFailure } from '../shell/trace-reader.js'
import type { Report } from '../verifier/verifier.js'
import { EXIT } from './exit.js'
import { explainText } from './explain-text.js'
import { badInput } from './outcome.js'
import type { Outcome } from './outcome.js'
import { asWarnings } from './law-problems.js'
import { lawMissing } from './replay-one.js'
import { shortened } from './style.js'
import type { Style } from './style.js'

/** The arguments of `explain`. */
export interface ExplainArguments {
  readonly trace: string
  /** The operator's id, from 1. */
  readonly operator: number
  readonly rules: readonly string[]
}

interface Found {
  readonly seq: number
  readonly explanation: Explanation
}

/** Explains one operator of a trace (RTR-40). The whole trace is replayed, so that an explanation of a wrong trace says so: exit 1. */
export const explainVerb = (args: ExplainArguments, style: Style): Outcome => {
  const store = makeLawStore(args.rules)
  if (!store.ok) return badInput('the rules cannot be read', store.error)
  const source = fileSource(args.trace)
  if (!source.ok) return badInput(`${args.trace} cannot be read`, [source.error])
  const find = kernelFinder(store.value)
  let kernel: Kernel | null = null
  let found: Found | null = null
  try {
    const report = replaySource(source.value, {
      store: store.value,
      findKernel: (digest) => (kernel = find(digest)),
      observe: ({ seq, state, event, step }) => {
        if (kernel === null || step.entry.type !== 'operator' || step.entry.opId !== args.operator) return
        const explanation = explainOperator(kernel, state, event, step)
        if (explanation !== null) found = { seq, explanation }
      },
    })
    const outcome = outcomeOf(args, report, found, style)
    return { ...outcome, problems: [...outcome.problems, ...asWarnings(store.value.problems)] }
  } catch (thrown) {
    if (thrown instanceof TraceReadFailure) return badInput(`${args.trace} cannot be read to its end`, [thrown.problem])
    throw thrown
  }
}

const outcomeOf = (args: ExplainArguments, report: Report, found: Found | null, style: Style): Outcome => {
  const { trace, operator } = args
  if (report.law === 'unknown') {
    const broken = fileProblem(trace, 'trace-broken', 'is no trace that can be explained')
    const problem = report.unknownDigest === null ? broken : lawMissing(trace, report)
    return badInput('the trace cannot be explained', [problem])
  }
  const session = report.replay.reconstructed_session
  if (session === null) return badInput('the header of the trace is at fault', [headerFault(trace, report)])
  if (found === null) {
    const count = session.counts.operators
    const expected = count === 0 ? 'it has no operators' : `expected --op from 1 to ${count}`
    const problem = fileProblem(trace, 'operator-missing', `the trace has no operator ${operator}`, expected)
    return badInput('there is no such operator', [problem])
  }
  const message = report.replay.valid ? '' : 'the trace is not valid; this explains what it should hold (see qcompute replay)'
  return {
    exit: report.replay.valid ? EXIT.done : EXIT.wrong,
    json: documentOf(found, report),
    text: explainText(found.seq, found.explanation, style),
    message,
    problems: [],
  }
}

// RPL-18: the law is known, but the header does not open a session under it.
const headerFault = (trace: string, { findings }: Report): Problem => {
  const fault = findings.find(({ seq, path }) => seq === 0 && (path === '/environment' || path === '/backend'))
  const value = shortened(canonicalJson(fault?.actual ?? null))
  const message = `the header is at fault, no session can be opened from it: ${fault?.path ?? ''} ${value} (${fault?.clause ?? 'RPL-18'})`
  return fileProblem(trace, 'trace-broken', message, 'see qcompute replay')
}

const ruleJson = ({ rule, priority, reason, frameAction, reads }: ExplainedRule): { readonly [name: string]: Json } => ({
  rule,
  priority,
  reason,
  frame_action: frameAction,
  reads,
})

const documentOf = ({ seq, explanation }: Found, report: Report): Json => {
  const { entry, facts, tables } = explanation
  const { routing, drift } = entry
  return {
    op_id: entry.opId,
    seq,
    name: entry.name,
    params: entry.params,
    source: entry.source,
    validation: { allowed: entry.validation.allowed, reason: entry.validation.reason },
    routing: routing === null ? null : { backend: routing.backend, frame_action: routing.frameAction, reason: routing.reason },
    drift: drift === null ? null : { ...drift },
    frame_id: entry.frameId,
    tables: tables.map(({ table, winner, lost }) => ({
      table,
      winner: winner === null ? null : ruleJson(winner),
      lost: lost.map((rule) => ({ ...ruleJson(rule), lost_to: rule.lostTo })),
    })),
    facts,
    trace_valid: report.replay.valid,
  }
}
