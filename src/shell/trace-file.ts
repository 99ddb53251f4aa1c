import { closeSync, constants, fdatasync, fdatasyncSync, fstatSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** What a trace asks of its open file. Each call throws the error of node:fs. A port: tests put a disk that fails in its place. */
export interface TraceFile {
  /** Writes the bytes from `start` on at byte `position` of the file. Gives how many were taken, at least one. */
  write(bytes: Uint8Array, start: number, position: number): number
  /** Returns when everything written so far is on disk. */
  sync(): void
  /** The same beside the running program: `done` is given null, or the error. Nothing may close the file before that. */
  syncLater(done: (error: Error | null) => void): void
  /** Returns when the name of the file is on disk: the entry of its folder (LED-18). */
  syncName(): void
  /** Cuts the file off behind its first `size` bytes. */
  truncate(size: number): void
  close(): void
}

/** How a file is opened for a trace: `create` a new one, `replace` one that may exist, `extend` one that exists. */
export type TraceOpening = 'create' | 'replace' | 'extend'

// Without waiting for a reader, should the path lead to a pipe meanwhile.
const FLAGS: { readonly [opening in TraceOpening]: number } = {
  create: constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL,
  replace: constants.O_WRONLY | constants.O_CREAT | constants.O_NONBLOCK,
  extend: constants.O_WRONLY | constants.O_NONBLOCK,
}

/** Opens the file `path`; a file that is replaced is empty then. Throws the error of node:fs. */
export const openTraceFile = (path: string, opening: TraceOpening): TraceFile => {
  const descriptor = openSync(path, FLAGS[opening], 0o666)
  if (opening === 'replace' && fstatSync(descriptor).isFile()) ftruncateSync(descriptor, 0)
  return {
    write: (bytes, start, position) => writeSync(descriptor, bytes, start, bytes.length - start, position),
    sync: () => fdatasyncSync(descriptor),
    syncLater: (done) => fdatasync(descriptor, done),
    syncName: () => syncFolderOf(path),
    truncate: (size) => ftruncateSync(descriptor, size),
    close: () => closeSync(descriptor),
  }
}

/** Returns when the entries of the folder that holds `path` are on disk (LED-18). Throws the error of node:fs. */
export const syncFolderOf = (path: string): void => {
  const descriptor = openSync(dirname(path), constants.O_RDONLY)
  try {
    fsyncSync(descriptor)
  } catch (thrown) {
    // Some file systems have no such call for folders; then there is nothing to wait for.
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EINVAL')) throw thrown
  } finally {
    closeSync(descriptor)
  }
}
