import { readFileSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { createActor, createMachine } from 'xstate'
import type { AnyStateMachine } from 'xstate'

// XState warns when a stopped actor is sent an event, which some rows do on purpose.
vi.spyOn(console, 'warn').mockImplementation(() => undefined)

/** The configuration of a shipped machine, parsed and not otherwise touched. */
const configOf = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`../../machines/${name}/1.0.0.json`, import.meta.url), 'utf8')) as Record<string, unknown>

/** Loads the configuration as it is; guards are answered by `holds`, actions are noted in `performed`. */
const machineOf = (name: string, holds: boolean, performed: string[]): AnyStateMachine => {
  const note = (action: string) => () => {
    performed.push(action)
  }
  const actions = ['open-frame', 'append-operator', 'close-frame', 'bind-token'].map((action) => [action, note(action)])
  return createMachine(configOf(name) as never).provide({
    guards: { 'token-unbound': () => holds } as never,
    actions: Object.fromEntries(actions) as never,
  }) as AnyStateMachine
}

type Row = readonly [machine: string, from: string, event: string, guard: boolean, to: string, actions: readonly string[]]

const ROWS: readonly Row[] = [
  ['session', 'open', 'operator', true, 'open', []],
  ['session', 'open', 'token', true, 'open', []],
  ['session', 'open', 'transition', true, 'open', []],
  ['session', 'open', 'close', true, 'closed', []],
  ['session', 'open', 'recover', true, 'recovered', []],
  ['environment', 'sandbox', 'to.production', true, 'production', ['bind-token']],
  ['environment', 'sandbox', 'to.production', false, 'sandbox', []],
  ['environment', 'sandbox', 'to.archive', true, 'sandbox', []],
  ['environment', 'production', 'to.archive', true, 'archive', ['bind-token']],
  ['environment', 'production', 'to.archive', false, 'production', []],
  ['environment', 'production', 'to.sandbox', true, 'production', []],
  ['environment', 'archive', 'to.sandbox', true, 'archive', []],
  ['frame', 'absent', 'new', true, 'open', ['open-frame', 'append-operator']],
  ['frame', 'absent', 'reuse', true, 'absent', []],
  ['frame', 'absent', 'transition', true, 'pending', []],
  ['frame', 'absent', 'end', true, 'over', []],
  ['frame', 'open', 'new', true, 'open', ['close-frame', 'open-frame', 'append-operator']],
  ['frame', 'open', 'reuse', true, 'open', ['append-operator']],
  ['frame', 'open', 'transition', true, 'pending', ['close-frame']],
  ['frame', 'open', 'end', true, 'over', ['close-frame']],
  ['frame', 'pending', 'new', true, 'open', ['open-frame', 'append-operator']],
  ['frame', 'pending', 'reuse', true, 'pending', []],
  ['frame', 'pending', 'transition', true, 'pending', []],
  ['frame', 'pending', 'end', true, 'over', []],
  ['frame', 'over', 'new', true, 'over', []],
]

describe('[LAW-45] the shipped machines load unchanged into createMachine', () => {
  test.each(ROWS)('%s: %s takes %s, guards %s, to %s', (name, from, event, guard, to, actions) => {
    const performed: string[] = []
    const machine = machineOf(name, guard, performed)
    const actor = createActor(machine, { snapshot: machine.resolveState({ value: from, context: {} }) })
    actor.start()
    actor.send({ type: event })
    expect(actor.getSnapshot().value).toBe(to)
    expect(performed).toEqual(actions)
  })

  test.each(['session', 'environment', 'frame'])('%s: the rows cover every transition of the file', (name) => {
    const states = configOf(name)['states'] as Record<string, { on?: Record<string, unknown> }>
    const written = Object.entries(states).flatMap(([state, { on }]) => Object.keys(on ?? {}).map((event) => `${state} ${event}`))
    const walked = new Set(ROWS.filter(([machine]) => machine === name).map(([, from, event]) => `${from} ${event}`))
    expect(written.length).toBeGreaterThan(1)
    expect(written.filter((row) => !walked.has(row))).toEqual([])
  })

  test('a walk from the beginning to the end of a session', () => {
    const performed: string[] = []
    const actor = createActor(machineOf('frame', true, performed)).start()
    for (const type of ['new', 'reuse', 'transition', 'new', 'new', 'end', 'new']) actor.send({ type })
    expect(actor.getSnapshot()).toMatchObject({ value: 'over', status: 'done' })
    expect(performed.join(' ')).toBe(
      `open-frame append-operator append-operator close-frame ${'open-frame append-operator close-frame '.repeat(2)}`.trim(),
    )
  })
})
