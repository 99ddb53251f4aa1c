import { expect, test } from 'vitest'
import { mutate } from '../../properties/arbitraries/law.js'
import { lawOf, shippedLaw } from '../../properties/arbitraries/loading.js'
import { compareMachine } from './machine-agreement.js'

test.each(['session', 'environment', 'frame'] as const)('[LAW-48] %s: every configuration, event and guard, three ways', (name) => {
  const law = shippedLaw()
  const machine = law.machines[name]
  const content = law.source.machines.get(name) ?? null
  const { triples, configurations, disagreements } = compareMachine(machine, content)
  expect(disagreements).toEqual([])
  const leaves = [...machine.nodes.values()].filter(({ type }) => type === 'atomic' || type === 'final')
  expect(configurations).toBe(leaves.length)
  expect(triples).toBe(1 + leaves.length * machine.events.length * 2 ** machine.guards.length)
})

test('a frame machine with nested states, three ways', () => {
  const law = lawOf(mutate([{ kind: 'nestFrames', at: 0, to: 0 }]))
  expect(law.machines.frame.nodes.has('running.open')).toBe(true)
  expect(compareMachine(law.machines.frame, law.source.machines.get('frame') ?? null).disagreements).toEqual([])
})
