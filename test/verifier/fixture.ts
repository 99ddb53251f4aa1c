import { compileLaw, openSession } from '../../src/engine/index.js'
import type { Session } from '../../src/engine/index.js'
import { bindLaw } from '../../src/kernel/index.js'
import { nodeDigest } from '../../src/shell/node-digest.js'
import { makeVerifier } from '../../src/verifier/verifier.js'
import type { Report, VerifierOptions } from '../../src/verifier/verifier.js'
import { lawWith } from '../kernel/fixture.js'

/** The shipped law. */
export const law = lawWith()
export const kernel = bindLaw(law)
const compiled = compileLaw(law)

export const clock = (seq: number): string => new Date(Date.UTC(2026, 0, 1) + seq).toISOString()

const decoder = new TextDecoder('utf-8', { fatal: true })
export const decodeUtf8 = (bytes: Uint8Array): string | null => {
  try {
    return decoder.decode(bytes)
  } catch {
    return null
  }
}

export type Item = string | { readonly op: string; readonly params: { readonly [name: string]: string | number | boolean } }

export const h = 'h(q=0)'
export const cx = 'cx(q1=0, q2=1)'
export const pulse = (duration: number, amplitude: number): string => `pulse(q=0, duration=${duration}, amplitude=${amplitude})`
/** What a report on a valid trace holds. */
export const VALID = { replay: { valid: true, reasons: [] }, findings: [], findings_total: 0, law: 'found', unknownDigest: null }

/** Performs `token:ID`, `->ENV`, the text of an invocation, or an operator by name and parameters. */
export const perform = (session: Session, item: Item): void => {
  if (typeof item !== 'string') session.apply(item.op, new Map(Object.entries(item.params)))
  else if (item.startsWith('token:')) session.deployToken(item.slice(6))
  else if (item.startsWith('->')) session.transition(item.slice(2))
  else session.applyText(item)
}

export interface RunOptions {
  readonly env?: string
  readonly backend?: string
  readonly recover?: boolean
  readonly clock?: (seq: number) => string
}

/** A session of the engine that writes its lines to `write`. */
export const startSession = (options: RunOptions & { readonly write: (line: string) => void }): Session => {
  const outcome = openSession({
    law: compiled,
    environment: options.env ?? null,
    backend: options.backend ?? null,
    sessionId: '00000000-0000-8000-8000-000000000000',
    clock: options.clock ?? clock,
    digest: nodeDigest,
    write: options.write,
  })
  if (!outcome.ok) throw new Error(outcome.unknown)
  return outcome.session
}

/** The lines that the engine writes for a stream. */
export const trace = (items: readonly Item[], options: RunOptions = {}): string[] => {
  const lines: string[] = []
  const session = startSession({ ...options, write: (line) => void lines.push(line) })
  for (const item of items) perform(session, item)
  if (options.recover === true) session.recover()
  else session.close()
  return lines
}

export const findKernel = (digest: string) => (digest === law.digest ? kernel : null)

/** The report on bytes, pushed in one piece. */
export const verifyBytes = (bytes: Uint8Array, more: Partial<VerifierOptions> = {}): Report => {
  const verifier = makeVerifier({ findKernel, digest: nodeDigest, decodeUtf8, ...more })
  verifier.push(bytes)
  return verifier.end()
}

/** The report on lines, each ended by LF. */
export const verify = (lines: readonly string[], more: Partial<VerifierOptions> = {}): Report =>
  verifyBytes(Buffer.from(lines.map((line) => `${line}\n`).join('')), more)
