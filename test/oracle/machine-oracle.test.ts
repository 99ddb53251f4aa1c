import { expect, test } from 'vitest'
import type { Json } from '../../src/base/index.js'
import { makeMachineOracle } from '../../src/oracle/machine-oracle.js'

const yes = () => true

/** A machine with what plain objects treat apart: whole numbers as keys, and names of Object.prototype. */
const hostile: Json = new Map<string, Json>([
  ['id', 'm'],
  ['initial', '10'],
  [
    'states',
    new Map<string, Json>([
      [
        '10',
        new Map<string, Json>([
          ['type', 'parallel'],
          ['states', new Map<string, Json>([['9', { on: { go: '#m.__proto__' } }], ['1', {}], ['__proto__', {}]])],
        ]),
      ],
      ['__proto__', { on: { go: { target: 'constructor', guard: 'constructor', actions: ['toString'] } } }],
      ['constructor', { type: 'final' }],
    ]),
  ],
])

test('state keys keep their order and their names', () => {
  const oracle = makeMachineOracle(hostile)
  const started = oracle.start()
  expect(started.configuration).toEqual(['10.9', '10.1', '10.__proto__'])
  const moved = oracle.step(started.configuration, 'go', yes)
  expect(moved.configuration).toEqual(['__proto__'])
  expect(oracle.step(moved.configuration, 'go', () => false).configuration).toEqual(['__proto__'])
  expect(oracle.step(moved.configuration, 'go', yes)).toEqual({ configuration: ['constructor'], actions: ['toString'], done: true })
})

test('[LAW-48] a machine that is done takes no event, not even one of its root', () => {
  const on = { e: { target: '.b', actions: 'x' } }
  const oracle = makeMachineOracle({ id: 'm', initial: 'a', on, states: { a: { type: 'final' }, b: {} } })
  expect(oracle.start()).toEqual({ configuration: ['a'], actions: [], done: true })
  expect(oracle.step(['a'], 'e', yes)).toEqual({ configuration: ['a'], actions: [], done: true })
})

test('an atomic machine is its own only state', () => {
  const oracle = makeMachineOracle({ id: 'm', on: { e: { actions: ['x', 'x'] } } })
  expect(oracle.start().configuration).toEqual([''])
  expect(oracle.step([''], 'e', yes)).toEqual({ configuration: [''], actions: ['x', 'x'], done: false })
})
