import { readdirSync, statSync } from 'node:fs'
import type { Stats } from 'node:fs'
import { compareCodeUnits, err, ok } from '../base/index.js'
import type { Result } from '../base/index.js'
import type { Problem } from '../artifact/problem.js'
import { fileProblem } from './source-file.js'
import { systemErrorOf } from './system-error.js'

const asked = <T>(path: string, ask: () => T): Result<T, Problem> => {
  try {
    return ok(ask())
  } catch (thrown) {
    const system = systemErrorOf(thrown)
    if (system === null) throw thrown
    return err(fileProblem(path, system.code, system.message))
  }
}

// Newer releases of Node take a path below a file for one where nothing stands, older ones throw, so throwIfNoEntry says too little.
const statsAt = (path: string): Stats | null => {
  try {
    return statSync(path)
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return null
    throw thrown
  }
}

/** What stands at `path`, links followed; null for nothing. A path that cannot be looked at, such as a circle of links, is a problem. */
export const standingAt = (path: string): Result<Stats | null, Problem> => asked(path, () => statsAt(path))

/** Whether something stands at `path`, be it something that cannot be looked at: then reading it says why. */
export const isThere = (path: string): boolean => {
  const standing = standingAt(path)
  return !standing.ok || standing.value !== null
}

/** Whether a folder stands at `path`. */
export const isFolder = (path: string): boolean => {
  const standing = standingAt(path)
  return standing.ok && standing.value?.isDirectory() === true
}

/** The names in a folder, sorted. */
export const namesIn = (folder: string): Result<readonly string[], Problem> =>
  asked(folder, () => readdirSync(folder).sort(compareCodeUnits))
