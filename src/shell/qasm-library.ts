import { join } from 'node:path'
import { err, LIMITS, ok } from '../base/index.js'
import type { Json, Result } from '../base/index.js'
import { readYaml } from '../artifact/document.js'
import { jsonOf } from '../artifact/node.js'
import type { Problem } from '../artifact/problem.js'
import { sortedProblems } from '../artifact/source.js'
import { decodeLibrary } from '../qasm/index.js'
import type { QasmLibrary } from '../qasm/index.js'
import { findBundles, shippedBundles } from './bundle-folders.js'
import { rootReadBefore } from './read-before.js'
import { fileProblem, readText } from './source-file.js'
import { isThere } from './standing.js'

/** The gate library of a bundle, with the folder and, for a shipped bundle, the name that `--rules` takes. */
export interface StoredLibrary {
  readonly library: QasmLibrary
  readonly folder: string
  readonly rules: string
}

const INCLUDES = 'includes.yaml'

const readArtifact = (path: string): Result<Json, readonly Problem[]> => {
  const text = readText(path, LIMITS.artifactBytes)
  if (!text.ok) return err([text.error])
  const before = rootReadBefore(text.value)
  if (before !== null) return ok(jsonOf(before))
  const read = readYaml(text.value, path)
  return read.ok ? ok(jsonOf(read.root)) : err(sortedProblems(read.problems))
}

/** The library of the first bundle with `includes.yaml`, under `rules` or, without them, among the shipped bundles. */
export const findLibrary = (rules: readonly string[]): Result<StoredLibrary, readonly Problem[]> => {
  const results = rules.map(findBundles)
  const failed = results.flatMap((result) => (result.ok ? [] : [result.error]))
  if (failed.length > 0) return err(failed)
  const bundles = rules.length === 0 ? shippedBundles() : results.flatMap((result) => (result.ok ? result.value : []))
  const bundle = bundles.find(({ folder }) => isThere(join(folder, INCLUDES)))
  if (bundle === undefined) {
    return err([fileProblem(rules.join(' '), 'rules-missing', `no bundle with ${INCLUDES} is there`, 'name one with --rules')])
  }
  const { folder, name } = bundle
  const includes = readArtifact(join(folder, INCLUDES))
  const operators = readArtifact(join(folder, 'operators.yaml'))
  if (!includes.ok) return includes
  if (!operators.ok) return operators
  const decoded = decodeLibrary(includes.value, operators.value)
  if (decoded.ok) return ok({ library: decoded.library, folder, rules: rules.length === 0 ? (name ?? folder) : folder })
  const file = join(folder, INCLUDES)
  return err(decoded.problems.slice(0, LIMITS.problemsMax.value).map(({ path, message }) => fileProblem(file, 'library-wrong',
    `${path} ${message}`)))
}
