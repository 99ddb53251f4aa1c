import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the package: two levels above this module, in `src/` as in `dist/`. */
export const packageRoot = fileURLToPath(new URL('../../', import.meta.url))

/** Folder of the bundles that ship with the package. */
export const shippedRules = join(packageRoot, 'rules')

/** Folder of the machines that ship with the package (LAW-04). */
export const shippedMachines = join(packageRoot, 'machines')

/** Name and version of the package. The bundle of the same name is the default law. */
export interface PackageIdentity {
  readonly name: string
  readonly version: string
}

let identity: PackageIdentity | null = null

/** Name and version as package.json has them, read once. */
export const packageIdentity = (): PackageIdentity => {
  identity ??= decodeIdentity(JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')))
  return identity
}

const decodeIdentity = (content: unknown): PackageIdentity => {
  if (typeof content === 'object' && content !== null && 'name' in content && 'version' in content) {
    const { name, version } = content
    if (typeof name === 'string' && typeof version === 'string') return { name, version }
  }
  throw new Error('package.json of this package has no name and version')
}
