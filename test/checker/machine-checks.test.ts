import { describe, expect, test } from 'vitest'
import { readJson } from '../../src/artifact/json-text.js'
import { nodeAt } from '../../src/artifact/node-path.js'
import { makeSource } from '../../src/artifact/source.js'
import { checkLawMachines, checkMachine } from '../../src/checker/machine/machine-checks.js'
import type { MachineVerdict } from '../../src/checker/machine/machine-checks.js'
import { makeMachineModel } from '../../src/checker/machine/machine-model.js'
import { makeSessionModel } from '../../src/checker/session/session-model.js'
import { searchBreadth } from '../../src/explore/index.js'
import { lawWith, machineOf } from '../kernel/fixture.js'
import type { Edits } from '../kernel/fixture.js'

const check = (config: { readonly [key: string]: unknown }): MachineVerdict => {
  const made = makeMachineModel(machineOf(config))
  if (!made.ok) throw new Error(made.message)
  return checkMachine(made.model)
}

const found = ({ findings }: MachineVerdict): readonly string[] => findings.map(({ code, path }) => `${code} ${path.join('/')}`)

const sound = { initial: 'a', states: { a: { on: { e: { target: 'b', guard: 'g' } } }, b: { type: 'final' } } }

describe('[CHK-63] one machine by itself', () => {
  test('a sound machine has no findings', () => {
    expect(check(sound)).toEqual({ decided: true, findings: [] })
  })

  test.each([
    [
      'a state that nothing leads to, of whose transitions nothing more is said',
      { initial: 'a', states: { a: { on: { e: 'b' } }, b: { type: 'final' }, c: { on: { e: 'a', f: 'a' } } } },
      ['state-unreachable states/c', 'event-unaccepted states/c/on/f'],
    ],
    [
      'a state from which no event leads on',
      { initial: 'a', states: { a: { on: { e: 'b', f: 'c' } }, b: {}, c: { type: 'final' } } },
      ['deadlock states/b'],
    ],
    [
      'a machine that cannot end',
      { initial: 'a', states: { a: { on: { e: 'a' } }, b: { type: 'final' } } },
      ['state-unreachable states/b', 'final-unreachable '],
    ],
    [
      'a second candidate under the same guard',
      {
        initial: 'a',
        states: { a: { on: { e: [{ target: 'a', guard: 'g' }, { target: 'b', guard: 'g' }, { target: 'b' }] } }, b: { type: 'final' } },
      },
      ['transition-dead states/a/on/e/1'],
    ],
    [
      'a guard that was false in the child already',
      {
        initial: 'p',
        states: {
          p: {
            initial: 'a',
            states: { a: { on: { e: { target: '#m.z', guard: 'g' } } } },
            on: { e: [{ target: '#m.z', guard: 'g' }, { actions: 'stay' }] },
          },
          z: { type: 'final' },
        },
      },
      ['transition-dead states/p/on/e/0', 'guard-one-sided states/p/on/e/0/guard'],
    ],
    [
      'an event of a parent that the child always takes',
      { initial: 'p', states: { p: { initial: 'a', states: { a: { on: { e: '#m.z' } } }, on: { e: '#m.z' } }, z: { type: 'final' } } },
      ['transition-dead states/p/on/e/0'],
    ],
    [
      'regions that never end together',
      {
        type: 'parallel',
        states: {
          l: { initial: 'a', states: { a: { on: { e: 'b' } }, b: { type: 'final' } } },
          r: { initial: 'a', states: { a: { on: { e: 'b' } }, b: { on: { e: 'a' } }, c: { type: 'final' } } },
        },
      },
      ['state-unreachable states/r/states/c', 'final-unreachable '],
    ],
  ])('%s', (_title, config, expected) => {
    expect(found(check(config))).toEqual(expected)
  })

  test('an incomplete search decides nothing', () => {
    const made = makeMachineModel(machineOf(sound))
    if (!made.ok) throw new Error(made.message)
    expect(checkMachine(made.model, { states: 1, stateAt: () => 0, complete: false })).toEqual({ decided: false, findings: [] })
  })

  test('[CHK-64] the path of a finding leads to its line', () => {
    const text = [
      '{ "id": "m", "version": "1.0.0", "initial": "a",',
      '  "states": {',
      '    "a": { "on": { "e": [{ "guard": "g" }, { "guard": "g" },',
      '      { "target": "b" }] } },',
      '    "b": { "type": "final" } } }',
    ].join('\n')
    const read = readJson(text, 'm.json')
    const config = JSON.parse(text) as { readonly [key: string]: unknown }
    if (!read.ok) throw new Error('the text reads')
    const places = check(config).findings.map(({ code, path }) => {
      const { line, column } = makeSource('m.json', text).place(nodeAt(read.root, path).start)
      return `${code} ${line}:${column}`
    })
    expect(places).toEqual(['transition-dead 3:44'])
  })
})

const driven = (edits: Edits = {}): MachineVerdict => {
  const made = makeSessionModel(lawWith(edits), { tokens: 2, symmetry: true, quantum: null, propositions: [] })
  if (!made.ok) throw new Error(made.why)
  return checkLawMachines(made.model, searchBreadth(made.model, { states: 1_000_000, goesOn: () => true }))
}

describe('[CHK-65] the machines of a law as its sessions drive them', () => {
  test('of the shipped law', () => {
    expect(driven()).toEqual({ decided: true, findings: [] })
  })

  test('a transition that no session can ask for', () => {
    const over = '"over": { "type": "final" }'
    const verdict = driven({ 'machine:frame': [[over, `"limbo": { "on": { "new": "open", "end": "over" } },\n    ${over}`]] })
    expect(found(verdict)).toEqual(['state-unreachable states/limbo'])
  })

  test('a compound state is active where one of its children is', () => {
    const compound = '"open": { "initial": "run", "states": { "run": {} },'
    expect(found(driven({ 'machine:frame': [['"open": {', compound]] }))).toEqual([])
  })
})
