import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Durability } from '../../src/shell/durability.js'
import { recoverTrace } from '../../src/shell/recover-trace.js'
import { createTrace, TraceWriteFailure } from '../../src/shell/trace-writer.js'
import type { TraceWriter } from '../../src/shell/trace-writer.js'
import { runs } from '../seed.js'
import { captureSession, textOf } from './captured.js'
import type { Captured } from './captured.js'
import { Disk } from './disk.js'
import type { Faults } from './disk.js'
import { makeDraw } from './draw.js'
import { replay, store } from './store.js'

let folder = ''
let files = 0
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qcompute-power-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Ending {
  /** Events that were acknowledged when the power failed. */
  readonly acknowledged: number
  /** What the first failed call said; null if none failed. */
  readonly failure: string | null
  readonly image: Buffer | null
  /** What the file showed before the power failed. */
  readonly shown: string
}

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

interface Callers {
  readonly callers: number
  readonly seed: number
}

type Acknowledge = (events: number) => void

/**
 * Callers that share one writer; each takes the next event, some turns of the event loop later than the last, writes its lines and waits
 * for the commit. The last one closes.
 */
const append = async (writer: TraceWriter, captured: Captured, { callers, seed }: Callers, acknowledge: Acknowledge): Promise<void> => {
  const draw = makeDraw(seed)
  let next = 0
  const caller = async (): Promise<void> => {
    while (next < captured.length) {
      for (let turns = draw(4); turns > 0; turns--) await turn()
      if (next >= captured.length) return
      const event = next++
      for (const line of captured[event] ?? []) writer.write(line)
      await writer.commit()
      acknowledge(event + 1)
    }
  }
  const all = await Promise.allSettled(Array.from({ length: callers }, caller))
  const failed = all.find((one) => one.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  writer.close()
  acknowledge(captured.length)
}

// A property that runs out of time leaves the last one unfinished.
const running = new Set<Promise<Ending>>()

/** Appends until the power fails: in a call of the disk, or when everything is done or has failed. */
const run = (...args: Parameters<typeof runOnce>): Promise<Ending> => {
  const ending = runOnce(...args)
  running.add(ending)
  void ending.then(() => running.delete(ending), () => running.delete(ending))
  return ending
}

const runOnce = async (seed: number, durability: Durability, callers: number, captured: Captured, faults: Faults): Promise<Ending> => {
  const disk = new Disk(makeDraw(seed), faults)
  let acknowledged = 0
  let before = 0
  let failure: string | null = null
  disk.onCut = () => (before = acknowledged)
  const path = join(folder, `writer-${files++}.qtrace`)
  const appending = async (): Promise<void> => {
    const created = createTrace(path, { force: false, keep: [], durability }, () => disk)
    if (!created.ok) return void (failure = disk.image === undefined ? created.error.code : null)
    try {
      await append(created.value, captured, { callers, seed }, (events) => (acknowledged = Math.max(acknowledged, events)))
    } catch (thrown) {
      if (disk.image !== undefined) return
      if (!(thrown instanceof TraceWriteFailure)) throw thrown
      failure = thrown.problem.code
      await created.value.commit().then(
        () => expect.unreachable('a writer that failed acknowledges nothing'),
        (again: unknown) => expect(again).toBeInstanceOf(TraceWriteFailure),
      )
      expect(() => created.value.write('{}')).toThrow(TraceWriteFailure)
      expect(() => created.value.close()).toThrow(TraceWriteFailure)
    } finally {
      if (disk.image !== undefined) created.value.abandon()
    }
  }
  const done = appending()
  while (disk.image === undefined && (await Promise.race([done.then(() => true), turn().then(() => false)])) === false);
  const { shown } = disk
  disk.cut()
  // Without power every call fails, so the writer gives up, and its lock with it.
  await done
  return { acknowledged: before, failure, image: disk.image ?? null, shown }
}

/** Recovers what a crash left, and holds it against what was acknowledged. */
const expectRecovered = (captured: Captured, acknowledged: number, image: Buffer | null): void => {
  const promised = textOf(captured, acknowledged)
  if (image === null) {
    expect(promised).toBe('')
    return
  }
  expect(image.toString('utf8', 0, Buffer.byteLength(promised))).toBe(promised)
  const path = join(folder, `image-${files++}.qtrace`)
  writeFileSync(path, image)
  const recovery = recoverTrace(path, store)
  if (!recovery.ok) {
    expect([recovery.error.code, acknowledged]).toEqual(['trace-broken', 0])
    expect(readFileSync(path).equals(image)).toBe(true)
    return
  }
  const text = textOf(captured)
  const footer = text.slice(text.lastIndexOf('\n', text.length - 2) + 1)
  if (acknowledged < captured.length && image.toString('utf8').endsWith(footer) && image.includes(0)) {
    // LED-22: the footer came through and something before it did not. What was acknowledged stands there; people must say what it is.
    expect(recovery.value.kind).toBe('unsound')
    expect(readFileSync(path).equals(image)).toBe(true)
    return
  }
  expect(recovery.value.kind).toMatch(/^(recovered|complete)$/)
  expect(recovery.value.report.replay.valid).toBe(true)
  const whole = readFileSync(path, 'utf8')
  expect(whole.startsWith(promised)).toBe(true)
  if (recovery.value.kind === 'recovered') {
    expect(acknowledged).toBeLessThan(captured.length)
    expect(textOf(captured).startsWith(whole.slice(0, recovery.value.lost.offset))).toBe(true)
  } else expect(whole).toBe(textOf(captured))
  rmSync(path)
}

const durability = fc.constantFrom<Durability>('batch', 'batch', 'each')
const scenario = { seed: fc.nat(), durability, callers: fc.integer({ min: 1, max: 12 }), items: fc.integer({ min: 0, max: 60 }) }

describe('a disk that misbehaves', () => {
  test('[LED-17] [LED-22] [LED-23] what was acknowledged survives a power loss, and the rest is recovered', async () => {
    await fc.assert(
      fc.asyncProperty(fc.record({ ...scenario, cutAt: fc.nat({ max: 160 }), short: fc.boolean() }), async (one) => {
        const captured = captureSession(makeDraw(one.seed), one.items)
        const ending = await run(one.seed, one.durability, one.callers, captured, { cutAt: one.cutAt, short: one.short })
        expect(ending.failure).toBeNull()
        expectRecovered(captured, ending.acknowledged, ending.image)
      }),
      runs(150),
    )
  })

  test('[LED-20] a sync that fails is never taken for one that worked', async () => {
    await fc.assert(
      fc.asyncProperty(fc.record({ ...scenario, failSyncAt: fc.nat({ max: 40 }) }), async (one) => {
        const captured = captureSession(makeDraw(one.seed), one.items)
        const { failSyncAt } = one
        const ending = await run(one.seed, one.durability, one.callers, captured, { failSyncAt })
        // The call may have been a write, or never have come; the first call syncs the name.
        expect(ending.failure).toBeOneOf(failSyncAt === 0 ? ['file-sync'] : [null, 'file-sync'])
        const { image } = ending
        expect(String(image ?? '').startsWith(textOf(captured, ending.acknowledged))).toBe(true)
        if (ending.failure === null) expect(String(image)).toBe(textOf(captured))
      }),
      runs(150),
    )
  })

  test('[LED-20] a write that fails ends the trace with a whole line; what was acknowledged is there', async () => {
    const failing = { call: fc.nat({ max: 60 }), code: fc.constantFrom('ENOSPC' as const, 'EIO' as const), short: fc.boolean() }
    await fc.assert(
      fc.asyncProperty(fc.record({ ...scenario, ...failing }), async ({ call, code, short, ...one }) => {
        const captured = captureSession(makeDraw(one.seed), one.items)
        const ending = await run(one.seed, one.durability, one.callers, captured, { failWriteAt: { call, code }, short })
        expect(ending.failure).toBeOneOf([null, code === 'ENOSPC' ? 'file-space' : 'file-access'])
        expect(ending.shown).toMatch(/^$|\n$/)
        expect(textOf(captured).startsWith(ending.shown)).toBe(true)
        expectRecovered(captured, ending.acknowledged, ending.image)
      }),
      runs(150),
    )
  })

  test('[LED-17] [LED-27] without syncs nothing is promised, and what a power loss leaves is still recovered', async () => {
    await fc.assert(
      fc.asyncProperty(fc.record({ ...scenario, cutAt: fc.nat({ max: 80 }) }), async ({ seed, callers, items, cutAt }) => {
        const captured = captureSession(makeDraw(seed), items)
        const ending = await run(seed, 'none', callers, captured, { cutAt })
        expectRecovered(captured, 0, ending.image)
      }),
      runs(100),
    )
  })

  test('[LED-25] power lost during recovery leaves what recovery can take up again', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 40 }), fc.nat({ max: 8 }), (seed, items, cutAt) => {
        const draw = makeDraw(seed)
        const captured = captureSession(draw, items)
        const whole = Buffer.from(textOf(captured))
        const header = Buffer.byteLength(textOf(captured, 1))
        const left = whole.subarray(0, header + draw(whole.length - header))
        const path = join(folder, `again-${files++}.qtrace`)
        writeFileSync(path, left)
        const disk = new Disk(draw, { cutAt, short: draw(2) === 0 }, left)
        try {
          recoverTrace(path, store, () => disk)
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(TraceWriteFailure)
        }
        disk.cut()
        const image = disk.image ?? Buffer.alloc(0)
        writeFileSync(path, image)
        const again = recoverTrace(path, store)
        expect(again.ok && again.value.kind).toBeOneOf(['recovered', 'complete'])
        expect(replay(readFileSync(path)).replay.valid).toBe(true)
        // Only the torn end of the first attempt is gone: every whole event is there still.
        const events = captured.findIndex((_, index) => Buffer.byteLength(textOf(captured, index + 1)) > left.length)
        expect(readFileSync(path, 'utf8').startsWith(textOf(captured, events))).toBe(true)
        rmSync(path)
      }),
      runs(50),
    )
  })

  test('[LED-21] no lock outlives its writer', async () => {
    await Promise.allSettled(running)
    expect(readdirSync(folder).filter((name) => name.includes('.lock'))).toEqual([])
  })
})
