import { assert, LIMITS } from '../base/index.js'
import type { Machine } from '../artifact/machine.js'
import { LimitReached } from './limit-reached.js'
import { makeStepper } from './machine-step.js'
import type { MachineResult, MachineStepper } from './machine-step.js'

const NONE: readonly string[] = []

// Guards travel as the bits of one integer, and each pair of configuration and event has a row for every setting of its guards.
const GUARDS_MAX = LIMITS.machineGuards.value
const GUARDS_PER_EVENT_MAX = LIMITS.eventGuards.value

/** The configuration that a step leads to, and the actions it performs, in order. */
export interface MachineMove {
  readonly next: number
  readonly actions: readonly string[]
  /** Whether a transition was selected; otherwise nothing changes. */
  readonly taken: boolean
}

/**
 * A machine as a table. Configurations, events and guards are indexes; bit g of `guardBits` says whether guard g holds.
 * Invariant: every configuration that a step leads to is in the table.
 */
export interface CompiledMachine {
  /** Paths of the active atomic and final states of each configuration, in document order. */
  readonly configurations: readonly (readonly string[])[]
  readonly events: readonly string[]
  readonly guards: readonly string[]
  readonly start: { readonly configuration: number; readonly actions: readonly string[] }
  isDone(configuration: number): boolean
  /** The index of the configuration with these active states, or -1. */
  indexOf(paths: readonly string[]): number
  /** What an event does in a configuration (LAW-48). */
  step(configuration: number, event: number, guardBits: number): MachineMove
}

/** The moves of one configuration under one event: one for each setting of the guards that decide it. */
interface Row {
  /** Indexes of these guards; bit i of a row index is guard `guards[i]`. */
  readonly guards: readonly number[]
  readonly moves: readonly MachineMove[]
}

/** Collects the reachable configurations; each gets the next index when it is first seen. */
class Frontier {
  readonly results: MachineResult[] = []
  readonly #indexes = new Map<string, number>()

  static key(paths: readonly string[]): string {
    return JSON.stringify(paths)
  }

  indexOf(paths: readonly string[]): number {
    return this.#indexes.get(Frontier.key(paths)) ?? -1
  }

  /** The index of the configuration of `result`. A done machine does not step, so done and not done never share an index. */
  add(result: MachineResult): number {
    const known = this.indexOf(result.configuration)
    if (known >= 0) {
      assert(this.results[known]?.done === result.done, 'whether a machine is done follows from its configuration')
      return known
    }
    if (this.results.length >= LIMITS.machineConfigurations.value) throw new LimitReached('machineConfigurations', 'a machine')
    this.#indexes.set(Frontier.key(result.configuration), this.results.length)
    return this.results.push(result) - 1
  }
}

const compileRow = (machine: Machine, stepper: MachineStepper, frontier: Frontier, from: number, event: string): Row => {
  const { configuration, done } = frontier.results[from] as MachineResult // callers count below its length
  const stay: MachineMove = { next: from, actions: NONE, taken: false }
  if (done) return { guards: [], moves: [stay] }
  const names = stepper.guards(configuration, event)
  if (names.length > GUARDS_PER_EVENT_MAX) throw new LimitReached('eventGuards', `the guards of event ${event}`)
  const moves: MachineMove[] = []
  for (let bits = 0; bits < 1 << names.length; bits++) {
    const result = stepper.step(configuration, event, (name) => ((bits >> names.indexOf(name)) & 1) === 1)
    moves.push(result === null ? stay : { next: frontier.add(result), actions: result.actions, taken: true })
  }
  return { guards: names.map((name) => machine.guards.indexOf(name)), moves }
}

/**
 * Compiles a machine to a table of all configurations that are reachable from its start and from the configurations `from` (each given
 * by the paths of its active atomic states). Throws LimitReached beyond LIMITS.machineConfigurations (LAW-46 to LAW-48).
 */
export const compileMachine = (machine: Machine, from: readonly (readonly string[])[] = []): CompiledMachine => {
  if (machine.guards.length > GUARDS_MAX) throw new LimitReached('machineGuards', `the guards of machine ${machine.id}`)
  const stepper = makeStepper(machine)
  const frontier = new Frontier()
  const first = stepper.start()
  const start = { configuration: frontier.add(first), actions: first.actions }
  for (const paths of from) frontier.add(stepper.at(paths))
  const eventCount = machine.events.length
  const rows: Row[] = []
  for (let index = 0; index < frontier.results.length; index++) {
    for (const event of machine.events) rows.push(compileRow(machine, stepper, frontier, index, event))
  }
  const done = Uint8Array.from(frontier.results, (result) => (result.done ? 1 : 0))
  return {
    configurations: frontier.results.map(({ configuration }) => configuration),
    events: machine.events,
    guards: machine.guards,
    start,
    isDone: (configuration) => done[configuration] === 1,
    indexOf: (paths) => frontier.indexOf(paths),
    step: (configuration, event, guardBits) => {
      const { guards, moves } = rows[configuration * eventCount + event] as Row // indexes come from this table
      let row = 0
      for (let bit = 0; bit < guards.length; bit++) row |= ((guardBits >> (guards[bit] as number)) & 1) << bit // bit < guards.length
      return moves[row] as MachineMove // one move per setting of the guards
    },
  }
}
