import type { Machine } from '../../artifact/machine.js'
import { assert, compareNumbers, LIMITS } from '../../base/index.js'
import { makeLabels } from '../labels.js'
import { Interned } from './machine-model-interned.js'
import { makeProbe } from './machine-model-probe.js'
import type { Asked, Candidate, Probe, ProbedStep } from './machine-model-probe.js'
import { variablesOf } from './machine-model-variables.js'
import type { Model, ModelEvent, Proposition } from '../model.js'

/** What an event does in a configuration under guards that decide it. A guard of which `guards` says nothing was not asked. */
export interface MachineMove {
  readonly event: string
  /** The guards asked, in the order in which they were asked first. */
  readonly guards: ReadonlyMap<string, boolean>
  /** The number of the next configuration; null where the event selects no transition, so that nothing happens. */
  readonly next: number | null
  readonly taken: readonly Candidate[]
  readonly actions: readonly string[]
  /** Ids of cover items: guard outcomes and transitions taken. */
  readonly cover: readonly number[]
}

/** One machine as a finite system: a state is a configuration, numbered in order of discovery. An event that selects nothing is no step. */
export interface MachineModel extends Model {
  readonly machine: Machine
  /** How many configurations there are: states 0 to one less. */
  readonly configurations: number
  /** Paths of the active atomic and final states, in document order. */
  configurationOf(state: number): readonly string[]
  isDone(state: number): boolean
  /** What each event does in a state, by event and then by guards. */
  movesOf(state: number): readonly MachineMove[]
  /** Ids of the cover items of the active states. */
  statesCover(state: number): readonly number[]
  /** Ids of cover items that being in a state passes through without a step: guards asked in vain. */
  idleCover(state: number): readonly number[]
}

/** A model, or the limit that the machine exceeds: then nothing is decided. */
export type MachineModelResult =
  | { readonly ok: true; readonly model: MachineModel }
  | { readonly ok: false; readonly limit: string; readonly message: string }

/** How a machine is named in variables and cover items, and how much work building its model may take. */
export interface MachineModelOptions {
  readonly name?: string
  /** Visits of state nodes: steps times nodes of the machine. */
  readonly effortMax?: number
}

const EFFORT_MAX = 1 << 27

/** The cover item of a state. */
export const stateItem = (name: string, path: string): string => `machine ${name} state ${path}`

/** The cover item of a transition: the state that has it, its event, its number among the candidates there. */
export const transitionItem = (name: string, { path, event, index }: Omit<Candidate, 'transition'>): string =>
  `machine ${name} ${path} ${event} #${index}`

/** The cover item of an outcome of a guard where it is asked. */
export const guardItem = (guard: string, holds: boolean, { path, event }: Pick<Candidate, 'path' | 'event'>): string =>
  `guard ${guard} ${holds ? 'true' : 'false'} at ${path} ${event}`

/** A limit on the way; caught where the model is made. */
class Exceeded extends Error {
  readonly limit: string

  constructor(limit: string, message: string) {
    super(message)
    this.limit = limit
  }
}

interface Found {
  readonly configuration: readonly string[]
  readonly done: boolean
  readonly moves: readonly MachineMove[]
}

/** The next choice of guards after `choice`, of which `asked` were asked: the last false one becomes true. Null after the last. */
const nextChoice = (choice: readonly boolean[], asked: number): readonly boolean[] | null => {
  const all = Array.from({ length: asked }, (_, index) => choice[index] ?? false)
  const last = all.lastIndexOf(false)
  return last < 0 ? null : [...all.slice(0, last), true]
}

/** Every way in which guards can decide `event` in `configuration`: only what is asked is chosen (LIMITS.eventGuards). */
function* branchesOf(probe: Probe, configuration: readonly string[], event: string): Generator<ProbedStep> {
  const known = new Set<string>()
  for (let choice: readonly boolean[] | null = []; choice !== null; ) {
    const [names, chosen]: [string[], readonly boolean[]] = [[], choice]
    const step = probe.step(configuration, event, (name) => {
      const at = names.includes(name) ? names.indexOf(name) : names.push(name) - 1
      return chosen[at] ?? false
    })
    for (const name of names) known.add(name)
    if (known.size > LIMITS.eventGuards.value) {
      throw new Exceeded('eventGuards', `the event ${JSON.stringify(event)} asks more than ${LIMITS.eventGuards.value} guards in one state`)
    }
    yield step
    choice = nextChoice(chosen, names.length)
  }
}

