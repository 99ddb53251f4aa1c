import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DURABILITIES } from '../../src/shell/durability.js'
import type { Durability } from '../../src/shell/durability.js'
import { qReplay } from '../../src/shell/qreplay.js'
import { qSession } from '../../src/shell/qsession.js'
import type { QSession, QSessionOptions } from '../../src/shell/qsession.js'
import { failure } from './failure.js'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qcompute-trace-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const at = (name: string): string => join(folder, name)
const lines = (name: string): number => readFileSync(at(name), 'utf8').split('\n').length - 1
const locks = (): readonly string[] => readdirSync(folder).filter((name) => name.includes('.lock'))

const open = (name: string, more: QSessionOptions = {}): QSession => qSession({ trace: at(name), clock: 'logical', ...more })

describe('[SES-74] a session that grows in a file', () => {
  test.each(DURABILITIES)('durability %s: the file is what the session in memory would save', async (durability) => {
    const [grown, kept] = [open(`${durability}.qtrace`, { durability }), qSession({ clock: 'logical' })]
    for (const session of [grown, kept]) {
      for (let q = 0; q < 20; q++) session.apply('h', { q })
      session.deployToken('t')
      expect(failure(() => session.apply('nope(')).code).toBe('refused')
      session.transition('production')
    }
    await grown.commit()
    expect(lines(`${durability}.qtrace`)).toBe(new TextDecoder().decode(kept.traceBytes()).split('\n').length - 2)
    const footer = await grown.close()
    expect(await grown.close()).toBe(footer)
    expect(Buffer.from(kept.traceBytes()).equals(readFileSync(at(`${durability}.qtrace`)))).toBe(true)
    expect(Buffer.from(grown.traceBytes()).equals(readFileSync(at(`${durability}.qtrace`)))).toBe(true)
    expect(qReplay(at(`${durability}.qtrace`)).valid).toBe(true)
    expect(failure(() => grown.apply('h', { q: 0 })).code).toBe('session-ended')
    expect(locks()).toEqual([])
  })

  test('[LED-17] with each a line is in the file when its call returns, with batch when the commit is fulfilled', async () => {
    const each = open('each-line.qtrace', { durability: 'each' })
    expect(lines('each-line.qtrace')).toBe(1)
    each.apply('h', { q: 0 })
    expect(lines('each-line.qtrace')).toBe(2)
    await each.close()

    const batch = open('batch-line.qtrace')
    batch.apply('h', { q: 0 })
    expect(lines('batch-line.qtrace')).toBe(0)
    await batch.commit()
    expect(lines('batch-line.qtrace')).toBe(2)
    await batch.close()
  })

  test('[LED-19] many callers at once: each finds its own entry in the file', async () => {
    const session = open('many.qtrace')
    let next = 0
    const caller = async (): Promise<void> => {
      while (next < 2000) {
        const { seq } = session.apply('h', { q: next++ % 32 })
        await session.commit()
        if (seq % 100 === 0) expect(lines('many.qtrace')).toBeGreaterThan(seq)
      }
    }
    await Promise.all(Array.from({ length: 64 }, caller))
    expect((await session.close()).entry.counts.operators).toBe(2000)
    expect(qReplay(at('many.qtrace')).valid).toBe(true)
  })

  test('saving to its own path closes it; saving elsewhere copies it', () => {
    const session = open('own.qtrace')
    session.apply('h', { q: 0 })
    const footer = session.saveTrace(at('own.qtrace'))
    expect(session.saveTrace(at('copy.qtrace'))).toBe(footer)
    expect(readFileSync(at('copy.qtrace')).equals(readFileSync(at('own.qtrace')))).toBe(true)
    expect(qReplay(at('own.qtrace')).valid).toBe(true)
    expect(locks()).toEqual([])
  })

  test('what ends it at once is refused while a commit is under way', async () => {
    const session = open('busy.qtrace')
    session.apply('h', { q: 0 })
    const commit = session.commit()
    await new Promise((resolve) => void setImmediate(resolve))
    expect(failure(() => session.traceBytes())).toMatchObject({ code: 'bad-input', message: 'a commit is under way: await it first' })
    session.apply('h', { q: 1 })
    await commit
    expect((await session.close()).entry.counts.operators).toBe(2)
    expect(qReplay(session.traceBytes()).valid).toBe(true)
  })

  test('[LED-13] [LED-21] a file that is there is not replaced, and one that another writes is not shared', async () => {
    writeFileSync(at('there.qtrace'), 'mine')
    expect(failure(() => open('there.qtrace'))).toMatchObject({ code: 'bad-file', problems: [{ code: 'file-exists' }] })
    expect(readFileSync(at('there.qtrace'), 'utf8')).toBe('mine')
    const session = open('shared.qtrace')
    expect(failure(() => open('shared.qtrace'))).toMatchObject({ code: 'bad-file', problems: [{ code: 'file-locked' }] })
    await session.close()
    expect(failure(() => open('no/folder.qtrace'))).toMatchObject({ code: 'bad-file', problems: [{ code: 'file-missing' }] })
  })

  test('names that the law does not know leave no file', () => {
    expect(failure(() => open('nowhere.qtrace', { env: 'nowhere' })).code).toBe('bad-input')
    expect(readdirSync(folder)).not.toContain('nowhere.qtrace')
  })

  test.each<[object]>([[{ trace: 7 }], [{ durability: 'always' }], [{ durability: null }]])('%j is bad input', (options) => {
    expect(failure(() => qSession(options as { durability?: Durability })).code).toBe('bad-input')
  })

  test('without a file there is nothing to commit to; closing ends it', async () => {
    const session = qSession()
    await expect(session.commit()).rejects.toMatchObject({ code: 'bad-input' })
    expect((await session.close()).entry.ended).toBe('closed')
  })

  test('[LED-20] after a failure of the file each call fails alike and nothing is captured', async () => {
    // No disk is broken here, so the writer is: it says what a full disk makes it say.
    const session = open('broken.qtrace')
    session.apply('h', { q: 0 })
    await session.commit()
    const writer = await import('../../src/shell/growing-trace.js')
    const { prototype } = writer.GrowingTrace
    const real = prototype.flush
    prototype.flush = () => {
      throw new writer.TraceWriteFailure({
        file: 'x', line: 1, column: 1, code: 'file-space', severity: 'error', message: 'no space', expected: null,
      })
    }
    try {
      session.apply('h', { q: 1 })
      await expect(session.commit()).rejects.toMatchObject({ code: 'bad-file', problems: [{ code: 'file-space' }] })
    } finally {
      prototype.flush = real
    }
    for (const call of [() => session.apply('h', { q: 2 }), () => session.deployToken('t'), () => session.traceBytes()]) {
      expect(failure(call)).toMatchObject({ code: 'bad-file', problems: [{ code: 'file-space' }] })
    }
    expect(lines('broken.qtrace')).toBe(2)
  })
})

test('[SES-74] while a commit is under way, also before its sync has begun, the session does not end', async () => {
  const session = open('waiting.qtrace')
  for (let q = 0; q < 100; q++) session.apply('h', { q })
  const committed = session.commit()
  expect(failure(() => session.saveTrace(at('waiting-copy.qtrace'))).code).toBe('bad-input')
  await Promise.resolve()
  expect(failure(() => session.traceBytes()).code).toBe('bad-input')
  await committed
  await session.close()
  expect(lines('waiting.qtrace')).toBeGreaterThan(100)
})

test('[SES-73] a trace is a name or left out', () => {
  expect(failure(() => qSession({ trace: null as never })).code).toBe('bad-input')
})
