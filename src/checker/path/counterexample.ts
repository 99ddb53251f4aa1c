import { assert } from '../../base/index.js'
import type { Model, ModelEvent } from '../model.js'
import type { ModelPath, Verdict } from '../verdict.js'

/** What a path shows: a property, its clause, and what is wrong with it. */
export type Shown = Pick<Verdict, 'property' | 'clause' | 'why'>

/** An event that a label stands for, the first of all, with its name and the number of the others. */
export interface PathEvent {
  readonly name: string
  readonly event: ModelEvent
  readonly alike: number
}

/** A step of a path: the label, and the event that is asked. */
export interface PathMove {
  readonly label: number
  readonly asked: PathEvent
}

/**
 * A path as it is shown (CHK-40): `texts` are the values of the variables at each position, one more than there are moves. It returns to
 * position `loop`; where that is the last one the session has ended and stays as it is. Null: what comes after decides nothing.
 */
export interface ShownPath {
  readonly texts: readonly (readonly string[])[]
  readonly moves: readonly PathMove[]
  readonly loop: number | null
}

const eventOf = (model: Model, label: number): PathEvent | null => {
  const { events } = model.label(label)
  const found = events[0] === undefined ? undefined : model.events[events[0]]
  return found === undefined ? null : { name: found.name, event: found.event, alike: events.length - 1 }
}

const textsOf = (model: Model, state: number): readonly string[] =>
  model.valuesOf(state).map((value, index) => model.variables[index]?.values[value] ?? '')

/** Reads a path of `model`. Labels without an event are those of staying where a session has ended; nothing but they can follow one. */
export const showPath = (model: Model, { states, labels, loop }: ModelPath): ShownPath => {
  assert(states.length === labels.length + 1, 'a path has one state more than labels')
  assert(loop === null || states[loop] === states.at(-1), 'a lasso returns to one of its states')
  const asked = labels.map((label) => eventOf(model, label))
  const end = asked.indexOf(null)
  const count = end < 0 ? labels.length : end
  assert(asked.slice(count).every((one) => one === null), 'no event follows where a session has ended')
  return {
    texts: states.slice(0, count + 1).map((state) => textsOf(model, state)),
    moves: asked.flatMap((one, index) => (one === null ? [] : [{ label: labels[index] ?? 0, asked: one }])),
    loop: loop === null ? null : Math.min(loop, count),
  }
}

/** The value of a variable at the first position; '' if the model has no such variable. */
export const openingValue = (model: Model, { texts }: ShownPath, name: string): string =>
  texts[0]?.[model.variables.findIndex((variable) => variable.name === name)] ?? ''
