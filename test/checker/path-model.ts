import type { Label, Model, ModelEvent } from '../../src/checker/model.js'

const label = (events: readonly number[], broken: readonly number[] = [], outcome = ''): Label =>
  ({ events, holds: new Set(), broken, cover: [], outcome })

const machineEvent = (event: string): ModelEvent => ({ kind: 'machine', event, guards: [] })

/**
 * Two states a and b of one variable, with a loop at a: label 0 is that of staying, label 1 of the events of `names[0]` but the last, from
 * a to a, label 2 of the last one, from a to b, where it breaks the invariant.
 */
export const fixtureModel = (
  names: readonly (readonly string[])[],
  eventOf: (name: string) => ModelEvent = machineEvent,
  variables: Model['variables'] = [{ name: 'x', values: ['a', 'b'] }],
): Model => {
  const events = (names[0] ?? []).map((name) => ({ name, event: eventOf(name) }))
  const last = events.length - 1
  const labels = [label([]), label(events.slice(0, -1).map((_, index) => index), [], 'again'), label([last], [0], 'over')]
  return {
    name: 'fixture', variables, events, propositions: [], invariants: ['never b'], coverItems: [], bits: 1, initial: [0], fanoutMax: 2,
    expand(state, out) {
      if (state === 1) return 0
      out.set([0, 1, 1, 2])
      return 2
    },
    valuesOf: (state) => variables.map(({ values }) => Math.min(state, values.length - 1)),
    label: (id) => labels[id] ?? label([]),
    opening: () => 0,
    idle: () => 0,
  }
}
