// What a user of the library writes. Compiled with strict types against the packed package; nothing here is a deep import.
import { openRules, QComputeError, qReplay, qSession } from 'qcompute'
import type {
  CallParams, Captured, CapturedFooter, ClockChoice, Counts, Drift, Entry, EntryDrift, EntryRouting, Finding, FindingCode, FooterEntry,
  FrameEntry, FrameJson, HeaderEntry, Json, JsonObject, LawSource, OperatorCall, OperatorEntry, Params, Place, Problem, QComputeErrorCode,
  QComputeErrorDetails, QReplay, QReplayOptions, QRules, QSession, QSessionMethods, QSessionOptions, RecomputedLine, ReconstructedSession,
  Roots, RulesChoice, SaveOptions, Scalar, TokenEntry, TransitionEntry, Verdict,
} from 'qcompute'

/** Every type of the face has a use: whoever writes a function around the library can name what it takes and gives. */
export interface Named {
  readonly session: [CallParams, ClockChoice, OperatorCall, QSession, QSessionMethods, QSessionOptions, RulesChoice, SaveOptions, Scalar]
  readonly ledger: [Captured<Entry>, CapturedFooter, Counts, EntryDrift, EntryRouting, FooterEntry, FrameEntry, HeaderEntry, Roots]
  readonly entries: [OperatorEntry, TokenEntry, TransitionEntry, Verdict, Params]
  readonly replay: [Drift, Finding, FindingCode, FrameJson, QReplay, QReplayOptions, RecomputedLine, ReconstructedSession]
  readonly law: [Json, JsonObject, LawSource, Place, Problem, QComputeErrorCode, QComputeErrorDetails, QRules]
}

const options: QSessionOptions = { env: 'sandbox', clock: 'logical' }

/** Runs a session and replays it; gives the verdict and the reason of a refusal. */
export const runAndReplay = (): readonly [valid: boolean, reason: string | null] => {
  const rules: QRules = openRules()
  const session = qSession({ ...options, rules })
  const captured: Captured<OperatorEntry> = session.apply('h', { q: 0 })
  const hadamard: OperatorCall | undefined = session['h']
  hadamard?.(new Map<string, Scalar>([['q', captured.seq]]))
  let reason: string | null = null
  try {
    session.transition('production')
  } catch (thrown) {
    if (!(thrown instanceof QComputeError)) throw thrown
    const code: QComputeErrorCode = thrown.code
    reason = code === 'refused' ? thrown.reason : null
  }
  const replay: QReplay = qReplay(session.traceBytes(), { rules })
  const lines: readonly RecomputedLine[] = [...replay.operators]
  return [replay.valid && lines.length === 2, reason]
}
