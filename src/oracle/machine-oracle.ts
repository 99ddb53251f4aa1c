import { createMachine, initialTransition, transition } from 'xstate'
import type { AnyMachineSnapshot, AnyStateMachine, StateValue } from 'xstate'
import type { Json } from '../base/index.js'
import { innerKey, machineNames, outerKey, toXstateConfig } from './machine-config.js'
import { membersOf } from './plain.js'

/** What XState says of a start or a step. */
export interface MachineOutcome {
  /** Paths of the active atomic and final states, keys joined by '.', in document order. */
  readonly configuration: readonly string[]
  /** Names of the actions performed, in order. */
  readonly actions: readonly string[]
  readonly done: boolean
}

/** One machine in XState, driven by its pure functions. Configurations are lists of leaf paths, as `MachineOutcome` gives them. */
export interface MachineOracle {
  readonly machine: AnyStateMachine
  start(): MachineOutcome
  /** One step from `configuration`. A machine that is done stays as it is, as an actor that has stopped does (LAW-48). */
  step(configuration: readonly string[], event: string, guard: (name: string) => boolean): MachineOutcome
}

interface OracleEvent {
  readonly type: string
  readonly guard: (name: string) => boolean
}

/** Paths of the leaves of a state value, in the order of the configuration `node`. */
const leavesOf = (node: Json | undefined, value: StateValue, path: readonly string[]): readonly string[] => {
  const states = membersOf(membersOf(node).get('states'))
  const active = typeof value === 'string' ? new Map([[innerKey(value), {}]]) : new Map(Object.entries(value).map(unhide))
  const here = [...states].filter(([key]) => active.has(key))
  if (here.length === 0) return [path.join('.')]
  return here.flatMap(([key, child]) => leavesOf(child, active.get(key) ?? {}, [...path, key]))
}

const unhide = ([key, value]: [string, StateValue | undefined]): [string, StateValue] => [innerKey(key), value ?? {}]

/** The state value whose leaves are `paths`. */
const valueOf = (paths: readonly (readonly string[])[]): StateValue => {
  const heads = new Map<string, (readonly string[])[]>()
  for (const [head, ...rest] of paths) if (head !== undefined) heads.set(head, [...(heads.get(head) ?? []), rest])
  return Object.fromEntries([...heads].map(([head, rests]) => [outerKey(head), valueOf(rests)]))
}

/** Loads a machine configuration, as read, into XState. Configurations that XState refuses are its errors, thrown. */
export const makeMachineOracle = (config: Json): MachineOracle => {
  const { guards } = machineNames(config)
  const named = guards.map((name) => [name, ({ event }: { event: OracleEvent }) => event.guard(name)] as const)
  const machine = createMachine(toXstateConfig(config), { guards: Object.fromEntries(named) } as never) as AnyStateMachine
  const outcome = (snapshot: AnyMachineSnapshot, actions: readonly { readonly type: string }[]): MachineOutcome => ({
    configuration: leavesOf(config, snapshot.value, []),
    actions: actions.map(({ type }) => type),
    done: snapshot.status === 'done',
  })
  const start = (): MachineOutcome => {
    const [snapshot, actions] = initialTransition(machine)
    return outcome(snapshot, actions)
  }
  const step = (configuration: readonly string[], event: string, guard: (name: string) => boolean): MachineOutcome => {
    const paths = configuration.map((path) => (path === '' ? [] : path.split('.')))
    const snapshot = machine.resolveState({ value: valueOf(paths), context: {} }) as AnyMachineSnapshot
    if (snapshot.status !== 'active') return outcome(snapshot, [])
    const sent: OracleEvent = { type: event, guard }
    const [next, actions] = transition(machine, snapshot, sent)
    return outcome(next, actions)
  }
  return { machine, start, step }
}
