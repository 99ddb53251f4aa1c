import type { SessionSummary } from '../src/engine/index.js'
import type { Kernel } from '../src/kernel/index.js'
import { nodeDigest } from '../src/shell/node-digest.js'
import { makeVerifier } from '../src/verifier/verifier.js'
import type { Report, VerifierOptions } from '../src/verifier/verifier.js'

const bytesOf = (lines: readonly string[]): Uint8Array => new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''))

const decodeUtf8 = (bytes: Uint8Array): string | null => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

/** What a verifier that knows one law says of a trace, and every line as it recomputed it, without chain fields. */
export interface Replayed {
  readonly report: Report
  readonly recomputed: readonly object[]
}

/** Replays the lines of a trace one by one and once more from their bytes; both must say the same. `options` adds to what is given. */
export const replay = (kernel: Kernel, lines: readonly string[], options: Partial<VerifierOptions> = {}): Replayed => {
  const recomputed: object[] = []
  const keep = (line: object): void => {
    recomputed.push(line)
  }
  const findKernel = (digest: string): Kernel | null => (digest === kernel.law.digest ? kernel : null)
  const reportOf = (more: Partial<VerifierOptions>): Report => {
    const verifier = makeVerifier({ findKernel, digest: nodeDigest, decodeUtf8, ...more })
    verifier.push(bytesOf(lines))
    return verifier.end()
  }
  // Whoever is shown every line (RPL-31) has the lines judged one by one, as they are decoded.
  const report = reportOf({ full: { frame: keep, operator: keep, transition: keep }, ...options })
  const { full: _full, observe: _observe, ...rest } = options
  const fromBytes = reportOf(rest)
  if (JSON.stringify(fromBytes) !== JSON.stringify(report)) {
    throw new Error(`line by line: ${JSON.stringify(report.findings[0])}; from the bytes: ${JSON.stringify(fromBytes.findings[0])}`)
  }
  return { report, recomputed }
}

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

const wire = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(wire)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [snake(name), wire(member)]))
}

const frameOf = (captured: SessionSummary['frames']['first']): object | null => {
  if (captured === null) return null
  const { type: _type, ...fields } = captured.entry
  return { ...fields, timestampClose: captured.timestamp }
}

/** A live summary in the names of RPL-30. */
export const reconstructedFrom = (summary: SessionSummary): unknown => {
  const { count, first, last } = summary.frames
  return wire({ ...summary, frames: { count, first: frameOf(first), last: frameOf(last) } })
}

/** The lines of a trace as `recomputed` shows them: frames, operators and transitions without chain fields, in order. */
export const withoutChain = (lines: readonly string[]): readonly object[] =>
  lines
    .map((line) => JSON.parse(line) as { type: string })
    .filter(({ type }) => type === 'frame' || type === 'operator' || type === 'transition')
    .map((line) => Object.fromEntries(Object.entries(line).filter(([name]) => !['seq', 'hash_prev', 'hash_self'].includes(name))))
