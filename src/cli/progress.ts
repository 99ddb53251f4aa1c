/** Shows how far long work is, on a terminal only. */
export interface Progress {
  update(done: number): void
  end(): void
}

const WIDTH = 30
const QUIET_MS = 400
const STEP_MS = 100

const SILENT: Progress = { update: () => undefined, end: () => undefined }

/** A bar on stderr for `total` units of work, shown after a moment and removed at the end; none where stderr is no terminal. */
export const makeProgress = (label: string, total: number): Progress => {
  if (process.stderr.isTTY !== true || total <= 0) return SILENT
  const start = Date.now()
  let next = start + QUIET_MS
  let shown = false
  return {
    update(done) {
      const now = Date.now()
      if (now < next) return
      next = now + STEP_MS
      shown = true
      const part = Math.min(1, done / total)
      const filled = Math.round(part * WIDTH)
      const bar = `${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}`
      process.stderr.write(`\r${label} [${bar}] ${String(Math.floor(part * 100)).padStart(3)} %`)
    },
    end() {
      if (shown) process.stderr.write('\r\u001b[K')
    },
  }
}
