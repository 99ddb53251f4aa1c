import { closeSync, fsyncSync, linkSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { err, ok } from '../base/index.js'
import type { Result } from '../base/index.js'
import type { Problem } from '../artifact/problem.js'
import { DEFAULT_DURABILITY } from './durability.js'
import type { Durability } from './durability.js'
import { sameFileAs } from './same-file.js'
import { fileProblem, openRegular } from './source-file.js'
import { systemErrorOf } from './system-error.js'
import { syncFolderOf } from './trace-file.js'
import { writerOf } from './writer-lock.js'

/** Whether an existing file is replaced, which files must not be, whatever `force` says, and who may read it (0o666 if absent). */
export interface OutputOptions {
  readonly force: boolean
  readonly keep?: readonly string[]
  readonly mode?: number
  /** `none`: nothing is waited for. By default the file and its name are on disk when the call returns (LED-18). */
  readonly durability?: Durability
}

/**
 * Writes `text` to `path` as a whole or not at all (LAW-61): into a new file beside it, then by name. An existing file is refused
 * unless `force` says otherwise; a file of `keep`, by whatever name, is refused always (CMD-15).
 */
export const writeOutput = (path: string, text: string, options: OutputOptions): Result<null, Problem> => {
  if (path.includes('\0')) return err(fileProblem(path, 'file-missing', 'a path cannot hold a null character'))
  // Its name is short, so that it fits wherever the name of the file does.
  const aside = join(dirname(path), `.qcompute.${process.pid}.tmp`)
  try {
    const existing = statSync(path, { throwIfNoEntry: false })
    if (existing !== undefined && !existing.isFile()) return err(fileProblem(path, 'file-kind', 'is no regular file', 'name a file'))
    const kept = sameFileAs(path, options.keep ?? [])
    if (kept !== null) return err(fileProblem(path, 'file-exists', `cannot write over the input ${kept}`, 'choose another with -o'))
    const writer = existing !== undefined && options.force ? writerOf(path) : null
    if (writer !== null) return err(writer)
    const isSynced = (options.durability ?? DEFAULT_DURABILITY) !== 'none'
    writeAside(aside, text, { mode: options.mode ?? 0o666, isSynced })
    if (options.force) renameSync(aside, path)
    else linkSync(aside, path)
    if (isSynced) syncFolderOf(path)
    return ok(null)
  } catch (thrown) {
    const system = systemErrorOf(thrown)
    if (system === null) throw thrown
    const expected = system.code === 'file-exists' ? 'choose another with -o, or replace it with --force' : null
    return err(fileProblem(path, system.code, `cannot write: ${system.message}`, expected))
  } finally {
    removeAside(aside)
  }
}

// What could not be made cannot be removed either: why has been said.
const removeAside = (path: string): void => {
  try {
    rmSync(path, { force: true })
  } catch (thrown) {
    if (systemErrorOf(thrown) === null) throw thrown
  }
}

const writeAside = (path: string, text: string, { mode, isSynced }: { readonly mode: number; readonly isSynced: boolean }): void => {
  const descriptor = openSync(path, 'wx', mode)
  try {
    const bytes = Buffer.from(text, 'utf8')
    for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done)
    if (isSynced) fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Whether `path` is a regular file that holds exactly `text`. */
export const holdsText = (path: string, text: string): boolean => {
  const opened = openRegular(path)
  if (!opened.ok) return false
  try {
    const bytes = Buffer.from(text, 'utf8')
    return opened.value.size === bytes.length && bytes.equals(readFileSync(opened.value.descriptor))
  } catch (thrown) {
    if (systemErrorOf(thrown) === null) throw thrown
    return false
  } finally {
    closeSync(opened.value.descriptor)
  }
}
