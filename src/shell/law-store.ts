import { err, ok } from '../base/index.js'
import type { Result } from '../base/index.js'
import { loadBundle } from '../artifact/load.js'
import type { Inconsistency } from '../artifact/inconsistency.js'
import type { Law } from '../artifact/law.js'
import type { Problem } from '../artifact/problem.js'
import { checkConsistency } from '../kernel/consistency.js'
import { findBundles, shippedBundles } from './bundle-folders.js'
import type { BundleFolder } from './bundle-folders.js'
import { freezeDeep } from './frozen.js'
import { openLawFiles } from './law-files.js'
import { nodeDigest } from './node-digest.js'
import { rootReadBefore } from './read-before.js'
import { fileProblem } from './source-file.js'

/** A law with the folder that it was read from. */
export interface StoredLaw {
  readonly law: Law
  readonly folder: string
  /** What is found wrong in the law later, with its place in the files of the folder. */
  readonly problemAt: (found: Inconsistency) => Problem
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

/** The inline cases are no part of a law (LAW-01), so nobody waits for them here. */
const CASES = 'cases.yaml'

/** Loads the bundle in `folder` without its cases, checked for consistency (LAW-52 to LAW-56). Nobody can change its law (SES-04). */
export const loadLaw = (folder: string): LawResult => {
  const files = openLawFiles(folder)
  const { file, ownMachine, shippedMachine } = files
  const loaded = loadBundle({
    folder,
    file: (name) => (name === CASES ? null : file(name)),
    ownMachine,
    shippedMachine,
    digest: nodeDigest,
    rootReadBefore,
    evaluateConsistency: checkConsistency,
  })
  if (files.problems.length > 0) return err(files.problems)
  return loaded.ok ? ok({ law: freezeDeep(loaded.law), folder, problemAt: loaded.problemAt }) : err(loaded.problems)
}

/** The bundle that one `--rules` chooses: its only one, or the highest version of its only name. */
const onlyBundle = (found: readonly BundleFolder[]): BundleFolder | null => {
  const names = new Set(found.map(({ name, version, folder }) => (version === null ? folder : (name ?? ''))))
  return names.size === 1 ? (found[0] ?? null) : null
}

const choose = (named: readonly (readonly BundleFolder[])[], rules: readonly string[]): Result<BundleFolder, readonly Problem[]> => {
  const chosen = named.map(onlyBundle)
  const folders = new Set(named.flatMap((found, index) => [chosen[index] ?? found].flat().map(({ folder }) => folder)))
  const first = chosen[0] ?? null
  if (first !== null && folders.size === 1) return ok(first)
  const message = `several bundles are named: ${[...folders].join(', ')}`
  return err([fileProblem(rules.join(' '), 'rules-several', message, 'name one bundle with --rules')])
}

/** A store over the bundles that `rules` names (see findBundles) and the shipped ones; or what is wrong with those names. */
export const makeLawStore = (rules: readonly string[]): Result<LawStore, readonly Problem[]> => {
  const results = rules.map(findBundles)
  const failed = results.flatMap((result) => (result.ok ? [] : [result.error]))
  if (failed.length > 0) return err(failed)
  return ok(new FolderStore(rules, results.flatMap((result) => (result.ok ? [result.value] : []))))
}

// Invariant: `#loaded` knows the outcome of every folder that was read; `problems` are those of the ones that failed.
class FolderStore implements LawStore {
  readonly #rules: readonly string[]
  readonly #named: readonly (readonly BundleFolder[])[]
  readonly #loaded = new Map<string, LawResult>()
  readonly problems: Problem[] = []

  constructor(rules: readonly string[], named: readonly (readonly BundleFolder[])[]) {
    this.#rules = rules
    this.#named = named
  }

  chosen(): LawResult {
    const one = choose(this.#named.length === 0 ? [shippedBundles().slice(0, 1)] : this.#named, this.#rules)
    return one.ok ? this.#load(one.value.folder) : one
  }

  byDigest(digest: string): StoredLaw | null {
    return this.#search(digest, this.#named.flat()) ?? this.#search(digest, shippedBundles())
  }

  #search(digest: string, bundles: readonly BundleFolder[]): StoredLaw | null {
    for (const { folder } of bundles) {
      const result = this.#load(folder)
      if (result.ok && result.value.law.digest === digest) return result.value
    }
    return null
  }

  #load(folder: string): LawResult {
    const known = this.#loaded.get(folder)
    if (known !== undefined) return known
    const result = loadLaw(folder)
    this.#loaded.set(folder, result)
    if (!result.ok) this.problems.push(...result.error)
    return result
  }
}
