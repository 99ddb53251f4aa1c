import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openRules, qReplay, qSession } from '../../src/index.js'
import type { QSession } from '../../src/index.js'
import { failure } from './failure.js'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qcompute-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const at = (name: string): string => join(folder, name)

describe('[SES-70] a session', () => {
  test('applies by name, by text and by sugar, deploys tokens and moves on; each call returns what was captured', () => {
    const session = qSession({ env: 'sandbox', clock: 'logical' })
    const first = { type: 'operator', opId: 1, name: 'h', frameId: 1, routing: { reason: 'tier-binding' } }
    expect(session.apply('h', { q: 0 }).entry).toMatchObject(first)
    expect(session.apply('cx(q1=0, q2=1)').entry.routing).toMatchObject({ reason: 'tier-escalation' })
    expect(session['h']?.({ q: 1 }).entry.opId).toBe(3)
    expect(session['barrier']?.().entry.params).toEqual(new Map())
    expect(session.deployToken('t1')).toMatchObject({ entry: { tokenId: 't1', validation: { allowed: true } } })
    expect(session.transition('production').entry).toMatchObject({ from: 'sandbox', to: 'production', tokenUsed: 't1' })
    expect(session.saveTrace(at('one.qtrace')).entry.counts).toMatchObject({ operators: 4, tokens: 1, transitions: 1 })
    const replay = qReplay(at('one.qtrace'))
    expect(replay).toMatchObject({ valid: true, reasons: [], findings: [], findingsTotal: 0 })
    expect(replay.session?.lineage).toEqual(['sandbox', 'production'])
  })

  test('a refused call is captured and then throws its reason', () => {
    const session = qSession()
    const refusals: readonly (readonly [() => unknown, string])[] = [
      [() => session.apply('nope', {}), 'invalid grammar'],
      [() => session.apply('h(q=0'), 'invalid grammar'],
      [() => session.apply('h', { q: -1 }), 'invalid arguments'],
      [() => session.apply('pulse', { q: 0, duration: 1, amplitude: 0 }), 'illegal in environment'],
      [() => session.transition('production'), 'token required'],
      [() => session.transition('nowhere'), 'illegal transition'],
    ]
    for (const [call, reason] of refusals) {
      expect(failure(call)).toMatchObject({ code: 'refused', reason, captured: { entry: { validation: { reason } } } })
    }
    session.deployToken('t')
    expect(failure(() => session.deployToken('t'))).toMatchObject({ code: 'refused', reason: 'invalid arguments' })
    expect(session.session.counts.refused).toEqual({ operators: 4, tokens: 1, transitions: 2 })
    expect(qReplay(session.traceBytes()).valid).toBe(true)
  })

  test('[LED-09] [SES-01] options that are no good open no session', () => {
    const bad: readonly (readonly [Parameters<typeof qSession>[0], string, RegExp])[] = [
      [{ env: 'moon' }, 'bad-input', /environment "moon"; it knows sandbox, production, archive/],
      [{ backend: 'abacus' }, 'bad-input', /backend "abacus"/],
      [{ env: 7 as unknown as string }, 'bad-input', /env is a string/],
      [{ sessionId: 'x' }, 'bad-input', /UUID/],
      [{ sessionId: '' }, 'bad-input', /UUID/],
      [{ sessionId: '00000000-0000-8000-8000-00000000000A' }, 'bad-input', /UUID/],
      [{ sessionId: '00000000-0000-0000-8000-000000000000' }, 'bad-input', /UUID/],
      [{ sessionId: '00000000-0000-4000-c000-000000000000' }, 'bad-input', /UUID/],
      [{ sessionId: null as unknown as string }, 'bad-input', /UUID/],
      [{ sessionId: '00000000-0000-1000-8000-000000000000' }, 'bad-input', /UUID/],
      [{ clock: 'sundial' as 'wall' }, 'bad-input', /clock/],
      [{ rules: 'openqsm' }, 'bad-rules', /no such folder/],
    ]
    for (const [options, code, message] of bad) {
      const thrown = failure(() => qSession(options))
      expect(thrown.code).toBe(code)
      expect(thrown.message).toMatch(message)
    }
  })

  test('a law can be loaded once for many sessions, and a name of a member is no operator', () => {
    const rules = openRules('openqasm')
    expect(rules).toMatchObject({ id: 'openqasm', version: '1.1.0' })
    const session = qSession({ rules })
    expect(session['rx']?.({ theta: 0.5, q: 0 }).entry.name).toBe('rx')
    expect(typeof session.apply).toBe('function')
    expect('then' in session).toBe(false)
  })

  test('[LED-10] [LED-11] a logical clock gives equal traces, a clock that runs backwards is held, a wall clock a random id', () => {
    const trace = (): string => {
      const session = qSession({ clock: 'logical' })
      session.apply('h', { q: 0 })
      return new TextDecoder().decode(session.traceBytes())
    }
    expect(trace()).toBe(trace())
    let now = 1_000_000
    const backwards = qSession({ clock: () => (now -= 1000), sessionId: '00000000-0000-4000-8000-000000000000' })
    backwards.apply('h', { q: 0 })
    expect(new TextDecoder().decode(backwards.traceBytes()).match(/"timestamp":"1970-01-01T00:16:39.000Z"/g)).toHaveLength(4)
    expect(qSession().session.session_id).not.toBe(qSession().session.session_id)
  })
})

