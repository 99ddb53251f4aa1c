import { nodeDigest } from '../../src/shell/node-digest.js'
import type { Law } from '../../src/artifact/law.js'
import { compileLaw, openSession } from '../../src/engine/index.js'
import type { Plain } from './fixture.js'
import type { CompiledLaw, Session } from '../../src/engine/index.js'

/** The logical clock of LED-10. */
export const logicalClock = (seq: number): string => new Date(Date.UTC(2026, 0, 1) + seq).toISOString()

export const SESSION_ID = '00000000-0000-8000-8000-000000000000'

/** A session under test and the lines it has written. */
export interface Run {
  readonly session: Session
  readonly lines: string[]
}

/** Opens a session under `law`; names that it does not know are a test failure. */
export const open = (law: Law | CompiledLaw, environment: string | null = null, backend: string | null = null): Run => {
  const lines: string[] = []
  const outcome = openSession({
    law: 'rows' in law ? law : compileLaw(law),
    environment,
    backend,
    sessionId: SESSION_ID,
    clock: logicalClock,
    digest: nodeDigest,
    write: (line) => void lines.push(line),
  })
  if (!outcome.ok) throw new Error(`unknown ${outcome.unknown}`)
  return { session: outcome.session, lines }
}

/** Performs one item: `token:ID`, `->ENV`, or the text of an invocation. */
export const perform = (session: Session, item: string): void => {
  if (item.startsWith('token:')) session.deployToken(item.slice(6))
  else if (item.startsWith('->')) session.transition(item.slice(2))
  else session.applyText(item)
}

/** Runs a stream to its end and returns the lines as parsed JSON. */
export const runStream = (law: Law | CompiledLaw, environment: string | null, backend: string | null, items: readonly string[]): Line[] => {
  const { session, lines } = open(law, environment, backend)
  for (const item of items) perform(session, item)
  session.close()
  return lines.map((line) => JSON.parse(line) as Line)
}

/** A ledger line as JSON, read loosely by tests: every member is as if present. */
export type Line = Plain

/** Lines of one type. */
export const ofType = (lines: readonly Line[], type: string): Line[] => lines.filter((line) => line.type === type)
