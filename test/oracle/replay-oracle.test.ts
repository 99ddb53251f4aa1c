import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mutate, mutationsArbitrary } from '../../properties/arbitraries/law.js'
import { lawOf, loadDraft, shippedLaw } from '../../properties/arbitraries/loading.js'
import { shippedDraft } from '../../properties/arbitraries/bundle.js'
import { programArbitrary } from '../../properties/arbitraries/program.js'
import type { Item, RandomProgram } from '../../properties/arbitraries/program.js'
import { execute } from '../../properties/execution.js'
import { replay } from '../../properties/replaying.js'
import type { Law } from '../../src/artifact/law.js'
import { compileLaw } from '../../src/engine/index.js'
import { bindLaw } from '../../src/kernel/index.js'
import { makeReplayOracle } from '../../src/oracle/replay-oracle.js'
import type { Observed, ReplayOracle } from '../../src/oracle/replay-oracle.js'
import { runs } from '../seed.js'

const operator = (name: string, params: readonly (readonly [string, number])[]): Item => ({
  kind: 'operator',
  name,
  params: new Map(params),
})

const ITEMS: readonly Item[] = [
  operator('h', [['q', 0]]),
  { kind: 'source', source: 'h(' },
  { kind: 'transition', to: 'production' },
  { kind: 'token', tokenId: 't1' },
  { kind: 'token', tokenId: 't1' },
  operator('cx', [['q1', 0], ['q2', 1]]),
  { kind: 'transition', to: 'production' },
  operator('measure', [['q', 0]]),
  operator('pulse', [['q', 0], ['duration', 1], ['amplitude', 1]]),
]

/** Replays what the engine makes of `items` under `law`, with every observation passed through `bend` before the oracle sees it. */
const consult = async (
  law: Law,
  items: readonly Item[],
  bend = (observed: Observed): Observed => observed,
  session: Pick<RandomProgram, 'environment' | 'backend'> = { environment: null, backend: null },
): Promise<ReplayOracle> => {
  const kernel = bindLaw(law)
  const oracle = makeReplayOracle(() => kernel)
  const { lines } = execute(compileLaw(law), { ...session, items })
  replay(kernel, lines, { findKernel: oracle.findKernel, observe: (observed) => oracle.observe(bend(observed)) })
  expect(oracle.decided).toBe(0)
  await oracle.drain()
  return oracle
}

test('[RPL-32] the oracles agree with the verifier on every step', async () => {
  const oracle = await consult(shippedLaw(), ITEMS)
  expect(oracle.differences).toEqual([])
  expect(oracle.decided).toBe(ITEMS.length + 1)
})

const bendStep = (observed: Observed, seq: number, change: (step: Observed['step']) => Partial<Observed['step']>): Observed => {
  const { step } = observed
  return observed.seq === seq ? { ...observed, step: { ...step, decisions: step.decisions, ...change(step) } } : observed
}

const bendEntry = (observed: Observed, seq: number, change: object): Observed =>
  bendStep(observed, seq, ({ entry }) => ({ entry: { ...entry, ...change } as never }))

const bendState = (observed: Observed, seq: number, change: object): Observed =>
  bendStep(observed, seq, ({ state }) => ({ state: { ...state, ...change } }))

type Bend = (observed: Observed) => Observed

test.each<readonly [string, string, Bend]>([
  ['a verdict', 'allowed', (one) => bendEntry(one, 1, { validation: { allowed: false, reason: null } })],
  ['a reason', 'reason', (one) => bendEntry(one, 2, { validation: { allowed: false, reason: 'invalid arguments' } })],
  ['a winner', 'operator winner', (one) => bendStep(one, 2, () => ({ decisions: [] }))],
  ['a frame action', 'frame action', (one) => bendEntry(one, 1, { routing: { frameAction: 'reuse', reason: 'tier-binding' } })],
  ['the session machine', 'session state', (one) => bendState(one, 4, { sessionState: 'closed' })],
  ['the environment machine', 'environment', (one) => bendState(one, 3, { environment: 'production' })],
  ['the frame machine', 'frame state', (one) => bendState(one, 1, { frameState: 'pending' })],
  ['a frame left open', 'operators in the open frame', (one) => bendState(one, 1, { frame: null })],
  ['a token used', 'token used', (one) => bendEntry(one, 3, { tokenUsed: 't9' })],
])('%s that the verifier gets wrong is a difference', async (_title, about, bend) => {
  const { differences, differencesTotal } = await consult(shippedLaw(), ITEMS, bend)
  expect(differences.map((difference) => difference.about)).toContain(about)
  expect(differencesTotal).toBe(differences.length)
})

test('rules that read fields, parameters and lists are asked with all that they read', async () => {
  const draft = shippedDraft()
  const { rules } = draft['validation.rules.yaml'].tables.operator
  const refuse = (name: string, priority: number, conditions: object) =>
    rules.push({ name, priority, conditions, event: { type: 'illegal in environment' } })
  refuse('no second qubit', 650, { all: [{ fact: 'params', path: '$.q', operator: 'greaterThan', value: 1 }] })
  refuse('never with t1', 640, { all: [{ fact: 'token-id-deployed', params: { id: 't1' }, operator: 'equal', value: true }] })
  refuse('no r3 here', 630, { all: [{ fact: 'environment-tiers', operator: 'contains', value: 'r3' }] })
  const items: Item[] = [
    operator('h', [['q', 1]]),
    operator('h', [['q', 2]]),
    { kind: 'token', tokenId: 't2' },
    operator('h', [['q', 1]]),
    { kind: 'token', tokenId: 't1' },
    operator('h', [['q', 1]]),
  ]
  const oracle = await consult(lawOf(draft), items)
  expect(oracle.differences).toEqual([])
  expect(oracle.decided).toBe(items.length + 1)
})

test('[RPL-32] on random programs under changed laws the oracles agree with the verifier', async () => {
  let decided = 0
  await fc.assert(
    fc.asyncProperty(mutationsArbitrary, fc.context(), fc.gen(), async (mutations, context, draw) => {
      const loaded = loadDraft(mutate(mutations))
      if (!loaded.ok) return
      const program = draw(programArbitrary, loaded.law, 24)
      context.log(JSON.stringify(mutations))
      const oracle = await consult(loaded.law, program.items, undefined, program)
      expect(oracle.differences).toEqual([])
      decided += oracle.decided
    }),
    runs(40),
  )
  expect(decided).toBeGreaterThan(100)
})
