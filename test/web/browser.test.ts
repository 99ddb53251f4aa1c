import { readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { bindLaw } from '../../src/kernel/index.js'
import { nodeDigest } from '../../src/shell/node-digest.js'
import { makeVerifier } from '../../src/verifier/verifier.js'
import { findChromium, openPage } from '../../tools/browser.mjs'
import { bundle, BUNDLE_BYTES_MAX, sizesOf } from '../../tools/bundle.mjs'
import { ensureBuilt, makeFolder, qcompute, root } from '../cli/command.js'
import { hasTime } from '../seed.js'
import { encode } from './page.mjs'
import { LAWS, SERVED, TEXT_LAWS, seed } from './laws.js'
import { samples } from './traces.js'

const LIMIT = hasTime ? 600_000 : 120_000

const chromium = findChromium()
if (chromium === null) {
  if (process.env['CI'] === 'true') throw new Error('no Chromium: apt-get install chromium')
  console.warn('not run: there is no Chromium (apt-get install chromium, or set QCOMPUTE_CHROMIUM)')
}

interface Post {
  readonly name: string
  readonly body: Buffer
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const decodeUtf8 = (bytes: Uint8Array): string | null => {
  try {
    return decoder.decode(bytes)
  } catch {
    return null
  }
}

const kernels = new Map(LAWS.map((law) => [law.digest, bindLaw(law)]))

/** The report of Node's verifier, in the form of TraceReport. */
const nodeReport = (bytes: Uint8Array): string => {
  const verifier = makeVerifier({ findKernel: (digest) => kernels.get(digest) ?? null, digest: nodeDigest, decodeUtf8 })
  verifier.push(bytes)
  const { replay, findings, findings_total: findingsTotal, unknownDigest, lines } = verifier.end()
  const { valid, reasons, reconstructed_session: session } = replay
  return encode({ valid, reasons, findings, findingsTotal, session, missingLaw: unknownDigest, lines })
}

/** The files of the repository that a page may fetch. */
const repositoryFile = (path: string): Uint8Array | null => {
  const file = join(root, path)
  const isServed = /^\/(rules|machines|examples)\//.test(path) && !path.includes('..')
  return isServed && statSync(file, { throwIfNoEntry: false })?.isFile() === true ? readFileSync(file) : null
}

const HTML = '<!doctype html><meta charset="utf-8"><script type="module">import { start } from "/page.mjs"; await start()</script>'

/** The page of the README and what it promises to show. */
const readmePage = (): { readonly html: string; readonly shows: string } => {
  const [, html = ''] = /```html\n([\s\S]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? []
  return { html, shows: /^<!-- shows: (.*) -->$/m.exec(html)?.[1] ?? '' }
}

// Posts what the page shows as soon as it shows anything.
const WATCH = `<script type="module">
  const post = (name, body) => fetch('/post/' + name, { method: 'POST', body })
  addEventListener('unhandledrejection', ({ reason }) => post('failed', String(reason)))
  new MutationObserver(async () => {
    await post('shown', document.body.textContent)
    await post('done', '')
  }).observe(document.body, { childList: true })
</script>`

describe.skipIf(chromium === null)('in headless Chromium', () => {
  let code = ''
  beforeAll(async () => {
    ensureBuilt()
    code = (await bundle(root)).code
  })

  test('[RPL-02] [RPL-50] the same traces give the same reports as in Node', async () => {
    const all = samples(hasTime ? 40 : 8, hasTime ? 6000 : 900)
    const files = new Map<string, string>([
      ['/index.html', HTML],
      ['/verifier.bundle.mjs', code],
      ['/page.mjs', readFileSync(join(root, 'test/web/page.mjs'), 'utf8')],
      ['/plan.json', JSON.stringify({ served: SERVED, texts: TEXT_LAWS, traces: all.length })],
    ])
    const find = (path: string): string | Uint8Array | null => {
      const trace = /^\/trace\/(\d+)$/.exec(path)
      return files.get(path) ?? (trace === null ? repositoryFile(path) : (all[Number(trace[1])]?.bytes ?? null))
    }
    const posts = (await openPage(chromium ?? '', find, LIMIT)) as Post[]
    const posted = (name: string): string[] => posts.filter((one) => one.name === name).map(({ body }) => body.toString())

    expect(posted('node')).toEqual(['undefined'])
    const laws = LAWS.map(({ bundle: { id, version }, digest }) => ({ id, version, digest }))
    expect(JSON.parse(posted('laws')[0] ?? '')).toEqual(laws)
    const reports = posted('report').flatMap((body) => body.split('\n'))
    expect(reports.length).toBe(all.length)
    const verdicts = { valid: 0, invalid: 0, open: 0 }
    for (const [index, { name, bytes }] of all.entries()) {
      const report = reports[index] ?? ''
      expect(report, `seed ${seed}: ${name}`).toBe(nodeReport(bytes))
      const { valid, findingsTotal } = JSON.parse(report) as { valid: boolean; findingsTotal: number }
      verdicts[valid ? 'valid' : findingsTotal > 0 ? 'invalid' : 'open']++
    }
    expect(verdicts.valid).toBeGreaterThanOrEqual(LAWS.length * 8)
    expect(verdicts.open).toBeGreaterThanOrEqual(8)
    expect(verdicts.invalid).toBeGreaterThan(600)
    console.log(`Chromium: ${all.length} traces in ${Math.round(Number(posted('time')[0]))} ms, ${JSON.stringify(verdicts)}`)
  }, 2 * LIMIT)

  test('the page of the README shows what it promises', async () => {
    const folder = makeFolder()
    try {
      expect(qcompute(['run', join(root, 'examples/programs/tour.yaml'), '--clock', 'logical', '-o', 'tour.qtrace'], folder).status).toBe(0)
      const { html, shows } = readmePage()
      expect(shows).toBe('true sandbox -> production')
      const files = new Map<string, string | Uint8Array>([
        ['/index.html', html.replace('<script', `${WATCH}\n<script`)],
        ['/dist/web/verifier.bundle.mjs', code],
        ['/tour.qtrace', readFileSync(join(folder, 'tour.qtrace'))],
      ])
      const posts = (await openPage(chromium ?? '', (path: string) => files.get(path) ?? repositoryFile(path))) as Post[]
      expect(posts.filter(({ name }) => name === 'shown').map(({ body }) => body.toString())).toEqual([shows])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }, LIMIT)

  test('the bundle holds no engine, no command, and nothing of Node', async () => {
    const { modules } = await bundle(root)
    const own = modules.map((path: string) => path.replaceAll('\\', '/')).filter((path: string) => path.startsWith(`${root}dist/`))
    expect(own.length).toBeGreaterThan(60)
    expect(own.filter((path: string) => /\/dist\/(engine|cli|qasm|analysis)\//.test(path))).toEqual([])
    const { raw, gzip } = sizesOf(code)
    expect([raw <= BUNDLE_BYTES_MAX.raw, gzip <= BUNDLE_BYTES_MAX.gzip], `${raw} bytes, ${gzip} after gzip`).toEqual([true, true])
  })
})
