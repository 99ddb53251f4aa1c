import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createMachine, initialTransition, transition } from 'xstate'
import type { AnyMachineSnapshot } from 'xstate'
import { compileMachine } from '../../src/engine/index.js'
import { runs } from '../seed.js'
import { machineOf, shippedArtifacts } from './fixture.js'
import type { Plain } from './fixture.js'
import { machineConfig } from './machine-arbitrary.js'

interface Observed {
  readonly configuration: readonly string[]
  readonly actions: readonly string[]
  readonly done: boolean
}

const observe = ([snapshot, actions]: readonly [unknown, readonly { readonly type: string }[]]): Observed => {
  const { _nodes, status } = snapshot as AnyMachineSnapshot
  const leaves = _nodes.filter(({ type }) => type === 'atomic' || type === 'final').sort((a, b) => a.order - b.order)
  return { configuration: leaves.map(({ path }) => path.join('.')), actions: actions.map(({ type }) => type), done: status === 'done' }
}

/** Walks every configuration that is reachable, under every event and setting of the guards. Returns the number of steps compared. */
const compareWithXstate = (config: Plain): number => {
  const machine = machineOf(config)
  const table = compileMachine(machine)
  const guardOf = (index: number) => ({ event }: { event: { bits: number } }): boolean => ((event.bits >> index) & 1) === 1
  const guards = Object.fromEntries(machine.guards.map((name, index) => [name, guardOf(index)]))
  const actions = Object.fromEntries(machine.actions.map((name) => [name, () => {}]))
  const { version: _version, $schema: _schema, ...plain } = config as unknown as { [key: string]: unknown }
  const peer = createMachine(plain as never, { guards, actions } as never)
  const first = initialTransition(peer)
  const start = table.start.configuration
  expect({ configuration: table.configurations[start], actions: table.start.actions, done: table.isDone(start) }).toEqual(observe(first))
  const seen = new Map<number, unknown>([[start, first[0]]])
  let steps = 0
  for (const [index, snapshot] of seen) {
    for (const [event, type] of machine.events.entries()) {
      for (let bits = 0; bits < 1 << machine.guards.length; bits++) {
        const move = table.step(index, event, bits)
        steps++
        if (table.isDone(index)) {
          expect(move).toEqual({ next: index, actions: [], taken: false })
          continue
        }
        const next = transition(peer, snapshot as never, { type, bits } as never) as unknown as readonly [unknown,
          readonly { type: string }[]]
        const ours = { configuration: table.configurations[move.next], actions: move.actions, done: table.isDone(move.next) }
        expect(ours, `${type} ${bits} in ${JSON.stringify(table.configurations[index])}`).toEqual(observe(next))
        if (!seen.has(move.next)) seen.set(move.next, next[0])
      }
    }
  }
  expect(seen.size).toBe(table.configurations.length)
  return steps
}

describe('machines against XState', () => {
  test.each(['session', 'environment', 'frame'])('[LAW-48] every state, event and guard setting of the shipped %s machine', (name) => {
    expect(compareWithXstate(shippedArtifacts()[`machine:${name}`] as Plain)).toBeGreaterThan(3)
  })

  test('[LAW-46] [LAW-47] [LAW-48] random machines of the full subset', () => {
    fc.assert(fc.property(machineConfig, (config) => void compareWithXstate(config)), runs(600))
  })
})
