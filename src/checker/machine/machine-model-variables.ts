import type { Machine, StateNode } from '../../artifact/machine.js'
import type { Variable } from '../model.js'

/** The value of a variable whose region is not active: no key of a state begins with # (LAW-46). */
export const INACTIVE = '#inactive'

/** The variables of a machine, and how to read them from a configuration. */
export interface MachineVariables {
  readonly variables: readonly Variable[]
  /** Bits that the domains need. */
  readonly bits: number
  /** The number of the value of each variable in the configuration with these active leaves. */
  valuesOf(configuration: readonly string[]): readonly number[]
}

/** Where a thread of control can be without splitting: leaves and parallel states. */
const positionsIn = (node: StateNode): readonly StateNode[] => (node.type === 'compound' ? node.children.flatMap(positionsIn) : [node])

const isAround = (path: string, leaf: string): boolean => path === '' || leaf === path || leaf.startsWith(`${path}.`)

const bitsFor = (values: number): number => (values <= 1 ? 0 : 32 - Math.clz32(values - 1))

interface Thread {
  readonly name: string
  readonly values: readonly string[]
}

const threadsOf = (node: StateNode, name: string, canRest: boolean): readonly Thread[] => {
  const positions = positionsIn(node)
  const own = { name, values: [...(canRest ? [INACTIVE] : []), ...positions.map(({ path }) => path)] }
  const regions = positions.filter(({ type }) => type === 'parallel').flatMap(({ children }) => children)
  return [own, ...regions.flatMap((region) => threadsOf(region, region.path, canRest || positions.length > 1))]
}

/**
 * The variables of `machine`: the active leaf, named `name`, if no state is parallel; otherwise one for each thread of control, that is
 * for the root and for each region, with the leaf or the parallel state in which it stands. Threads that can stand in one place only
 * have no variable, unless there would be none at all.
 */
export const variablesOf = (machine: Machine, name: string): MachineVariables => {
  const threads = threadsOf(machine.root, name, false)
  const moving = threads.filter(({ values }) => values.length > 1)
  const variables = moving.length > 0 ? moving : threads.slice(0, 1)
  return {
    variables,
    bits: variables.reduce((sum, { values }) => sum + bitsFor(values.length), 0),
    valuesOf: (configuration) =>
      variables.map(({ values }) => Math.max(0, values.findIndex((path) => configuration.some((leaf) => isAround(path, leaf))))),
  }
}
