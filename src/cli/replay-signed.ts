import type { Json, Result } from '../base/index.js'
import { err, ok } from '../base/index.js'
import type { Problem } from '../artifact/problem.js'
import { readVerifyingKey } from '../shell/key-files.js'
import type { VerifyingKey } from '../shell/key-files.js'
import { envelopePathOf, judgeSignatures, readEnvelope, rootOfEnds } from '../shell/signed-trace.js'
import type { SignatureVerdict } from '../shell/signed-trace.js'
import { watchEnds } from '../shell/trace-ends.js'
import type { TraceSource } from '../shell/trace-reader.js'
import { EXIT } from './exit.js'
import type { Outcome } from './outcome.js'
import { plural } from './replay-text.js'
import { signatureLines, signaturesJson } from './signature-text.js'
import type { Style } from './style.js'

/** Who must have signed a trace, and where the signatures stand (PRF-35). */
export interface SigningChoices {
  /** Files of public keys, at least one. */
  readonly keys: readonly string[]
  /** Null: beside each trace. */
  readonly envelope: string | null
}

/** The signatures of one trace, while it is replayed. */
export interface SignedReplay {
  /** The source that replay must read, so that signatures are judged on the same bytes. */
  readonly source: TraceSource
  /** The verdict, after the source was read. */
  judge(): SignatureVerdict
}

/** Reads keys and envelope for `trace`, or says what is wrong with them (PRF-38). */
export const openSigned = (trace: string, source: TraceSource, choices: SigningChoices): Result<SignedReplay, readonly Problem[]> => {
  const keys: VerifyingKey[] = []
  const problems: Problem[] = []
  for (const file of choices.keys) {
    const key = readVerifyingKey(file)
    if (key.ok) keys.push(key.value)
    else problems.push(key.error)
  }
  const path = choices.envelope ?? envelopePathOf(trace)
  const envelope = readEnvelope(path)
  if (!envelope.ok || problems.length > 0) return err([...problems, ...(envelope.ok ? [] : envelope.error)])
  const watched = watchEnds(source)
  return ok({ source: watched.source, judge: () => judgeSignatures(path, envelope.value, rootOfEnds(watched.ends()), keys) })
}

/** The outcome of a replay with the verdict on the signatures beside it (PRF-36). */
export const withSignatures = (outcome: Outcome, verdict: SignatureVerdict, style: Style): Outcome => {
  const isValid = outcome.exit === EXIT.done
  const unsigned = `${isValid ? ', but' : ','} ${style.bad('not signed as asked')}`
  const word = verdict.valid ? `, signed by ${plural(verdict.signers.length, 'key')}` : unsigned
  const end = outcome.text.indexOf('\n')
  const text = `${outcome.text.slice(0, end)}${word}${outcome.text.slice(end)}${signatureLines(verdict, style).join('\n')}\n`
  // The document of a replay is an object.
  const json = { ...(outcome.json as { readonly [name: string]: Json }), signatures: signaturesJson(verdict) }
  if (!isValid || verdict.valid) return { ...outcome, text, json }
  return { ...outcome, text, json, exit: EXIT.wrong, message: 'the trace is valid, but not signed as asked' }
}
