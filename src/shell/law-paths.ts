import { isVersion } from './semver.js'

const FILE_NAME = /^[a-z]+(\.[a-z]+)?\.yaml$/
const MACHINE_NAME = /^[A-Za-z_][A-Za-z0-9_-]{0,255}$/

/** Whether `name` is the name of an artifact of a bundle, such as `facts.yaml`: a plain name, which leads nowhere else (LAW-61). */
export const isArtifactName = (name: string): boolean => FILE_NAME.test(name)

/** Where a machine stands below a folder of machines: `<name>/<semver>.json`. Null for names that could lead out of it (LAW-61). */
export const machinePath = (name: string, version: string): string | null =>
  MACHINE_NAME.test(name) && isVersion(version) ? `${name}/${version}.json` : null
