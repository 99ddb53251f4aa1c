import { compareNumbers } from '../../base/index.js'
import type { Automaton } from './automaton.js'
import { automatonOf } from './automaton-reduced.js'
import { AutomatonTooLarge } from './automaton-tableau.js'
import type { NormalFormula } from './ltl-normal.js'
import type { PropertyLimits } from './liveness-limits.js'

const NONE = ''

/**
 * The automaton that reads finite prefixes of words over `letters` and goes to its universal state as soon as no word with that prefix can
 * satisfy the formula (CHK-16): its states are sets of states of the formula's own automaton, from each of which something is accepted
 * (O. Kupferman and M. Vardi 2001). It has exactly one move on each letter. Throws AutomatonTooLarge.
 */
export const prefixAutomatonOf = (normal: NormalFormula, letters: readonly number[], limits: PropertyLimits): Automaton => {
  const automaton = automatonOf(normal, limits)
  const sets: (readonly number[])[] = [[automaton.initial]]
  const places = new Map([[String(automaton.initial), 0]])
  const placeOf = (set: readonly number[]): number => {
    const key = set.join()
    const known = places.get(key)
    if (known !== undefined) return known
    if (sets.length >= limits.prefixStates) throw new AutomatonTooLarge()
    places.set(key, sets.length)
    return sets.push(set) - 1
  }
  const rows: (ReadonlyMap<number, Int32Array>)[] = []
  for (let state = 0; state < sets.length; state++) {
    const row = new Map<number, Int32Array>()
    for (const letter of letters) {
      const next = new Set((sets[state] ?? []).flatMap((one) => [...automaton.moves(one, letter).filter((_, index) => index % 2 === 0)]))
      row.set(letter, Int32Array.of(placeOf([...next].sort(compareNumbers)), 0))
    }
    rows.push(row)
  }
  return {
    size: sets.length,
    initial: 0,
    marks: 0,
    universal: places.get(NONE) ?? -1,
    live: new Uint8Array(sets.length).fill(1),
    moves: (state, letter) => rows[state]?.get(letter) ?? new Int32Array(0),
  }
}
