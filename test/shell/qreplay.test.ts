import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openRules, qReplay, qSession } from '../../src/index.js'

const staging = fileURLToPath(new URL('../../examples/rulesets/staging', import.meta.url))

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qcompute-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const makeTrace = (operators: number): Uint8Array => {
  const session = qSession({ clock: 'logical' })
  for (let index = 0; index < operators; index++) session.apply(index % 2 === 0 ? 'h' : 'x', { q: index })
  session.deployToken('t')
  session.transition('production')
  return session.traceBytes()
}

describe('[RPL-31] lists of what was recomputed', () => {
  test('are iterated afresh each time, in the order of the ledger, as the ledger has them without chain fields', () => {
    const bytes = makeTrace(5000)
    writeFileSync(join(folder, 'long.qtrace'), bytes)
    const lines = new TextDecoder().decode(bytes).trimEnd().split('\n').map((line) => JSON.parse(line) as { [name: string]: unknown })
    const written = (type: string): readonly unknown[] =>
      lines.filter((line) => line['type'] === type).map(({ seq: _seq, hash_prev: _prev, hash_self: _self, ...rest }) => rest)
    for (const replay of [qReplay(join(folder, 'long.qtrace')), qReplay(bytes)]) {
      expect([...replay.operators]).toEqual(written('operator'))
      expect([...replay.frames]).toEqual(written('frame'))
      expect([...replay.transitions]).toEqual(written('transition'))
      expect([...replay.transitions]).toHaveLength(1)
    }
  })

  test.runIf(existsSync('/proc/self/fd'))('an iteration that is left early closes the file', () => {
    writeFileSync(join(folder, 'early.qtrace'), makeTrace(5000))
    const replay = qReplay(join(folder, 'early.qtrace'))
    const openFiles = (): number => readdirSync('/proc/self/fd').length
    const before = openFiles()
    for (let round = 0; round < 5; round++) for (const operator of replay.operators) if (operator['op_id'] === 1) break
    expect(openFiles()).toBe(before)
  })
})

describe('what cannot be replayed', () => {
  test('[RPL-15] nothing to read is bad-file', () => {
    mkdirSync(join(folder, 'sub'))
    writeFileSync(join(folder, 'empty'), '')
    for (const trace of [join(folder, 'missing'), join(folder, 'sub'), join(folder, 'empty'), new Uint8Array()]) {
      expect(() => qReplay(trace)).toThrow(expect.objectContaining({ code: 'bad-file' }))
    }
    expect(() => qReplay(5 as unknown as string)).toThrow(expect.objectContaining({ code: 'bad-input' }))
  })

  test('[RPL-13] a law that nobody has is law-not-found; the option rules names it', () => {
    const session = qSession({ rules: staging, clock: 'logical' })
    session.apply('ry', { q: 0, theta: 1 })
    const bytes = session.traceBytes()
    expect(() => qReplay(bytes)).toThrow(expect.objectContaining({ code: 'law-not-found' }))
    expect(qReplay(bytes, { rules: staging }).valid).toBe(true)
    expect(qReplay(bytes, { rules: ['openqasm', staging] }).valid).toBe(true)
  })

  test('[RPL-13] rules that are loaded already are searched first, then the shipped ones', () => {
    const rules = openRules(staging)
    const session = qSession({ rules, clock: 'logical' })
    session.apply('ry', { q: 0, theta: 1 })
    const replay = qReplay(session.traceBytes(), { rules })
    expect(replay.valid).toBe(true)
    expect([...replay.operators]).toHaveLength(1)
    expect(qReplay(makeTrace(3), { rules }).valid).toBe(true)
    expect(qReplay(makeTrace(3), { rules: openRules() }).valid).toBe(true)
  })

  test('[SES-73] options that are none, unknown or of a wrong type are bad-input', () => {
    const bytes = makeTrace(1)
    const replay = qReplay as (trace: unknown, options?: unknown) => unknown
    for (const options of [null, 5, 'x', [], { rule: 'x' }, { rules: 5 }, { rules: null }, { rules: [null] }, { rules: 'a\0b' }]) {
      expect(() => replay(bytes, options), JSON.stringify(options)).toThrow(expect.objectContaining({ code: 'bad-input' }))
    }
  })

  test('a trace that was changed is not valid and says where', () => {
    const text = new TextDecoder().decode(makeTrace(3)).replace('"name":"x"', '"name":"z"')
    const replay = qReplay(new TextEncoder().encode(text))
    expect(replay.valid).toBe(false)
    expect(replay.reasons).toEqual(['hash chain invalid'])
    expect(replay.findings[0]).toMatchObject({ seq: 2, code: 'chain', path: '/hash_self' })
    expect(readFileSync(join(folder, 'long.qtrace')).length).toBeGreaterThan(0)
  })
})
