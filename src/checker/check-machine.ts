import type { Machine } from '../artifact/machine.js'
import type { SearchLimits } from '../explore/index.js'
import { lifecyclesOf, machineQuestions } from './machine/lifecycle-verdicts.js'
import { checkMachine } from './machine/machine-checks.js'
import type { MachineFinding } from './machine/machine-checks.js'
import { makeMachineModel } from './machine/machine-model.js'
import type { MachineModel } from './machine/machine-model.js'
import { surveyModel } from './survey.js'
import type { Survey } from './survey.js'
import type { Evidence, Verdict } from './verdict.js'

/** What a check of a machine by itself found, its guards free; or which limit it hit. */
export type MachineCheck =
  | {
      readonly ok: true
      readonly model: MachineModel
      readonly survey: Survey
      readonly verdicts: readonly Verdict[]
      /** What is wrong, by its place in the document of the machine. */
      readonly findings: readonly MachineFinding[]
      readonly evidence: Evidence
    }
  | { readonly ok: false; readonly why: string }

/** Decides what every lifecycle should have of a machine by itself, with every outcome of its guards (CHK-08). */
export const checkMachineFile = (machine: Machine, limits: SearchLimits): MachineCheck => {
  const made = makeMachineModel(machine)
  if (!made.ok) return { ok: false, why: made.message }
  const { model } = made
  const survey = surveyModel(model, limits)
  const verdict = checkMachine(model, survey.found)
  return { ok: true, model, survey, findings: verdict.findings, ...lifecyclesOf(survey, verdict, machineQuestions(model.name)) }
}
