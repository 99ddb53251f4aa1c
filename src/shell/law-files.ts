import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { LIMITS } from '../base/index.js'
import type { Problem } from '../artifact/problem.js'
import { shippedMachines } from './package-root.js'
import { isVersion } from './semver.js'
import { readText } from './source-file.js'

/** A file of a law: where it is and what it holds. */
export interface LawFile {
  readonly path: string
  readonly text: string
}

/** The files of one bundle. What cannot be read counts as absent and leaves a problem. */
export interface LawFiles {
  readonly problems: readonly Problem[]
  file(name: string): string | null
  ownMachine(name: string, version: string): LawFile | null
  shippedMachine(name: string, version: string): LawFile | null
}

const FILE_NAME = /^[a-z]+(\.[a-z]+)?\.yaml$/
const MACHINE_NAME = /^[A-Za-z_][A-Za-z0-9_-]{0,255}$/

/** Paths of the files that a law in `folder` may be read from: its artifacts and its own machines. */
export const pathsOfLaw = (folder: string): readonly string[] => {
  const machines = join(folder, 'machines')
  const hasMachines = statSync(machines, { throwIfNoEntry: false })?.isDirectory() === true
  const inside = hasMachines ? readdirSync(machines, { recursive: true, encoding: 'utf8' }).map((name) => join(machines, name)) : []
  const artifacts = readdirSync(folder).filter((name) => FILE_NAME.test(name))
  return [...artifacts.map((name) => join(folder, name)), ...inside.filter((path) => path.endsWith('.json'))]
}

/** The files of the bundle in `folder`. Names that could lead out of it are never joined to a path: they count as absent (LAW-61). */
export const openLawFiles = (folder: string): LawFiles => {
  const problems: Problem[] = []
  const read = (path: string): LawFile | null => {
    if (statSync(path, { throwIfNoEntry: false }) === undefined) return null
    const text = readText(path, LIMITS.artifactBytes)
    if (text.ok) return { path, text: text.value }
    problems.push(text.error)
    return null
  }
  const machine = (root: string, name: string, version: string): LawFile | null =>
    MACHINE_NAME.test(name) && isVersion(version) ? read(join(root, name, `${version}.json`)) : null
  return {
    problems,
    file: (name) => (FILE_NAME.test(name) ? (read(join(folder, name))?.text ?? null) : null),
    ownMachine: (name, version) => machine(join(folder, 'machines'), name, version),
    shippedMachine: (name, version) => machine(shippedMachines, name, version),
  }
}
