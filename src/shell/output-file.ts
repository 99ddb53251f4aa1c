import { closeSync, fsyncSync, linkSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { err, ok } from '../base/index.js'
import type { Result } from '../base/index.js'
import type { Problem } from '../artifact/problem.js'
import { sameFileAs } from './same-file.js'
import { fileProblem, openRegular } from './source-file.js'
import { systemErrorOf } from './system-error.js'

/** Whether an existing file is replaced, and which files must not be, whatever `force` says. */
export interface OutputOptions {
  readonly force: boolean
  readonly keep?: readonly string[]
}

/**
 * Writes `text` to `path` as a whole or not at all (LAW-61): into a new file beside it, then by name. An existing file is refused
 * unless `force` says otherwise; a file of `keep`, by whatever name, is refused always (CMD-15).
 */
export const writeOutput = (path: string, text: string, options: OutputOptions): Result<null, Problem> => {
  if (path.includes('\0')) return err(fileProblem(path, 'file-missing', 'a path cannot hold a null character'))
  const aside = join(dirname(path), `.${basename(path).slice(0, 200)}.${process.pid}.tmp`)
  try {
    const existing = statSync(path, { throwIfNoEntry: false })
    if (existing !== undefined && !existing.isFile()) return err(fileProblem(path, 'file-kind', 'is no regular file', 'name a file'))
    const kept = sameFileAs(path, options.keep ?? [])
    if (kept !== null) return err(fileProblem(path, 'file-exists', `cannot write over the input ${kept}`, 'choose another with -o'))
    writeAside(aside, text)
    if (options.force) renameSync(aside, path)
    else linkSync(aside, path)
    return ok(null)
  } catch (thrown) {
    const system = systemErrorOf(thrown)
    if (system === null) throw thrown
    const expected = system.code === 'file-exists' ? 'choose another with -o, or replace it with --force' : null
    return err(fileProblem(path, system.code, `cannot write: ${system.message}`, expected))
  } finally {
    rmSync(aside, { force: true })
  }
}

const writeAside = (path: string, text: string): void => {
  const descriptor = openSync(path, 'wx', 0o666)
  try {
    const bytes = Buffer.from(text, 'utf8')
    for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done)
    fsyncSync(descriptor)
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
