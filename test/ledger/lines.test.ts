import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LIMITS } from '../../src/base/index.js'
import { makeLineReader } from '../../src/ledger/lines.js'
import { runs } from '../seed.js'

const decoder = new TextDecoder('utf-8', { fatal: true })
const decode = (bytes: Uint8Array): string | null => {
  try {
    return decoder.decode(bytes)
  } catch {
    return null
  }
}

type Seen = { line: string; ended: boolean } | { fault: string }

const read = (chunks: Iterable<Uint8Array>): Seen[] => {
  const seen: Seen[] = []
  const reader = makeLineReader(decode, {
    line: (line, ended) => void seen.push({ line, ended }),
    fault: (fault) => void seen.push({ fault }),
  })
  for (const chunk of chunks) {
    const copy = Uint8Array.from(chunk)
    reader.push(copy)
    copy.fill(0)
  }
  reader.end()
  return seen
}

const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'utf8')
const MAX = LIMITS.traceLineBytes.value

function* pieces(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

describe('lines', () => {
  test('[LED-01] LF ends a line and nothing else does', () => {
    expect(read([bytesOf('a\nb\r\n\n\u2028c\u0085\n')])).toEqual([
      { line: 'a', ended: true },
      { line: 'b\r', ended: true },
      { line: '', ended: true },
      { line: '\u2028c\u0085', ended: true },
    ])
    expect(read([])).toEqual([])
    expect(read([bytesOf('a')])).toEqual([{ line: 'a', ended: false }])
  })

  test('[LED-01] a byte order mark stays in its line', () => {
    const bytes = Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), bytesOf('a\n'), Buffer.of(0xef, 0xbb, 0xbf), bytesOf('b\n')])
    for (const size of [1, 2, 3, 5, 100]) {
      expect(read(pieces(bytes, size))).toEqual([{ line: '\ufeffa', ended: true }, { line: '\ufeffb', ended: true }])
    }
  })

  test('[RPL-07] a line that is not UTF-8 spoils no other', () => {
    const bytes = Buffer.concat([bytesOf('a\n'), Buffer.of(0xff, 10, 0xed, 0xa0, 0x80, 10), bytesOf('€\n')])
    const lines = [{ line: 'a', ended: true }, { fault: 'not UTF-8' }, { fault: 'not UTF-8' }, { line: '€', ended: true }]
    for (const size of [1, 2, 3, 100]) expect(read(pieces(bytes, size))).toEqual(lines)
  })

  test('[NUM-05] [RPL-07] a line of the greatest length passes, one byte more is too long, counted in bytes', () => {
    const longest = 'x'.repeat(MAX)
    const wide = '€'.repeat(Math.ceil(MAX / 3))
    const bytes = bytesOf(`${longest}\n${longest}y\n${wide}\nend`)
    for (const size of [100_003, 4_000_000]) {
      const seen = read(pieces(bytes, size))
      expect(seen.map((one) => ('line' in one ? one.line.length : one.fault))).toEqual([MAX, 'too long', 'too long', 3])
    }
    expect(read([bytesOf(`${'x'.repeat(3 * MAX)}`)])).toEqual([{ fault: 'too long' }])
  })

  test('[RPL-02] a line of 256 MiB is skipped in the memory of one line', () => {
    const chunk = new Uint8Array(1_048_576).fill(0x61)
    let faults = 0
    const reader = makeLineReader(decode, { line: () => undefined, fault: () => void faults++ })
    const before = process.memoryUsage().arrayBuffers
    for (let index = 0; index < 256; index++) reader.push(chunk)
    reader.end()
    expect(faults).toBe(1)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1_048_576)
  })

  test('[RPL-02] any division into chunks gives the same lines', () => {
    const text = fc.array(fc.constantFrom('\n', '\n\n', 'a', '{"x":1}', '€', '😀', '\r', '\ufeff'), { maxLength: 30 })
    const raw = fc.uint8Array({ maxLength: 40 })
    fc.assert(
      fc.property(fc.oneof(text.map((parts) => bytesOf(parts.join(''))), raw), fc.array(fc.nat(7)), (bytes, cuts) => {
        const chunks: Uint8Array[] = []
        let at = 0
        for (const cut of cuts) chunks.push(bytes.subarray(at, (at += cut)))
        chunks.push(bytes.subarray(at))
        expect(read(chunks)).toEqual(read([bytes]))
        expect(read(pieces(bytes, 1))).toEqual(read([bytes]))
      }),
      runs(500),
    )
  })
})