describe('[SES-71] saving', () => {
  test('ends the session; repeated saves give the same bytes; later calls throw session-ended and capture nothing', () => {
    const session = qSession()
    session.apply('h', { q: 0 })
    session.saveTrace(at('a.qtrace'))
    const calls: (() => unknown)[] = [
      () => session.apply('h', { q: 0 }),
      () => session.apply('h(q=0)'),
      () => session.deployToken('t'),
      () => session.transition('production'),
      () => session['h']?.({ q: 0 }),
    ]
    const untyped = session as unknown as { [name: string]: (...args: readonly unknown[]) => unknown }
    for (const method of ['apply', 'deployToken', 'transition', 'h']) calls.push(() => untyped[method]?.(5))
    for (const call of calls) {
      expect(failure(call)).toMatchObject({ code: 'session-ended', reason: null })
    }
    session.saveTrace(at('b.qtrace'))
    session.saveTrace(at('a.qtrace'))
    expect(readFileSync(at('a.qtrace')).equals(readFileSync(at('b.qtrace')))).toBe(true)
    expect(qReplay(at('a.qtrace')).valid).toBe(true)
  })

  test('a file that was changed since it was saved is not replaced, unless forced', () => {
    const session = qSession()
    session.saveTrace(at('again.qtrace'))
    const bytes = readFileSync(at('again.qtrace'))
    for (const other of ['mine', 'x'.repeat(bytes.length), '']) {
      writeFileSync(at('again.qtrace'), other)
      expect(failure(() => session.saveTrace(at('again.qtrace')))).toMatchObject({ code: 'bad-file' })
      expect(readFileSync(at('again.qtrace'), 'utf8')).toBe(other)
    }
    session.saveTrace(at('again.qtrace'), { force: true })
    session.saveTrace(at('again.qtrace'))
    expect(readFileSync(at('again.qtrace')).equals(bytes)).toBe(true)
    rmSync(at('again.qtrace'))
    session.saveTrace(at('again.qtrace'))
    expect(readFileSync(at('again.qtrace')).equals(bytes)).toBe(true)
  })

  test('a file of somebody else is not replaced, and a path that does not exist is an error of its own', () => {
    writeFileSync(at('mine.txt'), 'mine')
    const session = qSession()
    expect(failure(() => session.saveTrace(at('mine.txt')))).toMatchObject({ code: 'bad-file' })
    expect(readFileSync(at('mine.txt'), 'utf8')).toBe('mine')
    expect(failure(() => session.saveTrace(at('no/such/file')))).toMatchObject({ code: 'bad-file' })
    session.saveTrace(at('mine.txt'), { force: true })
    expect(qReplay(at('mine.txt')).valid).toBe(true)
  })
})

