import type { LassoWord } from '../../src/checker/temporal/lasso.js'
import type { Kripke } from '../checker/fixture-kripke.js'
import { BEAT } from './kripke-claim.js'

/** A structure with what holds on arrival in its states: a node is a state, the steps of the arrival, and the beat. */
export interface Structure {
  readonly nodes: readonly { readonly holds: ReadonlySet<string>; readonly next: readonly number[] }[]
  readonly initial: readonly number[]
}

/** The proposition that says that a step of this name is enabled. */
export const enabledName = (step: string): string => `can_${step}`

/** The nodes of a structure; `steps` are the names whose enabling is a proposition too. Built apart from the models of the checker. */
export const structureOf = ({ states, initial, edges }: Kripke, steps: readonly string[]): Structure => {
  const nodes: { holds: ReadonlySet<string>; next: number[]; state: number; beat: boolean }[] = []
  const places = new Map<string, number>()
  const nodeOf = (state: number, taken: readonly string[], beat: boolean): number => {
    const key = `${state} ${taken.join(',')} ${beat}`
    const known = places.get(key)
    if (known !== undefined) return known
    const enabled = steps.filter((step) => edges.some(({ from, steps: own }) => from === state && own.includes(step))).map(enabledName)
    const holds = new Set([...(states[state] ?? []), ...taken, ...enabled, ...(beat ? [BEAT] : [])])
    places.set(key, nodes.length)
    return nodes.push({ holds, next: [], state, beat }) - 1
  }
  const first = initial.map((state) => nodeOf(state, [], true))
  for (let at = 0; at < nodes.length; at++) {
    const node = nodes[at]
    if (node === undefined) continue
    const next = edges.filter(({ from }) => from === node.state).map(({ to, steps: taken }) => nodeOf(to, taken, !node.beat))
    node.next.push(...new Set(next))
  }
  return { nodes, initial: first }
}

/** Words that a structure spells: of each lasso of at most `steps` steps. */
export const wordsOf = ({ nodes, initial }: Structure, steps: number): readonly LassoWord[] => {
  const words: LassoWord[] = []
  let ways: readonly (readonly number[])[] = initial.map((node) => [node])
  for (let step = 0; step < steps; step++) {
    ways = ways.flatMap((way) => (nodes[way.at(-1) ?? 0]?.next ?? []).map((next) => [...way, next]))
    for (const way of ways) {
      const letters = way.map((node) => nodes[node]?.holds ?? new Set<string>())
      // The last node is one that the way has passed: what follows that one follows the last.
      way.slice(0, -1).forEach((node, at) => {
        if (node === way.at(-1)) words.push({ letters, back: at + 1 })
      })
    }
  }
  return words
}
