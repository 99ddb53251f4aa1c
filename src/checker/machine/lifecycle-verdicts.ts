import type { MachineFinding, MachineFindingCode, MachineVerdict } from './machine-checks.js'
import { stepsOf } from '../survey-cover.js'
import { pathOf } from '../survey.js'
import type { Survey } from '../survey.js'
import type { Evidence, ModelPath, Verdict } from '../verdict.js'

const STATED: { readonly [code in MachineFindingCode]: string } = {
  'state-unreachable': 'every state is reached',
  'transition-dead': 'every transition is taken',
  'guard-one-sided': 'every guard is both true and false',
  'event-unaccepted': 'every event is accepted somewhere',
  'final-unreachable': 'the end can be reached',
  deadlock: 'something can happen until the end',
}

const CODES = Object.keys(STATED) as readonly MachineFindingCode[]

/** What is said of a lifecycle: the findings of `verdict` as verdicts on what every lifecycle should have (CHK-08). */
export interface LifecycleQuestion {
  readonly name: string
  readonly codes: readonly MachineFindingCode[]
}

/** All questions about machines that are driven together, by their names, and one about the whole. */
export const drivenQuestions = (machines: readonly string[], whole: string): readonly LifecycleQuestion[] => [
  ...machines.map((name) => ({ name, codes: CODES.filter((code) => code !== 'deadlock') })),
  { name: whole, codes: ['deadlock'] },
]

/** All questions about one machine by itself. */
export const machineQuestions = (name: string): readonly LifecycleQuestion[] => [{ name, codes: CODES }]

const TOLD_MAX = 8

const wordsOf = (findings: readonly MachineFinding[]): string => {
  const told = findings.slice(0, TOLD_MAX).map(({ message }) => message).join('; ')
  return findings.length <= TOLD_MAX ? told : `${told}; and ${findings.length - TOLD_MAX} more`
}

/** The verdicts on lifecycles; `undecided` says why nothing can be said, `pathTo` gives a shortest path to a state of the model. */
export const lifecycleVerdicts = (
  { decided, findings }: MachineVerdict,
  questions: readonly LifecycleQuestion[],
  undecided: string | null,
  pathTo: (state: number) => ModelPath,
): readonly Verdict[] =>
  questions.flatMap(({ name, codes }) =>
    codes.map((code): Verdict => {
      const said = { property: `${name}: ${STATED[code]}`, kind: 'lifecycle', clause: 'CHK-08', seeds: [] } as const
      if (!decided) {
        const why = undecided ?? 'not everything was explored'
        return { ...said, verdict: 'inconclusive', method: 'sampled', why, counterexample: null }
      }
      const found = findings.filter((one) => one.code === code && one.machine === name)
      if (found.length === 0) return { ...said, verdict: 'holds', method: 'exhaustive', why: null, counterexample: null }
      const state = found.find((one) => one.state !== null)?.state ?? null
      return {
        ...said, verdict: 'violated', method: 'exhaustive', why: wordsOf(found), counterexample: state === null ? null : pathTo(state),
      }
    }))

/** The verdicts on lifecycles of a model whose guards are free, from its survey, with the evidence for them. */
export const lifecyclesOf = (survey: Survey, verdict: MachineVerdict, questions: readonly LifecycleQuestion[]) => {
  const { found } = survey
  const { states, depth, frontier, complete } = found
  const evidence: Evidence = {
    states, steps: stepsOf(survey), depth, frontier, complete, gap: null, bounds: ['guards: every outcome'], reductions: [], unbounded: [],
  }
  const undecided = complete ? null : `a limit ended the search with ${frontier} states to look at`
  return { verdicts: lifecycleVerdicts(verdict, questions, undecided, (state) => pathOf(found, found.indexOf(state))), evidence }
}
