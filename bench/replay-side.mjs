// One side of a bench in a process of its own, so that neither side shapes the machine code of the other: replays a trace on so many
// cores whenever it is asked to, and answers with the seconds that took.
import { bytesSource } from '../dist/shell/trace-reader.js'
import { replaySource } from '../dist/shell/replay-trace.js'
import { seconds } from './measure.mjs'
import { kernel, operatorStream, runStream } from './subject.mjs'

const [operators, cores] = process.argv.slice(2).map(Number)
const lines = []
runStream(operatorStream(operators), (line) => lines.push(line))
const source = bytesSource(Buffer.from(`${lines.join('\n')}\n`))
const entries = lines.length
lines.length = 0

process.on('message', async () => {
  const took = await seconds(() => {
    const report = replaySource(source, { store: { byDigest: () => null }, findKernel: () => kernel, cores })
    if (!report.replay.valid || report.lines !== entries) throw new Error('the trace is not valid')
  })
  process.send({ entries, seconds: took })
})
process.send({ entries })
