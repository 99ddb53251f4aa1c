import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { err } from '../../src/base/index.js'
import { nodeDigest } from '../../src/shell/node-digest.js'
import { bytesSource } from '../../src/shell/trace-reader.js'
import type { TraceSource } from '../../src/shell/trace-reader.js'
import type * as ReplayTrace from '../../src/shell/replay-trace.js'
import type * as TwoCores from '../../src/shell/two-cores.js'
import { makeVerifier } from '../../src/verifier/verifier.js'
import type { Report } from '../../src/verifier/verifier.js'
import { ensureBuilt } from '../cli/command.js'
import { cx, decodeUtf8, findKernel, h, trace, verifyBytes } from '../verifier/fixture.js'

// The second core is a thread, and threads start from compiled files.
ensureBuilt()
const compiled = (name: string): Promise<unknown> => import(new URL(`../../dist/shell/${name}.js`, import.meta.url).href)
const { replayOnTwoCores } = (await compiled('two-cores')) as typeof TwoCores
const { replaySource } = (await compiled('replay-trace')) as typeof ReplayTrace

const LINES = trace(Array.from({ length: 4000 }, (_, index) => (index % 3 === 0 ? cx : index % 997 === 0 ? 'nope(' : h)))
const BYTES = Buffer.from(LINES.map((line) => `${line}\n`).join(''))

/** Pieces of these sizes, over and over. */
const inPieces = (bytes: Uint8Array, sizes: readonly number[]): TraceSource => ({
  size: bytes.length,
  *chunks() {
    for (let start = 0, turn = 0; start < bytes.length; turn++) {
      const size = sizes[turn % sizes.length] ?? 1
      yield bytes.subarray(start, start + size)
      start += size
    }
  },
})

const onTwoCores = (source: TraceSource): ReturnType<typeof replayOnTwoCores> => {
  const options = { findKernel, digest: nodeDigest, decodeUtf8 }
  return replayOnTwoCores(source, (root: () => string) => makeVerifier({ ...options, seals: { root } }), () => undefined)
}

describe('[RPL-34] a trace on two cores', () => {
  test.each([[[1_048_576]], [[4096]], [[100_000, 7, 1, 65_536]]])('is valid, and the report is that of one core: pieces of %j', (sizes) => {
    expect(onTwoCores(inPieces(BYTES, sizes))).toEqual(verifyBytes(BYTES))
  })
  test('is never found valid if one byte is another', () => {
    const [hash, operator] = [BYTES.indexOf('hash_self', 90_000) + 14, BYTES.indexOf('"op_id":', 200_000) + 8]
    const places = [10, 700, hash, operator, BYTES.length - 100, BYTES.length - 2]
    for (const at of places) {
      const changed = Buffer.from(BYTES)
      changed[at] = (changed[at] ?? 0) === 0x31 ? 0x32 : 0x31
      expect(verifyBytes(changed).replay.valid).toBe(false)
      expect(onTwoCores(bytesSource(changed))).toBeNull()
    }
  })
  test.each([
    ['one line is missing', Buffer.concat([BYTES.subarray(0, BYTES.indexOf('\n', 50_000)), BYTES.subarray(BYTES.indexOf('\n', 50_600))])],
    ['the last line has no end', BYTES.subarray(0, -1)],
    ['there is no footer', BYTES.subarray(0, BYTES.lastIndexOf('\n', BYTES.length - 2) + 1)],
    ['a line is longer than any piece', Buffer.concat([BYTES, Buffer.alloc(3_000_000, 0x61)])],
    ['nothing is there', Buffer.alloc(0)],
  ])('leaves it to one core where %s', (_name, bytes) => {
    expect(onTwoCores(bytesSource(bytes))).toBeNull()
  })
  test('passes on what reading throws', () => {
    const source: TraceSource = {
      size: BYTES.length,
      *chunks() {
        yield BYTES.subarray(0, 50_000)
        throw new RangeError('gone')
      },
    }
    expect(() => onTwoCores(source)).toThrow('gone')
  })
  test('a large one takes two by itself, and gives what one gives', () => {
    const lines = trace(Array.from({ length: 30_000 }, (_, index) => (index % 2 === 0 ? cx : h)))
    const large = Buffer.from(lines.map((line) => `${line}\n`).join(''))
    expect(large.length).toBeGreaterThan(16 * 1_048_576)
    const options = { store: { byDigest: () => null, chosen: () => err([]), problems: [] }, findKernel }
    const replay = (bytes: Uint8Array, cores: number): Report => replaySource(bytesSource(bytes), { ...options, cores })
    expect(replay(large, 2)).toEqual(replay(large, 1))
    expect(replay(large, 2).replay.valid).toBe(true)
    large[large.length - 700] = 0x21
    expect(replay(large, 2)).toEqual(replay(large, 1))
    expect(replay(large, 2).replay.valid).toBe(false)
  })
  test('the bundled command finds the thread too', () => {
    const folder = new URL('../../dist/cli/', import.meta.url)
    const chunks = readdirSync(folder).filter((name) => name.endsWith('.mjs')).map((name) => readFileSync(new URL(name, folder), 'utf8'))
    const named = chunks.flatMap((text) => [...text.matchAll(/new URL\(["']([^"']*seal-worker[^"']*)["']/g)].map(([, path]) => path ?? ''))
    expect(named.length).toBeGreaterThan(0)
    for (const path of named) expect(existsSync(new URL(path, folder)), path).toBe(true)
  })
})
