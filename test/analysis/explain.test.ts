import { describe, expect, test } from 'vitest'
import { explainOperator } from '../../src/analysis/index.js'
import type { Explanation } from '../../src/analysis/index.js'
import { bindLaw, decideTable } from '../../src/kernel/index.js'
import type { SessionEvent, State } from '../../src/kernel/index.js'
import { makeLawStore } from '../../src/shell/law-store.js'

const lawOf = (rules: readonly string[]) => {
  const store = makeLawStore(rules)
  const chosen = store.ok ? store.value.chosen() : store
  if (!chosen.ok) throw new Error(JSON.stringify(chosen.error))
  return chosen.value.law
}

const kernel = bindLaw(lawOf([]))

const play = (environment: string, sources: readonly string[]): readonly Explanation[] => {
  const opened = kernel.open({ environment, backend: 'auto' })
  if (!opened.ok) throw new Error(opened.unknown)
  let state: State = opened.state
  return sources.flatMap((source) => {
    const event: SessionEvent = { kind: 'source', source, timestamp: '2026-01-01T00:00:00.000Z' }
    const step = kernel.step(state, event)
    if (step === null) throw new Error('ended')
    const explanation = explainOperator(kernel, state, event, step)
    state = step.state
    return explanation === null ? [] : [explanation]
  })
}

describe('[RTR-40] an explanation', () => {
  test('names the winner of the validator and what lost to it', () => {
    const [explanation] = play('sandbox', ['pulse(q=0, duration=1, amplitude=1)'])
    const lost = { frameAction: null, lostTo: 'tier-legality' }
    expect(explanation?.tables).toEqual([
      {
        table: 'operator',
        winner: { rule: 'tier-legality', priority: 600, reason: 'illegal in environment', frameAction: null, reads: ['tier-allowed'] },
        lost: [
          { ...lost, rule: 'backend-legality', priority: 400, reason: 'backend illegal in environment', reads: ['backend-legal'] },
          { ...lost, rule: 'operator-token', priority: 200, reason: 'token required', reads: ['operator-needs-token', 'token-deployed'] },
        ],
      },
    ])
    expect(explanation?.facts.get('operator-tier')).toBe('r3')
  })

  test('of an allowed operator has the router after a validator without winner', () => {
    const explanations = play('sandbox', [...Array<string>(12).fill('h(q=0)'), 'cx(q1=0, q2=1)'])
    const tables = explanations.at(-1)?.tables ?? []
    expect(tables.map(({ table, winner, lost }) => [table, winner?.rule, lost.map(({ rule, lostTo }) => [rule, lostTo])])).toEqual([
      ['operator', undefined, []],
      ['routing', 'escalation', [['other-backend', 'escalation'], ['overflow', 'escalation'], ['binding', 'escalation']]],
    ])
  })

  test('has the reason that the entry has, in every step of a mixed stream', () => {
    const mixed = ['h(q=0)', 'cx(q1=0, q2=1)', 'h(q=0)', 'measure(q=0)', 'barrier()', 'h(q=-1)', 'what(', 'h(q=0)']
    const stream = [...mixed, ...Array<string>(9).fill('cx(q1=0, q2=1)')]
    for (const { entry, tables } of play('sandbox', stream)) {
      const refusal = tables.find(({ table }) => table === 'operator')?.winner?.reason ?? null
      expect(refusal).toBe(entry.validation.reason)
      const routed = tables.find(({ table }) => table === 'routing')
      const { reason, frameAction } = entry.routing ?? {}
      if (entry.validation.allowed) expect(routed?.winner).toMatchObject({ reason, frameAction })
      else expect(routed).toBeUndefined()
    }
  })

  test('lists the rules that the table itself finds under the facts it shows', () => {
    const [, explanation] = play('production', ['h(q=0)', 'x(q=0)'])
    const facts = explanation?.facts ?? new Map()
    const matched = decideTable(kernel.law.routing.operator, ({ fact }) => facts.get(fact) as string)
    const routed = explanation?.tables.find(({ table }) => table === 'routing')
    expect([routed?.winner?.rule, ...(routed?.lost ?? []).map(({ rule }) => rule)]).toEqual(matched)
  })
})
