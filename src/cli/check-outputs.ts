import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { err, ok } from '../base/index.js'
import type { Result } from '../base/index.js'
import type { Law } from '../artifact/law.js'
import type { Problem } from '../artifact/problem.js'
import { itfOf } from '../checker/path/itf.js'
import type { Model } from '../checker/model.js'
import { programOfPath } from '../checker/path/program-of-path.js'
import type { Verdict } from '../checker/verdict.js'
import { writeOutput } from '../shell/output-file.js'
import { fileProblem } from '../shell/source-file.js'
import { systemErrorOf } from '../shell/system-error.js'
import { writeCounterexample } from './check-counterexample.js'

/** Where the files of a check go. */
export interface OutputFolder {
  readonly folder: string
  readonly force: boolean
}

/** A name for a file: names of properties and machines are any text. */
export const fileName = (text: string): string =>
  text.replaceAll(/[^A-Za-z0-9._-]+/gu, '-').replace(/^[-.]+/u, '').slice(0, 100) || 'counterexample'

const makeFolder = (folder: string): Result<null, Problem> => {
  try {
    mkdirSync(folder, { recursive: true })
    return ok(null)
  } catch (thrown) {
    const system = systemErrorOf(thrown)
    if (system === null) throw thrown
    return err(fileProblem(folder, system.code, `cannot make the folder: ${system.message}`, 'choose another with -o'))
  }
}

/**
 * Writes the counterexample to a verdict (CHK-41, CHK-42): `<property>.itf.json` and, of a law, a program `.yaml` and its trace `.qtrace`.
 * Gives the paths; none where there is no counterexample.
 */
export const writeVerdict = (
  { property, clause, why, counterexample }: Verdict,
  model: Model,
  law: Law | null,
  { folder, force }: OutputFolder,
): Result<readonly string[], Problem> => {
  if (counterexample === null) return ok([])
  const made = makeFolder(folder)
  if (!made.ok) return made
  const stem = join(folder, fileName(property))
  const itf = `${stem}.itf.json`
  const written = writeOutput(itf, itfOf(model, counterexample, { property, clause, why }), { force })
  if (!written.ok) return written
  const remarks = [`a counterexample to ${property}${clause === null ? '' : ` (${clause})`}`, ...(why === null ? [] : [why])]
  const program = law === null ? null : programOfPath(model, counterexample, remarks)
  if (law === null || program === null) return ok([itf])
  const [text, trace] = [`${stem}.yaml`, `${stem}.qtrace`]
  const both = writeCounterexample(law, program, { program: text, trace, force, keep: [itf] })
  return both.ok ? ok([text, trace, itf]) : both
}
