import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../../src/base/index.js'
import type { Json } from '../../src/base/index.js'
import { makeMerkleTree } from '../../src/ledger/merkle.js'
import { nodeDigest } from '../../src/shell/node-digest.js'
import { h, startSession, VALID, verifyBytes } from '../verifier/fixture.js'
import type { Report } from '../../src/verifier/verifier.js'

type Line = { [name: string]: Json }

/** Lines of a session with an open frame that a crash interrupted, recovered: the last two are those of recovery. */
const recovered = (): Line[] => {
  const lines: string[] = []
  let recovering = false
  const clock = (seq: number): string => new Date(Date.UTC(2026, 0, 1) + (recovering ? 3 : seq)).toISOString()
  const session = startSession({ clock, write: (line) => void lines.push(line) })
  for (const text of [h, h, 'no text']) session.applyText(text)
  recovering = true
  session.recover()
  return lines.map((line) => JSON.parse(line) as Line)
}

/** The lines with seq, chain, root and Merkle root as they then must be: what somebody writes who can recompute. */
const rehashed = (lines: readonly Line[]): string[] => {
  const tree = makeMerkleTree(nodeDigest, { size: 0, peaks: [] })
  let previous = '0'.repeat(64)
  return lines.map((line, seq) => {
    const { hash_self: _, ...rest } = line
    const roots = line['type'] === 'footer' ? { root: previous, merkle_root: tree.root() } : {}
    const body = { ...rest, seq, hash_prev: previous, ...roots }
    previous = nodeDigest.sha256Hex(canonicalJson(body))
    tree.append(previous)
    return canonicalJson({ ...body, hash_self: previous })
  })
}

const judge = (lines: readonly Line[]): Report => verifyBytes(Buffer.from(rehashed(lines).map((line) => `${line}\n`).join('')))

const early = '2026-01-01T00:00:00.002Z'
const later = '2026-01-01T00:00:00.009Z'

describe('[RPL-17] [LED-14] replay accepts exactly what recovery writes', () => {
  test('as it is written', () => {
    const lines = recovered()
    expect(lines.map(({ type }) => type)).toEqual(['header', 'operator', 'operator', 'operator', 'frame', 'footer'])
    expect(judge(lines)).toMatchObject(VALID)
  })

  const change = (index: number, members: Line) => (lines: Line[]): void => void Object.assign(lines[index] ?? {}, members)

  test.each<[string, (lines: Line[]) => void, number, string]>([
    ['the footer is later', change(5, { timestamp: later }), 5, 'time RPL-17'],
    ['the frame line and the footer are later', (lines) => {
      change(4, { timestamp: later, timestamp_close: later })(lines)
      change(5, { timestamp: later })(lines)
    }, 4, 'time RPL-17'],
    ['the frame line is earlier', change(4, { timestamp: early, timestamp_close: early }), 4, 'time LED-04'],
    ['the frame line closes at another time', change(4, { timestamp_close: later }), 4, 'value LED-07'],
    ['there is no frame line', (lines) => void lines.splice(4, 1), 4, 'order LED-07'],
    ['there are two frame lines', (lines) => void lines.splice(4, 0, { ...lines[4] }), 5, 'order LED-07'],
    ['the frame holds another operator', change(4, { operators: { count: 1, first: 1, last: 1 } }), 4, 'value'],
    ['the frame has another tier', change(4, { tier: 'r2' }), 4, 'value'],
    ['the frame has another backend', change(4, { backend: 'hybrid-sim' }), 4, 'value'],
    ['a line follows', (lines) => void lines.push({ ...lines[3] }), 6, 'order LED-06'],
    ['two footers', (lines) => void lines.push({ ...lines[5] }), 6, 'order LED-06'],
    ['an event between the frame line and the footer', (lines) => void lines.splice(5, 0, { ...lines[3] }), 4, 'order RPL-11'],
    ['another ending', change(5, { ended: 'repaired' }), 5, 'value'],
    ['another lineage', change(5, { lineage: ['sandbox', 'production'] }), 5, 'value'],
    ['other counts', change(5, { counts: { ...(recovered()[5]?.['counts'] as Line), operators: 2 } }), 5, 'value'],
  ])('%s', (_, tamper, seq, found) => {
    const lines = recovered()
    tamper(lines)
    const { replay, findings } = judge(lines)
    const [first] = findings
    expect(replay.valid).toBe(false)
    expect(first?.seq).toBe(seq)
    expect(`${first?.code} ${first?.clause}`).toContain(found)
  })

  test('a frame line with a damaged line behind it is not that of recovery', () => {
    const lines: string[] = []
    let recovering = false
    const clock = (seq: number): string => new Date(Date.UTC(2026, 0, 1) + (recovering ? 3 : seq)).toISOString()
    const session = startSession({ clock, write: (line) => void lines.push(line) })
    for (const text of [h, 'measure(q=1)']) session.applyText(text)
    recovering = true
    session.recover()
    const records = lines.map((line) => JSON.parse(line) as Line)
    expect(judge(records)).toMatchObject(VALID)
    expect(records.map(({ type }) => type)).toEqual(['header', 'operator', 'frame', 'operator', 'frame', 'footer'])
    change(3, { type: 'none' })(records)
    const { findings } = judge(records)
    expect(findings.map(({ seq, code }) => `${seq} ${code}`)).toContain('3 form')
    expect(findings[0]?.seq).toBe(3)
    expect(findings.filter(({ clause }) => clause === 'RPL-17')).toEqual([])
  })

  test('without an open frame there is no frame line to expect', () => {
    const lines: string[] = []
    const session = startSession({ clock: () => later, write: (line) => void lines.push(line) })
    session.applyText('no text')
    session.recover()
    expect(verifyBytes(Buffer.from(lines.map((line) => `${line}\n`).join('')))).toMatchObject(VALID)
    expect(lines).toHaveLength(3)
  })
})
