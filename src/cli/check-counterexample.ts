import { rmSync } from 'node:fs'
import { assert } from '../base/index.js'
import type { Result } from '../base/index.js'
import type { Law } from '../artifact/law.js'
import type { Problem } from '../artifact/problem.js'
import { decodeProgram } from '../artifact/program.js'
import type { Program, ProgramItem } from '../artifact/program.js'
import type { PathProgram } from '../checker/path/program-of-path.js'
import { compileLaw, openSession, sessionIdOf } from '../engine/index.js'
import type { Session } from '../engine/index.js'
import { logicalClock } from '../shell/clock.js'
import { nodeDigest } from '../shell/node-digest.js'
import { writeOutput } from '../shell/output-file.js'
import { systemErrorOf } from '../shell/system-error.js'

/** Where a counterexample is written, and what must stay as it is (CMD-15). */
export interface CounterexampleFiles {
  readonly program: string
  readonly trace: string
  readonly force: boolean
  readonly keep: readonly string[]
}

const apply = (session: Session, item: ProgramItem): void => {
  switch (item.kind) {
    case 'source':
      return void session.applyText(item.source)
    case 'operator':
      return void session.apply(item.name, item.params)
    case 'token':
      return void session.deployToken(item.tokenId)
    case 'transition':
      return void session.transition(item.to)
  }
}

const openingOf = (law: Law, { environment, backend }: Program) =>
  ({ environment: environment ?? law.machines.environment.root.initial ?? '', backend: backend ?? 'auto' })

/**
 * The trace of a counterexample, as `run --clock logical` writes it, by the engine (CHK-41): the program is executed and its session is
 * closed, or, where the path says so, ended as a recovery ends it (LED-14). Deterministic. Throws LimitReached for a law that is beyond the
 * limits of the engine.
 */
export const traceOfProgram = (law: Law, { text, ended }: PathProgram): string => {
  const decoded = decodeProgram(text, '')
  assert(decoded.ok, 'the program of a path is sound')
  const { program } = decoded
  const lines: string[] = []
  // LED-14: what a recovery appends has the time of the last line.
  let latest = Infinity
  const opened = openSession({
    ...openingOf(law, program),
    law: compileLaw(law),
    sessionId: sessionIdOf({ ...openingOf(law, program), stream: program.items }, law.digest, nodeDigest),
    clock: (seq) => logicalClock(Math.min(seq, latest)),
    digest: nodeDigest,
    write: (line) => void lines.push(line),
  })
  assert(opened.ok, 'the law of a path knows environment and backend')
  for (const item of program.items) apply(opened.session, item)
  if (ended === 'recover') {
    latest = lines.length - 1
    opened.session.recover()
  } else {
    opened.session.close()
  }
  return `${lines.join('\n')}\n`
}

// What could not be made cannot be removed either: why has been said.
const remove = (path: string): void => {
  try {
    rmSync(path, { force: true })
  } catch (thrown) {
    if (systemErrorOf(thrown) === null) throw thrown
  }
}

/**
 * Writes the program of a counterexample and its trace; where the trace cannot be written a program that is new is taken away again
 * (CHK-41). A file that exists is replaced only with `force`, one of `keep` never.
 */
export const writeCounterexample = (law: Law, program: PathProgram, files: CounterexampleFiles): Result<null, Problem> => {
  const { force, keep } = files
  const trace = traceOfProgram(law, program)
  const written = writeOutput(files.program, program.text, { force, keep })
  if (!written.ok) return written
  const traced = writeOutput(files.trace, trace, { force, keep: [...keep, files.program] })
  if (!traced.ok && !force) remove(files.program)
  return traced
}
