import type { ProblemCode } from '../artifact/catalogue.js'

/** What the operating system said, as a stable word for problems and one line for people. */
export interface SystemError {
  readonly code: ProblemCode
  readonly message: string
}

const MESSAGES = new Map<string, readonly [ProblemCode, string]>([
  ['ENOENT', ['file-missing', 'no such file or folder']],
  ['ENOTDIR', ['file-missing', 'a part of the path is no folder']],
  ['EACCES', ['file-access', 'permission denied']],
  ['EPERM', ['file-access', 'the operating system does not permit it']],
  ['EROFS', ['file-access', 'the file system is read-only']],
  ['EISDIR', ['file-kind', 'is a folder, not a file']],
  ['EEXIST', ['file-exists', 'the file exists already']],
  ['ENOSPC', ['file-space', 'no space is left on the device']],
  ['EDQUOT', ['file-space', 'the disk quota is used up']],
  ['EFBIG', ['file-space', 'the file would be larger than is permitted']],
  ['EMFILE', ['file-access', 'too many files are open']],
  ['ELOOP', ['file-missing', 'the symbolic links form a circle']],
  ['ENAMETOOLONG', ['file-missing', 'the name is too long']],
  ['ENXIO', ['file-kind', 'is no regular file']],
  ['EPIPE', ['file-access', 'nobody reads the pipe any more']],
  ['EIO', ['file-access', 'the device reported an error']],
])

/** The error that a call of node:fs threw, or null if it is none: then it is a bug and the caller throws it on. */
export const systemErrorOf = (thrown: unknown): SystemError | null => {
  if (!(thrown instanceof Error) || !('code' in thrown) || typeof thrown.code !== 'string') return null
  if (thrown.code === 'ERR_INVALID_ARG_VALUE') return { code: 'file-missing', message: 'a path cannot hold a null character' }
  const known = MESSAGES.get(thrown.code)
  if (known !== undefined) return { code: known[0], message: known[1] }
  return 'syscall' in thrown ? { code: 'file-access', message: `the operating system says ${thrown.code}` } : null
}
