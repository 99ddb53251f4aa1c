import { join } from 'node:path'
import type { Law } from '../artifact/law.js'
import type { Machine } from '../artifact/machine.js'
import type { Problem } from '../artifact/problem.js'
import type { LawCheck } from '../checker/check-law.js'
import type { MachineCheck } from '../checker/check-machine.js'
import { coverText } from '../checker/picture/cover.js'
import { coverId } from '../checker/picture/picture-chart.js'
import { coverMermaid } from '../checker/picture/picture-mermaid.js'
import { coverSvg } from '../checker/picture/picture-svg.js'
import { coverCounts } from '../checker/survey-cover.js'
import { writeOutput } from '../shell/output-file.js'
import { makeFolder } from '../shell/output-folder.js'
import { fileName } from './check-outputs.js'
import type { OutputFolder } from './check-outputs.js'
import { printable } from './style.js'

/** The pictures of a check: what was written, what could not be, and a table of what was never reached. */
export interface CoverOutcome {
  readonly written: readonly string[]
  readonly problems: readonly Problem[]
  readonly text: string
}

const paint = (
  machines: readonly (readonly [name: string, machine: Machine])[],
  counts: ReadonlyMap<string, number>,
  items: readonly string[],
  { folder, force, keep }: OutputFolder,
): CoverOutcome => {
  const text = coverText(items, counts).split('\n').map(printable).join('\n')
  const made = makeFolder(folder)
  if (!made.ok) return { written: [], problems: [made.error], text }
  const files = machines.flatMap(([name, machine]) => [
    [join(folder, `${fileName(name)}.svg`), coverSvg(machine, counts)] as const,
    [join(folder, `${fileName(name)}.mmd`), coverMermaid(machine, counts)] as const,
  ])
  const results = files.map(([path, content]) => ({ path, result: writeOutput(path, content, { force, keep }) }))
  return {
    written: results.flatMap(({ path, result }) => (result.ok ? [path] : [])),
    problems: results.flatMap(({ result }) => (result.ok ? [] : [result.error])),
    text,
  }
}

/** Paints the lifecycles of a law with the counts of its check (CHK-57). */
export const coverLaw = (law: Law, { model, survey }: LawCheck & { readonly ok: true }, output: OutputFolder): CoverOutcome => {
  const counts = coverCounts(survey, (state) => {
    const { sessionState, environment, frameState } = model.stateOf(state)
    return [coverId.state('session', sessionState), coverId.state('environment', environment), coverId.state('frame', frameState)]
  })
  return paint(Object.entries(law.machines), counts, model.coverItems, output)
}

/** Paints a machine that was checked by itself. */
export const coverMachine = ({ model, survey }: MachineCheck & { readonly ok: true }, output: OutputFolder): CoverOutcome => {
  const statesIn = (state: number): readonly string[] => model.statesCover(state).map((place) => model.coverItems[place] ?? '')
  return paint([[model.name, model.machine]], coverCounts(survey, statesIn), model.coverItems, output)
}
