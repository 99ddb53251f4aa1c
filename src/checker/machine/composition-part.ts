import type { Machine } from '../../artifact/machine.js'
import { makeMachineModel } from './machine-model.js'
import type { MachineModel } from './machine-model.js'

/** A machine in a composition. */
export interface Part {
  /** Unique in the composition. */
  readonly name: string
  readonly machine: Machine
  /**
   * Under which names of the composition the machine takes its own events: an event that is not a key keeps its name, and one with an
   * empty list never happens.
   */
  readonly events?: ReadonlyMap<string, readonly string[]>
}

/** A step that a part can take in a configuration. */
export interface PartMove {
  readonly next: number
  /** A label of the model of the part. */
  readonly label: number
  readonly guards: ReadonlyMap<string, boolean>
  readonly actions: readonly string[]
}

/** A part with its own model, and what it can do by configuration and event of the composition. */
export interface PartModel {
  readonly name: string
  readonly model: MachineModel
  /** Events of the composition that the part takes, in order of appearance. */
  readonly events: readonly string[]
  movesOf(configuration: number, event: string): readonly PartMove[]
  /** The greatest number of moves that one configuration has for the event. */
  movesMax(event: string): number
  /** Number of different labels of the event. */
  labelsOf(event: string): number
}

/** A part that has a model, or why it has none. */
export type PartResult =
  | { readonly ok: true; readonly part: PartModel }
  | { readonly ok: false; readonly limit: string; readonly message: string }

const NONE: readonly PartMove[] = []

/** Events of the composition to the machine's own event, or a name that two events would share. */
const renamingOf = ({ machine, events = new Map() }: Part): ReadonlyMap<string, string> | string => {
  const own = new Map<string, string>()
  for (const event of machine.events) {
    for (const outer of events.get(event) ?? [event]) {
      if (own.has(outer)) return outer
      own.set(outer, event)
    }
  }
  return own
}

const tableOf = (model: MachineModel): readonly ReadonlyMap<string, readonly PartMove[]>[] => {
  const out = new Int32Array(2 * model.fanoutMax)
  return Array.from({ length: model.configurations }, (_, configuration) => {
    model.expand(configuration, out)
    const byEvent = new Map<string, PartMove[]>()
    // An edge stands for each move that is a step, in the same order.
    for (const [edge, { event, guards, actions }] of model.movesOf(configuration).filter(({ next }) => next !== null).entries()) {
      const move = { next: out[2 * edge] ?? 0, label: out[2 * edge + 1] ?? 0, guards, actions }
      byEvent.set(event, [...(byEvent.get(event) ?? []), move])
    }
    return byEvent
  })
}

/** Makes the model of one part. Two events of a machine under one name, and a machine that exceeds a limit, make none. */
export const makePart = (part: Part): PartResult => {
  const renaming = renamingOf(part)
  if (typeof renaming === 'string') {
    return { ok: false, limit: 'renaming', message: `two events of ${part.name} are called ${JSON.stringify(renaming)}` }
  }
  const made = makeMachineModel(part.machine, { name: part.name })
  if (!made.ok) return { ok: false, limit: made.limit, message: `${part.name}: ${made.message}` }
  const table = tableOf(made.model)
  const movesOf = (configuration: number, event: string): readonly PartMove[] =>
    table[configuration]?.get(renaming.get(event) ?? '') ?? NONE
  const all = (event: string): readonly (readonly PartMove[])[] => table.map((_, configuration) => movesOf(configuration, event))
  return {
    ok: true,
    part: {
      name: part.name,
      model: made.model,
      events: [...renaming.keys()],
      movesOf,
      movesMax: (event) => all(event).reduce((most, { length }) => Math.max(most, length), 0),
      labelsOf: (event) => new Set(all(event).flatMap((moves) => moves.map(({ label }) => label))).size,
    },
  }
}
