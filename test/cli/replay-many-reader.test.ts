import { appendFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fileSource } from '../../src/shell/trace-reader.js'
import type { TraceSource } from '../../src/shell/trace-reader.js'
import { makeFolder } from './command.js'

let folder = ''
beforeAll(() => void (folder = makeFolder()))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const MEBI = 1_048_576

const bytesOf = (size: number): Buffer => Buffer.from(Uint8Array.from({ length: size }, (_, index) => (index * 7 + (index >> 8)) & 255))

const open = (path: string): TraceSource => {
  const source = fileSource(path)
  if (!source.ok) throw new Error(source.error.message)
  return source.value
}

describe('[RPL-02] the bytes of a trace', () => {
  const sizes = [1, 2, 4095, 4096, 4097, 12_893, MEBI - 1, MEBI, MEBI + 1, 2 * MEBI, 3 * MEBI + 5]
  test.each(sizes)('%d of them, in pieces of at most 1 MiB', (size) => {
    const path = join(folder, `${size}`)
    const bytes = bytesOf(size)
    writeFileSync(path, bytes)
    const chunks = [...open(path).chunks()]
    expect(Buffer.concat(chunks).equals(bytes)).toBe(true)
    expect(Math.max(...chunks.map(({ length }) => length))).toBeLessThanOrEqual(MEBI)
    expect(chunks).toHaveLength(Math.ceil(size / MEBI))
  })

  test('a small trace takes little memory', () => {
    const path = join(folder, 'small')
    writeFileSync(path, bytesOf(5000))
    const [chunk] = open(path).chunks()
    expect(chunk?.buffer.byteLength).toBeLessThan(8192)
  })

  test('a file that grows or shrinks while it is read is read to where it then ends, in large pieces', () => {
    const path = join(folder, 'growing')
    const [start, more] = [bytesOf(100), bytesOf(2 * MEBI)]
    writeFileSync(path, start)
    const growing = open(path).chunks()
    const first = growing.next().value
    appendFileSync(path, more)
    const rest = [...growing]
    expect(Buffer.concat([first ?? new Uint8Array(), ...rest]).equals(Buffer.concat([start, more]))).toBe(true)
    expect(rest.length).toBeLessThanOrEqual(513)
    const shrinking = open(path).chunks()
    const before = shrinking.next().value
    truncateSync(path, 10)
    expect(before).toHaveLength(MEBI)
    expect([...shrinking]).toEqual([])
  })
})
