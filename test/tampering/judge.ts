import type { Kernel } from '../../src/kernel/index.js'
import { nodeDigest } from '../../src/shell/node-digest.js'
import { makeVerifier } from '../../src/verifier/verifier.js'
import type { Report } from '../../src/verifier/verifier.js'
import { CONTRADICTION, LAWS } from './corpus.js'
import type { Forgery } from './kind.js'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The text of bytes, or null if they are no UTF-8; a byte order mark stays. */
export const decodeUtf8 = (bytes: Uint8Array): string | null => {
  try {
    return decoder.decode(bytes)
  } catch {
    return null
  }
}

const known = [...LAWS, ...(CONTRADICTION === null ? [] : [CONTRADICTION.law])]
const kernels = new Map(known.map(({ law, kernel }) => [law.digest, kernel]))

/** The laws of the corpus by their digests. */
export const findKernel = (digest: string): Kernel | null => kernels.get(digest) ?? null

/** What the verifier says of bytes, given the laws of the corpus; in pieces of `size` bytes if it is given. */
export const judge = (bytes: Uint8Array, size = bytes.length): Report => {
  const verifier = makeVerifier({ findKernel, digest: nodeDigest, decodeUtf8 })
  for (let start = 0; start < bytes.length; start += size) verifier.push(bytes.subarray(start, start + size))
  return verifier.end()
}

/** Why a report on a forgery is not as it should be; null if it is. */
export const faultIn = (report: Report, { first, code, reasons, only, also, total }: Forgery): string | null => {
  const { replay, findings } = report
  if (replay.valid) return 'it is valid'
  const seq = findings[0]?.seq ?? null
  if (seq !== first) return `the first finding is at ${seq}, not at ${first}: ${JSON.stringify(findings[0])}`
  if (code !== undefined && !findings.some((one) => one.seq === first && one.code === code)) return `no ${code} at ${first}`
  if (also !== undefined && !findings.some((one) => one.seq === also.seq && one.code === also.code)) return `no ${also.code} at ${also.seq}`
  const given = replay.reasons.join(', ')
  const missing = (reasons ?? []).filter((reason) => !replay.reasons.includes(reason))
  if (missing.length > 0) return `without ${missing.join(', ')}: ${given}`
  if (only !== undefined && only.join(', ') !== given) return `for ${given}, not only ${only.join(', ')}`
  return total === undefined || total === report.findings_total ? null : `${report.findings_total} findings: ${JSON.stringify(findings)}`
}

/** Why a forgery is not caught as it should be; null if it is. */
export const faultOf = (forgery: Forgery): string | null => faultIn(judge(forgery.bytes), forgery)
