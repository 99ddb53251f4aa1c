import { statSync } from 'node:fs'

/** The first of `others` that is the same file as `path`, by whatever name, symbolic or hard link; null if none is. */
export const sameFileAs = (path: string, others: readonly string[]): string | null => {
  const existing = statSync(path, { throwIfNoEntry: false })
  if (existing === undefined) return null
  const isSame = (other: string): boolean => {
    const stats = statSync(other, { throwIfNoEntry: false })
    return stats !== undefined && stats.ino === existing.ino && stats.dev === existing.dev
  }
  return others.find(isSame) ?? null
}
