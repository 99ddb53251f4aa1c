// The licences of what a bundle holds.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const PACKAGE_FOLDER = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//

/** For each package among `modules`, paths of files, in order of their folders: name, version and licence. */
export const licencesOf = (modules) => {
  const folders = new Set(modules.flatMap((path) => PACKAGE_FOLDER.exec(path.replaceAll('\\', '/'))?.[1] ?? []))
  return [...folders].sort().map(licenceIn)
}

/** Name, version and licence of the package in `folder`. */
export const licenceIn = (folder) => {
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return `${name} ${version}\n\n${readFileSync(join(folder, 'LICENSE'), 'utf8').trim()}`
}
