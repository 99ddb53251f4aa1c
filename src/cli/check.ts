import type { Json } from '../base/index.js'
import type { Problem } from '../artifact/problem.js'
import { certificateOf } from '../checker/certificate/certificate.js'
import { checkComposition } from '../checker/check-composition.js'
import { checkLaw } from '../checker/check-law.js'
import type { LawCheck } from '../checker/check-law.js'
import { checkMachineFile } from '../checker/check-machine.js'
import type { Model } from '../checker/model.js'
import { pathText } from '../checker/path/path-text.js'
import type { Evidence, Verdict } from '../checker/verdict.js'
import { walkLaw } from '../checker/walk-law.js'
import { bindLaw } from '../kernel/index.js'
import type { Kernel } from '../kernel/index.js'
import { nodeDigest } from '../shell/node-digest.js'
import { writeOutput } from '../shell/output-file.js'
import { fileProblem } from '../shell/source-file.js'
import { coverLaw, coverMachine } from './check-cover.js'
import { fileNames, writeVerdict } from './check-outputs.js'
import type { OutputFolder } from './check-outputs.js'
import { watchedLimits } from './check-progress.js'
import type { CheckLimits } from './check-progress.js'
import { filesOf, findComposition, findTargets } from './check-targets.js'
import type { CheckTarget } from './check-targets.js'
import { checkedText } from './check-text.js'
import type { CheckedTarget } from './check-text.js'
import { EXIT, worstExit } from './exit.js'
import { badInput } from './outcome.js'
import type { Outcome } from './outcome.js'
import type { Style } from './style.js'

/** The arguments of `check`. */
export interface CheckArguments {
  readonly targets: readonly string[]
  /** The targets are one whole that shares events. */
  readonly compose: boolean
  /** How many tokens are deployed at most; null: as each law says. */
  readonly tokens: number | null
  readonly symmetry: boolean
  readonly limits: CheckLimits
  /** Where counterexamples go; null: they are shown, not written. */
  readonly output: OutputFolder | null
  /** Where the certificate of the one law goes. */
  readonly certificate: string | null
  /** Where pictures of the lifecycles go. */
  readonly cover: OutputFolder | null
  /** Random walks instead of a search. */
  readonly walks: { readonly count: number; readonly seed: number } | null
  readonly force: boolean
}

/** A target that was checked, with what could not be checked or written. */
interface Done extends Omit<CheckedTarget, 'seconds'> {
  readonly problems: readonly Problem[]
}

/** Model-checks laws and machines (CHK-01): exit 0 if everything holds, 1 if something does not, 3 if something is undecided. */
export const checkVerb = (args: CheckArguments, style: Style): Outcome => {
  const targets = args.compose ? findComposition(args.targets) : findTargets(args.targets)
  if (!targets.ok) return badInput('what is to be checked cannot be read', targets.error)
  const several = args.certificate !== null && (targets.value.length !== 1 || targets.value[0]?.kind !== 'law')
  if (several) return badInput('--certificate is for one law: name it')
  const kept = keeping(args, targets.value.flatMap(filesOf))
  const checked = targets.value.map((target) => timed(() => checkTarget(target, kept)))
  const problems = checked.flatMap((one) => one.problems)
  const verdicts = checked.flatMap((one) => one.verdicts.map((verdict) => verdictJson(one.title, verdict)))
  return {
    exit: worstExit([...checked.flatMap(({ verdicts: all }) => all.map(exitOf)), ...(problems.length > 0 ? [EXIT.badInput] : [])]),
    json: problems.length > 0 ? null : { verdicts, targets: checked.map(targetJson), written: checked.flatMap(({ written }) => written) },
    text: checked.filter(({ verdicts: all }) => all.length > 0).map((one) => checkedText(one, style)).join('\n'),
    message: problems.length > 0 ? 'not everything could be checked or written' : '',
    problems,
  }
}

/** The arguments of one run: no output goes over an input (CMD-15), and names of files are given once. */
interface KeepingArguments extends CheckArguments {
  readonly inputs: readonly string[]
  readonly used: Set<string>
}

