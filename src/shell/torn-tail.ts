import type { TraceSource } from './trace-reader.js'

const LF = 0x0a
const NUL = 0x00

/** How many bytes of a lost tail are shown. */
const SHOWN_BYTES = 4096

/**
 * Where the torn tail of a trace begins (LED-22): the start of the first line that has no LF or holds a NUL byte, which no line of JSON
 * does but a block that never reached the disk; the size of the trace if there is no such line.
 */
export const tornFrom = (source: TraceSource): number => {
  let done = 0
  let lines = 0
  for (const chunk of source.chunks()) {
    const nul = chunk.indexOf(NUL)
    const lf = (nul < 0 ? chunk : chunk.subarray(0, nul)).lastIndexOf(LF)
    if (lf >= 0) lines = done + lf + 1
    if (nul >= 0) return lines
    done += chunk.length
  }
  return lines
}

/** The first `size` bytes of `source`. */
export const firstBytes = (source: TraceSource, size: number): TraceSource => ({
  size,
  *chunks() {
    let left = size
    for (const chunk of source.chunks()) {
      if (left <= 0) return
      yield chunk.length <= left ? chunk : chunk.subarray(0, left)
      left -= chunk.length
    }
  },
})

/** The bytes of `source` from `start` on as text, the first 4,096 of them; what is no UTF-8 becomes U+FFFD. */
export const tailText = (source: TraceSource, start: number): string => {
  const shown: Uint8Array[] = []
  let done = 0
  for (const chunk of source.chunks()) {
    if (done >= start + SHOWN_BYTES) break
    const from = Math.max(start - done, 0)
    if (from < chunk.length) shown.push(chunk.subarray(from, Math.max(0, start + SHOWN_BYTES - done)))
    done += chunk.length
  }
  return Buffer.concat(shown).toString('utf8')
}
