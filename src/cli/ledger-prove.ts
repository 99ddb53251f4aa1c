import type { Result } from '../base/index.js'
import { err, ok } from '../base/index.js'
import { encodeProof } from '../ledger/proof-document.js'
import type { Proof } from '../ledger/proof-document.js'
import type { ProofRequest } from '../ledger/proof-maker.js'
import { makeLawStore } from '../shell/law-store.js'
import { writeOutput } from '../shell/output-file.js'
import { firstDifference, proveTrace, readPrefix } from '../shell/prove-trace.js'
import type { Prefix, Proving } from '../shell/prove-trace.js'
import { fileProblem } from '../shell/source-file.js'
import { fileSource, TraceReadFailure } from '../shell/trace-reader.js'
import type { TraceSource } from '../shell/trace-reader.js'
import type { Problem } from '../artifact/problem.js'
import { documentText } from './document.js'
import { EXIT } from './exit.js'
import { badInput } from './outcome.js'
import type { Outcome } from './outcome.js'
import { makeProgress } from './progress.js'
import { asWarnings } from './law-problems.js'
import { plural } from './replay-text.js'
import { printable } from './style.js'
import type { Style } from './style.js'
import { refusalOf } from './trace-verdict.js'

/** What is proven: a line, or an earlier state, given by its size or by a file that holds it. */
export type ProveWhat = ProofRequest | { readonly kind: 'from'; readonly file: string }

/** The arguments of `ledger prove`. */
export interface ProveArguments {
  readonly trace: string
  readonly what: ProveWhat
  /** Null: the proof goes to standard output. */
  readonly output: string | null
  readonly force: boolean
  readonly rules: readonly string[]
}

/** Makes a proof about a trace that replays as valid (PRF-05); its document is the proof itself. */
export const proveVerb = (args: ProveArguments, style: Style): Outcome => {
  try {
    return prove(args, style)
  } catch (thrown) {
    if (thrown instanceof TraceReadFailure) return badInput(`${thrown.problem.file} cannot be read to its end`, [thrown.problem])
    throw thrown
  }
}

const prove = (args: ProveArguments, style: Style): Outcome => {
  const { trace, what } = args
  const store = makeLawStore(args.rules)
  if (!store.ok) return badInput('the rules cannot be read', store.error)
  const source = fileSource(trace)
  if (!source.ok) return badInput(`${trace} cannot be read`, [source.error])
  const earlier = what.kind === 'from' ? openPrefix(what.file) : null
  if (earlier !== null && !earlier.ok) return earlier.error
  const request: ProofRequest = what.kind === 'from' ? { kind: 'prefix', size: earlier?.value.prefix.size ?? 0 } : what
  const progress = makeProgress('replay', source.value.size)
  let proving: Proving
  try {
    proving = proveTrace(source.value, store.value, request, (done) => progress.update(done))
  } finally {
    progress.end()
  }
  const refusal = refusalOf(trace, proving.report, 'nothing can be proven of this trace')
  if (refusal !== null) return refusal
  const against = earlier === null ? null : notBeginning(trace, source.value, earlier.value, proving)
  if (against !== null) return against
  if (proving.proof === null) return badInput('there is nothing of the kind to prove', [missing(trace, request, proving)])
  const warnings = [...(earlier?.value.warnings ?? []), ...asWarnings(store.value.problems)]
  return written(args, proving.proof, warnings, style)
}

const written = (args: ProveArguments, proof: Proof, warnings: readonly Problem[], style: Style): Outcome => {
  const { trace, output, force, what } = args
  const json = encodeProof(proof)
  if (output === null) return { exit: EXIT.done, json, text: documentText(json), message: '', problems: warnings }
  const keep = [trace, ...(what.kind === 'from' ? [what.file] : [])]
  const done = writeOutput(output, documentText(json), { force, keep })
  if (!done.ok) return badInput('the proof cannot be written', [done.error])
  const lines = [
    `${printable(trace)} -> ${style.bold(printable(output))}`,
    `  proves    ${subjectOf(proof)}`,
    `  session   ${proof.sessionId}`,
    `  root      ${proof.merkleRoot} (merkle_root of ${plural(proof.treeSize, 'line')})`,
  ]
  return { exit: EXIT.done, json, text: `${lines.join('\n')}\n`, message: '', problems: warnings }
}

/** What a proof is about, for people. */
export const subjectOf = (proof: Proof): string =>
  proof.kind === 'inclusion'
    ? `seq ${proof.entry.leafIndex} of ${plural(proof.treeSize, 'line')} stands in the trace`
    : `the trace of ${plural(proof.treeSize, 'line')} begins with an earlier state of ${plural(proof.oldSize, 'line')}`

interface Earlier {
  readonly file: string
  readonly source: TraceSource
  readonly prefix: Prefix
  readonly warnings: readonly Problem[]
}

const openPrefix = (file: string): Result<Earlier, Outcome> => {
  const source = fileSource(file)
  if (!source.ok) return err(badInput(`${file} cannot be read`, [source.error]))
  const prefix = readPrefix(source.value)
  const { flaw, size, torn } = prefix
  if (flaw !== null) {
    const message = `line ${flaw.seq} is not sound: ${flaw.path} (${flaw.code}, ${flaw.clause})`.replace(':  (', ': (')
    const problem = { ...fileProblem(file, 'trace-invalid', message), line: flaw.seq + 1 }
    return err({ ...badInput('this is no earlier state of a trace', [problem]), exit: EXIT.wrong })
  }
  if (size === 0) {
    const problem = fileProblem(file, 'line-missing', 'holds no whole line', 'name an earlier state of the trace')
    return err(badInput('this is no earlier state of a trace', [problem]))
  }
  const tail = fileProblem(file, 'tail-torn', 'the torn tail that begins here is left out')
  const warnings = torn ? asWarnings([{ ...tail, line: size + (prefix.footer === null ? 1 : 2) }]) : []
  return ok({ file, source: source.value, prefix, warnings })
}

// PRF-06: an earlier state whose root is another is a finding, at the first line that differs.
const notBeginning = (
  trace: string, source: TraceSource, { file, source: ours, prefix }: Earlier, { proof, size }: Proving,
): Outcome | null => {
  if (proof?.kind === 'consistency' && proof.oldRoot === prefix.root) return null
  const at = firstDifference(ours, source)
  const message =
    at === null
      ? `holds ${plural(prefix.size, 'line')} before a footer, ${trace} only ${size}`
      : `line ${at} is another one than line ${at} of ${trace}`
  const problem = { ...fileProblem(file, 'prefix-differs', message), line: (at ?? size) + 1 }
  return { ...badInput(`${trace} does not begin with ${file}`, [problem]), exit: EXIT.wrong }
}

const missing = (trace: string, request: ProofRequest, { report, size }: Proving): Problem => {
  if (request.kind === 'operator') {
    const count = report.replay.reconstructed_session?.counts.operators ?? 0
    const expected = count === 0 ? 'it has no operators' : `expected --op from 1 to ${count}`
    return fileProblem(trace, 'operator-missing', `the trace has no operator ${request.opId}`, expected)
  }
  if (request.kind === 'line') {
    const message = request.seq === size ? 'the footer is no leaf of the tree: it holds its root' : `the trace has no line ${request.seq}`
    return fileProblem(trace, 'line-missing', message, `expected --seq from 0 to ${size - 1}`)
  }
  const message = `the trace has only ${plural(size, 'line')} before its footer`
  return fileProblem(trace, 'line-missing', message, `expected --prefix from 1 to ${size}`)
}
