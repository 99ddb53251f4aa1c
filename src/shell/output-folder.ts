import { mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { err, ok } from '../base/index.js'
import type { Result } from '../base/index.js'
import type { Problem } from '../artifact/problem.js'
import { fileProblem } from './source-file.js'
import { isFolder, isThere } from './standing.js'
import { systemErrorOf } from './system-error.js'

/**
 * Makes `folder` and those around it that are missing, one by one: where a system says of a folder that stands there that nothing does
 * (as below `/proc`), a recursive call of Node goes on for ever.
 */
export const makeFolder = (folder: string): Result<null, Problem> => {
  const missing: string[] = []
  for (let at = resolve(folder); !isThere(at) && dirname(at) !== at; at = dirname(at)) missing.unshift(at)
  try {
    for (const path of missing) mkdirSync(path)
  } catch (thrown) {
    const system = systemErrorOf(thrown)
    if (system === null) throw thrown
    const message = `cannot make the folder: ${system.message}`
    if (!isFolder(folder)) return err(fileProblem(folder, system.code, message, 'choose another with -o'))
  }
  return isFolder(folder) ? ok(null) : err(fileProblem(folder, 'file-kind', 'is no folder', 'choose another with -o'))
}
