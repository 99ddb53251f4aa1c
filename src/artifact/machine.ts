/** A lifecycle machine in the documented subset of XState v5 configurations (LAW-45 to LAW-49). */
export interface Machine {
  readonly id: string
  readonly version: string
  readonly root: StateNode
  /** Every state node by its full path, keys joined by '.', the root as ''. In document order. */
  readonly nodes: ReadonlyMap<string, StateNode>
  /** Event names in order of first appearance. */
  readonly events: readonly string[]
  /** Guard names in order of first appearance. */
  readonly guards: readonly string[]
  /** Action names in order of first appearance. */
  readonly actions: readonly string[]
}

export type StateType = 'atomic' | 'compound' | 'parallel' | 'final'

export interface StateNode {
  readonly key: string
  /** Keys from the root joined by '.', '' for the root. */
  readonly path: string
  readonly type: StateType
  /** Path of the initial child of a compound state, null otherwise. */
  readonly initial: string | null
  /** In document order. */
  readonly children: readonly StateNode[]
  /** Candidates by event name, in document order; the first whose guard holds is taken. */
  readonly on: ReadonlyMap<string, readonly MachineTransition[]>
  readonly entry: readonly string[]
  readonly exit: readonly string[]
}

export interface MachineTransition {
  /** Path of the target state; null for a transition that only performs actions. */
  readonly target: string | null
  /** Name of a guard, null where there is none. */
  readonly guard: string | null
  readonly actions: readonly string[]
  /** Leaves and enters the source state even when the target lies inside it. */
  readonly reenter: boolean
}
