// Replays the trace on standard input on one core, and writes the number of its entries and the greatest memory of this process.
import { readSync } from 'node:fs'
import { kernelFinder, replaySource } from '../dist/shell/replay-trace.js'
import { makeLawStore } from '../dist/shell/law-store.js'

const CHUNK_BYTES = 1_048_576

function* chunks() {
  for (;;) {
    const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES)
    const length = readSync(0, chunk, 0, chunk.length, null)
    if (length === 0) return
    yield chunk.subarray(0, length)
  }
}

const store = makeLawStore([]).value
const report = replaySource({ size: 0, chunks }, { store, findKernel: kernelFinder(store), cores: 1 })
if (!report.replay.valid) throw new Error('the trace is not valid')
console.log(JSON.stringify({ entries: report.lines, bytes: process.resourceUsage().maxRSS * 1024 }))
