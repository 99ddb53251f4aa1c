// Writes the trace of a session of so many operators to standard output, a mebibyte at a time.
import { writeSync } from 'node:fs'
import { makeStream, runStream } from './subject.mjs'

const BLOCK_BYTES = 1_048_576
let lines = []
let size = 0
function flush() {
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''))
  for (let done = 0; done < bytes.length; ) done += writeSync(1, bytes, done)
  lines = []
  size = 0
}
runStream(makeStream(Number(process.argv[2])), (line) => {
  lines.push(line)
  size += line.length
  if (size >= BLOCK_BYTES) flush()
})
flush()
