import { join } from 'node:path'
import { ok } from '../base/index.js'
import type { Result } from '../base/index.js'
import type { Law } from '../artifact/law.js'
import type { Problem } from '../artifact/problem.js'
import { itfOf } from '../checker/path/itf.js'
import type { Model } from '../checker/model.js'
import { programOfPath } from '../checker/path/program-of-path.js'
import type { Verdict } from '../checker/verdict.js'
import { writeOutput } from '../shell/output-file.js'
import { makeFolder } from '../shell/output-folder.js'
import { writeCounterexample } from './check-counterexample.js'

/** Where the files of a check go. */
export interface OutputFolder {
  readonly folder: string
  readonly force: boolean
  /** Files that must stay as they are, whatever `force` says (CMD-15). */
  readonly keep: readonly string[]
}

/** A name for a file: names of properties and machines are any text. */
export const fileName = (text: string): string =>
  text.replaceAll(/[^A-Za-z0-9._-]+/gu, '-').replace(/^[-.]+/u, '').slice(0, 100) || 'counterexample'

/** A name for the files of each property, in their order: two that are written alike are told apart by a number. */
export const fileNames = (properties: readonly string[], used: Set<string>): readonly string[] =>
  properties.map((property) => {
    const name = fileName(property)
    let own = name
    // Some systems take upper and lower case for the same.
    for (let number = 2; used.has(own.toLowerCase()); number++) own = `${name}-${number}`
    used.add(own.toLowerCase())
    return own
  })

/**
 * Writes the counterexample to a verdict (CHK-41, CHK-42): of a law, a program `<name>.yaml` and its trace `.qtrace`, and `.itf.json`.
 * Gives the paths; none where there is no counterexample.
 */
export const writeVerdict = (
  { property, clause, why, counterexample }: Verdict,
  model: Model,
  law: Law | null,
  name: string,
  { folder, force, keep }: OutputFolder,
): Result<readonly string[], Problem> => {
  if (counterexample === null) return ok([])
  const made = makeFolder(folder)
  if (!made.ok) return made
  const stem = join(folder, name)
  const [itf, text, trace] = [`${stem}.itf.json`, `${stem}.yaml`, `${stem}.qtrace`]
  const remarks = [`a counterexample to ${property}${clause === null ? '' : ` (${clause})`}`, ...(why === null ? [] : [why])]
  const program = law === null ? null : programOfPath(model, counterexample, remarks)
  const isRun = law !== null && program !== null
  const both = isRun ? writeCounterexample(law, program, { program: text, trace, force, keep: [...keep, itf] }) : ok(null)
  if (!both.ok) return both
  const shown = itfOf(model, counterexample, { property, clause, why })
  const written = writeOutput(itf, shown, { force, keep: [...keep, ...(isRun ? [text, trace] : [])] })
  if (!written.ok) return written
  return ok(isRun ? [text, trace, itf] : [itf])
}
