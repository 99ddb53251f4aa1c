import type { Place } from '../artifact/problem.js'

const BYTE_ORDER_MARK = 0xfeff
const LINE_FEED = 10
const CARRIAGE_RETURN = 13

/** A decoded text with its file name, which turns UTF-16 offsets into places. A byte order mark at the start has no column. */
export class SourceText {
  readonly file: string
  readonly text: string
  /** Offset of the first character that counts. */
  readonly start: number
  #lineStarts: readonly number[] | null = null

  constructor(file: string, text: string) {
    this.file = file
    this.text = text
    this.start = text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0
  }

  /** Line and column (both from 1, columns in UTF-16 units) of an offset. Lines end with LF, CR LF or CR. */
  place(offset: number): Place {
    this.#lineStarts ??= lineStartsOf(this.text, this.start)
    const starts = this.#lineStarts
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return { file: this.file, line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
  }
}

const lineStartsOf = (text: string, start: number): readonly number[] => {
  const starts = [start]
  for (let offset = start; offset < text.length; offset++) {
    const unit = text.charCodeAt(offset)
    if (unit === CARRIAGE_RETURN && text.charCodeAt(offset + 1) === LINE_FEED) offset++
    if (unit === LINE_FEED || unit === CARRIAGE_RETURN) starts.push(offset + 1)
  }
  return starts
}
