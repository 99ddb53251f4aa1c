import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { qReplay } from '../../src/index.js'
import { fetchLaw, openLaw, QComputeError, verifyTrace } from '../../src/web/index.js'
import type { LawFiles, TraceBytes, WebLaw } from '../../src/web/index.js'
import { root } from '../cli/command.js'
import { law, trace } from '../verifier/fixture.js'

const text = (path: string): string | null => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : null)
const BUNDLE = 'rules/qcompute/1.0.0'

const files = (more: Partial<LawFiles> = {}): LawFiles => ({
  name: 'shipped',
  bundle: (path) => text(`${BUNDLE}/${path}`),
  machine: (path) => Promise.resolve(text(`machines/${path}`)),
  ...more,
})

/** The error that `work` ends with; a test fails where it ends well. */
const failure = async (work: () => unknown): Promise<QComputeError> => {
  try {
    await work()
  } catch (thrown) {
    if (thrown instanceof QComputeError) return thrown
    throw thrown
  }
  throw new Error('it did not fail')
}

const LINES = trace(['h(q=0)', 'cx(q1=0, q2=1)', 'nope(', '->production', 'token:t1', '->production', 'measure(q=0)'])
const bytesOf = (lines: readonly string[]): Uint8Array => Buffer.from(lines.map((line) => `${line}\n`).join(''))
const BYTES = bytesOf(LINES)
const MARKED = Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), BYTES])
const NO_UTF8 = Buffer.concat([BYTES.subarray(0, 700), Buffer.of(0xc3), BYTES.subarray(701)])
const CUT = BYTES.subarray(0, -1)
const FORGED = bytesOf(LINES.map((line) => line.replace('"name":"cx"', '"name":"cz"')))

let shipped: WebLaw
beforeAll(async () => {
  shipped = await openLaw(files())
})

describe('[RPL-52] laws', () => {
  test('a law from texts is the law of Node', () => {
    expect(shipped).toEqual({ id: law.bundle.id, version: law.bundle.version, digest: law.digest })
    expect(Object.isFrozen(shipped)).toBe(true)
  })

  test('each text is asked for once; the inline cases are not', async () => {
    const asked: string[] = []
    await openLaw(files({
      bundle: (path) => (asked.push(path), text(`${BUNDLE}/${path}`)),
      machine: (path) => (asked.push(`shared ${path}`), text(`machines/${path}`)),
    }))
    expect(new Set(asked).size).toBe(asked.length)
    expect(asked).toContain('machines/environment/1.0.0.json')
    expect(asked).toContain('shared environment/1.0.0.json')
    expect(asked).not.toContain('cases.yaml')
  })

  test.each(['../../secret', 'a/b', '..', 'http://127.0.0.1', '%2e%2e'])('a machine named %s is never asked for', async (name) => {
    const asked: string[] = []
    const head = `id: x\nversion: 1.0.0\nmachines: { session: 1.0.0, environment: 1.0.0, frame: 1.0.0, ${JSON.stringify(name)}: 1.0.0 }\n`
    const own: LawFiles['bundle'] = (path) => (asked.push(path), path === 'bundle.yaml' ? head : text(`${BUNDLE}/${path}`))
    const { code } = await failure(() => openLaw(files({ bundle: own, machine: (path) => (asked.push(path), null) })))
    expect(code).toBe('bad-rules')
    expect(asked.filter((path) => path.includes(name))).toEqual([])
  })

  test('what is wrong is said as in Node, with places', async () => {
    const edited = (path: string): string | null =>
      text(`${BUNDLE}/${path}`)?.replace('fact: drift-overflows', 'fact: drift-overflow') ?? null
    const { code, problems } = await failure(() => openLaw(files({ bundle: edited })))
    expect(code).toBe('bad-rules')
    const expected = 'did you mean "drift-overflows"?'
    expect(problems[0]).toMatchObject({ file: 'shipped/routing.rules.yaml', code: 'fact-undeclared', expected })
    const missing = await failure(() => openLaw(files({ bundle: () => null })))
    expect(missing.problems.map((problem) => problem.code)).toContain('file-missing')
  })

  test('[NUM-05] a text at the limit is read, one byte more is refused, counted in UTF-8', async () => {
    const padded = (units: number, unit: string): LawFiles => files({
      bundle: (path) => {
        const own = text(`${BUNDLE}/${path}`)
        return path === 'drift.yaml' && own !== null ? `${own}#${unit.repeat(units - Buffer.byteLength(own) - 1)}` : own
      },
    })
    expect((await openLaw(padded(1_048_576, 'x'))).digest).toBe(law.digest)
    const { problems } = await failure(() => openLaw(padded(1_048_577, 'x')))
    expect(problems).toMatchObject([{ file: 'shipped/drift.yaml', code: 'file-too-large' }])
    expect((await failure(() => openLaw(padded(600_000, '\u00e9')))).problems).toMatchObject([{ code: 'file-too-large' }])
    expect((await failure(() => openLaw(padded(5000, '\ud800')))).code).toBe('bad-rules')
  })

  test('what the reader throws goes through', async () => {
    await expect(openLaw(files({ bundle: () => Promise.reject(new Error('offline')) }))).rejects.toThrow('offline')
  })
})