const keeping = (args: CheckArguments, inputs: readonly string[]): KeepingArguments => {
  const over = (output: OutputFolder | null): OutputFolder | null =>
    output === null ? null : { ...output, keep: [...output.keep, ...inputs] }
  return { ...args, output: over(args.output), cover: over(args.cover), inputs, used: new Set() }
}

const exitOf = ({ verdict }: Verdict): number =>
  verdict === 'violated' || verdict === 'vacuous' ? EXIT.wrong : verdict === 'inconclusive' ? EXIT.inconclusive : EXIT.done

const timed = (check: () => Done): Done & { readonly seconds: number } => {
  const start = performance.now()
  const done = check()
  return { ...done, seconds: (performance.now() - start) / 1000 }
}

const checkTarget = (target: CheckTarget, args: KeepingArguments): Done => {
  if (target.kind === 'law') return lawChecked(target, args)
  return target.kind === 'machine' ? machineChecked(target, args) : togetherChecked(target, args)
}

const empty = {
  digest: null, evidence: null, note: '', verdicts: [], shown: new Map<string, string>(), cover: '', problems: [], written: [],
} as const

const NO_COVER = { written: [], problems: [], text: '' } as const

type LawTarget = CheckTarget & { readonly kind: 'law' }

const lawChecked = (target: LawTarget, args: KeepingArguments): Done => {
  const { law, problemAt } = target
  const title = `${law.bundle.id} ${law.bundle.version}`
  if (args.walks !== null) return lawWalked(target, args, args.walks)
  const watched = watchedLimits(title, args.limits)
  const done = checkLaw(law, { tokens: args.tokens, symmetry: args.symmetry, limits: watched })
  watched.end()
  if (!done.ok) return { ...empty, title, problems: done.error.map(problemAt) }
  const { value: check } = done
  const { verdicts } = check
  if (!check.ok) return { ...empty, title, digest: law.digest, verdicts }
  const outputs = outputsOf(check.model, verdicts, bindLaw(law), args.output, args.used)
  const certified = args.certificate === null ? NO_COVER : writeCertificate(args.certificate, check, args)
  const cover = args.cover === null ? NO_COVER : coverLaw(law, check, args.cover)
  return {
    ...empty, title, digest: law.digest, evidence: check.evidence, verdicts, shown: outputs.shown, cover: cover.text,
    problems: [outputs, certified, cover].flatMap(({ problems }) => problems),
    written: [outputs, certified, cover].flatMap(({ written }) => written),
  }
}

const WALK_STEPS = 200

interface Walking {
  readonly count: number
  readonly seed: number
}

const lawWalked = ({ law }: LawTarget, args: KeepingArguments, { count, seed }: Walking): Done => {
  const title = `${law.bundle.id} ${law.bundle.version}`
  const { tokens, symmetry, limits, output } = args
  const start = performance.now()
  const goesOn = (): boolean => performance.now() - start < limits.seconds * 1000
  const walked = walkLaw(law, { tokens, symmetry, seed, walks: count, stepsMax: WALK_STEPS, goesOn })
  if (!walked.ok) {
    const verdict = undecidedVerdict(law.bundle.id, `${walked.variable} cannot be made finite: ${walked.why}`)
    return { ...empty, title, digest: law.digest, verdicts: [verdict] }
  }
  const { walks, steps, states } = walked.progress
  const again = `seed ${seed}; again: qcompute check ${args.targets.join(' ')} --walks ${count} --seed ${seed}`
  const [taken, made, past] = [walks, steps, states].map((value) => value.toLocaleString('en'))
  const note = `${taken} random walks of ${made} steps past ${past} states, for invariants alone; ${again}`
  const outputs = outputsOf(walked.model, walked.verdicts, bindLaw(law), output, args.used)
  return { ...empty, title, digest: law.digest, note, verdicts: walked.verdicts, ...outputs }
}

