import { basename, join } from 'node:path'
import { LIMITS } from '../base/index.js'
import type { Problem } from '../artifact/problem.js'
import { isArtifactName, machinePath } from './law-paths.js'
import { shippedMachines } from './package-root.js'
import { readText } from './source-file.js'
import { isThere, namesIn } from './standing.js'

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

const pathsIn = (folder: string): readonly string[] => {
  const names = namesIn(folder)
  return names.ok ? names.value.map((name) => join(folder, name)) : []
}

/** Paths of the files that a law in `folder` may be read from: its artifacts and its own machines. */
export const pathsOfLaw = (folder: string): readonly string[] => {
  // Two levels, as machines are kept: a link could lead out to any tree.
  const machines = pathsIn(join(folder, 'machines')).flatMap(pathsIn)
  const artifacts = pathsIn(folder).filter((path) => isArtifactName(basename(path)))
  return [...artifacts, ...machines.filter((path) => path.endsWith('.json'))]
}

/** The files of the bundle in `folder`. Names that could lead out of it are never joined to a path: they count as absent (LAW-61). */
export const openLawFiles = (folder: string): LawFiles => {
  const problems: Problem[] = []
  const read = (path: string): LawFile | null => {
    if (!isThere(path)) return null
    const text = readText(path, LIMITS.artifactBytes)
    if (text.ok) return { path, text: text.value }
    problems.push(text.error)
    return null
  }
  const machine = (root: string, name: string, version: string): LawFile | null => {
    const path = machinePath(name, version)
    return path === null ? null : read(join(root, path))
  }
  return {
    problems,
    file: (name) => (isArtifactName(name) ? (read(join(folder, name))?.text ?? null) : null),
    ownMachine: (name, version) => machine(join(folder, 'machines'), name, version),
    shippedMachine: (name, version) => machine(shippedMachines, name, version),
  }
}