describe('[SES-72] the live session', () => {
  test('is what replay reconstructs, after every call', () => {
    const session = qSession({ env: 'sandbox' })
    const steps: readonly (() => unknown)[] = [
      () => session.apply('h', { q: 0 }),
      () => session.apply('cx', { q1: 0, q2: 1 }),
      () => session.deployToken('a'),
      () => session.transition('production'),
      () => session.apply('pulse', { q: 0, duration: 2, amplitude: 1 }),
    ]
    for (const step of steps) step()
    const live = session.session
    const drift = { accumulated: 0.5, bound: 0.5 }
    expect(live).toMatchObject({ environment: 'production', frames: { count: 2 }, drift, timestamp_close: null })
    const replayed = qReplay(session.traceBytes()).session
    expect(session.session).toEqual(replayed)
  })
})

describe('[SES-73] input that is no event', () => {
  test('throws bad-input and captures nothing', () => {
    const session = qSession()
    const untyped = session as unknown as { [name: string]: (...args: readonly unknown[]) => unknown }
    const calls: readonly (readonly [string, ...unknown[]])[] = [
      ['deployToken', 5],
      ['deployToken', ''],
      ['deployToken', 'x'.repeat(257)],
      ['deployToken', '\ud800'],
      ['transition', null],
      ['transition', {}],
      ['apply', 5],
      ['apply', '\ud800'],
      ['apply', 'x'.repeat(65_537)],
      ['apply', 'h', 5],
      ['apply', 'h', null],
      ['apply', 'h', [1]],
      ['apply', 'h', { q: null }],
      ['apply', 'h', { q: undefined }],
      ['apply', 'h', { q: Number.NaN }],
      ['apply', 'h', { q: Infinity }],
      ['apply', 'h', { q: 1n }],
      ['apply', 'h', { q: [0] }],
      ['apply', 'h', { q: '\ud800' }],
      ['apply', 'h', { q: 'x'.repeat(70_000) }],
      ['apply', 'x'.repeat(257), {}],
      ['h', { q: {} }],
      ['saveTrace', 5],
      ['saveTrace', 'x', null],
      ['saveTrace', 'x', { force: 1 }],
      ['saveTrace', 'x', { forse: true }],
      ['apply', 'h', new Date(0)],
      ['apply', 'h', /q/],
      ['apply', 'h', Promise.resolve(0)],
      ['apply', 'h', new (class Q { q = 0 })()],
      ['apply', 'h', Object.create({ q: 0 })],
      ['apply', 'h', new Set([0])],
      ['apply', 'h', () => 0],
      ['apply', 'h', { get q(): number { throw new TypeError('no') } }],
      ['apply', 'h', Object.create(Map.prototype)],
      ['h', null],
    ]
    for (const [method, ...args] of calls) {
      expect(failure(() => untyped[method]?.(...args)), method).toMatchObject({ code: 'bad-input' })
    }
    expect(session.session.counts).toMatchObject({ operators: 0, tokens: 0, transitions: 0 })
    expect(new TextDecoder().decode(session.traceBytes()).trimEnd().split('\n')).toHaveLength(2)
  })
})

test('[SES-23] parameters without a prototype, of another realm, or as a map are parameters', () => {
  const session = qSession()
  const bare = Object.assign(Object.create(null), { q: 0 }) as { q: number }
  const foreign = runInNewContext('({ q: 0 })') as { q: number }
  for (const params of [bare, foreign, new Map([['q', 0]])]) {
    expect(session.apply('h', params).entry.params).toEqual(new Map([['q', 0]]))
  }
})

test('[SES-04] a thousand sessions live side by side and share nothing', () => {
  const sessions: QSession[] = Array.from({ length: 1000 }, () => qSession({ clock: 'logical' }))
  for (let round = 0; round < 3; round++) {
    sessions.forEach((session, index) => {
      if (index % 3 >= round) session.apply('h', { q: index })
      if (index % 2 === 0) session.deployToken(`t${round}`)
    })
  }
  sessions.forEach((session, index) => {
    expect(session.session.counts).toMatchObject({ operators: (index % 3) + 1, tokens: index % 2 === 0 ? 3 : 0 })
    if (index % 50 === 0) expect(qReplay(session.traceBytes()).valid).toBe(true)
  })
})
