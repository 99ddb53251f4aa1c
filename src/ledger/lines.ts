import { decodeUtf8, LIMITS } from '../base/index.js'
import type { LineReader, LineSink } from './line-reader.js'

export type { LineFault, LineReader, LineSink } from './line-reader.js'

const LF = 0x0a
const LINE_BYTES_MAX = LIMITS.traceLineBytes.value

/**
 * A reader of lines that keeps at most one line of `LIMITS.traceLineBytes` (RPL-02, NUM-05); a longer line is skipped and reported.
 * `decode` is the UTF-8 decoder of the host: null for what is not UTF-8. It may drop a byte order mark; this reader does not.
 */
export const makeLineReader = (decode: (bytes: Uint8Array) => string | null, sink: LineSink): LineReader => {
  const rest = makeRest()

  const giveLine = (bytes: Uint8Array, ended: boolean): void => {
    const text = bytes.length > LINE_BYTES_MAX ? null : decodeExactly(decode, bytes)
    if (text !== null) sink.line(text, ended)
    else sink.fault(bytes.length > LINE_BYTES_MAX ? 'too long' : 'not UTF-8')
  }
  const giveRest = (ended: boolean): void => {
    if (rest.overlong) sink.fault('too long')
    else giveLine(rest.bytes(), ended)
    rest.clear()
  }
  // Whole lines with their LFs.
  const giveLines = (bytes: Uint8Array): void => {
    let start = 0
    while (start < bytes.length) {
      start = sink.lines?.(bytes, start) ?? start
      const end = bytes.indexOf(LF, start)
      if (end < 0) return
      giveLine(bytes.subarray(start, end), true)
      start = end + 1
    }
  }
  return {
    push(chunk) {
      let start = 0
      if (!rest.empty) {
        const end = chunk.indexOf(LF)
        rest.add(end < 0 ? chunk : chunk.subarray(0, end))
        if (end < 0) return
        giveRest(true)
        start = end + 1
      }
      const end = chunk.lastIndexOf(LF) + 1
      if (end > start) giveLines(chunk.subarray(start, end))
      start = Math.max(start, end)
      if (start < chunk.length) rest.add(chunk.subarray(start))
    },
    end() {
      if (!rest.empty) giveRest(false)
    },
  }
}

const hasByteOrderMark = (bytes: Uint8Array): boolean => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf

const decodeExactly = (decode: (bytes: Uint8Array) => string | null, bytes: Uint8Array): string | null => {
  if (!hasByteOrderMark(bytes)) return decode(bytes)
  const decoded = decodeUtf8(bytes)
  return decoded.ok ? decoded.value : null
}

/** The bytes of a line whose LF has not come yet: a buffer that doubles up to the longest line, then only remembers to skip. */
interface Rest {
  readonly empty: boolean
  readonly overlong: boolean
  add(bytes: Uint8Array): void
  bytes(): Uint8Array
  clear(): void
}

const makeRest = (): Rest => {
  let buffer = new Uint8Array(4096)
  let length = 0
  let overlong = false
  return {
    get empty() {
      return length === 0 && !overlong
    },
    get overlong() {
      return overlong
    },
    add(bytes) {
      if (overlong || length + bytes.length > LINE_BYTES_MAX) {
        overlong = true
        length = 0
        return
      }
      if (length + bytes.length > buffer.length) {
        const larger = new Uint8Array(Math.max(2 * buffer.length, length + bytes.length))
        larger.set(buffer.subarray(0, length))
        buffer = larger
      }
      buffer.set(bytes, length)
      length += bytes.length
    },
    bytes: () => buffer.subarray(0, length),
    clear() {
      length = 0
      overlong = false
    },
  }
}
