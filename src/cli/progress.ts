/** Shows how far long work is, on a terminal only. */
export interface Progress {
  /** Whether there is a terminal to show it on. */
  readonly isShown: boolean
  update(done: number): void
  /** Makes room for a line of text; the next update shows the bar again. */
  hide(): void
  end(): void
}

const WIDTH = 30
// Of a terminal that does not say how wide it is.
const COLUMNS = 80
// Brackets, spaces, three digits and the sign; the last column stays free.
const BESIDE_BAR = 10
const QUIET_MS = 400
const STEP_MS = 100

const SILENT: Progress = { isShown: false, update: () => undefined, hide: () => undefined, end: () => undefined }

/** A bar on stderr for `total` units of work, shown after a moment and removed at the end; none where stderr is no terminal. */
export const makeProgress = (label: string, total: number): Progress => {
  if (process.stderr.isTTY !== true || process.env['TERM'] === 'dumb' || total <= 0) return SILENT
  const columns = process.stderr.columns > 0 ? process.stderr.columns : COLUMNS
  const width = Math.max(1, Math.min(WIDTH, columns - label.length - BESIDE_BAR))
  const start = Date.now()
  let next = start + QUIET_MS
  let shown = false
  const hide = (): void => {
    if (shown) process.stderr.write('\r\u001b[K')
    shown = false
  }
  return {
    isShown: true,
    hide,
    update(done) {
      const now = Date.now()
      if (now < next) return
      next = now + STEP_MS
      shown = true
      const part = Math.min(1, done / total)
      const filled = Math.round(part * width)
      const bar = `${'#'.repeat(filled)}${'.'.repeat(width - filled)}`
      process.stderr.write(`\r${label} [${bar}] ${String(Math.floor(part * 100)).padStart(3)} %`)
    },
    end: hide,
  }
}
