import type { Law } from '../../artifact/law.js'
import { drivenQuestions, lifecycleVerdicts } from '../machine/lifecycle-verdicts.js'
import { checkLawMachines } from '../machine/machine-checks.js'
import type { Label } from '../model.js'
import type { SessionModel } from './session-model.js'
import { antecedentName } from './session-propositions.js'
import { pathOf, pathToLabel } from '../survey.js'
import type { MetLabel, Survey } from '../survey.js'
import type { PropertyKind, Verdict } from '../verdict.js'

interface Said {
  readonly property: string
  readonly kind: PropertyKind
  readonly clause?: string
  readonly seeds?: readonly string[]
}

/** What can be concluded: a thing that was met is met for certain; a thing that was not met only if everything was explored. */
interface Judge {
  readonly survey: Survey
  readonly undecided: string | null
  /** Why what was never met could be met all the same, although nothing else is undecided. */
  readonly narrowed: string | null
}

const verdictOf = (said: Said, rest: Pick<Verdict, 'verdict' | 'method' | 'why' | 'counterexample'>): Verdict =>
  ({ property: said.property, kind: said.kind, clause: said.clause ?? null, seeds: said.seeds ?? [], ...rest })

const holds = ({ undecided }: Judge, said: Said): Verdict =>
  undecided === null
    ? verdictOf(said, { verdict: 'holds', method: 'exhaustive', why: null, counterexample: null })
    : verdictOf(said, { verdict: 'inconclusive', method: 'sampled', why: undecided, counterexample: null })

const violated = ({ survey }: Judge, said: Said, why: string, at: MetLabel | null): Verdict =>
  verdictOf(said, { verdict: 'violated', method: 'exhaustive', why, counterexample: at === null ? null : pathToLabel(survey, at) })

// Something that must be met somewhere: not having met it says nothing unless everything was seen.
const mustBeMet = (judge: Judge, said: Said, isMet: boolean, word: 'violated' | 'vacuous', why: string): Verdict => {
  const method = judge.undecided === null ? 'exhaustive' : 'sampled'
  if (isMet) return verdictOf(said, { verdict: 'holds', method, why: null, counterexample: null })
  if (judge.undecided !== null) return holds(judge, said)
  const { narrowed } = judge
  if (narrowed !== null) return verdictOf(said, { verdict: 'inconclusive', method: 'sampled', why: narrowed, counterexample: null })
  return verdictOf(said, { verdict: word, method: 'exhaustive', why, counterexample: null })
}

const find = ({ labels }: Survey, holdsOf: (label: Label) => boolean): MetLabel | null => labels.find(({ label }) => holdsOf(label)) ?? null

/** Whether labels that were met pass through an item. */
const coverOf = ({ model, labels }: Survey): ((item: string) => boolean) => {
  const met = new Set(labels.flatMap(({ label }) => label.cover))
  const places = new Map(model.coverItems.map((item, index) => [item, index]))
  return (item) => met.has(places.get(item) ?? -1)
}

const invariantVerdicts = (judge: Judge, law: Law): readonly Verdict[] =>
  law.invariants.map(({ name, clause }, index) => {
    const { survey } = judge
    const seeds = law.properties.invariantSeeds.get(name) ?? []
    const said: Said = { property: name, kind: 'invariant', clause, seeds }
    const broken = find(survey, (label) => label.broken.includes(index))
    const why = broken?.isOpening === true ? 'it does not hold when a session opens' : 'a step breaks it'
    if (broken !== null) return violated(judge, said, why, broken)
    const antecedent = survey.model.propositions.findIndex((one) => one.name === antecedentName(name))
    // Where not everything was seen, nothing is proved, whatever was met.
    if (antecedent < 0 || judge.undecided !== null) return holds(judge, said)
    return mustBeMet(judge, said, find(survey, (label) => label.holds.has(antecedent)) !== null, 'vacuous',
      'what it speaks of never comes: all but its last alternative always hold')
  })

