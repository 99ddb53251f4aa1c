import type { Machine, StateNode } from '../../artifact/machine.js'
import { searchBreadth } from '../../explore/index.js'
import type { Exploration } from '../../explore/index.js'
import { statePath } from '../../kernel/lifecycle.js'
import { isDone } from '../../kernel/index.js'
import { guardItem, stateItem, transitionItem } from './machine-model.js'
import type { MachineModel } from './machine-model.js'
import type { Model } from '../model.js'
import type { SessionModel } from '../session/session-model.js'

/** What can be wrong with a machine although each of its parts is well formed. */
export type MachineFindingCode =
  | 'state-unreachable'
  | 'deadlock'
  | 'transition-dead'
  | 'guard-one-sided'
  | 'final-unreachable'
  | 'event-unaccepted'

/** One finding in the document of a machine. */
export interface MachineFinding {
  readonly code: MachineFindingCode
  /** The machine, as it is named in cover items. */
  readonly machine: string
  /** Keys from the root of the document to the place; a candidate that stands alone is found at its event. */
  readonly path: readonly (string | number)[]
  readonly message: string
  /** A state of the model that shows it; null where no state can. */
  readonly state: number | null
}

/** What a search has to tell: how many states it found, each by its place, and whether they are all. */
export type Searched = Pick<Exploration, 'states' | 'stateAt' | 'complete'>

/** The findings, or that nothing can be said because the search did not reach everything. */
export interface MachineVerdict {
  readonly decided: boolean
  readonly findings: readonly MachineFinding[]
}

/** A model that may tell what being in a state passes through without a step: guards that are asked in vain. */
export type Covering = Model & { readonly idleCover?: (state: number) => readonly number[] }

/** The cover items that the found states of a model pass through: on opening, on every edge, and without a step. */
export const coverOf = (model: Covering, search: Searched): ReadonlySet<string> => {
  const labels = new Set<number>(model.initial.map((state) => model.opening(state)))
  const items = new Set<number>()
  const out = new Int32Array(2 * model.fanoutMax)
  for (let place = 0; place < search.states; place++) {
    const state = search.stateAt(place)
    const edges = model.expand(state, out)
    for (let edge = 0; edge < edges; edge++) labels.add(out[2 * edge + 1] ?? 0)
    for (const item of model.idleCover?.(state) ?? []) items.add(item)
  }
  for (const label of labels) for (const item of model.label(label).cover) items.add(item)
  return new Set([...items].map((item) => model.coverItems[item] ?? ''))
}

/** The found states without edges that `isFinal` does not expect to be ends, in order of discovery. */
export const deadlocksOf = (model: Model, search: Searched, isFinal: (state: number) => boolean): readonly number[] => {
  const out = new Int32Array(2 * model.fanoutMax)
  return statesOf(search).filter((state) => model.expand(state, out) === 0 && !isFinal(state))
}

const statesOf = ({ states, stateAt }: Searched): readonly number[] => Array.from({ length: states }, (_, place) => stateAt(place))

const quoted = (path: string): string => (path === '' ? 'the root' : JSON.stringify(path))

interface Asking {
  readonly machine: Machine
  readonly name: string
  readonly covered: ReadonlySet<string>
}

// Some models name the leaves only.
const isActive = (asking: Asking, { path, children }: StateNode): boolean =>
  path === '' || asking.covered.has(stateItem(asking.name, path)) || children.some((child) => isActive(asking, child))

const unreachableStates = (asking: Asking): readonly MachineFinding[] =>
  [...asking.machine.nodes.values()]
    .filter((node) => !isActive(asking, node))
    .map(({ path }) => ({
      code: 'state-unreachable', machine: asking.name, path: statePath(path), message: `${quoted(path)} is never active`, state: null,
    }))

// Of a state that is never active nothing more is said.
const reachedNodes = (asking: Asking): readonly StateNode[] =>
  [...asking.machine.nodes.values()].filter((node) => isActive(asking, node))

const deadTransitions = (asking: Asking): readonly MachineFinding[] =>
  reachedNodes(asking).flatMap(({ path, on }) =>
    [...on].flatMap(([event, list]) =>
      [...list.keys()]
        .filter((index) => !asking.covered.has(transitionItem(asking.name, { path, event, index })))
        .map((index): MachineFinding => ({
          code: 'transition-dead', machine: asking.name, path: [...statePath(path), 'on', event, index], state: null,
          message: `in ${quoted(path)} the transition #${index} of ${JSON.stringify(event)} is never taken`,
        })),
    ),
  )

const oneSidedGuards = ({ name, covered, ...asking }: Asking): readonly MachineFinding[] =>
  reachedNodes({ name, covered, ...asking }).flatMap(({ path, on }) =>
    [...on].flatMap(([event, list]) =>
      list.flatMap(({ guard }, index): readonly MachineFinding[] => {
        if (guard === null || list.findIndex((other) => other.guard === guard) < index) return []
        const [isTrue, isFalse] = [true, false].map((holds) => covered.has(guardItem(guard, holds, { path, event })))
        if (isTrue === isFalse) return []
        const at = [...statePath(path), 'on', event, index, 'guard']
        const message = `in ${quoted(path)} the guard ${JSON.stringify(guard)} of ${JSON.stringify(event)} is only ever ${isTrue === true}`
        return [{ code: 'guard-one-sided', machine: name, path: at, message, state: null }]
      }),
    ),
  )

