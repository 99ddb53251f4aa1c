import type { Json } from '../base/index.js'
import type { Problem } from '../artifact/problem.js'
import { encodeTraceRoot } from '../ledger/trace-root.js'
import type { TraceRoot } from '../ledger/trace-root.js'
import type { Envelope } from '../shell/dsse.js'
import { readSigningKey } from '../shell/key-files.js'
import { makeLawStore } from '../shell/law-store.js'
import { writeOutput } from '../shell/output-file.js'
import { replaySource } from '../shell/replay-trace.js'
import { envelopePathOf, readEnvelope, rootOfEnds, signRoot } from '../shell/signed-trace.js'
import { fileProblem, openRegular } from '../shell/source-file.js'
import { watchEnds } from '../shell/trace-ends.js'
import { fileSource, TraceReadFailure } from '../shell/trace-reader.js'
import { closeSync } from 'node:fs'
import { documentText } from './document.js'
import { EXIT } from './exit.js'
import { badInput } from './outcome.js'
import type { Outcome } from './outcome.js'
import { makeProgress } from './progress.js'
import { asWarnings } from './law-problems.js'
import { plural } from './replay-text.js'
import { printable } from './style.js'
import type { Style } from './style.js'
import { refusalOf } from './trace-verdict.js'

/** The arguments of `ledger sign`. */
export interface SignArguments {
  readonly trace: string
  /** The file of the private key. */
  readonly key: string
  /** Null: beside the trace. */
  readonly output: string | null
  /** Whether an envelope over something else is replaced. */
  readonly force: boolean
  readonly rules: readonly string[]
}

/** Signs the root of a trace that replays as valid (PRF-32, PRF-33). */
export const signVerb = (args: SignArguments, style: Style): Outcome => {
  const { trace, output, force } = args
  const key = readSigningKey(args.key)
  if (!key.ok) return badInput('the key cannot be used', [key.error])
  const path = output ?? envelopePathOf(trace)
  const before = existingEnvelope(path, force)
  if ('problems' in before) return badInput('the signatures that are there cannot be read', before.problems)
  const found = findRoot(args)
  if (!found.ok) return found.outcome
  const signed = signRoot(found.root, key.value.key, before.envelope, path)
  if (!signed.ok) return badInput('the trace cannot be signed here', [signed.error])
  const { document, signers, added } = signed.value
  if (added) {
    const written = writeOutput(path, documentText(document), { force: force || before.envelope !== null, keep: [trace, args.key] })
    if (!written.ok) return badInput('the signature cannot be written', [written.error])
  }
  const { keyId } = key.value.key
  const lines = [
    `${printable(trace)} ${added ? 'signed' : 'was signed already'} by ${style.bold(keyId)}`,
    `  root      ${found.root.root}`,
    `  tree      ${plural(found.root.treeSize, 'line')}, merkle_root ${found.root.merkleRoot}`,
    `  envelope  ${printable(path)}, ${plural(signers, 'signature')}`,
  ]
  return {
    exit: EXIT.done,
    json: documentOf(keyId, path, signers, added, found.root),
    text: `${lines.join('\n')}\n`,
    message: '',
    problems: [...key.value.warnings, ...found.warnings],
  }
}

const documentOf = (keyId: string, envelope: string, signatures: number, added: boolean, root: TraceRoot): Json => ({
  key_id: keyId,
  envelope,
  signatures,
  added,
  signed: encodeTraceRoot(root),
})

type Existing = { readonly envelope: Envelope | null } | { readonly problems: readonly Problem[] }

const existingEnvelope = (path: string, force: boolean): Existing => {
  const probe = openRegular(path)
  if (!probe.ok) return probe.error.code === 'file-missing' ? { envelope: null } : { problems: [probe.error] }
  closeSync(probe.value.descriptor)
  const envelope = force ? null : readEnvelope(path)
  if (envelope === null) return { envelope: null }
  return envelope.ok ? { envelope: envelope.value } : { problems: envelope.error }
}

type FoundRoot =
  | { readonly ok: true; readonly root: TraceRoot; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly outcome: Outcome }

const findRoot = ({ trace, rules }: SignArguments): FoundRoot => {
  const store = makeLawStore(rules)
  if (!store.ok) return { ok: false, outcome: badInput('the rules cannot be read', store.error) }
  const source = fileSource(trace)
  if (!source.ok) return { ok: false, outcome: badInput(`${trace} cannot be signed`, [source.error]) }
  const watched = watchEnds(source.value)
  const progress = makeProgress('replay', source.value.size)
  try {
    const report = replaySource(watched.source, { store: store.value, progress: (done) => progress.update(done) })
    const refusal = refusalOf(trace, report, 'the trace cannot be signed')
    if (refusal !== null) return { ok: false, outcome: refusal }
    const root = rootOfEnds(watched.ends())
    // Replay has found header and footer sound in these bytes.
    if (root === null) return { ok: false, outcome: badInput('', [fileProblem(trace, 'trace-broken', 'has no header or no footer')]) }
    return { ok: true, root, warnings: asWarnings(store.value.problems) }
  } catch (thrown) {
    if (!(thrown instanceof TraceReadFailure)) throw thrown
    return { ok: false, outcome: badInput(`${trace} cannot be read to its end`, [thrown.problem]) }
  } finally {
    progress.end()
  }
}
