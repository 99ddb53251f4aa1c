import type { Machine } from '../../src/artifact/machine.js'
import type { Json } from '../../src/base/index.js'
import { compileMachine } from '../../src/engine/machine.js'
import { startMachine, stepMachine } from '../../src/kernel/machine.js'
import { makeMachineOracle } from '../../src/oracle/machine-oracle.js'

/** What one evaluator says of a start or a step. */
interface Said {
  readonly configuration: readonly string[]
  readonly actions: readonly string[]
  readonly done: boolean
}

/** What two of the three evaluators say differently. */
export interface Disagreement {
  readonly at: string
  readonly kernel: Said
  readonly engine: Said
  readonly xstate: Said
}

export interface Agreement {
  /** Compared (configuration, event, guards) triples. */
  readonly triples: number
  readonly configurations: number
  readonly disagreements: readonly Disagreement[]
}

const same = (a: Said, b: Said): boolean =>
  a.done === b.done && a.configuration.join('\n') === b.configuration.join('\n') && a.actions.join('\n') === b.actions.join('\n')

const said = ({ configuration, actions, done }: Said): Said => ({ configuration, actions, done })

/**
 * Compares kernel, engine and XState on every (configuration, event, guards) triple of `machine` that is reachable, up to
 * `configurationsMax` configurations; `content` is the machine as read. `unheard` is an event that no state names.
 */
export const compareMachine = (machine: Machine, content: Json, configurationsMax = Number.POSITIVE_INFINITY): Agreement => {
  const compiled = compileMachine(machine)
  const oracle = makeMachineOracle(content)
  const disagreements: Disagreement[] = []
  let triples = 0
  const compare = (at: string, kernel: Said, engine: Said, xstate: Said): void => {
    triples++
    if (!same(kernel, engine) || !same(kernel, xstate)) disagreements.push({ at, kernel: said(kernel), engine, xstate })
  }
  const engineSaid = (configuration: number, actions: readonly string[]): Said => ({
    configuration: compiled.configurations[configuration] ?? [],
    actions,
    done: compiled.isDone(configuration),
  })
  const started = startMachine(machine)
  compare('start', started, engineSaid(compiled.start.configuration, compiled.start.actions), oracle.start())
  const configurations = compiled.configurations.slice(0, configurationsMax)
  for (const [index, configuration] of configurations.entries()) {
    for (const [number, event] of machine.events.entries()) {
      for (let bits = 0; bits < 1 << machine.guards.length; bits++) {
        const guard = (name: string): boolean => ((bits >> machine.guards.indexOf(name)) & 1) === 1
        const move = compiled.step(index, number, bits)
        compare(
          `${configuration.join('+')} ${event} ${bits}`,
          stepMachine(machine, configuration, event, guard),
          engineSaid(move.next, move.actions),
          oracle.step(configuration, event, guard),
        )
      }
    }
  }
  return { triples, configurations: compiled.configurations.length, disagreements }
}
