import { assert, compareNumbers } from '../../base/index.js'
import { CompositionTable } from './composition-table.js'
import type { Row } from './composition-table.js'
import { makePart } from './composition-part.js'
import type { Part, PartModel, PartMove } from './composition-part.js'
import { Interned } from './machine-model-interned.js'
import { eventName, guardsThatHold } from './machine-model.js'
import type { Label, Model, ModelEvent, Proposition, Variable } from '../model.js'

export type { Part } from './composition-part.js'

/** Machines that run side by side. */
export interface Composition extends Model {
  /** The active leaves of each part, in the order of the parts. */
  configurationsOf(state: number): readonly (readonly string[])[]
  /** Whether every part is done. */
  isDone(state: number): boolean
  /** Ids of cover items that being in a state passes through without a step: guards that a part asks in vain. */
  idleCover(state: number): readonly number[]
}

/** A composition, or the limit that it exceeds: then nothing is decided. */
export type CompositionResult =
  | { readonly ok: true; readonly model: Composition }
  | { readonly ok: false; readonly limit: string; readonly message: string }

/** What a composition is asked to tell. */
export interface CompositionOptions {
  readonly name?: string
  /**
   * State propositions that labels carry: `<part> in <path>` or `<part> done`. Each of them multiplies the labels, so only what a property
   * speaks of is carried. Step propositions, `event <name>` and `<part> action <name>`, are always carried.
   */
  readonly propositions?: readonly string[]
}

const STATES_MAX = 2 ** 31
const LABELS_MAX = 2 ** 31
const FANOUT_MAX = 1 << 22

// The first two moves of every composition.
const IDLE = 0
const OPENING = 1

/** What the parts do together: one of their labels for each part that takes the event. */
interface Move {
  readonly event: number | null
  readonly labels: readonly { readonly part: number; readonly label: number }[]
}

/** Several parts' moves that can happen as one. */
interface Joint {
  readonly guards: ReadonlyMap<string, boolean>
  readonly moves: readonly PartMove[]
}

const NO_EDGES: Row = []

const failure = (limit: string, message: string): CompositionResult => ({ ok: false, limit, message })

const product = (factors: readonly number[]): number => factors.reduce((all, factor) => all * factor, 1)
const sum = (terms: readonly number[]): number => terms.reduce((all, term) => all + term, 0)

// A guard is a fact: it has one value in one step, whoever asks for it.
const joined = (one: ReadonlyMap<string, boolean>, other: ReadonlyMap<string, boolean>): ReadonlyMap<string, boolean> | null =>
  [...other].some(([guard, holds]) => one.has(guard) && one.get(guard) !== holds) ? null : new Map([...one, ...other])

const jointsOf = (choices: readonly (readonly PartMove[])[]): readonly Joint[] =>
  choices.reduce<readonly Joint[]>(
    (joints, moves) =>
      joints.flatMap((joint) =>
        moves.flatMap((move) => {
          const guards = joined(joint.guards, move.guards)
          return guards === null ? [] : [{ guards, moves: [...joint.moves, move] }]
        }),
      ),
    [{ guards: new Map(), moves: [] }],
  )

const participantsOf = (parts: readonly PartModel[], event: string): readonly number[] =>
  parts.flatMap(({ events }, index) => (events.includes(event) ? [index] : []))

/** State propositions that a part must tell, and for each of its configurations the class of those that hold. */
interface Classes {
  readonly count: number
  readonly of: Int32Array
  /** Places in the propositions of the composition, by class. */
  readonly holds: readonly (readonly number[])[]
}

const classesOf = ({ name, model }: PartModel, asked: readonly string[], weight: number): Classes => {
  const kinds = new Interned()
  const of = Int32Array.from({ length: model.configurations }, (_, configuration) => {
    const { holds } = model.label(model.idle(configuration))
    const said = [...holds].map((place) => `${name} ${model.propositions[place]?.name}`)
    return weight * kinds.add(JSON.stringify(asked.flatMap((proposition, place) => (said.includes(proposition) ? [place] : []))))
  })
  return { count: kinds.names.length, of, holds: kinds.names.map((kind) => JSON.parse(kind) as number[]) }
}

