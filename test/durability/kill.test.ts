import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DURABILITIES } from '../../src/shell/durability.js'
import { recoverTrace } from '../../src/shell/recover-trace.js'
import { ensureBuilt } from '../cli/command.js'
import { captureSession, textOf } from './captured.js'
import { hasTime, isDeep } from '../seed.js'
import { makeDraw, seed } from './draw.js'
import { inPairs, killAfter } from './killing.js'
import { replay, store } from './store.js'

const draw = makeDraw(seed)
const sessions = Array.from({ length: 8 }, (_, index) => captureSession(draw, 20 + 60 * index))
const texts = sessions.map((session) => textOf(session))

let folder = ''
beforeAll(() => {
  ensureBuilt()
  folder = mkdtempSync(join(tmpdir(), 'qcompute-kill-'))
  writeFileSync(join(folder, 'sessions.json'), JSON.stringify(sessions))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const turnOf = <T>(all: readonly T[], file: number): T => {
  const one = all[file % all.length]
  if (one === undefined) throw new Error('no session')
  return one
}

/** Events acknowledged of each file, by its number. */
const acknowledgedOf = (said: readonly string[]): ReadonlyMap<number, number> =>
  new Map(said.map((line) => line.split(' ').map(Number) as [number, number]))

/** LED-16: nothing is wrong with what is left but the missing footer and, where it is torn, the last line. */
const expectPrefix = (text: string): void => {
  if (text === '') return
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
  const findings = replay(Buffer.from(text)).findings.map(({ seq, code }) => `${seq} ${code}`)
  expect(findings.at(-1)).toBe(`${lines} order`)
  if (text.endsWith('\n')) expect(findings).toHaveLength(1)
  else expect(findings.slice(0, -1).every((finding) => finding === `${lines - 1} form`)).toBe(true)
}

/** Holds the file against what was acknowledged, recovers it and replays it. Gives whether it was torn or without its footer. */
const expectSurvivor = (path: string, file: number, events: number): boolean => {
  const text = readFileSync(path, 'utf8')
  const whole = turnOf(texts, file)
  expect(whole.startsWith(text)).toBe(true)
  const promised = textOf(turnOf(sessions, file), events)
  expect(text.length).toBeGreaterThanOrEqual(promised.length)
  if (text.length === whole.length) return false
  expectPrefix(text)
  const recovery = recoverTrace(path, store)
  if (!recovery.ok) {
    expect([recovery.error.code, events]).toEqual(['trace-broken', 0])
    return true
  }
  expect(recovery.value.kind).toBe('recovered')
  expect(recovery.value.report.replay.valid).toBe(true)
  const recovered = readFileSync(path, 'utf8')
  expect(recovered.startsWith(promised)).toBe(true)
  return true
}

describe(`kill -9 (seed ${seed})`, () => {
  const kills = hasTime ? 2000 : isDeep ? 300 : 40

  test(`[LED-16] [LED-17] [LED-22] ${kills} killed writers lose nothing that they acknowledged`, { timeout: 1_800_000 }, async () => {
    let unfinished = 0
    let acknowledged = 0
    await inPairs(kills, async (number) => {
      const own = join(folder, `w${number}`)
      mkdirSync(own)
      const durability = turnOf(DURABILITIES, number)
      const args = [own, join(folder, 'sessions.json'), durability, String(draw(8))]
      const { said, signal, stderr } = await killAfter('writer.mjs', args, draw(40))
      expect([signal, stderr]).toEqual(['SIGKILL', ''])
      const done = acknowledgedOf(said)
      acknowledged += said.length
      const traces = readdirSync(own).filter((name) => name.endsWith('.qtrace'))
      for (const file of done.keys()) expect(traces).toContain(`${file}.qtrace`)
      for (const name of traces) {
        const file = Number.parseInt(name, 10)
        if (expectSurvivor(join(own, name), file, done.get(file) ?? 0)) unfinished++
      }
      // Recovery took the lock of the dead writer over and gave it back; a finished trace has none.
      rmSync(own, { recursive: true })
    })
    expect(unfinished).toBeGreaterThan(kills / 3)
    expect(acknowledged).toBeGreaterThan(kills)
  })

  const sessionKills = hasTime ? 100 : 10

  test(`[LED-17] [LED-19] ${sessionKills} killed library sessions`, { timeout: 1_800_000 }, async () => {
    await inPairs(sessionKills, async (number) => {
      const path = join(folder, `session-${number}.qtrace`)
      const { said, signal, stderr } = await killAfter('session.mjs', [path, turnOf(DURABILITIES, number)], draw(60))
      expect([signal, stderr]).toEqual(['SIGKILL', ''])
      const committed = Math.max(0, ...said.map(Number))
      const recovery = recoverTrace(path, store)
      expect(recovery.ok && recovery.value.kind).toBe('recovered')
      const { valid, reconstructed_session: session } = replay(readFileSync(path)).replay
      expect(valid).toBe(true)
      expect(session?.counts.operators).toBeGreaterThanOrEqual(committed)
      expect(readdirSync(folder)).not.toContain(`session-${number}.qtrace.lock`)
    })
  })

  test('[LED-21] of many that find a dead lock one takes it over', { timeout: 1_800_000 }, async () => {
    const rounds = hasTime ? 20 : 3
    let held = 0
    for (let round = 0; round < rounds; round++) {
      const trace = join(folder, `contended-${round}.qtrace`)
      const contenders = Array.from({ length: 6 }, () => killAfter('contender.mjs', [trace, String(draw(2 ** 31)), '400'], 10_000))
      for (const { said, stderr } of await Promise.all(contenders)) {
        expect([said.filter((line) => line !== 'held' && line !== 'ready'), stderr]).toEqual([[], ''])
        held += said.length - 1
      }
      rmSync(`${trace}.lock`, { force: true })
    }
    expect(held).toBeGreaterThan(rounds)
  })

  const recoveryKills = hasTime ? 100 : 10

  test(`[LED-25] ${recoveryKills} killed recoveries can be taken up again`, { timeout: 1_800_000 }, async () => {
    await inPairs(recoveryKills, async (number) => {
      const path = join(folder, `recovered-${number}.qtrace`)
      const whole = turnOf(texts, 7)
      const [header = ''] = whole.split('\n')
      const left = whole.slice(0, header.length + 1 + draw(whole.length - header.length))
      writeFileSync(path, left)
      await killAfter('recoverer.mjs', [path], draw(16))
      const recovery = recoverTrace(path, store)
      expect(recovery.ok && recovery.value.kind).toBeOneOf(['recovered', 'complete'])
      expect(replay(readFileSync(path)).replay.valid).toBe(true)
      const events = turnOf(sessions, 7).findIndex((_, index) => textOf(turnOf(sessions, 7), index + 1).length > left.length)
      expect(readFileSync(path, 'utf8').startsWith(textOf(turnOf(sessions, 7), events))).toBe(true)
    })
  })
})