const machineChecked = ({ machine }: CheckTarget & { readonly kind: 'machine' }, args: KeepingArguments): Done => {
  const { limits, output, cover, used } = args
  const title = `machine ${machine.id} ${machine.version}`
  const watched = watchedLimits(title, limits)
  const check = checkMachineFile(machine, watched)
  watched.end()
  if (!check.ok) return { ...empty, title, verdicts: [undecidedVerdict(machine.id, check.why)] }
  const outputs = outputsOf(check.model, check.verdicts, null, output, used)
  const painted = cover === null ? NO_COVER : coverMachine(check, cover)
  return {
    ...empty, title, evidence: check.evidence, verdicts: check.verdicts, shown: outputs.shown, cover: painted.text,
    problems: [...outputs.problems, ...painted.problems], written: [...outputs.written, ...painted.written],
  }
}

const togetherChecked = (task: CheckTarget & { readonly kind: 'composition' }, { limits, output, used }: KeepingArguments): Done => {
  const watched = watchedLimits(task.name, limits)
  const check = checkComposition(task, watched)
  watched.end()
  if (!check.ok) return { ...empty, title: task.name, verdicts: [undecidedVerdict(task.name, check.why)] }
  const { model, verdicts, evidence } = check
  return { ...empty, title: task.name, evidence, verdicts, ...outputsOf(model, verdicts, null, output, used) }
}

const undecidedVerdict = (property: string, why: string): Verdict =>
  ({ property, kind: 'lifecycle', clause: 'CHK-08', seeds: [], verdict: 'inconclusive', method: null, why, counterexample: null })

/** Counterexamples as text, and as files where a folder is named. */
const outputsOf = (
  model: Model,
  verdicts: readonly Verdict[],
  kernel: Kernel | null,
  output: OutputFolder | null,
  used: Set<string>,
) => {
  const refuted = verdicts.filter(({ counterexample }) => counterexample !== null)
  const shown = new Map(refuted.flatMap((one) =>
    one.counterexample === null ? [] : [[one.property, pathText(model, one.counterexample, one, kernel)] as const]))
  const names = fileNames(refuted.map(({ property }) => property), used)
  const files = output === null ? [] : refuted.map((one, at) => writeVerdict(one, model, kernel?.law ?? null, names[at] ?? '', output))
  return {
    shown,
    problems: files.flatMap((one) => (one.ok ? [] : [one.error])),
    written: files.flatMap((one) => (one.ok ? one.value : [])),
  }
}

// A certificate says that everything was seen and every invariant holds; what is not so has none.
const writeCertificate = (path: string, check: LawCheck & { readonly ok: true }, { tokens, symmetry, force, inputs }: KeepingArguments) => {
  const { model, survey: { found }, verdicts, evidence } = check
  const invariants = verdicts.filter(({ kind }) => kind === 'invariant')
  const isProved = evidence.complete && invariants.every(({ verdict }) => verdict === 'holds' || verdict === 'vacuous')
  const { law } = model
  const problem = (): Problem => fileProblem(path, 'certificate-unproved', 'not every invariant was proved, so there is no certificate')
  if (!isProved || model.left() !== null) return { written: [], problems: [problem()] }
  const states = Array.from({ length: found.states }, (_, place) => found.stateAt(place))
  const text = certificateOf(model, states, { law, tokens: tokens ?? law.properties.model.tokens, symmetry }, nodeDigest)
  const written = writeOutput(path, text, { force, keep: inputs })
  return written.ok ? { written: [path], problems: [] } : { written: [], problems: [written.error] }
}

const verdictJson = (target: string, { property, kind, clause, seeds, verdict, method, why, counterexample }: Verdict): Json => ({
  target, property, kind, clause, seeds: [...seeds], verdict, method, why,
  counterexample: counterexample === null ? null : { steps: counterexample.labels.length, loop: counterexample.loop },
})

const evidenceJson = ({ states, steps, depth, frontier, complete, gap, bounds, reductions, unbounded }: Evidence): Json => ({
  states, steps, depth, frontier, exhaustive: complete && gap === null, gap,
  bounds: [...bounds], reductions: [...reductions], left_out: [...unbounded],
})

const targetJson = ({ title, digest, evidence, seconds, note }: CheckedTarget): Json => ({
  target: title, law_digest: digest, seconds: Math.round(seconds * 1000) / 1000, walked: note,
  explored: evidence === null ? null : evidenceJson(evidence),
})
