import { join } from 'node:path'
import { didYouMean, err, ok } from '../base/index.js'
import type { Result } from '../base/index.js'
import type { Problem } from '../artifact/problem.js'
import { packageIdentity, shippedRules } from './package-root.js'
import { compareVersions, isVersion } from './semver.js'
import { fileProblem } from './source-file.js'
import { isFolder, isThere, namesIn, standingAt } from './standing.js'

/** A folder that holds a bundle. `name` and `version` are those of its path in a tree `<bundle>/<semver>/`; null outside one. */
export interface BundleFolder {
  readonly folder: string
  readonly name: string | null
  readonly version: string | null
}

const NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/

const hasBundle = (folder: string): boolean => isThere(join(folder, 'bundle.yaml'))

// A folder that cannot be listed holds no bundle that could be read.
const foldersIn = (folder: string): readonly string[] => {
  const names = namesIn(folder)
  return names.ok ? names.value.filter((name) => isFolder(join(folder, name))) : []
}

/** The bundles of `<folder>/<semver>/`, highest version first. */
const versionsIn = (folder: string, name: string | null): readonly BundleFolder[] =>
  foldersIn(folder)
    .filter((version) => isVersion(version) && hasBundle(join(folder, version)))
    .sort((a, b) => compareVersions(b, a))
    .map((version) => ({ folder: join(folder, version), name, version }))

/** The bundles of a tree `<bundle>/<semver>/`, by name, highest version first. */
const bundlesBelow = (tree: string): readonly BundleFolder[] => {
  if (hasBundle(tree)) return [{ folder: tree, name: null, version: null }]
  const versions = versionsIn(tree, null)
  if (versions.length > 0) return versions
  return foldersIn(tree).flatMap((name) =>
    hasBundle(join(tree, name)) ? [{ folder: join(tree, name), name, version: null }] : versionsIn(join(tree, name), name),
  )
}

/** The bundles that ship with the package: the default one first, each name with its highest version first. */
export const shippedBundles = (): readonly BundleFolder[] => {
  const all = foldersIn(shippedRules).flatMap((name) => versionsIn(join(shippedRules, name), name))
  const isDefault = ({ name }: BundleFolder): boolean => name === packageIdentity().name
  return [...all.filter(isDefault), ...all.filter((bundle) => !isDefault(bundle))]
}

/**
 * The bundles that one `--rules` names: a bundle folder, a tree `<bundle>/<semver>/`, or, where no such folder exists, the name of a
 * shipped bundle with or without `@version`. Never empty.
 */
export const findBundles = (rules: string): Result<readonly BundleFolder[], Problem> => {
  const standing = standingAt(rules)
  if (!standing.ok) return standing
  if (standing.value === null) return findShipped(rules)
  if (!standing.value.isDirectory()) {
    return err(fileProblem(rules, 'rules-missing', 'is a file, not a folder', 'name the folder of a bundle'))
  }
  const names = namesIn(rules)
  if (!names.ok) return names
  const found = bundlesBelow(rules)
  const problem = fileProblem(rules, 'rules-missing', 'the folder holds no bundle', 'a bundle is a folder with bundle.yaml')
  return found.length > 0 ? ok(found) : err(problem)
}

const findShipped = (text: string): Result<readonly BundleFolder[], Problem> => {
  const [name = '', version] = text.split('@')
  const shipped = shippedBundles()
  const found = NAME.test(name) ? shipped.filter((bundle) => bundle.name === name && (version ?? bundle.version) === bundle.version) : []
  if (found.length > 0) return ok(found)
  const names = shipped.flatMap((bundle) => [bundle.name ?? '', `${bundle.name}@${bundle.version}`])
  const near = didYouMean(text, names)
  const hint = near === undefined ? `shipped: ${[...new Set(shipped.map((bundle) => bundle.name))].join(', ')}` : `did you mean ${near}?`
  return err(fileProblem(text, 'rules-missing', 'there is no such folder and no shipped bundle of that name', hint))
}
