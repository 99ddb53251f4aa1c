// Replay, bytes to verdict, beside reading and hashing the same lines without judging them.
import canonicalize from 'canonicalize'
import { createHash } from 'node:crypto'
import { makeVerifier } from '../dist/verifier/verifier.js'
import { nodeDigest } from '../dist/shell/node-digest.js'
import { compare } from './measure.mjs'
import { kernel, operatorStream, runStream } from './subject.mjs'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Rows of the bench of replayed entries per second; throws if the trace is not valid. */
export async function run({ quick }) {
  const lines = []
  runStream(operatorStream(quick ? 10_000 : 100_000), (line) => lines.push(line))
  const bytes = Buffer.from(`${lines.join('\n')}\n`)

  function replay() {
    const verifier = makeVerifier({ findKernel: () => kernel, digest: nodeDigest, decodeUtf8: (part) => decoder.decode(part) })
    for (let at = 0; at < bytes.length; at += 1 << 20) verifier.push(bytes.subarray(at, at + (1 << 20)))
    const report = verifier.end()
    if (!report.replay.valid) throw new Error('the trace is not valid')
  }
  function unjudged() {
    for (const line of bytes.toString('utf8').split('\n')) {
      if (line === '') continue
      const { hash_self: written, ...body } = JSON.parse(line)
      if (createHash('sha256').update(canonicalize(body)).digest('hex') !== written) throw new Error('a hash differs')
    }
  }
  return [
    await compare({
      job: `replay of ${lines.length} entries`,
      unit: 'entries/s',
      ours: { label: 'verifier: parse, recompute, compare, chain, tree', units: lines.length, work: replay },
      theirs: { label: 'JSON.parse, canonicalize, createHash only', units: lines.length, work: unjudged },
      rounds: quick ? 3 : 7,
      note: 'first aim: 100 k entries/s on one core',
    }),
  ]
}
