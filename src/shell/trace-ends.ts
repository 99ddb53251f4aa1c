import { LIMITS } from '../base/index.js'
import { parseLine } from '../ledger/decode.js'
import type { LineRecord } from '../ledger/decode.js'
import type { TraceSource } from './trace-reader.js'

const LF = 0x0a
const LINE_BYTES_MAX = LIMITS.traceLineBytes.value

/** The first and the last whole line of a trace as read, null where there is none that is a line of a trace. */
export interface TraceEnds {
  readonly header: LineRecord | null
  readonly footer: LineRecord | null
}

/** A source whose bytes are watched on their way to whoever reads them, so that both see the same bytes. */
export interface WatchedSource {
  readonly source: TraceSource
  /** The ends of what was read last. */
  ends(): TraceEnds
}

/** Watches `source` for its ends; keeps at most two lines. */
export const watchEnds = (source: TraceSource): WatchedSource => {
  let first = makeHead()
  let tail = makeTail()
  return {
    source: {
      size: source.size,
      *chunks() {
        first = makeHead()
        tail = makeTail()
        for (const chunk of source.chunks()) {
          first.push(chunk)
          tail.push(chunk)
          yield chunk
        }
      },
    },
    ends: () => ({ header: recordOf(first.line()), footer: recordOf(tail.line()) }),
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const recordOf = (line: Uint8Array | null): LineRecord | null => {
  if (line === null || line.length > LINE_BYTES_MAX) return null
  try {
    return parseLine(decoder.decode(line))
  } catch {
    return null
  }
}

interface LineWatch {
  push(chunk: Uint8Array): void
  /** The bytes of the line without its LF; null if it is not there whole. */
  line(): Uint8Array | null
}

const makeHead = (): LineWatch => {
  let bytes = Buffer.alloc(0)
  let whole = false
  return {
    push(chunk) {
      if (whole || bytes.length > LINE_BYTES_MAX) return
      const end = chunk.indexOf(LF)
      whole = end >= 0
      bytes = Buffer.concat([bytes, whole ? chunk.subarray(0, end) : chunk])
    },
    line: () => (whole ? bytes : null),
  }
}

// Invariant: `bytes` begins where the last whole line begins, or, without one, where the trace begins. A trace that replays as valid
// has no overlong line, so after one nothing is kept any more.
const makeTail = (): LineWatch => {
  let bytes = Buffer.alloc(0)
  let overlong = false
  return {
    push(chunk) {
      if (overlong) return
      const all = Buffer.concat([bytes, chunk])
      const end = all.lastIndexOf(LF)
      const start = end <= 0 ? -1 : all.lastIndexOf(LF, end - 1)
      overlong = all.length - start > 2 * LINE_BYTES_MAX + 3
      bytes = overlong ? Buffer.alloc(0) : Buffer.from(all.subarray(start + 1))
    },
    line() {
      const end = bytes.lastIndexOf(LF)
      return end < 0 ? null : bytes.subarray(0, end)
    },
  }
}
