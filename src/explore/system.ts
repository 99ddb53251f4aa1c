/**
 * A finite system as a search sees it: states and labels are non-negative integers below 2³¹. Whoever builds a system says what they mean.
 * A label stands for one or more events that lead from the same states to the same states with the same outcome.
 */
export interface PackedSystem {
  /** The initial states, each once, in a fixed order. */
  readonly initial: readonly number[]
  /** The most pairs that `expand` ever writes. */
  readonly fanoutMax: number
  /**
   * Writes every outgoing edge of `state` into `out`, each once, in a fixed order: the next state at `2i`, the label at `2i + 1`. Gives
   * their number: 0 where the system has ended, edges of a state to itself included. Equal states always give equal edges.
   */
  expand(state: number, out: Int32Array): number
}