class Product implements Composition {
  readonly name: string
  readonly variables: readonly Variable[]
  readonly events: { readonly name: string; readonly event: ModelEvent }[] = []
  readonly propositions: readonly Proposition[]
  readonly invariants: readonly string[] = []
  readonly coverItems: readonly string[]
  readonly bits: number
  readonly initial: readonly number[]
  readonly fanoutMax: number
  readonly #parts: readonly PartModel[]
  readonly #classes: readonly Classes[]
  readonly #strides: Int32Array
  readonly #radices: Int32Array
  readonly #tables: readonly CompositionTable[]
  readonly #places: ReadonlyMap<string, number>
  readonly #coverBase: readonly number[]
  readonly #classCount: number
  readonly #moves: Move[] = [{ event: null, labels: [] }, { event: null, labels: [] }]
  readonly #moveNumbers = new Interned(2)
  readonly #eventNumbers = new Interned()
  readonly #digits: Int32Array

  constructor(name: string, parts: readonly PartModel[], classes: readonly Classes[], asked: readonly string[]) {
    this.name = name
    this.#parts = parts
    this.#classes = classes
    const radices = parts.map(({ model }) => model.configurations)
    this.#radices = Int32Array.from(radices)
    this.#strides = Int32Array.from(radices, (_, index) => product(radices.slice(0, index)))
    this.#digits = new Int32Array(parts.length)
    this.#classCount = product(classes.map(({ count }) => count))
    this.variables = parts.flatMap(({ model }) => model.variables)
    this.bits = sum(parts.map(({ model }) => model.bits))
    this.coverItems = parts.flatMap(({ model }) => model.coverItems)
    this.#coverBase = parts.map((_, index) => sum(parts.slice(0, index).map(({ model }) => model.coverItems.length)))
    const events = [...new Set(parts.flatMap((part) => part.events))]
    this.propositions = [
      ...asked.map((one) => ({ name: one, form: 'state' as const })),
      ...events.map((event) => ({ name: `event ${event}`, form: 'step' as const })),
      ...parts.flatMap(({ name: of, model }) =>
        model.machine.actions.map((action) => ({ name: `${of} action ${action}`, form: 'step' as const }))),
    ]
    this.#places = new Map(this.propositions.map((one, place) => [one.name, place]))
    this.fanoutMax = fanoutOf(parts, events)
    this.#tables = this.#tablesOf(events)
    this.initial = [0]
  }

