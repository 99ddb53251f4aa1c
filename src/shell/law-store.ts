import { err, ok } from '../base/index.js'
import type { Result } from '../base/index.js'
import { loadBundle } from '../artifact/load.js'
import type { Law } from '../artifact/law.js'
import type { Problem } from '../artifact/problem.js'
import { checkConsistency } from '../kernel/consistency.js'
import { findBundles, shippedBundles } from './bundle-folders.js'
import type { BundleFolder } from './bundle-folders.js'
import { openLawFiles } from './law-files.js'
import { nodeDigest } from './node-digest.js'
import { fileProblem } from './source-file.js'

/** A law with the folder that it was read from. */
export interface StoredLaw {
  readonly law: Law
  readonly folder: string
}

/** The outcome of looking for a law. */
export type LawResult = Result<StoredLaw, readonly Problem[]>

/** The laws under `--rules` and those that ship with the package. Each bundle is loaded at most once, and only when it is needed. */
export interface LawStore {
  /** The one law to run under: that of `--rules`, else the shipped default. Several bundles are a problem that asks for one. */
  chosen(): LawResult
  /** The law with this digest, first under `--rules`, then among the shipped ones; null if none has it (RPL-13). */
  byDigest(digest: string): StoredLaw | null
  /** What was wrong with bundles that were passed over while looking for a digest. */
  readonly problems: readonly Problem[]
}

/** Loads the bundle in `folder`, checked for consistency (LAW-52 to LAW-56). */
export const loadLaw = (folder: string): LawResult => {
  const files = openLawFiles(folder)
  const { file, ownMachine, shippedMachine } = files
  const loaded = loadBundle({
    folder,
    file,
    ownMachine,
    shippedMachine,
    digest: nodeDigest,
    evaluateConsistency: checkConsistency,
  })
  if (files.problems.length > 0) return err(files.problems)
  return loaded.ok ? ok({ law: loaded.law, folder }) : err(loaded.problems)
}

/** The bundle to run under among those that were found: one name, its highest version. */
const onlyBundle = (found: readonly BundleFolder[], rules: readonly string[]): Result<BundleFolder, readonly Problem[]> => {
  const first = found[0]
  const names = new Set(found.map(({ name, version, folder }) => (version === null ? folder : (name ?? ''))))
  if (first !== undefined && names.size === 1) return ok(first)
  const folders = found.map(({ folder }) => folder).join(', ')
  return err([fileProblem(rules.join(' '), 'rules-several', `names several bundles: ${folders}`, 'name one bundle with --rules')])
}

/** A store over the bundles that `rules` names (see findBundles) and the shipped ones. */
export const makeLawStore = (rules: readonly string[]): LawStore => {
  const loaded = new Map<string, LawResult>()
  const problems: Problem[] = []
  const load = ({ folder }: BundleFolder): LawResult => {
    const known = loaded.get(folder)
    if (known !== undefined) return known
    const result = loadLaw(folder)
    loaded.set(folder, result)
    if (!result.ok) problems.push(...result.error)
    return result
  }
  const named = (): Result<readonly BundleFolder[], readonly Problem[]> => {
    const results = rules.map(findBundles)
    const failed = results.flatMap((result) => (result.ok ? [] : [result.error]))
    return failed.length > 0 ? err(failed) : ok(results.flatMap((result) => (result.ok ? result.value : [])))
  }
  return {
    problems,
    chosen() {
      const found = rules.length === 0 ? ok(shippedBundles().slice(0, 1)) : named()
      if (!found.ok) return found
      const one = rules.length > 1 ? distinctBundle(found.value, rules) : onlyBundle(found.value, rules)
      return one.ok ? load(one.value) : one
    },
    byDigest(digest) {
      const found = named()
      if (!found.ok) problems.push(...found.error)
      for (const bundle of [...(found.ok ? found.value : []), ...shippedBundles()]) {
        const result = load(bundle)
        if (result.ok && result.value.law.digest === digest) return result.value
      }
      return null
    },
  }
}

// Several --rules are one choice only if they name the same folder.
const distinctBundle = (found: readonly BundleFolder[], rules: readonly string[]): Result<BundleFolder, readonly Problem[]> => {
  const folders = new Set(found.map(({ folder }) => folder))
  return onlyBundle(folders.size === 1 ? found.slice(0, 1) : found.map((bundle) => ({ ...bundle, version: null })), rules)
}
