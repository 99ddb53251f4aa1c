import { basename, dirname, join } from 'node:path'
import { err, LIMITS, ok } from '../base/index.js'
import type { Result } from '../base/index.js'
import { decodeMachine } from '../artifact/index.js'
import type { Machine } from '../artifact/machine.js'
import type { Problem } from '../artifact/problem.js'
import type { CompositionTask } from '../checker/check-composition.js'
import { lawParts } from '../checker/machine/composition-law.js'
import { findBundles, shippedBundles } from '../shell/bundle-folders.js'
import { pathsOfLaw } from '../shell/law-files.js'
import { loadLaw } from '../shell/law-store.js'
import type { StoredLaw } from '../shell/law-store.js'
import { shippedMachines } from '../shell/package-root.js'
import { fileProblem, readText } from '../shell/source-file.js'
import { isThere, namesIn } from '../shell/standing.js'

/** What `check` looks at: a law, a machine by itself, or machines together. */
export type CheckTarget =
  | ({ readonly kind: 'law' } & StoredLaw)
  | { readonly kind: 'machine'; readonly machine: Machine; readonly file: string }
  | ({ readonly kind: 'composition'; readonly files: readonly string[] } & CompositionTask)

type Targets = Result<readonly CheckTarget[], readonly Problem[]>

const lawAt = (folder: string): Targets => {
  const loaded = loadLaw(folder)
  return loaded.ok ? ok([{ kind: 'law', ...loaded.value }]) : loaded
}

const SEMVER_FILE = /^[0-9]+\.[0-9]+\.[0-9]+\.json$/

/** A machine file; `<name>/<version>.json` says its name and version, another file says them itself. */
const machineAt = (file: string): Targets => {
  const text = readText(file, LIMITS.artifactBytes)
  if (!text.ok) return err([text.error])
  const isNamed = SEMVER_FILE.test(basename(file))
  const said = isNamed ? { id: basename(dirname(file)), version: basename(file, '.json') } : saidBy(text.value)
  const decoded = decodeMachine(text.value, { file, ...said })
  return decoded.ok ? ok([{ kind: 'machine', machine: decoded.machine, file }]) : err(decoded.problems)
}

// Only to hold the file against itself: the decoder reads it properly and says what is wrong with it.
const saidBy = (text: string): { readonly id: string; readonly version: string } => {
  const textOf = (key: string): string => new RegExp(`"${key}"\\s*:\\s*"([^"\\\\]{1,256})"`).exec(text)?.[1] ?? ''
  return { id: textOf('id'), version: textOf('version') }
}

const shippedMachineFiles = (): readonly string[] => {
  const names = namesIn(shippedMachines)
  return (names.ok ? names.value : []).flatMap((name) => {
    const versions = namesIn(join(shippedMachines, name))
    return (versions.ok ? versions.value : []).filter((file) => SEMVER_FILE.test(file)).map((file) => join(shippedMachines, name, file))
  })
}

const targetsOf = (name: string): Targets => {
  if (name.endsWith('.json')) {
    if (isThere(name)) return machineAt(name)
    return err([fileProblem(name, 'file-missing', 'there is no such file', 'name a machine, a bundle folder or a shipped bundle')])
  }
  const found = findBundles(name)
  if (!found.ok) return err([found.error])
  // Of a shipped name the highest version is meant, which comes first (CMD-14).
  const meant = isThere(name) ? found.value : found.value.slice(0, 1)
  return gather(meant.map(({ folder }) => lawAt(folder)))
}

const gather = (all: readonly Targets[]): Targets => {
  const problems = all.flatMap((one) => (one.ok ? [] : one.error))
  return problems.length > 0 ? err(problems) : ok(all.flatMap((one) => (one.ok ? one.value : [])))
}

/** What `names` stand for: bundle folders, trees of bundles, shipped bundles, machine files; without names, all that ships. */
export const findTargets = (names: readonly string[]): Targets =>
  names.length === 0
    ? gather([...shippedBundles().map(({ folder }) => lawAt(folder)), ...shippedMachineFiles().map(machineAt)])
    : gather(names.map(targetsOf))

/** The files that a target was read from. */
export const filesOf = (target: CheckTarget): readonly string[] => {
  if (target.kind === 'law') return pathsOfLaw(target.folder)
  return target.kind === 'machine' ? [target.file] : target.files
}

const composedOf = (machines: readonly Machine[], files: readonly string[]): CheckTarget => {
  const names = machines.map(({ id }) => id)
  // Two of one name are told apart by their place.
  const unique = names.map((name, at) => (names.indexOf(name) === at ? name : `${name}-${at + 1}`))
  const parts = machines.map((machine, at) => ({ name: unique[at] ?? machine.id, machine }))
  return { kind: 'composition', name: unique.join(' x '), parts, ending: unique, files }
}

/** The one composition that `names`, one or more, stand for: of two machines or more, or of the machines of one law (CHK-68, CHK-70). */
export const findComposition = (names: readonly string[]): Targets => {
  const targets = findTargets(names)
  if (!targets.ok) return targets
  const machines = targets.value.flatMap((one) => (one.kind === 'machine' ? [one.machine] : []))
  if (machines.length === targets.value.length && machines.length > 1) return ok([composedOf(machines, targets.value.flatMap(filesOf))])
  const [first] = targets.value
  if (targets.value.length === 1 && first?.kind === 'law') {
    const { bundle: { id, version } } = first.law
    const parts = lawParts(first.law)
    const name = `${id} ${version} ${parts.map((part) => part.name).join(' x ')}`
    return ok([{ kind: 'composition', name, parts, ending: ['session'], files: filesOf(first) }])
  }
  const said = 'what is composed are the machines of one law, or two machine files or more'
  return err([fileProblem(names.join(' '), 'composition-targets', said, 'name one law, or the files of the machines')])
}
