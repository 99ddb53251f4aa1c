import type { Expression } from './expression.js'
import type { LibraryGate } from './library.js'

/** A gate that the file defines. Qubits in its body are positions in its own list of qubits. */
export interface UserGate {
  readonly kind: 'user'
  readonly name: string
  readonly parameters: readonly string[]
  readonly qubits: readonly string[]
  readonly body: readonly BodyItem[]
  /** Levels of definitions below and with this one; a gate of library gates has 1. */
  readonly depth: number
  /** Units that one application costs: one for itself, one for each qubit, and what its body costs; so empty calls have a price too. */
  readonly cost: number
}

/** A gate that can be applied. */
export type Gate = LibraryGate | UserGate

/** One statement of a gate body. */
export type BodyItem =
  | { readonly kind: 'call'; readonly gate: Gate; readonly values: readonly Expression[]; readonly qubits: readonly number[] }
  | { readonly kind: 'barrier'; readonly qubits: readonly number[]; readonly at: number }

/** What one application of the gate costs: a library gate one unit for itself and one for each qubit. */
export const costOf = (gate: Gate): number => (gate.kind === 'library' ? 1 + gate.qubits.length : gate.cost)

/** Levels of definitions of the gate; a library gate has none. */
export const depthOf = (gate: Gate): number => (gate.kind === 'library' ? 0 : gate.depth)

/** What one statement of a body costs. */
export const costOfItem = (item: BodyItem): number =>
  item.kind === 'barrier' ? 1 + item.qubits.length : item.values.reduce((sum, value) => sum + value.cost, costOf(item.gate))
