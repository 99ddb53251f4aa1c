import { expect } from 'vitest'
import type { Law } from '../src/artifact/law.js'
import { compileLaw } from '../src/engine/index.js'
import type { CompiledLaw } from '../src/engine/index.js'
import { bindLaw } from '../src/kernel/index.js'
import type { Kernel } from '../src/kernel/index.js'
import type { RandomProgram } from './arbitraries/program.js'
import { execute } from './execution.js'
import { reconstructedFrom, replay, withoutChain } from './replaying.js'

/** A law as both evaluators hold it. */
export interface Bound {
  readonly law: Law
  readonly compiled: CompiledLaw
  readonly kernel: Kernel
}

/** Compiles `law` for the engine and binds it for the verifier. */
export const bind = (law: Law): Bound => ({ law, compiled: compileLaw(law), kernel: bindLaw(law) })

interface NotedLine {
  readonly type: string
  readonly validation?: { readonly reason: string | null }
  readonly routing?: { readonly reason: string } | null
}

/** Executes and replays; throws where they differ, and notes what came to pass, so that a run in which nothing happens is seen. */
export const agree = ({ compiled, kernel }: Bound, program: RandomProgram, note: (event: string) => void): void => {
  const { lines, summary } = execute(compiled, program)
  const { report, recomputed } = replay(kernel, lines)
  // A law that was changed may contradict its own invariants; nothing else may differ.
  const findings = report.findings.filter(({ code }) => code !== 'invariant')
  expect(findings).toEqual([])
  expect(report.replay.valid).toBe(report.findings_total === 0)
  expect(report.findings_total).toBe(report.findings.length)
  expect(report.replay.reconstructed_session).toEqual(reconstructedFrom(summary))
  expect(recomputed).toEqual(withoutChain(lines))
  expect(report.lines).toBe(lines.length)
  for (const line of withoutChain(lines) as readonly NotedLine[]) {
    note(line.type)
    if (line.validation !== undefined) note(`verdict ${line.validation.reason ?? 'allowed'}`)
    if (line.routing !== undefined && line.routing !== null) note(`routing ${line.routing.reason}`)
  }
  for (const { code } of report.findings) note(`finding ${code}`)
}

/** Counts what `agree` notes. */
export const makeTally = () => {
  const tally = new Map<string, number>()
  return { tally, note: (event: string): void => void tally.set(event, (tally.get(event) ?? 0) + 1) }
}
