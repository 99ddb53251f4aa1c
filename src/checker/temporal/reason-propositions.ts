import { reasonNames } from '../../artifact/reason-names.js'
import type { Label, Model, Proposition } from '../model.js'
import type { SessionModel } from '../session/session-model.js'

/**
 * `model` with a proposition for each reason of its law, behind those that it has (LAW-42): a step was refused with this reason, or its
 * entry has it as the reason of its routing. What a step was given is among the items that its label covers (CHK-08).
 */
export const withReasons = (model: SessionModel): Model => {
  const { law, coverItems } = model
  const named = reasonNames(law.validation, law.routing)
  const first = model.propositions.length
  const placeOf = new Map(coverItems.map((item, index) => [item, index]))
  const reasons = [...named.values()].map(({ table, reason }) => placeOf.get(`reason ${table} ${reason}`))
  const propositionOf = new Map(reasons.map((place, index) => [place, first + index]))
  const more = [...named.keys()].map((name): Proposition => ({ name, form: 'step' }))
  const known = new Map<number, Label>()
  const label = (id: number): Label => {
    const found = known.get(id)
    if (found !== undefined) return found
    const said = model.label(id)
    const given = said.cover.flatMap((item) => propositionOf.get(item) ?? [])
    const whole = given.length === 0 ? said : { ...said, holds: new Set([...said.holds, ...given]) }
    known.set(id, whole)
    return whole
  }
  return {
    ...plain(model),
    propositions: [...model.propositions, ...more],
    label,
  }
}

// A model may be an object of a class, whose methods a spread would lose.
const plain = (model: Model): Model => ({
  name: model.name, initial: model.initial, fanoutMax: model.fanoutMax, variables: model.variables, events: model.events,
  propositions: model.propositions, invariants: model.invariants, coverItems: model.coverItems, bits: model.bits,
  expand: (state, out) => model.expand(state, out),
  valuesOf: (state) => model.valuesOf(state),
  label: (id) => model.label(id),
  opening: (state) => model.opening(state),
  idle: (state) => model.idle(state),
  isBeyond: (state) => model.isBeyond?.(state) === true,
})
