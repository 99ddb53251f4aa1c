import type { Counts } from '../ledger/entry.js'

/** Counts of a session as it runs (SES-49). */
export class Tally {
  operators = 0
  tokens = 0
  transitions = 0
  refusedOperators = 0
  refusedTokens = 0
  refusedTransitions = 0
  frames = 0

  /** The counts as the footer states them. */
  counts(): Counts {
    const { operators, tokens, transitions, frames } = this
    const refused = { operators: this.refusedOperators, tokens: this.refusedTokens, transitions: this.refusedTransitions }
    return { operators, tokens, transitions, refused, frames }
  }
}
