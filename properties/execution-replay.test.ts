import fc from 'fast-check'
import { expect, test } from 'vitest'
import { agree, bind, makeTally } from './agreement.js'
import type { Bound } from './agreement.js'
import { MUTATIONS, mutate, mutationsArbitrary } from './arbitraries/law.js'
import type { Mutation } from './arbitraries/law.js'
import { loadDraft, shippedLaw } from './arbitraries/loading.js'
import { programArbitrary, programYaml } from './arbitraries/program.js'
import { check } from './repeat.js'

const FILE = 'properties/execution-replay.test.ts'

test('[SES-11] [RPL-01] [LED-12] under the shipped law execution and replay agree', () => {
  const bound = bind(shippedLaw())
  const { tally, note } = makeTally()
  check(
    fc.property(programArbitrary(bound.law), (program) => agree(bound, program, note)),
    { file: FILE, numRuns: 300, explain: ([program]) => programYaml(program) },
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
      numRuns: 90,
      explain: ([{ mutations, programs }]) => `law: ${JSON.stringify(mutations)}\n${programs.map(programYaml).join('---\n')}`,
    },
  )
  const loaded = [...laws.values()].filter((bound) => bound !== null).length
  expect(loaded).toBeGreaterThan(laws.size / 3)
  expect(tally.get('verdict allowed')).toBeGreaterThan(500)
})
