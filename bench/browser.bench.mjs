// Verifying in a browser: the bundle in headless Chromium, hashing with @noble/hashes, beside the same verifier in Node, on the same bytes.
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeVerifier } from '../dist/verifier/verifier.js'
import { nodeDigest } from '../dist/shell/node-digest.js'
import { findChromium, openPage } from '../tools/browser.mjs'
import { bundle } from '../tools/bundle.mjs'
import { seconds } from './measure.mjs'
import { kernel, law, operatorStream, runStream } from './subject.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const PAGE = `<script type="module">
  const post = (name, body) => fetch('/post/' + name, { method: 'POST', body })
  try {
    const { fetchLaw, verifyTrace } = await import('/verifier.bundle.mjs')
    const law = await fetchLaw(new URL('/rules/qcompute/1.1.0', location.href), new URL('/machines', location.href))
    const trace = new Uint8Array(await (await fetch('/trace')).arrayBuffer())
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now()
      const { valid } = await verifyTrace(trace, [law])
      if (!valid) throw new Error('the trace is not valid')
      await post('round', String(performance.now() - start))
    }
    await post('done', '')
  } catch (error) {
    await post('failed', String(error))
  }
</script>`

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1]

const fileAt = (path) => {
  const file = join(root, path)
  return /^\/(rules|machines)\//.test(path) && statSync(file, { throwIfNoEntry: false })?.isFile() ? readFileSync(file) : null
}

async function nodeSeconds(bytes, rounds) {
  const times = []
  for (let round = 0; round < rounds; round++) {
    const verifier = makeVerifier({
      findKernel: (digest) => (digest === law.digest ? kernel : null),
      digest: nodeDigest,
      decodeUtf8: (piece) => decoder.decode(piece),
    })
    times.push(
      await seconds(() => {
        verifier.push(bytes)
        if (!verifier.end().replay.valid) throw new Error('the trace is not valid')
      }),
    )
  }
  return median(times)
}

/** Row of the bench of lines verified per second in Chromium and in Node; none where there is no Chromium. */
export async function run({ quick }) {
  const chromium = findChromium()
  if (chromium === null) {
    console.log('\nbrowser: not run, there is no Chromium')
    return []
  }
  const lines = []
  runStream(operatorStream(quick ? 5000 : 50_000), (line) => lines.push(line))
  const bytes = Buffer.from(`${lines.join('\n')}\n`)
  const rounds = quick ? 3 : 7
  const { code } = await bundle(root)
  const files = new Map([['/index.html', PAGE.replace('ROUNDS', String(rounds))], ['/verifier.bundle.mjs', code], ['/trace', bytes]])
  const posts = await openPage(chromium, (path) => files.get(path) ?? fileAt(path))
  const times = posts.filter(({ name }) => name === 'round').map(({ body }) => Number(body) / 1000)
  const [ours, theirs] = [lines.length / median(times), lines.length / (await nodeSeconds(bytes, rounds))]
  return [
    {
      job: 'replay in a browser',
      unit: 'lines/s',
      ours: { label: 'Chromium, SHA-256 by @noble/hashes', rate: ours },
      theirs: { label: 'Node, SHA-256 by node:crypto', rate: theirs },
      ratio: ours / theirs,
      goal: null,
      note: `${lines.length} lines, median of ${rounds} rounds each`,
    },
  ]
}
