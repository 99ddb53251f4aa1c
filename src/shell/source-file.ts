import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import type { Stats } from 'node:fs'
import { decodeUtf8, err, ok } from '../base/index.js'
import type { Limit, Result } from '../base/index.js'
import type { ProblemCode } from '../artifact/catalogue.js'
import type { Problem } from '../artifact/problem.js'
import { systemErrorOf } from './system-error.js'

/** A problem of a file as a whole; its place is the start of the file. */
export const fileProblem = (file: string, code: ProblemCode, message: string, expected: string | null = null): Problem => ({
  file,
  line: 1,
  column: 1,
  code,
  severity: 'error',
  message,
  expected,
})

/** An open regular file. The caller closes the descriptor. */
export interface OpenFile {
  readonly descriptor: number
  readonly size: number
}

const kindOf = (stats: Stats): string =>
  stats.isDirectory() ? 'a folder' : stats.isFIFO() ? 'a pipe' : stats.isSocket() ? 'a socket' : 'a device'

/**
 * Opens a regular file for reading. Folders, pipes and devices are refused without waiting for them (LAW-61); so are files that are
 * missing or not permitted.
 */
export const openRegular = (path: string): Result<OpenFile, Problem> => {
  let descriptor: number | null = null
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const stats = fstatSync(descriptor)
    if (stats.isFile()) return ok({ descriptor, size: stats.size })
    closeSync(descriptor)
    return err(fileProblem(path, 'file-kind', `is ${kindOf(stats)}`, 'name a regular file'))
  } catch (thrown) {
    const system = systemErrorOf(thrown)
    if (system === null) throw thrown
    return err(fileProblem(path, system.code, system.message))
  }
}

const readAll = (descriptor: number, bytesMax: number): Uint8Array | null => {
  const chunks: Uint8Array[] = []
  let total = 0
  for (;;) {
    const chunk = Buffer.allocUnsafe(Math.min(bytesMax + 1, 1_048_576))
    const length = readSync(descriptor, chunk, 0, chunk.length, null)
    if (length === 0) return chunks.length === 1 ? (chunks[0] ?? chunk) : Buffer.concat(chunks)
    total += length
    if (total > bytesMax) return null
    chunks.push(chunk.subarray(0, length))
  }
}

const encodingProblem = (file: string, bytes: Uint8Array): Problem => {
  const decoded = decodeUtf8(bytes)
  const { offset, reason } = decoded.ok ? { offset: 0, reason: 'invalid byte' } : decoded.error
  const before = Buffer.from(bytes.subarray(0, offset)).toString('utf8')
  const lines = before.split(/\r\n|\n|\r/)
  const message = `the file is not UTF-8: ${reason} (byte ${offset})`
  const expected = bytes.includes(0) ? 'this looks like a binary file; name a text file' : 'save the file as UTF-8'
  return { ...fileProblem(file, 'file-encoding', message, expected), line: lines.length, column: (lines.at(-1) ?? '').length + 1 }
}

/** The bytes as text, or the place of the first byte that is no UTF-8. A byte order mark stays, as U+FEFF. */
export const decodeText = (file: string, bytes: Uint8Array): Result<string, Problem> => {
  try {
    return ok(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch {
    return err(encodingProblem(file, bytes))
  }
}

/** How long a file may be, and what for. */
type Bound = Pick<Limit, 'value' | 'meaning'>

/** The text of the regular file `path`, which is UTF-8 and at most `limit` bytes long; else the problem, with a place. */
export const readText = (path: string, limit: Bound): Result<string, Problem> => {
  const bytes = readBytes(path, limit)
  return bytes.ok ? decodeText(path, bytes.value) : bytes
}

/** The bytes of the regular file `path`, at most `limit` of them; else the problem. */
export const readBytes = (path: string, limit: Bound): Result<Uint8Array, Problem> => {
  const opened = openRegular(path)
  if (!opened.ok) return opened
  const tooLarge = fileProblem(path, 'file-too-large', `the file is larger than ${limit.value} bytes`, `limit: ${limit.meaning}`)
  try {
    if (opened.value.size > limit.value) return err(tooLarge)
    const bytes = readAll(opened.value.descriptor, limit.value)
    return bytes === null ? err(tooLarge) : ok(bytes)
  } catch (thrown) {
    const system = systemErrorOf(thrown)
    if (system === null) throw thrown
    return err(fileProblem(path, system.code, system.message))
  } finally {
    closeSync(opened.value.descriptor)
  }
}
