import type { SearchLimits } from '../explore/index.js'
import { isDone } from '../kernel/index.js'
import { composeMachines } from './machine/composition.js'
import type { Composition, Part } from './machine/composition.js'
import { drivenQuestions, lifecyclesOf } from './machine/lifecycle-verdicts.js'
import { checkDrivenMachines } from './machine/machine-checks.js'
import { surveyModel } from './survey.js'
import type { Evidence, Verdict } from './verdict.js'

/** Machines to be composed. */
export interface CompositionTask {
  readonly name: string
  readonly parts: readonly Part[]
  /** Names of the parts that must have ended where nothing more happens. */
  readonly ending: readonly string[]
}

/** What a check of machines together found, their guards free; or which limit it hit. */
export type CompositionCheck =
  | { readonly ok: true; readonly model: Composition; readonly verdicts: readonly Verdict[]; readonly evidence: Evidence }
  | { readonly ok: false; readonly why: string }

const hasEnded = (model: Composition, { parts, ending }: CompositionTask): ((state: number) => boolean) => (state) => {
  const configurations = model.configurationsOf(state)
  return parts.every(({ name, machine }, part) => !ending.includes(name) || isDone(machine, configurations[part] ?? []))
}

/** Decides what every lifecycle should have of machines that share events, with every outcome of their guards (CHK-70). */
export const checkComposition = (task: CompositionTask, limits: SearchLimits): CompositionCheck => {
  const { name, parts } = task
  const made = composeMachines(parts, { name })
  if (!made.ok) return { ok: false, why: made.message }
  const { model } = made
  const survey = surveyModel(model, limits)
  const verdict = checkDrivenMachines(model, survey.found, parts, hasEnded(model, task))
  return { ok: true, model, ...lifecyclesOf(survey, verdict, drivenQuestions(parts.map((part) => part.name), name)) }
}
