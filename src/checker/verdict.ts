/** A way through a model: `labels[i]` leads from `states[i]` to `states[i + 1]`. In a lasso the last state is that at `loop` again. */
export interface ModelPath {
  readonly states: readonly number[]
  readonly labels: readonly number[]
  readonly loop: number | null
}

/** What is asked of a model. */
export type PropertyKind = 'invariant' | 'property' | 'reason' | 'rule' | 'lifecycle' | 'elsewhere'

/**
 * `vacuous`: it holds, but what it speaks of never comes, which counts as a failure. `elsewhere`: no exploration decides it, and it never
 * counts as proved.
 */
export type VerdictWord = 'holds' | 'violated' | 'vacuous' | 'inconclusive' | 'elsewhere'

/** The verdict on one property (CHK-07). */
export interface Verdict {
  readonly property: string
  readonly kind: PropertyKind
  /** Clause that the property shows; null for what every law should have. */
  readonly clause: string | null
  readonly seeds: readonly string[]
  readonly verdict: VerdictWord
  /** `exhaustive`: every reachable state was seen. `sampled`: some were. Null where nothing was explored for it. */
  readonly method: 'exhaustive' | 'sampled' | null
  /** What is wrong, or why there is no verdict; for people. Null where it holds. */
  readonly why: string | null
  readonly counterexample: ModelPath | null
}

/** What was explored, and under which bounds. */
export interface Evidence {
  readonly states: number
  /** Steps that were taken, those that lead back included. */
  readonly steps: number
  readonly depth: number
  /** States that were reached and not looked at. */
  readonly frontier: number
  readonly complete: boolean
  /** Why what was explored is not everything although no limit ended it; null if it is. */
  readonly gap: string | null
  readonly bounds: readonly string[]
  readonly reductions: readonly string[]
  readonly unbounded: readonly string[]
}
