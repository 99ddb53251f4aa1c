import { statSync } from 'node:fs'
import { err, ok, utf8Length } from '../base/index.js'
import type { Result } from '../base/index.js'
import type { Law } from '../artifact/law.js'
import type { Problem } from '../artifact/problem.js'
import { compileLaw } from '../engine/index.js'
import type { Kernel } from '../kernel/index.js'
import type { LineRecord } from '../ledger/decode.js'
import type { CapturedFooter } from '../ledger/entry.js'
import type { Report } from '../verifier/verifier.js'
import type { LawStore } from './law-store.js'
import { Reexecution } from './reexecution.js'
import { kernelFinder, replaySource } from './replay-trace.js'
import { fileProblem } from './source-file.js'
import { systemErrorOf } from './system-error.js'
import { firstBytes, tailText, tornFrom } from './torn-tail.js'
import { watchEnds } from './trace-ends.js'
import { fileSource } from './trace-reader.js'
import type { TraceSource } from './trace-reader.js'
import { extendTrace } from './trace-writer.js'
import type { OpenFile } from './trace-writer.js'
import { lockTrace } from './writer-lock.js'

/** What was cut off a trace. */
export interface LostTail {
  /** The first byte that was cut, so the size of what was kept. */
  readonly offset: number
  readonly bytes: number
  /** The first 4,096 bytes of it as text. */
  readonly text: string
}

/**
 * How recovery went (LED-24). Only `recovered` has changed the file; `complete`: there is a footer and nothing is wrong; `unsound`: what
 * stands before the torn tail does not replay; `lawless`: nobody has its law.
 */
export type Recovery =
  | {
      readonly kind: 'recovered'
      readonly report: Report
      readonly lost: LostTail
      readonly kept: number
      readonly appended: number
      readonly footer: CapturedFooter
    }
  | { readonly kind: 'complete'; readonly report: Report; readonly root: string }
  | { readonly kind: 'unsound' | 'lawless'; readonly report: Report }

/** Recovers the trace `path` under the laws of `store` (LED-22 to LED-26), or says why it cannot even be looked at. */
export const recoverTrace = (path: string, store: LawStore, open?: OpenFile): Result<Recovery, Problem> => {
  const names = namesOf(path)
  // LED-21: whoever writes it under another name would not be seen.
  if (names > 1) {
    const message = 'the file has other names (hard links), so that nobody can tell whether it is being written'
    return err(fileProblem(path, 'file-locked', message, 'remove the others, or recover a copy'))
  }
  const source = fileSource(path)
  if (!source.ok) return source.error.code === 'file-empty' ? err(nothingThere(path, 'the file is empty')) : source
  const lock = lockTrace(path)
  if (!lock.ok) return lock
  try {
    // The size before the lock may be that of a writer that has ended since.
    const locked = fileSource(path)
    return locked.ok ? recoverLocked(path, locked.value, store, open) : locked
  } finally {
    lock.value.release()
  }
}

const namesOf = (path: string): number => {
  try {
    const stats = statSync(path)
    return stats.isFile() ? stats.nlink : 1
  } catch (thrown) {
    if (systemErrorOf(thrown) === null) throw thrown
    return 1 // why it cannot be read is said by whoever reads it
  }
}

const nothingThere = (path: string, what: string): Problem =>
  fileProblem(path, 'trace-broken', `${what}: there is no session to recover`, 'remove it and run again')

const recoverLocked = (path: string, source: TraceSource, store: LawStore, open?: OpenFile): Result<Recovery, Problem> => {
  const torn = tornFrom(source)
  if (torn === 0) return err(nothingThere(path, `the header is torn after ${source.size} bytes`))
  const prefix = firstBytes(source, torn)
  const { report, law } = replayUnder(prefix, store)
  const isUnfinished = lacksOnlyFooter(report)
  if (!isUnfinished && report.findings_total > 0) return ok({ kind: 'unsound', report })
  if (law === null) return ok({ kind: 'lawless', report })
  const footer = footerOf(source)
  // LED-22: a trace that has a footer has no torn tail; what is wrong before it, no crash has left.
  if (isUnfinished && footer === null) return finish(path, { source, prefix }, law, store, open)
  if (torn === source.size) return ok({ kind: 'complete', report, root: String(footer?.['root'] ?? '') })
  // Behind a footer nobody writes, so no crash has left that.
  return ok({ kind: 'unsound', report: replaySource(source, { store }) })
}

const replayUnder = (source: TraceSource, store: LawStore): { readonly report: Report; readonly law: Law | null } => {
  let law: Law | null = null
  const find = kernelFinder(store)
  const findKernel = (digest: string): Kernel | null => {
    law = store.byDigest(digest)?.law ?? null
    return find(digest)
  }
  return { report: replaySource(source, { store, findKernel }), law }
}

const lacksOnlyFooter = ({ findings, findings_total: total, lines }: Report): boolean => {
  const [only] = findings
  return total === 1 && only?.code === 'order' && only.seq === lines && only.expected === 'footer' && only.actual === null
}

/** The last whole line of a trace if that is a footer. */
const footerOf = (source: TraceSource): LineRecord | null => {
  const watched = watchEnds(source)
  const chunks = watched.source.chunks()
  while (chunks.next().done !== true); // read to its end
  const { footer } = watched.ends()
  return footer?.type === 'footer' ? footer : null
}

interface Torn {
  readonly source: TraceSource
  /** All of it before the torn tail. */
  readonly prefix: TraceSource
}

const finish = (path: string, { source, prefix }: Torn, law: Law, store: LawStore, open?: OpenFile): Result<Recovery, Problem> => {
  const session = new Reexecution(compileLaw(law))
  session.follow(prefix)
  const { unclosed, lines: kept } = session
  const offset = prefix.size - (unclosed === null ? 0 : utf8Length(unclosed) + 1)
  const lost = { offset, bytes: source.size - offset, text: tailText(source, offset) }
  const { lines, footer } = session.recover()
  const writer = extendTrace(path, offset, open)
  if (!writer.ok) return writer
  for (const line of lines) writer.value.write(line)
  writer.value.close()
  const whole = fileSource(path)
  if (!whole.ok) return whole
  const report = replaySource(whole.value, { store })
  return ok({ kind: 'recovered', report, lost, kept, appended: lines.length, footer })
}