  // Events that the same parts take share a table.
  #tablesOf(events: readonly string[]): readonly CompositionTable[] {
    const groups = new Map<string, { readonly participants: readonly number[]; readonly events: string[] }>()
    for (const event of events) {
      const participants = participantsOf(this.#parts, event)
      const group = groups.get(participants.join()) ?? { participants, events: [] }
      group.events.push(event)
      groups.set(participants.join(), group)
    }
    return [...groups.values()].map(({ participants, events: shared }) => {
      const radices = participants.map((part) => this.#radices[part] ?? 0)
      return new CompositionTable(participants, radices, (configurations) =>
        shared.flatMap((event) => this.#rowOf(event, participants, configurations)))
    })
  }

  #rowOf(event: string, participants: readonly number[], configurations: readonly number[]): Row {
    const choices: (readonly PartMove[])[] = []
    for (const [index, part] of participants.entries()) {
      const moves = this.#partAt(part).movesOf(configurations[index] ?? 0, event)
      if (moves.length === 0) return NO_EDGES
      choices.push(moves)
    }
    return jointsOf(choices).map(({ guards, moves }) => {
      const labels = moves.map(({ label }, index) => ({ part: participants[index] ?? 0, label }))
      const number = this.#moveOf({ event: this.#eventOf(event, guards), labels })
      let [delta, change] = [0, 0]
      for (const [index, { next }] of moves.entries()) {
        const [part, from] = [participants[index] ?? 0, configurations[index] ?? 0]
        const classOf = this.#classes[part]?.of
        delta += (next - from) * (this.#strides[part] ?? 0)
        change += (classOf?.[next] ?? 0) - (classOf?.[from] ?? 0)
      }
      return [delta, number * this.#classCount + change] as const
    })
  }

  #eventOf(event: string, guards: ReadonlyMap<string, boolean>): number {
    const number = this.#eventNumbers.add(JSON.stringify([event, [...guards]]))
    if (number === this.events.length) {
      this.events.push({ name: eventName(event, guards), event: { kind: 'machine', event, guards: guardsThatHold(guards) } })
    }
    return number
  }

  #moveOf(move: Move): number {
    const number = this.#moveNumbers.add(JSON.stringify(move))
    if (number === this.#moves.length) this.#moves.push(move)
    return number
  }

  expand(state: number, out: Int32Array): number {
    const [digits, strides, radices] = [this.#digits, this.#strides, this.#radices]
    let standing = 0
    for (let part = 0; part < digits.length; part++) {
      const digit = ((state / (strides[part] ?? 1)) | 0) % (radices[part] ?? 1)
      digits[part] = digit
      standing += this.#classes[part]?.of[digit] ?? 0
    }
    let written = 0
    for (const table of this.#tables) {
      const start = table.startOf(digits)
      const { pool } = table
      const end = start + 1 + 2 * (pool[start] ?? 0)
      for (let at = start + 1; at < end; at += 2) {
        out[written] = state + (pool[at] ?? 0)
        out[written + 1] = standing + (pool[at + 1] ?? 0)
        written += 2
      }
    }
    return written / 2
  }

  #configurations(state: number): readonly number[] {
    return this.#parts.map((_, part) => Math.floor(state / (this.#strides[part] ?? 1)) % (this.#radices[part] ?? 1))
  }

  #standing(state: number): number {
    return sum(this.#configurations(state).map((configuration, part) => this.#classes[part]?.of[configuration] ?? 0))
  }

  valuesOf(state: number): readonly number[] {
    return this.#configurations(state).flatMap((configuration, part) => this.#parts[part]?.model.valuesOf(configuration) ?? [])
  }

  configurationsOf(state: number): readonly (readonly string[])[] {
    return this.#configurations(state).map((configuration, part) => this.#parts[part]?.model.configurationOf(configuration) ?? [])
  }

  isDone(state: number): boolean {
    return this.#configurations(state).every((configuration, part) => this.#parts[part]?.model.isDone(configuration) === true)
  }

  idleCover(state: number): readonly number[] {
    return this.#configurations(state).flatMap((configuration, part) =>
      this.#itemsOf(part, this.#partAt(part).model.idleCover(configuration)))
  }

  #itemsOf(part: number, items: readonly number[]): readonly number[] {
    return items.map((item) => item + (this.#coverBase[part] ?? 0))
  }

  opening(state: number): number {
    return OPENING * this.#classCount + this.#standing(state)
  }

  idle(state: number): number {
    return IDLE * this.#classCount + this.#standing(state)
  }

  label(id: number): Label {
    const number = Math.floor(id / this.#classCount)
    const move = this.#moves[number]
    assert(move !== undefined, 'a label was given by the model')
    const holds = [...this.#stateHolds(id % this.#classCount), ...this.#stepHolds(move)].toSorted(compareNumbers)
    return {
      events: move.event === null ? [] : [move.event],
      holds: new Set(holds),
      broken: [],
      cover: number === OPENING ? this.#openingCover() : this.#coverOf(move),
      outcome: number === OPENING ? 'opens' : number === IDLE ? 'stays' : this.#outcomeOf(move),
    }
  }

  #stateHolds(standing: number): readonly number[] {
    return this.#classes.flatMap(({ count, holds }, part) => {
      const weight = product(this.#classes.slice(0, part).map((one) => one.count))
      return holds[Math.floor(standing / weight) % count] ?? []
    })
  }

  #stepHolds({ event, labels }: Move): readonly number[] {
    const said = event === null ? undefined : this.events[event]?.event
    const names = [
      ...(said?.kind === 'machine' ? [`event ${said.event}`] : []),
      ...labels.flatMap(({ part, label }) => {
        const { name, model } = this.#partAt(part)
        return [...model.label(label).holds].flatMap((place) => {
          const proposition = model.propositions[place]
          return proposition?.name.startsWith('action ') === true ? [`${name} ${proposition.name}`] : []
        })
      }),
    ]
    return names.flatMap((name) => this.#places.get(name) ?? [])
  }

  #coverOf({ labels }: Move): readonly number[] {
    return labels.flatMap(({ part, label }) => this.#itemsOf(part, this.#partAt(part).model.label(label).cover))
  }

  #openingCover(): readonly number[] {
    return this.#parts.flatMap(({ model }, part) => this.#itemsOf(part, model.statesCover(0)))
  }

  #outcomeOf({ labels }: Move): string {
    return labels.map(({ part, label }) => `${this.#partAt(part).name}: ${this.#partAt(part).model.label(label).outcome}`).join('; ')
  }

  #partAt(part: number): PartModel {
    const found = this.#parts[part]
    assert(found !== undefined, 'a move is made by parts')
    return found
  }
}

const fanoutOf = (parts: readonly PartModel[], events: readonly string[]): number =>
  sum(events.map((event) => product(participantsOf(parts, event).map((part) => parts[part]?.movesMax(event) ?? 0))))

const labelsOf = (parts: readonly PartModel[], events: readonly string[]): number =>
  2 + sum(events.map((event) => product(participantsOf(parts, event).map((part) => parts[part]?.labelsOf(event) ?? 0))))

const isKnown = (parts: readonly PartModel[], proposition: string): boolean =>
  parts.some(({ name, model }) => model.propositions.some((one) => one.form === 'state' && `${name} ${one.name}` === proposition))

/**
 * Machines that share events as one model. An event that several parts have is taken by all of them in one step, or, if one of them
 * cannot take it, by none (as in CSP): so an event that one machine refuses is refused as a whole, which is how a session uses its
 * machines (SES-11, LAW-55, LAW-56). Broadcast, where those that accept take it, would let parts drift apart unseen. An event of one part
 * is its own step. A guard is one fact for all parts. States are numbers in mixed radix over the configurations of the parts, edges come
 * from tables by the parts that take an event, filled when first asked for.
 */
export const composeMachines = (parts: readonly Part[], options: CompositionOptions = {}): CompositionResult => {
  const { name = parts.map((part) => part.name).join(' x '), propositions: asked = [] } = options
  const models: PartModel[] = []
  for (const part of parts) {
    if (models.some((other) => other.name === part.name)) return failure('parts', `two parts are called ${JSON.stringify(part.name)}`)
    const made = makePart(part)
    if (!made.ok) return made
    models.push(made.part)
  }
  const unknown = asked.find((one) => !isKnown(models, one))
  if (unknown !== undefined) return failure('propositions', `there is no state proposition ${JSON.stringify(unknown)}`)
  const states = product(models.map(({ model }) => model.configurations))
  if (states >= STATES_MAX) return failure('states', `the parts have ${states} configurations together, ${STATES_MAX - 1} are the most`)
  const classes: Classes[] = []
  for (const part of models) classes.push(classesOf(part, asked, product(classes.map(({ count }) => count))))
  const events = [...new Set(models.flatMap((part) => part.events))]
  const labels = labelsOf(models, events) * product(classes.map(({ count }) => count))
  if (labels >= LABELS_MAX) return failure('labels', `there may be ${labels} labels, ${LABELS_MAX - 1} are the most`)
  const fanout = fanoutOf(models, events)
  if (fanout > FANOUT_MAX) return failure('fanout', `a state may have ${fanout} edges, ${FANOUT_MAX} are the most`)
  return { ok: true, model: new Product(name, models, classes, asked) }
}
