import type { Condition } from '../../artifact/condition.js'
import type { Invariant } from '../../artifact/law.js'
import type { Proposed } from './session-model.js'

/** The name of the proposition that an invariant's antecedent holds. */
export const antecedentName = (invariant: string): string => `antecedent of ${invariant}`

// An invariant `any: [a, b, c]` says: where neither a nor b holds, c does.
const antecedentOf = (holds: Condition): Condition | null =>
  holds.kind === 'any' && holds.of.length > 1 ? { kind: 'not', of: { kind: 'any', of: holds.of.slice(0, -1) } } : null

/** For each invariant that is an implication, a proposition that its antecedent holds (CHK-06): it must come somewhere. */
export const antecedents = (invariants: readonly Invariant[]): readonly Proposed[] =>
  invariants.flatMap(({ name, form, holds }) => {
    const antecedent = antecedentOf(holds)
    return antecedent === null ? [] : [{ name: antecedentName(name), form, holds: antecedent }]
  })
