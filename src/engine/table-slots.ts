import type { FactReference } from '../artifact/condition.js'
import type { FactValue } from './comparison.js'
import { referenceKey } from './table-input.js'
import type { TableInput } from './table-input.js'

/** Where an input finds what it reads in an array of values; `right` is -1 where one fact decides its class. */
export interface Slot {
  readonly left: number
  readonly right: number
  readonly classOf: TableInput['classOf']
}

/** The inputs of a table over an array of values: which facts to read, each once, and one slot for each input. */
export interface Slots {
  readonly reads: readonly FactReference[]
  readonly slots: readonly Slot[]
}

/** Lays the inputs of a table out over an array of values. */
export const compileSlots = (inputs: readonly TableInput[]): Slots => {
  const places = new Map<string, number>()
  const reads: FactReference[] = []
  const placeOf = (reference: FactReference): number => {
    const key = referenceKey(reference)
    const place = places.get(key) ?? reads.push(reference) - 1
    places.set(key, place)
    return place
  }
  const slots = inputs.map(({ left, right, classOf }) => ({ left: placeOf(left), right: right === null ? -1 : placeOf(right), classOf }))
  return { reads, slots }
}

/** Writes the class of each input to `classes`, given the value of each fact that is read. */
export const classify = (slots: readonly Slot[], values: readonly FactValue[], classes: Int32Array): void => {
  for (let index = 0; index < slots.length; index++) {
    const { left, right, classOf } = slots[index] as Slot // index < length
    classes[index] = classOf(values[left] as FactValue, right < 0 ? null : (values[right] as FactValue)) // a value for each read
  }
}
