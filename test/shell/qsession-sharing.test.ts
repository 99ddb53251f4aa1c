import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openRules, qReplay, qSession } from '../../src/index.js'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qcompute-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const at = (name: string): string => join(folder, name)

describe('[SES-04] what a session hands out', () => {
  // Throws where the value is frozen, changes a copy elsewhere.
  const tamper = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const inner of value instanceof Map ? value.values() : Object.values(value)) tamper(inner)
    const attempts = [
      () => void (Array.isArray(value) && value.push('tampered')),
      () => void (value instanceof Map && value.clear()),
      ...Object.keys(value).map((key) => () => void Reflect.set(value, key, 'tampered')),
    ]
    for (const attempt of attempts) {
      try {
        attempt()
      } catch (thrown) {
        if (!(thrown instanceof TypeError)) throw thrown
      }
    }
  }

  const drive = (meddle: (value: unknown) => void): Uint8Array => {
    const session = qSession({ env: 'sandbox', clock: 'logical' })
    const steps: readonly (() => unknown)[] = [
      () => session.apply('h', { q: 0 }),
      () => session.apply('cx(q1=0, q2=1)'),
      () => session.deployToken('t'),
      () => session.deployToken('u'),
      () => session.transition('production'),
      () => session.apply('pulse', { q: 0, duration: 2, amplitude: 1 }),
      () => session.transition('archive'),
      () => session.saveTrace(at(`drive-${meddle.name}.qtrace`), { force: true }),
    ]
    for (const step of steps) {
      meddle(step())
      meddle(session.session)
    }
    meddle(openRules())
    return session.traceBytes()
  }

  test('can be changed by nobody: neither this session, nor later ones, nor replays', () => {
    const clean = drive(function ignore() { return undefined })
    expect(drive(tamper)).toEqual(clean)
    expect(drive(tamper)).toEqual(clean)
    const rules = openRules()
    const replay = qReplay(clean, { rules })
    const frames = [...replay.frames]
    tamper(replay.session)
    expect([...replay.frames]).toEqual(frames)
    expect(qReplay(clean, { rules })).toMatchObject({ valid: true, findings: [] })
    expect(qReplay(clean)).toMatchObject({ valid: true, findings: [] })
  })

  test('has lists of the law that refuse a push', () => {
    const session = qSession({ env: 'sandbox' })
    session.apply('h', { q: 0 })
    session.deployToken('t')
    const { entry } = session.transition('production')
    const { backend_legal: legal, frames } = session.session
    const backend = frames.first?.['frame_backend'] as { readonly tier_support: readonly string[] }
    for (const list of [legal, entry.backendLegal, backend.tier_support, openRules().operators]) {
      expect(() => (list as string[]).push('q')).toThrow(TypeError)
    }
    expect(qSession().session.backend_legal).not.toContain('q')
  })
})
