// Replay, bytes to verdict: beside reading and hashing the same lines without judging them, and two cores beside one.
import canonicalize from 'canonicalize'
import { fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { bytesSource } from '../dist/shell/trace-reader.js'
import { replaySource } from '../dist/shell/replay-trace.js'
import { compare } from './measure.mjs'
import { kernel, operatorStream, runStream } from './subject.mjs'

async function besideReading(operators, rounds) {
  const lines = []
  runStream(operatorStream(operators), (line) => lines.push(line))
  const bytes = Buffer.from(`${lines.join('\n')}\n`)
  function replay() {
    const report = replaySource(bytesSource(bytes), { store: { byDigest: () => null }, findKernel: () => kernel, cores: 1 })
    if (!report.replay.valid) throw new Error('the trace is not valid')
  }
  function unjudged() {
    for (const line of bytes.toString('utf8').split('\n')) {
      if (line === '') continue
      const { hash_self: written, ...body } = JSON.parse(line)
      if (createHash('sha256').update(canonicalize(body)).digest('hex') !== written) throw new Error('a hash differs')
    }
  }
  return compare({
    job: `replay of ${lines.length} entries on one core`,
    unit: 'entries/s',
    ours: { label: 'verifier: recompute, compare, chain, tree', units: lines.length, work: replay },
    theirs: { label: 'JSON.parse, canonicalize, createHash only', units: lines.length, work: unjudged },
    rounds,
    goal: '>= 400 k entries/s',
  })
}

async function startSide(operators, cores) {
  const child = fork(fileURLToPath(new URL('replay-side.mjs', import.meta.url)), [String(operators), String(cores)])
  const [{ entries }] = await once(child, 'message')
  return {
    entries,
    async replay() {
      child.send('go')
      await Promise.race([once(child, 'message'), once(child, 'exit').then(() => Promise.reject(new Error('a side ended')))])
    },
    end: () => child.disconnect(),
  }
}

async function onTwoCores(operators, rounds) {
  const [two, one] = [await startSide(operators, 2), await startSide(operators, 1)]
  try {
    return await compare({
      job: `replay of one trace of ${two.entries} entries on two cores`,
      unit: 'entries/s',
      ours: { label: 'one compares, one hashes', units: two.entries, work: two.replay },
      theirs: { label: 'one core', units: one.entries, work: one.replay },
      rounds,
      goal: '>= 1.8',
    })
  } finally {
    two.end()
    one.end()
  }
}

/** Rows of the bench of replayed entries per second; throws if a trace is not valid. */
export async function run({ quick }) {
  return [await besideReading(quick ? 20_000 : 100_000, quick ? 3 : 7), await onTwoCores(quick ? 50_000 : 400_000, quick ? 3 : 7)]
}
