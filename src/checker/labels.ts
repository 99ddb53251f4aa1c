import { assert } from '../base/index.js'
import type { Label } from './model.js'

/** A label as it is first said: what holds is a list in rising order. */
export interface SaidLabel extends Omit<Label, 'holds'> {
  readonly holds: readonly number[]
}

/** Labels by id; equal labels have one id, in the order in which they were first said. */
export interface Labels {
  /** The id of a label. A `key` that tells it from all others saves writing it out. */
  place(label: SaidLabel, key?: string): number
  at(id: number): Label
  readonly size: () => number
}

/** An empty table of labels. */
export const makeLabels = (): Labels => {
  const ids = new Map<string, number>()
  const labels: Label[] = []
  return {
    place(label, key = JSON.stringify(label)) {
      const known = ids.get(key)
      if (known !== undefined) return known
      ids.set(key, labels.length)
      labels.push({ ...label, holds: new Set(label.holds) })
      return labels.length - 1
    },
    at(id) {
      const label = labels[id]
      assert(label !== undefined, 'a label that was placed')
      return label
    },
    size: () => labels.length,
  }
}