const guardsOf = (asked: readonly Asked[]): ReadonlyMap<string, boolean> => new Map(asked.map(({ guard, holds }) => [guard, holds]))

/** The reachable configurations of a machine with what each event does in them, within limits. */
class Configurations {
  readonly found: Found[] = []
  readonly coverItems = new Interned()
  readonly #probe: Probe
  readonly #machine: Machine
  readonly #name: string
  readonly #numbers = new Interned()
  readonly #queue: { readonly configuration: readonly string[]; readonly done: boolean }[] = []
  #effort: number

  constructor(machine: Machine, name: string, effort: number) {
    this.#machine = machine
    this.#name = name
    this.#probe = makeProbe(machine)
    this.#effort = effort
    for (const path of machine.nodes.keys()) if (path !== '') this.coverItems.add(stateItem(name, path))
    for (const candidate of this.#probe.candidates) {
      const { guard } = candidate.transition
      this.coverItems.add(transitionItem(name, candidate))
      if (guard !== null) for (const holds of [true, false]) this.coverItems.add(guardItem(guard, holds, candidate))
    }
    this.#number(this.#probe.start())
    // The queue grows while it is walked.
    for (const { configuration, done } of this.#queue) {
      const moves = done ? [] : machine.events.flatMap((event) => this.#moves(configuration, event))
      this.found.push({ configuration, done, moves })
    }
  }

  #number({ configuration, done }: Pick<ProbedStep, 'configuration' | 'done'>): number {
    const number = this.#numbers.add(JSON.stringify(configuration))
    if (number < this.#queue.length) return number
    if (number >= LIMITS.machineConfigurations.value) {
      throw new Exceeded('machineConfigurations', `the machine has more than ${LIMITS.machineConfigurations.value} configurations`)
    }
    this.#queue.push({ configuration, done })
    return number
  }

  #moves(configuration: readonly string[], event: string): readonly MachineMove[] {
    const moves: MachineMove[] = []
    for (const step of branchesOf(this.#probe, configuration, event)) {
      this.#effort -= this.#machine.nodes.size
      if (this.#effort < 0) throw new Exceeded('effort', 'the machine has too many steps to look at them all')
      moves.push(this.#moveOf(event, step))
    }
    return moves
  }

  #moveOf(event: string, step: ProbedStep): MachineMove {
    const items = [
      ...step.asked.map(({ guard, holds, candidate }) => guardItem(guard, holds, candidate)),
      ...step.taken.map((candidate) => transitionItem(this.#name, candidate)),
    ]
    return {
      event,
      guards: guardsOf(step.asked),
      next: step.taken.length === 0 ? null : this.#number(step),
      taken: step.taken,
      actions: step.actions,
      cover: [...new Set(items)].map((item) => this.coverItems.add(item)),
    }
  }
}

const guardText = ([guard, holds]: readonly [string, boolean]): string => (holds ? guard : `not ${guard}`)

/** The name of an event with the guards that decide it. */
export const eventName = (event: string, guards: ReadonlyMap<string, boolean>): string =>
  guards.size === 0 ? event : `${event} [${[...guards].map(guardText).join(', ')}]`

/** The guards that hold, in the order in which they were asked. */
export const guardsThatHold = (guards: ReadonlyMap<string, boolean>): readonly string[] =>
  [...guards].filter(([, holds]) => holds).map(([guard]) => guard)

/** What a move does, in words. */
export const outcomeText = ({ taken, actions }: Pick<MachineMove, 'taken' | 'actions'>): string => {
  const places = taken.map(({ path, event, index }) => `${path === '' ? 'the root' : path} takes ${event} #${index}`).join(', ')
  return actions.length === 0 ? places : `${places}; performs ${actions.join(', ')}`
}

interface Events {
  readonly list: { readonly name: string; readonly event: ModelEvent }[]
  readonly numbers: Interned
}

const eventNumber = ({ list, numbers }: Events, { event, guards }: MachineMove): number => {
  const number = numbers.add(JSON.stringify([event, [...guards]]))
  if (number === list.length) {
    list.push({ name: eventName(event, guards), event: { kind: 'machine', event, guards: guardsThatHold(guards) } })
  }
  return number
}

/** A path and those of its ancestors, outermost first, the root left out. */
const pathsTo = (leaf: string): readonly string[] => {
  const keys = leaf === '' ? [] : leaf.split('.')
  return keys.map((_, index) => keys.slice(0, index + 1).join('.'))
}

const activePaths = (configuration: readonly string[]): readonly string[] => [...new Set(configuration.flatMap(pathsTo))]

const propositionsOf = (machine: Machine): readonly Proposition[] => [
  ...[...machine.nodes.keys()].filter((path) => path !== '').map((path) => ({ name: `in ${path}`, form: 'state' as const })),
  { name: 'done', form: 'state' },
  ...machine.events.map((event) => ({ name: `event ${event}`, form: 'step' as const })),
  ...machine.actions.map((action) => ({ name: `action ${action}`, form: 'step' as const })),
]

const buildModel = (machine: Machine, name: string, effort: number): MachineModel => {
  const { found, coverItems } = new Configurations(machine, name, effort)
  const at = (state: number): Found => {
    const here = found[state]
    assert(here !== undefined, 'a state of the model is a configuration of the machine')
    return here
  }
  const propositions = propositionsOf(machine)
  const places = new Map(propositions.map(({ name: said }, place) => [said, place]))
  const placeOf = (said: string): number => places.get(said) ?? -1
  const active = found.map(({ configuration }) => activePaths(configuration))
  const statesCover = active.map((paths) => paths.map((path) => coverItems.add(stateItem(name, path))))
  const stateHolds = found.map(({ done }, state) => [
    ...(active[state] ?? []).map((path) => placeOf(`in ${path}`)),
    ...(done ? [placeOf('done')] : []),
  ])
  const events: Events = { list: [], numbers: new Interned() }
  const labels = makeLabels()
  const still = (state: number, cover: readonly number[], outcome: string): number =>
    labels.place({ events: [], holds: stateHolds[state] ?? [], broken: [], cover, outcome })
  const labelOf = (move: MachineMove, next: number): number => {
    const step = [`event ${move.event}`, ...move.actions.map((action) => `action ${action}`)].map(placeOf)
    const holds = [...new Set([...(stateHolds[next] ?? []), ...step])].toSorted(compareNumbers)
    const cover = [...move.cover, ...(statesCover[next] ?? [])]
    return labels.place({ events: [eventNumber(events, move)], holds, broken: [], cover, outcome: outcomeText(move) })
  }
  const edges = found.map(({ moves }) =>
    Int32Array.from(moves.flatMap((move) => (move.next === null ? [] : [move.next, labelOf(move, move.next)]))),
  )
  const { variables, bits, valuesOf } = variablesOf(machine, name)
  return {
    name, machine, variables, bits, propositions,
    events: events.list,
    invariants: [],
    coverItems: coverItems.names,
    initial: [0],
    fanoutMax: edges.reduce((most, { length }) => Math.max(most, length / 2), 0),
    expand: (state, out) => {
      const row = edges[state]
      assert(row !== undefined, 'a state of the model is a configuration of the machine')
      out.set(row)
      return row.length / 2
    },
    valuesOf: (state) => valuesOf(at(state).configuration),
    label: (id) => labels.at(id),
    opening: (state) => still(state, statesCover[state] ?? [], 'opens'),
    idle: (state) => still(state, [], 'stays'),
    configurations: found.length,
    configurationOf: (state) => at(state).configuration,
    isDone: (state) => at(state).done,
    movesOf: (state) => at(state).moves,
    statesCover: (state) => statesCover[state] ?? [],
    idleCover: (state) => at(state).moves.filter(({ next }) => next === null).flatMap(({ cover }) => cover),
  }
}

/**
 * `machine` as a model (LAW-46 to LAW-48): its states are the configurations that it can reach, its events the machine's own, each with
 * the outcomes of the guards that are asked for it in that configuration; guards are inputs, free at each step. Propositions are built
 * in: `in <path>` and `done` of states, `event <name>` and `action <name>` of steps. Exceeding LIMITS.machineConfigurations,
 * LIMITS.eventGuards or `effortMax` decides nothing and gives the limit.
 */
export const makeMachineModel = (machine: Machine, options: MachineModelOptions = {}): MachineModelResult => {
  const { name = machine.id, effortMax = EFFORT_MAX } = options
  try {
    return { ok: true, model: buildModel(machine, name, effortMax) }
  } catch (thrown) {
    if (thrown instanceof Exceeded) return { ok: false, limit: thrown.limit, message: thrown.message }
    throw thrown
  }
}
