import type { Law, Scalar } from '../../src/artifact/law.js'
import { compileLaw, openSession } from '../../src/engine/index.js'
import type { CompiledLaw, Session } from '../../src/engine/index.js'
import { bindLaw } from '../../src/kernel/index.js'
import type { Kernel } from '../../src/kernel/index.js'
import { nodeDigest } from '../../src/shell/node-digest.js'
import { at, canonical } from './forge.js'
import type { PlainLine } from './forge.js'

/** A law as engine and verifier hold it. */
export interface KnownLaw {
  readonly name: string
  readonly law: Law
  readonly compiled: CompiledLaw
  readonly kernel: Kernel
}

export const know = (name: string, law: Law): KnownLaw => ({ name, law, compiled: compileLaw(law), kernel: bindLaw(law) })

/** Whether a text is a timestamp of a real date (LED-04), by the calendar of the host. */
const isDate = (text: unknown): text is string => {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text)) return false
  const date = new Date(text)
  return !Number.isNaN(date.getTime()) && date.toISOString() === text
}

/** Gives a line to a session as the event that it captures; headers and frames are no events. */
const give = (session: Session, line: PlainLine): void => {
  if (line['type'] === 'token') session.deployToken(line['token_id'] as string)
  if (line['type'] === 'transition') session.transition(line['to'] as string)
  if (line['type'] !== 'operator') return
  if (Object.hasOwn(line, 'source')) session.applyText(line['source'] as string)
  else session.apply(line['name'] as string, new Map(Object.entries(line['params'] as { [name: string]: Scalar })))
}

/**
 * What the engine writes for the inputs of these lines (RPL-01): those of the header, of every event before the first footer, and every
 * timestamp that is one and in order (an earlier one is held). Null if the law knows no such session.
 */
export const writtenFor = (lines: readonly PlainLine[], { compiled }: KnownLaw): readonly string[] | null => {
  const [header = {}] = lines
  const texts: string[] = []
  let last = '0000-01-01T00:00:00.000Z'
  let recovers = false
  const clock = (seq: number): string => {
    const time = lines[seq]?.['timestamp']
    if (!recovers && isDate(time) && time >= last) last = time
    return last
  }
  const opened = openSession({
    law: compiled,
    environment: String(header['environment']),
    backend: String(header['backend']),
    sessionId: String(header['session_id']),
    clock,
    digest: nodeDigest,
    write: (text) => void texts.push(text),
  })
  if (!opened.ok) return null
  const end = lines.findIndex(({ type }) => type === 'footer')
  for (const line of end < 0 ? lines : lines.slice(0, end)) give(opened.session, line)
  recovers = end >= 0 && lines[end]?.['ended'] === 'recovered'
  if (recovers) opened.session.recover()
  else opened.session.close()
  return texts
}

/**
 * The first line that the engine would have written otherwise for the inputs that stand in `lines`; null if these lines are what it
 * writes. The first line must be a header of a law in `laws`, and every input of its type.
 */
export const departure = (lines: readonly PlainLine[], laws: readonly KnownLaw[]): number | null => {
  const [header] = lines
  if (header?.['type'] !== 'header') return 0
  const digest = at(header, ['ruleset', 'digest'])
  const known = laws.find(({ law }) => law.digest === digest)
  const lawful = known === undefined ? null : writtenFor(lines, known)
  if (lawful === null) return 0
  for (let index = 0; index < Math.max(lines.length, lawful.length); index++) {
    const line = lines[index]
    if (line === undefined || canonical(line) !== lawful[index]) return index
  }
  return null
}
