import { assert } from '../base/index.js'
import type { MachineTransition } from '../artifact/machine.js'
import { bindCode } from './fact.js'
import type { FactContext } from './fact.js'
import { compileMachine } from './machine.js'
import type { EnvironmentRow, Rows } from './rows.js'
import type { Situation } from './situation.js'

const BIND_TOKEN = 'bind-token'

/** What an allowed transition does: the environment it leads to, and whether it binds a token. */
export interface EnvironmentMove {
  readonly target: EnvironmentRow
  readonly bindsToken: boolean
}

/** The environment machine of a law, whose states are the environments (LAW-49 to LAW-51). */
export interface EnvironmentMachine {
  /** Its initial state. */
  readonly initial: EnvironmentRow
  /** The first candidate for moving to `to` from an environment, or null if the machine has none (SES-33, LAW-13 transition-defined). */
  candidate(from: EnvironmentRow, to: string): MachineTransition | null
  /** Takes the event of moving to `to`; null if no transition is selected. */
  move(situation: Situation, to: string): EnvironmentMove | null
}

const eventTo = (environment: string): string => `to.${environment}`

/** Compiles the environment machine; sessions may open in any of its states (SES-02). */
export const compileEnvironmentMachine = (context: FactContext, rows: Rows): EnvironmentMachine => {
  const { law } = context
  const { environment: machine } = law.machines
  const table = compileMachine(machine, [...rows.environments.keys()].map((id) => [id]))
  const events = new Map(table.events.map((event, index) => [event, index]))
  const configurations = [...rows.environments.keys()].map((id) => table.indexOf([id]))
  const rowOf = (configuration: number): EnvironmentRow => {
    const row = rows.environments.get(table.configurations[configuration]?.[0] ?? '')
    assert(row !== undefined, 'the states of the environment machine are the environments')
    return row
  }
  const guards = table.guards.map((fact) => {
    const code = bindCode(context, { fact, params: new Map(), field: null })
    assert(code !== null, 'a guard of the environment machine is a boolean fact')
    return code
  })
  return {
    initial: rowOf(table.start.configuration),
    candidate: ({ spec, index }, to) => {
      if (table.isDone(configurations[index] ?? -1)) return null
      const own = machine.nodes.get(spec.id)?.on.get(eventTo(to))
      return (own ?? machine.root.on.get(eventTo(to)))?.[0] ?? null
    },
    move: (situation, to) => {
      const event = events.get(eventTo(to))
      const from = configurations[situation.environment.index]
      if (event === undefined || from === undefined) return null
      let bits = 0
      for (const [index, guard] of guards.entries()) bits |= guard(situation) << index
      const { next, actions, taken } = table.step(from, event, bits)
      return taken ? { target: rowOf(next), bindsToken: actions.includes(BIND_TOKEN) } : null
    },
  }
}
