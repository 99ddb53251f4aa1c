import { compareCodeUnits } from '../../base/index.js'
import { recalled, reads } from './automaton.js'
import type { Automaton, Move } from './automaton.js'
import type { MoveTable } from './automaton-tableau.js'
import { tableauOf } from './automaton-tableau.js'
import type { NormalFormula } from './ltl-normal.js'
import type { PropertyLimits } from './liveness-limits.js'

type Moves = readonly (readonly Move[])[]

/** The numbers of the strongly connected parts of a small graph (R. Tarjan 1972, without recursion). */
const partsOf = (moves: Moves): readonly number[] => {
  const part: number[] = moves.map(() => -1)
  const order: number[] = moves.map(() => -1)
  const low: number[] = moves.map(() => 0)
  const open: number[] = []
  let [count, parts] = [0, 0]
  for (const root of moves.keys()) {
    if (order[root] !== -1) continue
    const path: { readonly state: number; move: number }[] = [{ state: root, move: -1 }]
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { state } = top
      if (top.move === -1) {
        order[state] = low[state] = count++
        open.push(state)
      }
      const next = moves[state]?.[++top.move]?.next
      if (next !== undefined) {
        if (order[next] === -1) path.push({ state: next, move: -1 })
        else if (part[next] === -1) low[state] = Math.min(low[state] ?? 0, order[next] ?? 0)
        continue
      }
      path.pop()
      const parent = path.at(-1)?.state
      if (parent !== undefined) low[parent] = Math.min(low[parent] ?? 0, low[state] ?? 0)
      if (low[state] !== order[state]) continue
      for (let closed = open.pop(); closed !== undefined; closed = closed === state ? undefined : open.pop()) part[closed] = parts
      parts++
    }
  }
  return part
}

/** 1 for the states that lie in a part that goes round and has every mark inside. */
const liveOf = (moves: Moves, marks: number): Uint8Array => {
  const part = partsOf(moves)
  const seen = new Map<number, number>()
  for (const [state, own] of moves.entries()) {
    const at = part[state] ?? -1
    for (const move of own) if (part[move.next] === at) seen.set(at, (seen.get(at) ?? 0) | move.marks)
  }
  const all = (1 << marks) - 1
  return Uint8Array.from(part, (at) => (seen.get(at) === all ? 1 : 0))
}

/** Drops the moves into states from which nothing is accepted. */
const withoutDead = ({ moves, marks }: MoveTable): MoveTable => {
  const hopeful = liveOf(moves, marks)
  for (let changed = true; changed; ) {
    changed = false
    for (const [state, own] of moves.entries()) {
      if (hopeful[state] === 1 || !own.some(({ next }) => hopeful[next] === 1)) continue
      hopeful[state] = 1
      changed = true
    }
  }
  return { moves: moves.map((own) => own.filter(({ next }) => hopeful[next] === 1)), marks }
}

// Whatever `b` reads and reaches, `a` does.
const coversMove = (a: Move, b: Move): boolean =>
  a.next === b.next && (a.yes & b.yes) === a.yes && (a.no & b.no) === a.no && (a.marks & b.marks) === b.marks

const classesOf = (moves: Moves): readonly number[] => {
  let classes: readonly number[] = moves.map(() => 0)
  for (let count = 1; ; ) {
    const numbers = new Map<string, number>()
    const next = moves.map((own, state) => {
      const marked = own.map((move) => `${move.yes} ${move.no} ${move.marks} ${classes[move.next]}`)
      const key = `${classes[state]}: ${[...new Set(marked)].sort(compareCodeUnits).join()}`
      const number = numbers.get(key) ?? numbers.size
      numbers.set(key, number)
      return number
    })
    classes = next
    if (numbers.size === count) return classes
    count = numbers.size
  }
}

/** Makes one state of those that cannot be told apart, then numbers the states in the order in which they are met. */
const merged = ({ moves, marks }: MoveTable): MoveTable => {
  const classes = classesOf(moves)
  const first = new Map<number, number>()
  for (const [state, own] of classes.entries()) if (!first.has(own)) first.set(own, state)
  const numbers = new Map<number, number>([[classes[0] ?? 0, 0]])
  const order = [classes[0] ?? 0]
  const made: Move[][] = []
  for (let at = 0; at < order.length; at++) {
    const kept: Move[] = []
    for (const move of moves[first.get(order[at] ?? 0) ?? 0] ?? []) {
      const target = classes[move.next] ?? 0
      if (!numbers.has(target)) {
        numbers.set(target, order.length)
        order.push(target)
      }
      const renamed = { ...move, next: numbers.get(target) ?? 0 }
      if (kept.some((one) => coversMove(one, renamed))) continue
      const rest = kept.filter((one) => !coversMove(renamed, one))
      kept.splice(0, kept.length, ...rest, renamed)
    }
    made.push(kept)
  }
  return { moves: made, marks }
}

/** The automaton of a formula, reduced: without dead states, equal states merged (CHK-13). Throws AutomatonTooLarge. */
export const automatonOf = (normal: NormalFormula, limits: PropertyLimits): Automaton => {
  let table = merged(withoutDead(tableauOf(normal, limits)))
  for (let size = Number.POSITIVE_INFINITY; table.moves.length < size; ) {
    size = table.moves.length
    table = merged(withoutDead(table))
  }
  const { moves, marks } = table
  const all = (1 << marks) - 1
  return {
    size: moves.length,
    initial: 0,
    marks,
    universal: moves.findIndex((own, state) =>
      own.some((move) => move.next === state && move.yes === 0 && move.no === 0 && move.marks === all)),
    live: liveOf(moves, marks),
    moves: recalled(moves.length, (state, letter) =>
      Int32Array.from((moves[state] ?? []).filter((move) => reads(move, letter)).flatMap((move) => [move.next, move.marks]))),
  }
}
