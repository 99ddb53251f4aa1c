/**
 * The line that should stand in the ledger (LED-01): its canonical text up to the end of `hash_prev`, and from the end of `hash_self`.
 * Together they are the preimage of `hash_self` (LED-03). Written from the verifier's own templates, not the encoder's (RPL-20).
 */
export interface Expected {
  readonly head: string
  readonly tail: string
}

/** The part of a line that is not recomputed from state: its place, time and predecessor (RPL-01, RPL-08). */
export interface Stamp {
  readonly seq: number
  readonly timestamp: string
  readonly hashPrev: string
}

/** What a header holds, recomputed from its inputs and the law (RPL-01). */
export interface ExpectedHeader {
  readonly sessionId: string
  readonly environment: string
  readonly backend: string
  readonly driftBound: number
  readonly backendLegal: readonly string[]
  readonly ruleset: { readonly id: string; readonly version: string; readonly digest: string }
}
