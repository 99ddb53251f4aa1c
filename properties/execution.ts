import type { CompiledLaw } from '../src/engine/index.js'
import { openSession } from '../src/engine/index.js'
import type { Session, SessionSummary } from '../src/engine/index.js'
import { nodeDigest } from '../src/shell/node-digest.js'
import type { Item, RandomProgram } from './arbitraries/program.js'

/** What the engine makes of a program: the lines of its trace, each without LF, and the session as it shows itself at the end. */
export interface Execution {
  readonly lines: readonly string[]
  readonly summary: SessionSummary
}

const START = Date.UTC(2026, 0, 1)

/** The logical clock (LED-10). */
export const logicalClock = (seq: number): string => new Date(START + seq).toISOString()

/** Gives one item of a program to `session`. */
export const perform = (session: Session, item: Item): void => {
  switch (item.kind) {
    case 'source':
      session.applyText(item.source)
      return
    case 'operator':
      session.apply(item.name, item.params)
      return
    case 'token':
      session.deployToken(item.tokenId)
      return
    case 'transition':
      session.transition(item.to)
  }
}

/** Runs `program` to its end with the engine. */
export const execute = (law: CompiledLaw, { environment, backend, items }: RandomProgram): Execution => {
  const lines: string[] = []
  const opened = openSession({
    law,
    environment,
    backend,
    sessionId: '00000000-0000-8000-8000-000000000000',
    clock: logicalClock,
    digest: nodeDigest,
    write: (line) => lines.push(line),
  })
  if (!opened.ok) throw new Error(`the law does not know the ${opened.unknown} of the program`)
  for (const item of items) perform(opened.session, item)
  opened.session.close()
  return { lines, summary: opened.session.summary }
}
