import type { FactReference } from '../artifact/condition.js'
import type { FactValue } from './comparison.js'
import { referenceKey } from './table-input.js'
import type { TableInput } from './table-input.js'

/**
 * How one input finds its class in an array of values. A fact with a finite domain is compared with the few values that are not in its
 * most common class, one by one; any other input asks `classOf`.
 */
interface Slot {
  readonly left: number
  readonly right: number
  readonly known: readonly FactValue[]
  readonly knownClasses: readonly number[]
  readonly otherClass: number
  /** Null where the known values decide. */
  readonly classOf: TableInput['classOf'] | null
}

/** The inputs of a table over an array of values: which facts to read, in which order. */
export interface Slots {
  readonly reads: readonly FactReference[]
  readonly slots: readonly Slot[]
}

/** The class that most values are in; of several the lowest. */
const mostCommon = (classes: Int32Array, count: number): number => {
  const sizes = new Int32Array(count)
  for (const one of classes) sizes[one] = (sizes[one] ?? 0) + 1
  return sizes.indexOf(sizes.reduce((most, size) => (size > most ? size : most), 0))
}

const compileSlot = ({ classOfCode, values, classes, classOf }: TableInput, left: number, right: number): Slot => {
  if (classOfCode === null || values === null) return { left, right, known: [], knownClasses: [], otherClass: 0, classOf }
  const otherClass = mostCommon(classOfCode, classes)
  const codes = values.map((_value, code) => code).filter((code) => classOfCode[code] !== otherClass)
  return {
    left,
    right,
    known: codes.map((code) => values[code] ?? null),
    knownClasses: codes.map((code) => classOfCode[code] ?? 0),
    otherClass,
    classOf: null,
  }
}

/** Lays the inputs of a table out over an array of values; each fact is read once. */
export const compileSlots = (inputs: readonly TableInput[]): Slots => {
  const reads = new Map<string, FactReference>()
  const indexOf = (reference: FactReference): number => {
    const key = referenceKey(reference)
    reads.set(key, reads.get(key) ?? reference)
    return [...reads.keys()].indexOf(key)
  }
  const slots = inputs.map((input) => {
    const left = indexOf(input.left)
    return compileSlot(input, left, input.right === null ? left : indexOf(input.right))
  })
  return { reads: [...reads.values()], slots }
}

const classAt = (slot: Slot, values: readonly FactValue[]): number => {
  const value = values[slot.left] as FactValue // a value for each fact that is read
  if (slot.classOf !== null) return slot.classOf(value, values[slot.right] as FactValue)
  const { known } = slot
  for (let index = 0; index < known.length; index++) if (known[index] === value) return slot.knownClasses[index] as number // as long
  return slot.otherClass
}

/** The class of each input, given the value of each fact that is read. */
export const classify = ({ slots }: Slots, values: readonly FactValue[]): Int32Array => {
  const classes = new Int32Array(slots.length)
  for (let index = 0; index < slots.length; index++) classes[index] = classAt(slots[index] as Slot, values) // index < length
  return classes
}

/** Decides by the cells of a dense table, given the value of each fact that is read. */
export const decideDense = (
  { slots }: Slots,
  strides: readonly number[],
  cells: Int16Array,
): ((values: readonly FactValue[]) => number) => {
  const count = slots.length
  return (values) => {
    let cell = 0
    for (let index = 0; index < count; index++) {
      cell += classAt(slots[index] as Slot, values) * (strides[index] as number) // index < count
    }
    return cells[cell] as number // a cell for each combination of classes
  }
}
