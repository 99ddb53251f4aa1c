import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeLawStore } from '../../src/shell/law-store.js'
import { recoverTrace } from '../../src/shell/recover-trace.js'
import { tornFrom } from '../../src/shell/torn-tail.js'
import { bytesSource } from '../../src/shell/trace-reader.js'
import { cx, h, trace } from '../verifier/fixture.js'

const laws = makeLawStore([])
if (!laws.ok) throw new Error('the shipped law does not load')
const store = laws.value

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qcompute-recover-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const whole = trace([h, cx, 'no text', 'token:t', '->production', h, 'measure(q=0)'])
const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')

/** What recovery says of `content`, and whether it left it as it was. */
const recover = (content: string): { readonly says: string; readonly untouched: boolean; readonly after: string } => {
  const path = join(folder, 'left.qtrace')
  writeFileSync(path, content)
  const recovery = recoverTrace(path, store)
  const after = readFileSync(path, 'utf8')
  return { says: recovery.ok ? recovery.value.kind : recovery.error.code, untouched: after === content, after }
}

describe('[LED-22] where the torn tail begins', () => {
  test.each([
    ['', 0],
    ['a', 0],
    ['a\n', 2],
    ['a\nb', 2],
    ['a\nb\n', 4],
    ['a\nb\0\nc\n', 2],
    ['a\n\0\0\0', 2],
    ['\0a\nb\n', 0],
  ])('%j at byte %d, in pieces of any size', (content, expected) => {
    const bytes = Buffer.from(content)
    expect(tornFrom(bytesSource(bytes))).toBe(expected)
    const source = { size: bytes.length, *chunks() { for (const byte of bytes) yield Uint8Array.of(byte) } }
    expect(tornFrom(source)).toBe(expected)
  })
})

describe('[LED-23] [LED-24] [LED-25] recovery', () => {
  test('cut at every byte: what is whole is kept, the result is complete, a second recovery does nothing', () => {
    const content = text(whole)
    const header = (whole[0] ?? '').length + 1
    for (let size = header; size < content.length; size += 37) {
      const { says, after } = recover(content.slice(0, size))
      expect(says).toBe('recovered')
      const kept = content.slice(0, size).split('\n').slice(0, -1)
      while (kept.at(-1)?.includes('"type":"frame"') === true) kept.pop()
      expect(after.startsWith(text(kept))).toBe(true)
      expect(recover(after)).toMatchObject({ says: 'complete', untouched: true })
    }
  })

  test('a line that is wrong in any way is left alone, torn tail or not', () => {
    for (let index = 0; index < whole.length - 2; index++) {
      const tampered = whole.map((line, at) => (at === index ? line.replace(/"timestamp":"2026/, '"timestamp":"2025') : line))
      for (const lines of [tampered, whole.filter((_, at) => at !== index), [...whole.slice(0, index), '{}', ...whole.slice(index)]]) {
        expect(recover(text(lines.slice(0, -1)))).toMatchObject({ says: 'unsound', untouched: true })
        expect(recover(`${text(lines.slice(0, -1))}{"torn`)).toMatchObject({ says: 'unsound', untouched: true })
      }
    }
  })

  test.each(['{"torn', '\0\0', '\n', `${whole[1]}\n`, `${whole.at(-1)}\n`])('behind a footer %j is no crash', (more) => {
    expect(recover(text(whole))).toMatchObject({ says: 'complete', untouched: true })
    expect(recover(text(whole) + more)).toMatchObject({ says: 'unsound', untouched: true })
  })
})
