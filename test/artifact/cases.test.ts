import { describe, expect, test } from 'vitest'
import type { Case, CaseItem } from '../../src/artifact/cases.js'
import { bindLaw } from '../../src/kernel/index.js'
import { checkConsistency } from '../../src/kernel/consistency.js'
import { loadTexts, readTexts, SHIPPED } from './shipped.js'

const loaded = loadTexts(SHIPPED, new Map(), { evaluateConsistency: checkConsistency })
if (!loaded.ok) throw new Error('the shipped law does not load')
const kernel = bindLaw(loaded.law)

const eventOf = (item: CaseItem) => {
  const timestamp = '1970-01-01T00:00:00.000Z'
  return item.kind === 'source' || item.kind === 'operator' ? { ...item, timestamp } : item
}

const play = ({ environment, backend, stream }: Case) => {
  const opened = kernel.open({ environment, backend: backend ?? 'auto' })
  if (!opened.ok) throw new Error(`unknown ${opened.unknown}`)
  let { state } = opened
  const steps = [...stream.map(eventOf), { kind: 'close' } as const].map((event) => {
    const step = kernel.step(state, event)
    if (step === null) throw new Error('the session is over')
    state = step.state
    return step
  })
  return { steps, state }
}

test('[LAW-01, LAW-52, LAW-54, LAW-55, LAW-56] the laws that ship load and agree with themselves', () => {
  const other = loadTexts(readTexts('rules/openqasm/1.0.0'), new Map(), { evaluateConsistency: checkConsistency })
  expect(other.ok ? [] : other.problems).toEqual([])
})

describe('[RTR-50] the cases of the shipped law come out so', () => {
  test.each((loaded.cases ?? []).map((one) => [one.name, one] as const))('%s', (_name, one) => {
    const { steps, state } = play(one)
    const entries = steps.map(({ entry }) => entry).filter((entry) => 'validation' in entry)
    const frames = steps.flatMap(({ closedFrame }) => (closedFrame === null ? [] : [closedFrame]))
    const routing = entries.map((entry) => ('routing' in entry ? (entry.routing?.reason ?? null) : null))
    expect(frames.map(({ backend, tier, operators }) => ({ backend, tier, operators: operators.count }))).toEqual(
      one.expect.frames.map(({ backend, tier, operators }) => ({ backend, tier, operators })),
    )
    const firsts = entries.filter((entry) => 'routing' in entry && entry.routing?.frameAction === 'new')
    const reasons = firsts.map((entry) => ('routing' in entry ? entry.routing?.reason : null))
    expect(reasons).toEqual(one.expect.frames.map(({ reason }) => reason))
    const overflows = firsts.map((entry) => ('drift' in entry ? entry.drift?.overflow : null))
    for (const [index, { overflow }] of one.expect.frames.entries()) if (overflow !== null) expect(overflows[index]).toBe(overflow)
    if (one.expect.verdicts !== null) expect(entries.map(({ validation }) => validation.reason)).toEqual(one.expect.verdicts)
    if (one.expect.routing !== null) expect(routing).toEqual(one.expect.routing)
    if (one.expect.lineage !== null) expect([...state.lineage]).toEqual(one.expect.lineage)
    expect(steps.flatMap(({ broken }) => broken)).toEqual([])
  })
})