const sliced = function* (bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
}

const slow = async function* (bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(size)
  for (const piece of sliced(bytes, size)) {
    await Promise.resolve()
    buffer.set(piece)
    yield buffer.subarray(0, piece.length)
  }
}

const WAYS: readonly (readonly [string, (bytes: Uint8Array) => TraceBytes])[] = [
  ['bytes', (bytes) => bytes],
  ['a list of pieces', (bytes) => [...sliced(bytes, 5)]],
  ['single bytes', (bytes) => sliced(bytes, 1)],
  ['a buffer that is used again', (bytes) => slow(bytes, 61)],
  ['a stream', (bytes) => new Blob([new Uint8Array(bytes)]).stream()],
]

describe('[RPL-50] reports', () => {
  test.each(WAYS)('from %s', async (_name, way) => {
    expect(qReplay(FORGED).valid).toBe(false)
    for (const bytes of [BYTES, FORGED, MARKED, NO_UTF8, CUT]) {
      const { valid, reasons, findings, findingsTotal, session } = qReplay(bytes)
      expect(await verifyTrace(way(bytes), [shipped])).toEqual({
        valid, reasons, findings, findingsTotal, session, missingLaw: null, lines: LINES.length,
      })
    }
  })

  test('[RPL-13] without its law the verdict is open, or wrong for what needs no law', async () => {
    expect(await verifyTrace(BYTES, [])).toMatchObject({ valid: false, findings: [], session: null, missingLaw: law.digest })
    expect(await verifyTrace(FORGED, [])).toMatchObject({ valid: false, reasons: ['hash chain invalid'], missingLaw: law.digest })
  })

  test('[RPL-15] nothing is no trace', async () => {
    expect(await verifyTrace(new Uint8Array(), [shipped])).toMatchObject({ valid: false, lines: 0, session: null })
  })

  test.each<[string, unknown, unknown]>([
    ['a path', 'tour.qtrace', []],
    ['nothing', undefined, []],
    ['a number', 7, []],
    ['pieces that are texts', ['x'], []],
    ['a law that is none', BYTES, [{ id: 'x', version: '1.0.0', digest: '0'.repeat(64) }]],
    ['a copy of a law', BYTES, [{ ...law }]],
    ['laws that are no list', BYTES, null],
    ['laws that are forgotten', BYTES, undefined],
  ])('%s is bad input', async (_name, input, laws) => {
    expect((await failure(() => verifyTrace(input as TraceBytes, laws as WebLaw[]))).code).toBe('bad-input')
  })

  test('a stream that fails gives its own error and is let go', async () => {
    const stream = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(new Error('cut')) })
    await expect(verifyTrace(stream, [shipped])).rejects.toThrow('cut')
    expect(stream.locked).toBe(false)
  })
})

describe('[RPL-52] laws from a server', () => {
  let server: Server
  let origin = ''
  beforeAll(async () => {
    server = createServer((request, response) => {
      const path = request.url ?? ''
      const found = path.startsWith('/broken/') ? null : text(path.slice(1))
      if (path === '/latin/bundle.yaml') response.end(Buffer.of(0x69, 0xff))
      else if (path === '/broken/bundle.yaml') response.writeHead(500).end('no')
      else response.writeHead(found === null ? 404 : 200).end(found ?? '')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })

  test('by the addresses of two folders, with or without the last slash', async () => {
    expect(await fetchLaw(`${origin}/${BUNDLE}`, `${origin}/machines`)).toEqual(shipped)
    expect(await fetchLaw(new URL(`${origin}/${BUNDLE}/`), new URL(`${origin}/machines/`))).toEqual(shipped)
  })

  test('what cannot be read is said', async () => {
    const from = (folder: string): Promise<QComputeError> => failure(() => fetchLaw(`${origin}/${folder}`, origin))
    expect(await from('broken')).toMatchObject({ code: 'bad-file', message: expect.stringContaining('500') })
    expect(await from('latin')).toMatchObject({ code: 'bad-file', message: expect.stringContaining('UTF-8') })
    expect((await from('nowhere')).problems[0]).toMatchObject({ code: 'file-missing' })
  })
})
