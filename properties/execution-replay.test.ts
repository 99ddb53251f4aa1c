import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Law } from '../src/artifact/law.js'
import { compileLaw } from '../src/engine/index.js'
import type { CompiledLaw } from '../src/engine/index.js'
import { bindLaw } from '../src/kernel/index.js'
import type { Kernel } from '../src/kernel/index.js'
import { MUTATIONS, mutate, mutationsArbitrary } from './arbitraries/law.js'
import type { Mutation } from './arbitraries/law.js'
import { loadDraft, shippedLaw } from './arbitraries/loading.js'
import { programArbitrary, programYaml } from './arbitraries/program.js'
import type { RandomProgram } from './arbitraries/program.js'
import { execute } from './execution.js'
import { check } from './repeat.js'
import { reconstructedFrom, replay, withoutChain } from './replaying.js'

const FILE = 'properties/execution-replay.test.ts'

interface Bound {
  readonly law: Law
  readonly compiled: CompiledLaw
  readonly kernel: Kernel
}

const bind = (law: Law): Bound => ({ law, compiled: compileLaw(law), kernel: bindLaw(law) })

/** Executes and replays; says what came to pass, so that a run in which nothing happens is seen. */
const agree = ({ compiled, kernel }: Bound, program: RandomProgram, note: (event: string) => void): void => {
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
  for (const line of withoutChain(lines) as { type: string; validation?: { reason: string | null }; routing?: { reason: string } | null }[]) {
    note(line.type)
    if (line.validation !== undefined) note(`verdict ${line.validation.reason ?? 'allowed'}`)
    if (line.routing !== undefined && line.routing !== null) note(`routing ${line.routing.reason}`)
  }
  for (const { code } of report.findings) note(`finding ${code}`)
}

const makeTally = () => {
  const tally = new Map<string, number>()
  return { tally, note: (event: string): void => void tally.set(event, (tally.get(event) ?? 0) + 1) }
}

test('[SES-11] [RPL-01] [LED-12] under the shipped law execution and replay agree', () => {
  const bound = bind(shippedLaw())
  const { tally, note } = makeTally()
  check(
    fc.property(programArbitrary(bound.law), (program) => agree(bound, program, note)),
    { file: FILE, numRuns: 400, explain: ([program]) => programYaml(program) },
  )
  expect(tally.get('finding invariant')).toBe(undefined)
  const { validation, routing } = bound.law
  const reachable = [
    ...validation.reasons.filter(({ unreachable }) => unreachable === null).map(({ reason }) => `verdict ${reason}`),
    ...routing.reasons.filter(({ unreachable }) => unreachable === null).map(({ reason }) => `routing ${reason}`),
  ]
  const declaredUnreachable = [
    ...validation.reasons.filter(({ unreachable }) => unreachable !== null).map(({ reason }) => `verdict ${reason}`),
    ...routing.reasons.filter(({ unreachable }) => unreachable !== null).map(({ reason }) => `routing ${reason}`),
  ]
  expect(reachable.filter((event) => !tally.has(event))).toEqual([])
  expect(declaredUnreachable.filter((event) => tally.has(event))).toEqual([])
})

test.each(MUTATIONS)('the change %s alone gives a law that loads', (kind) => {
  const places = [0, 1, 2, 3, 5, 8].map((at) => [{ kind, at, to: at + 1 }])
  const shipped = shippedLaw().digest
  const loaded = places.map((mutations) => loadDraft(mutate(mutations)))
  expect(loaded.some((one) => one.ok && one.law.digest !== shipped)).toBe(true)
})

test('[LAW-30] [LAW-46] under changed laws execution and replay agree', () => {
  const laws = new Map<string, Bound | null>()
  const { tally, note } = makeTally()
  const boundBy = (mutations: readonly Mutation[]): Bound | null => {
    const key = JSON.stringify(mutations)
    const known = laws.get(key)
    if (known !== undefined) return known
    const loaded = loadDraft(mutate(mutations))
    const bound = loaded.ok ? bind(loaded.law) : null
    laws.set(key, bound)
    return bound
  }
  const cases = mutationsArbitrary.chain((mutations) => {
    const bound = boundBy(mutations)
    const programs = bound === null ? fc.constant([]) : fc.array(programArbitrary(bound.law, 24), { minLength: 1, maxLength: 4 })
    return programs.map((list) => ({ mutations, programs: list }))
  })
  check(
    fc.property(cases, ({ mutations, programs }) => {
      const bound = boundBy(mutations)
      if (bound !== null) for (const program of programs) agree(bound, program, note)
    }),
    {
      file: FILE,
      numRuns: 120,
      explain: ([{ mutations, programs }]) => `law: ${JSON.stringify(mutations)}\n${programs.map(programYaml).join('---\n')}`,
    },
  )
  const loaded = [...laws.values()].filter((bound) => bound !== null).length
  expect(loaded).toBeGreaterThan(laws.size / 3)
  expect(tally.get('verdict allowed')).toBeGreaterThan(500)
})
