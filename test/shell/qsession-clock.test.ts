import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { qReplay, qSession } from '../../src/index.js'
import type { QSession } from '../../src/index.js'
import { failure } from './failure.js'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qcompute-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const at = (name: string): string => join(folder, name)

describe('[SES-73] a clock that fails', () => {
  const events: readonly (readonly [string, (session: QSession) => unknown])[] = [
    ['apply', (session) => session.apply('h', { q: 0 })],
    ['text', (session) => session.apply('h(q=0)')],
    ['token', (session) => session.deployToken('t')],
    ['transition', (session) => session.transition('production')],
    ['saveTrace', (session) => session.saveTrace(at('clock.qtrace'))],
    ['traceBytes', (session) => session.traceBytes()],
  ]
  const throwing = (): number => {
    throw new TypeError('broken')
  }
  const answers: readonly (readonly [string, () => unknown])[] = [
    ['throws', throwing],
    ...[Number.NaN, Infinity, -Infinity, 253_402_300_800_000, -62_167_219_200_001, '5', 5n, null, undefined, new Date(0)].map(
      (answer) => [String(answer), () => answer] as const,
    ),
  ]

  test.each(answers)('leaves the session as it was: %s', (_name, answer) => {
    let clock: () => unknown = () => 1000
    const session = qSession({ clock: () => clock() as number })
    session.deployToken('first')
    const before = session.session
    for (const [name, event] of events) {
      clock = answer
      expect(failure(() => event(session)), name).toMatchObject({ code: 'bad-input' })
      expect(session.session, name).toEqual(before)
    }
    clock = () => 2000
    session.apply('h', { q: 0 })
    session.transition('production')
    expect(session.session.counts).toMatchObject({ operators: 1, tokens: 1, transitions: 1, frames: 1 })
    expect(qReplay(session.traceBytes())).toMatchObject({ valid: true, findings: [] })
    expect(failure(() => qSession({ clock: answer as () => number }))).toMatchObject({ code: 'bad-input' })
  })

  test.each([true, false])('calls back into the session, swallowing what that throws: %s', (swallows) => {
    for (const [name, inner] of [...events, ['session', (session: QSession) => session.session] as const]) {
      let back: (() => unknown) | null = null
      const clock = (): number => {
        try {
          back?.()
        } catch (thrown) {
          if (!swallows) throw thrown
        }
        return 1000
      }
      const session = qSession({ clock })
      const before = session.session
      back = () => inner(session)
      for (const [outer, event] of events) {
        expect(failure(() => event(session)), `${name} in ${outer}`).toMatchObject({ code: 'bad-input' })
      }
      back = null
      expect(session.session).toEqual(before)
      session.apply('h', { q: 0 })
      expect(qReplay(session.traceBytes()).valid).toBe(true)
    }
  })

  test('[LED-10] is read once per event, and every line of the event has that time; years 0000 and 9999 are fine', () => {
    let calls = 0
    const session = qSession({ clock: () => ++calls * 1000 })
    session.apply('h', { q: 0 })
    session.deployToken('t')
    session.transition('production')
    const lines = new TextDecoder().decode(session.traceBytes()).trimEnd().split('\n')
    const stamps = lines.map((line) => (JSON.parse(line) as { timestamp: string }).timestamp)
    expect(stamps.map((stamp) => stamp.slice(17, 19))).toEqual(['01', '02', '03', '04', '04', '05'])
    for (const moment of [-62_167_219_200_000, 253_402_300_799_999]) {
      expect(qReplay(qSession({ clock: () => moment }).traceBytes()).valid).toBe(true)
    }
  })
})
