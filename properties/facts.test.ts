import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FactDeclaration, FactScope } from '../src/artifact/law.js'
import type { Json } from '../src/base/index.js'
import { makeReplayOracle } from '../src/oracle/replay-oracle.js'
import { agree, bind, makeTally } from './agreement.js'
import type { Bound } from './agreement.js'
import { conditionsArbitrary } from './arbitraries/condition.js'
import { mutate, mutationsArbitrary } from './arbitraries/law.js'
import type { Mutation } from './arbitraries/law.js'
import { loadDraft, shippedLaw } from './arbitraries/loading.js'
import { programArbitrary, programYaml } from './arbitraries/program.js'
import type { RandomProgram } from './arbitraries/program.js'
import { execute } from './execution.js'
import { checkAsync } from './repeat.js'
import { replay } from './replaying.js'

const FILE = 'properties/facts.test.ts'
const { facts } = shippedLaw()

/** Rules to add to the shipped tables: conditions over any facts of the scope. */
interface Additions {
  readonly mutations: readonly Mutation[]
  readonly operator: readonly Json[]
  readonly token: readonly Json[]
  readonly routing: readonly Json[]
}

type Facts = ReadonlyMap<string, FactDeclaration>

const some = (of: Facts, scope: FactScope, maxLength: number): fc.Arbitrary<readonly Json[]> => {
  const isRead = [...of.values()].some(({ scopes }) => scopes.includes(scope))
  return isRead ? fc.array(conditionsArbitrary(of, scope), { minLength: 1, maxLength }) : fc.constant([])
}

/** Refusals only: such a law loads unless one of them always holds (LAW-38). */
const refusalsArbitrary = (of: Facts): fc.Arbitrary<Additions> =>
  fc.record({
    mutations: fc.constant([]),
    operator: some(of, 'operator', 3),
    token: some(of, 'token', 2),
    routing: fc.constant([]),
  })

/** Refusals and triggers over a changed law, which may contradict itself and then does not load. */
const additionsArbitrary = (of: Facts): fc.Arbitrary<Additions> =>
  fc.record({
    mutations: fc.oneof(fc.constant([]), mutationsArbitrary),
    operator: some(of, 'operator', 3),
    token: some(of, 'token', 2),
    routing: fc.oneof(fc.constant([]), some(of, 'operator', 2)),
  })

const load = ({ mutations, operator, token, routing }: Additions): Bound | null => {
  const draft = mutate(mutations)
  const { tables } = draft['validation.rules.yaml']
  const add = (rules: object[], conditions: readonly Json[], base: number, event: object): void =>
    conditions.forEach((one, index) => rules.push({ name: `random ${base + index}`, priority: base + index, conditions: one, event }))
  add(tables.operator.rules, operator, 441, { type: 'illegal in environment' })
  add(tables.token.rules, token, 41, { type: 'invalid arguments' })
  add(draft['routing.rules.yaml'].table.rules, routing, 241, { type: 'tier-binding', params: { frame_action: 'new' } })
  const loaded = loadDraft(draft)
  return loaded.ok ? bind(loaded.law) : null
}

interface Case {
  readonly additions: Additions
  readonly bound: Bound | null
  readonly programs: readonly RandomProgram[]
}

const caseArbitrary = (all: fc.Arbitrary<Additions>): fc.Arbitrary<Case> =>
  all.chain((additions): fc.Arbitrary<Case> => {
    const bound = load(additions)
    if (bound === null) return fc.constant({ additions, bound, programs: [] })
    return fc.array(programArbitrary(bound.law, 16), { minLength: 2, maxLength: 4 }).map((programs) => ({ additions, bound, programs }))
  })

/** Checks that execution, replay and the oracles agree under the laws of `all`; gives what came to pass. */
const checkFacts = async (all: fc.Arbitrary<Additions>, numRuns: number): Promise<ReadonlyMap<string, number>> => {
  const { tally, note } = makeTally()
  const property = fc.asyncProperty(caseArbitrary(all), async ({ bound, programs }) => {
    note(bound === null ? 'law refused' : 'law')
    if (bound === null) return
    const oracle = makeReplayOracle(() => bound.kernel)
    for (const program of programs) {
      agree(bound, program, note)
      replay(bound.kernel, execute(bound.compiled, program).lines, { findKernel: oracle.findKernel, observe: oracle.observe })
    }
    await oracle.drain()
    expect(oracle.differences).toEqual([])
  })
  const explain = ([{ additions, programs }]: [Case]): string =>
    `law: ${JSON.stringify(additions)}\n${programs.map(programYaml).join('---\n')}`
  await checkAsync(property, { file: FILE, numRuns, explain })
  return tally
}

test('[LAW-13] rules that read any facts are decided alike by execution, replay and json-rules-engine', async () => {
  const tally = await checkFacts(additionsArbitrary(facts), 50)
  expect(tally.get('law')).toBeGreaterThan(10)
  expect(tally.get('verdict allowed')).toBeGreaterThan(10)
})

const READABLE = [...facts.values()].filter(({ scopes }) => scopes.includes('operator') || scopes.includes('token')).map(({ name }) => name)

test.each(READABLE)('[LAW-13] %s', async (name) => {
  const declaration = facts.get(name)
  const tally = await checkFacts(refusalsArbitrary(new Map(declaration === undefined ? [] : [[name, declaration]])), 8)
  expect(tally.get('law')).toBeGreaterThan(0)
})
