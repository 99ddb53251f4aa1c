/** Exit codes of every verb (SEMANTICS 8). */
export const EXIT = {
  /** Done, or checked and valid. */
  done: 0,
  /** Checked and found wrong. */
  wrong: 1,
  /** Bad usage or bad input. */
  badInput: 2,
  /** A limit was hit before there was a verdict. */
  inconclusive: 3,
  /** Our bug. */
  bug: 70,
} as const

const WORST_FIRST: readonly number[] = [EXIT.bug, EXIT.badInput, EXIT.wrong, EXIT.inconclusive, EXIT.done]

/** The worst of several exit codes, in the order 70, 2, 1, 3, 0. Nothing at all is bad input: looking at nothing is no pass. */
export const worstExit = (codes: readonly number[]): number => WORST_FIRST.find((code) => codes.includes(code)) ?? EXIT.badInput
