import type { Digest } from '../base/index.js'
import type { Kernel } from '../kernel/index.js'
import type { Finding } from './finding.js'
import type { FullSinks, Observation } from './observation.js'
import type { Reason } from './reason.js'
import type { ReconstructedSession } from './reconstructed.js'

/** The other half of a replay on two cores: given the same bytes, it looks at each line by itself (RPL-34). */
export interface Seals {
  /** The tree hash of all lines before the footer if each `hash_self` was that of its line, else anything but a hash. Waits for it. */
  root(): string
}

/** The ports of a verifier. */
export interface VerifierOptions {
  /** The kernel of the law with this digest, or null if nobody has that law (RPL-13). */
  readonly findKernel: (digest: string) => Kernel | null
  readonly digest: Digest
  /** The text of these bytes, or null if they are not UTF-8. */
  readonly decodeUtf8: (bytes: Uint8Array) => string | null
  /** Someone else holds every `hash_self` against its line and grows the tree (RPL-34); then only a valid verdict counts. */
  readonly seals?: Seals
  /** Is shown every step that was recomputed (RPL-32). */
  readonly observe?: (observation: Observation) => void
  /** Takes every recomputed frame, operator and transition (RPL-31). */
  readonly full?: FullSinks
}

/** The result of a replay: the object of RPL-03 in wire names, and what a command needs beside it. */
export interface Report {
  readonly replay: {
    /** No findings, and the law was there to recompute with. */
    readonly valid: boolean
    readonly reasons: readonly Reason[]
    readonly reconstructed_session: ReconstructedSession | null
  }
  /** In order of seq and of discovery: the first is the first divergence (RPL-04). */
  readonly findings: readonly Finding[]
  readonly findings_total: number
  /** `unknown`: no law was found, so with no findings the verdict is open (RPL-13). */
  readonly law: 'found' | 'unknown'
  /** The digest that no law has; null if one was found or the header gives none. */
  readonly unknownDigest: string | null
  /** Number of lines; 0 is no trace at all (RPL-15). */
  readonly lines: number
}

/** Replays one trace from its bytes, in any division into chunks. Never throws on what a trace holds, never writes (RPL-02). */
export interface Verifier {
  push(chunk: Uint8Array): void
  end(): Report
}
