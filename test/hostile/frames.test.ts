import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { documentOf, ensureBuilt, makeFolder } from '../cli/command.js'
import { hasTime, isDeep } from '../seed.js'
import { spawned } from './spawned.js'

let folder = ''
beforeAll(() => {
  ensureBuilt()
  folder = makeFolder()
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

// Each measurement opens a frame of its own.
const FRAMES = hasTime ? 2_000_000 : isDeep ? 200_000 : 30_000

test('[NUM-05, LAW-61] a frame for each operator is replayed in the memory that fewer need', async () => {
  const program = openSync(join(folder, 'p.yaml'), 'w')
  writeSync(program, 'qcompute: program/1\nstream:\n')
  for (let left = FRAMES; left > 0; left -= 1000) writeSync(program, '- measure(q=0)\n'.repeat(1000))
  closeSync(program)
  expect((await spawned(['run', 'p.yaml', '-o', 'p.qtrace', '--no-replay'], folder, 2048)).status).toBe(0)
  const replayed = await spawned(['replay', 'p.qtrace', '--json'], folder)
  expect(replayed.status).toBe(0)
  const { replay } = documentOf(replayed.stdout, 'replay') as { replay: { reconstructed_session: { counts: { frames: number } } } }
  expect(replay.reconstructed_session.counts.frames).toBe(FRAMES)
  expect(replayed.peak).toBeLessThan(256)
}, 900_000)