const unacceptedEvents = ({ machine, name, covered }: Asking): readonly MachineFinding[] =>
  machine.events.flatMap((event): readonly MachineFinding[] => {
    const nodes = [...machine.nodes.values()].filter(({ on }) => on.has(event))
    const isTaken = nodes.some(({ path, on }) =>
      [...(on.get(event) ?? []).keys()].some((index) => covered.has(transitionItem(name, { path, event, index }))),
    )
    const first = nodes[0]
    if (isTaken || first === undefined) return []
    const message = `the event ${JSON.stringify(event)} is never accepted`
    return [{ code: 'event-unaccepted', machine: name, path: [...statePath(first.path), 'on', event], message, state: null }]
  })

/** The states that end the machine: final children of a compound root, or those of the regions of a parallel one. */
const endsOf = ({ root }: Machine): readonly StateNode[] =>
  (root.type === 'parallel' ? root.children.flatMap(({ children }) => children) : root.children).filter(({ type }) => type === 'final')

const finalUnreached = (asking: Asking, isDoneReached: boolean): readonly MachineFinding[] =>
  isDoneReached || endsOf(asking.machine).length === 0
    ? []
    : [{ code: 'final-unreachable', machine: asking.name, path: [], message: 'the machine has final states but never ends', state: null }]

/** What `covered` leaves of `machine`: everything but deadlock. */
const uncovered = (asking: Asking, isDoneReached: boolean): readonly MachineFinding[] => [
  ...unreachableStates(asking),
  ...deadTransitions(asking),
  ...oneSidedGuards(asking),
  ...finalUnreached(asking, isDoneReached),
  ...unacceptedEvents(asking),
]

// Machines together may have millions, of which the first shows it all.
const DEADLOCKS_MAX = 1000

const UNDECIDED: MachineVerdict = { decided: false, findings: [] }

/** All configurations of a model of one machine; there are few enough. */
const allStates = (model: MachineModel): Searched => searchBreadth(model, { states: model.configurations, goesOn: () => true })

/**
 * What is wrong with a machine by itself, its guards free: states, transitions and events that nothing reaches, guards that are only ever
 * true or false where they are asked, no end reached, and configurations that do not end and in which no event does anything.
 */
export const checkMachine = (model: MachineModel, search: Searched = allStates(model)): MachineVerdict => {
  if (!search.complete) return UNDECIDED
  const { machine, name } = model
  const states = statesOf(search)
  const covered = coverOf(model, search)
  const isDoneReached = states.some((state) => model.isDone(state))
  const deadlocks = deadlocksOf(model, search, (state) => model.isDone(state)).map((state): MachineFinding => {
    const leaves = model.configurationOf(state)
    const message = `in ${leaves.map(quoted).join(' with ')} no event does anything, and the machine has not ended`
    return { code: 'deadlock', machine: name, path: statePath(leaves[0] ?? ''), message, state }
  })
  return { decided: true, findings: [...deadlocks, ...uncovered({ machine, name, covered }, isDoneReached)] }
}

/**
 * What is wrong with machines as the system that drives them uses them: `model` names them in its cover items. A guard is one-sided here
 * if what drives the machine never lets it say the other thing. Ends are read from the cover too, so a parallel root has ended if one
 * region has. `isFinal` tells the states of the system in which it may end.
 */
export const checkDrivenMachines = (
  model: Covering,
  search: Searched,
  machines: readonly { readonly name: string; readonly machine: Machine }[],
  isFinal: (state: number) => boolean,
): MachineVerdict => {
  if (!search.complete) return UNDECIDED
  const covered = coverOf(model, search)
  const findings = machines.flatMap(({ name, machine }) => {
    const isDoneReached = endsOf(machine).some(({ path }) => covered.has(stateItem(name, path)))
    return uncovered({ machine, name, covered }, isDoneReached)
  })
  const deadlocks = deadlocksOf(model, search, isFinal).slice(0, DEADLOCKS_MAX).map((state): MachineFinding => {
    const values = model.valuesOf(state).map((value, index) => `${model.variables[index]?.name} ${model.variables[index]?.values[value]}`)
    const message = `no event does anything, and nothing has ended: ${values.join(', ')}`
    return { code: 'deadlock', machine: model.name, path: [], message, state }
  })
  return { decided: true, findings: [...deadlocks, ...findings] }
}

/**
 * What is wrong with the machines of a law as its sessions drive them (LAW-45). A session may end where its own machine has ended. Says
 * nothing if a step has led out of the domains of the model.
 */
export const checkLawMachines = (model: SessionModel, search: Searched): MachineVerdict => {
  if (model.left() !== null) return UNDECIDED
  const { session } = model.law.machines
  const machines = Object.entries(model.law.machines).map(([name, machine]) => ({ name, machine }))
  return checkDrivenMachines(model, search, machines, (state) => isDone(session, [model.stateOf(state).sessionState]))
}