// LAW-37: a reason is reached, or declared unreachable with its cause.
const reasonVerdicts = (judge: Judge, { validation, routing }: Law): readonly Verdict[] => {
  const isMet = coverOf(judge.survey)
  const { survey } = judge
  const of = (table: string, reasons: Law['routing']['reasons']): readonly Verdict[] =>
    reasons.map(({ reason, unreachable }) => {
      const said: Said = { property: `${table} reason ${reason}`, kind: 'reason', clause: 'LAW-37' }
      const item = `reason ${table} ${reason}`
      if (unreachable === null) return mustBeMet(judge, said, isMet(item), 'violated', 'it is never given, and is not declared unreachable')
      if (!isMet(item)) return holds(judge, said)
      const place = survey.model.coverItems.indexOf(item)
      const given = find(survey, (label) => label.cover.includes(place))
      return violated(judge, said, `it is declared unreachable (${unreachable}), and is given`, given)
    })
  return [...of('validation', validation.reasons), ...of('routing', routing.reasons)]
}

interface Ruling {
  readonly name: string
  readonly event: { readonly reason: string }
}

// A rule may always lose if its reason is declared unreachable.
const ruleVerdicts = (judge: Judge, { validation, routing }: Law): readonly Verdict[] => {
  const isMet = coverOf(judge.survey)
  const declared = [...validation.reasons, ...routing.reasons].filter(({ unreachable }) => unreachable !== null)
  const excused = new Set(declared.map(({ reason }) => reason))
  const of = (table: string, rules: readonly Ruling[]): readonly Verdict[] =>
    rules.filter(({ event }) => !excused.has(event.reason)).map(({ name }) =>
      mustBeMet(judge, { property: `${table} rule ${name}`, kind: 'rule', clause: 'LAW-30' }, isMet(`rule ${table} ${name}`), 'violated',
        'it never wins'))
  return [
    ...of('operator', validation.operator), ...of('token', validation.token), ...of('transition', validation.transition),
    ...of('routing', routing.operator),
  ]
}

const machineVerdicts = ({ survey: { found }, undecided, narrowed }: Judge, model: SessionModel): readonly Verdict[] => {
  const questions = drivenQuestions(Object.keys(model.law.machines), model.name)
  const { decided, findings } = checkLawMachines(model, found)
  const verdict = { decided: decided && undecided === null, findings }
  const verdicts = lifecycleVerdicts(verdict, questions, undecided, (state) => pathOf(found, found.indexOf(state)))
  return verdicts.map((one) =>
    one.verdict === 'violated' && one.counterexample === null && narrowed !== null
      ? { ...one, verdict: 'inconclusive', method: 'sampled', why: narrowed }
      : one)
}

/** Why fewer tokens than the law asks for leave open what was never met; null if they are not fewer. */
export const narrowedOf = ({ properties }: Law, tokens: number | null): string | null =>
  tokens === null || tokens >= properties.model.tokens
    ? null
    : `it was not met with --tokens ${tokens}, fewer than the ${properties.model.tokens} that the law asks for`

/** Why a search of a model proves nothing; null if it does. */
export const undecidedOf = ({ found }: Survey, model: SessionModel): string | null =>
  model.left() ?? (found.complete ? (model.sampled[0] ?? null) : `a limit ended the search with ${found.frontier} states to look at`)

/** The verdicts that one search gives: invariants, reasons, rules, lifecycles (CHK-06 to CHK-08). */
export const surveyVerdicts = (survey: Survey, model: SessionModel, narrowed: string | null = null): readonly Verdict[] => {
  const judge: Judge = { survey, undecided: undecidedOf(survey, model), narrowed }
  const { law } = model
  return [
    ...invariantVerdicts(judge, law), ...reasonVerdicts(judge, law), ...ruleVerdicts(judge, law), ...machineVerdicts(judge, model),
  ]
}
