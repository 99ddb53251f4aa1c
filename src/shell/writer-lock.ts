import { linkSync, lstatSync, readFileSync, readlinkSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { err, ok } from '../base/index.js'
import type { Result } from '../base/index.js'
import type { Problem } from '../artifact/problem.js'
import { isLiving, readHolder, thisHolder } from './lock-holder.js'
import type { Holder } from './lock-holder.js'
import { nodeDigest } from './node-digest.js'
import { fileProblem } from './source-file.js'
import { systemErrorOf } from './system-error.js'

/** Something that no writer made stands where a lock would: its message is the path. */
class StrangeLock extends Error {}

/** The right to be the only writer of a trace. */
export interface WriterLock {
  /** Gives it up; does nothing the second time. */
  release(): void
}

const LINKS_MAX = 40
const NAME_BYTES_MAX = 200
const CHAIN_MAX = 64
const LOCK_BYTES_MAX = 4096
const TRIES_MAX = 16

const codeOf = (thrown: unknown): unknown => (thrown instanceof Error && 'code' in thrown ? thrown.code : null)

/** The name that every symbolic link to `path` leads to, also where no file is there yet. */
const targetOf = (path: string, links = 0): string => {
  try {
    return realpathSync(path)
  } catch (thrown) {
    if (codeOf(thrown) !== 'ENOENT' || links > LINKS_MAX) throw thrown
    const folder = realpathSync(dirname(path))
    const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
    return isLink ? targetOf(resolve(folder, readlinkSync(path)), links + 1) : join(folder, basename(path))
  }
}

/** Where the lock of the trace `path` stands: beside the file itself, whatever name leads to it (LED-21). */
export const lockPathOf = (path: string): string => {
  const target = targetOf(path)
  const name = basename(target)
  const short = Buffer.byteLength(name) <= NAME_BYTES_MAX ? name : nodeDigest.sha256Hex(name).slice(0, 32)
  return join(dirname(target), `${short}.lock`)
}

/** Locks the trace `path`, or says who holds it (LED-21). The lock of a process that lives no longer is taken over. */
export const lockTrace = (path: string): Result<WriterLock, Problem> => {
  try {
    return takeLock(path)
  } catch (thrown) {
    if (thrown instanceof StrangeLock) {
      const message = `${thrown.message} stands where the lock of a writer would, and does not say who holds it`
      return err(fileProblem(path, 'file-locked', message, 'remove it if nobody writes the trace'))
    }
    const system = systemErrorOf(thrown)
    if (system === null) throw thrown
    return err(fileProblem(path, system.code, `cannot write the trace: ${system.message}`))
  }
}

/** Who holds the trace `path`, or whose lock `path` is, if that is a living writer; null for nobody (LED-21). */
export const writerOf = (path: string): Problem | null => {
  try {
    const head = lockPathOf(path)
    const { living } = readChain(head)
    if (living !== null) return heldProblem(path, head, living)
    const own = path.endsWith('.lock') ? readChain(path).living : null
    return own === null ? null : heldProblem(path, path, own)
  } catch (thrown) {
    // Many things are called .lock.
    if (thrown instanceof StrangeLock) return null
    throw thrown
  }
}

/**
 * A lock is a chain: behind the lock of a dead holder comes a name that is made of that holder's nonce. Whoever creates the first name
 * that is free has the lock, once the chain before it still stands; then it renames its own to the head of the chain. Only one process
 * ever creates the successor of one holder, so two that find the same dead lock never both take it.
 */
const takeLock = (path: string): Result<WriterLock, Problem> => {
  const head = lockPathOf(path)
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const chain = readChain(head)
    if (chain.living !== null) return err(heldProblem(path, head, chain.living))
    const holder = thisHolder()
    if (!createWhole(chain.free, holder)) continue
    if (!stillStands(chain)) {
      rmSync(chain.free, { force: true })
      continue
    }
    if (chain.dead.length > 0) renameSync(chain.free, head)
    for (const { name } of chain.dead.slice(1)) rmSync(name, { force: true })
    return ok(makeLock(head, holder.text))
  }
  return err(fileProblem(path, 'file-locked', 'others take the lock of the trace again and again', 'try again'))
}

const makeLock = (head: string, text: string): WriterLock => {
  let held = true
  return {
    release() {
      if (held) removeOwn(head, text)
      held = false
    },
  }
}

// Whoever put something else there, or took the folder away, has the lock in hand already.
const removeOwn = (head: string, text: string): void => {
  try {
    if (textOf(head) === text) rmSync(head, { force: true })
  } catch (thrown) {
    if (!(thrown instanceof StrangeLock) && systemErrorOf(thrown) === null) throw thrown
  }
}

/** The locks of dead holders, in order, and what follows them: a living holder, or a name that is free. */
interface Chain {
  readonly dead: readonly { readonly name: string; readonly text: string }[]
  readonly living: Holder | null
  readonly free: string
}

const readChain = (head: string): Chain => {
  const dead: { name: string; text: string }[] = []
  let name = head
  while (dead.length < CHAIN_MAX) {
    const text = textOf(name)
    if (text === null) break
    const holder = readHolder(text)
    if (holder === null) throw new StrangeLock(name)
    if (isLiving(holder)) return { dead, living: holder, free: name }
    dead.push({ name, text })
    name = `${head}-${holder.nonce}`
  }
  return { dead, living: null, free: name }
}

const stillStands = ({ dead }: Chain): boolean => dead.every(({ name, text }) => textOf(name) === text)

// Nothing is read that could make the reader wait or fill its memory.
const textOf = (name: string): string | null => {
  try {
    const stats = lstatSync(name)
    if (!stats.isFile() || stats.size > LOCK_BYTES_MAX) throw new StrangeLock(name)
    return readFileSync(name, 'utf8')
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return null
    throw thrown
  }
}

/** Creates the lock `name` with all of its text at once; false if it is there already. */
const createWhole = (name: string, { nonce, text }: { readonly nonce: string; readonly text: string }): boolean => {
  const aside = `${name}.${nonce}.tmp`
  try {
    writeFileSync(aside, text, { flag: 'w', mode: 0o666 })
    linkSync(aside, name)
    return true
  } catch (thrown) {
    if (codeOf(thrown) === 'EEXIST') return false
    throw thrown
  } finally {
    rmSync(aside, { force: true })
  }
}

const heldProblem = (path: string, lock: string, { pid, host }: Holder): Problem => {
  const own = thisHolder().host === host ? '' : ` on ${host}`
  const message = `another writer has the trace: process ${pid}${own}`
  return fileProblem(path, 'file-locked', message, `wait for it, or name another file; if it is gone, remove ${lock}`)
}
