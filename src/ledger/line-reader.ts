/** Why a line has no text (RPL-07 `form`). */
export type LineFault = 'not UTF-8' | 'too long'

/** What takes the lines, in order. */
export interface LineSink {
  /** A line without its LF; `ended` is false if the bytes end before an LF (LED-01). */
  line(text: string, ended: boolean): void
  /** May take whole lines, each with its LF, from their bytes: gives the index behind the last it took, `start` if it took none. */
  lines?(bytes: Uint8Array, start: number): number
  /** A line that has no text. Its bytes are gone. */
  fault(fault: LineFault): void
}

/** Cuts bytes into lines. Any division of the bytes into chunks gives the same lines. Chunks may be reused after `push`. */
export interface LineReader {
  push(chunk: Uint8Array): void
  /** No more bytes: gives the last line if no LF ended it. */
  end(): void
}
