import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureBuilt } from '../cli/command.js'
import { hasTime, isDeep } from '../seed.js'

// Four times as much must be read too. What grows with the square shows in the printed ratios; it hangs in the deep run.
const SIZE = hasTime ? 25_000 : isDeep ? 8000 : 500
const HANG_SECONDS = isDeep ? 900 : 120
const HEAP_MIB = 1024

const main = fileURLToPath(new URL('growth.mjs', import.meta.url))

let folder = ''
beforeAll(() => {
  ensureBuilt()
  folder = mkdtempSync(join(tmpdir(), 'qcompute-growth-'))
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('[LAW-61, NUM-05] texts of one pattern, at a size and at four times it', () => {
  test.each(['yaml', 'json', 'program', 'qasm2', 'qasm3'])('%s reads each, or says what is wrong', (decoder) => {
    const note = join(folder, decoder)
    const run = spawnSync(process.execPath, [`--max-old-space-size=${HEAP_MIB}`, main, decoder, String(SIZE), note], {
      encoding: 'utf8',
      timeout: HANG_SECONDS * 1000,
      killSignal: 'SIGKILL',
    })
    const pattern = readFileSync(note, 'utf8').trim()
    expect(run.status, `${decoder}: the pattern ${pattern} ends in ${run.signal ?? run.status}\n${run.stderr.slice(-4000)}`).toBe(0)
    console.info(run.stderr.trim())
  }, (HANG_SECONDS + 10) * 1000)
})
