import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureBuilt } from '../cli/command.js'
import { DEEP_SECONDS, isDeep } from '../seed.js'

const seed = process.env['QCOMPUTE_SEED'] ?? String(Math.floor(Math.random() * 1_000_000_000))

/** Cases of each decoder in a plain run; the deep one goes on for as long as it may. A law costs far more than a line. */
const CASES: Readonly<Record<string, number>> = {
  yaml: 100, json: 600, law: 24, machine: 400, program: 300, invocation: 2000, qasm: 300, trace: 60, utf8: 2000, proof: 300,
    envelope: 300, root: 300,
  key: 300, library: 100, command: 100,
}

/** What a plain run may take for one decoder: it stops sooner only under load. */
const SECONDS = isDeep ? DEEP_SECONDS : 1
// Detects hangs only.
const HANG_SECONDS = 120
const HEAP_MIB = 512

const main = fileURLToPath(new URL('main.mjs', import.meta.url))

let folder = ''
beforeAll(() => {
  ensureBuilt()
  folder = mkdtempSync(join(tmpdir(), 'qcompute-fuzz-'))
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe(`[LAW-61, LAW-60, NUM-05] made inputs, seed ${seed}`, () => {
  test.each(Object.entries(CASES))('%s: a value or problems with places; no throw, no hang, no memory without end', (decoder, cases) => {
    const note = join(folder, decoder)
    const count = isDeep ? Number.MAX_SAFE_INTEGER : cases
    const words = [main, decoder, seed, '0', String(count), String(SECONDS), note]
    const run = spawnSync(process.execPath, [`--max-old-space-size=${HEAP_MIB}`, ...words], {
      encoding: 'utf8',
      timeout: (SECONDS + HANG_SECONDS) * 1000,
      killSignal: 'SIGKILL',
      maxBuffer: 1 << 26,
    })
    if (run.status === 0) {
      console.info(`seed ${seed}, ${run.stderr.trim()}; repeat with: QCOMPUTE_SEED=${seed} npx vitest run test/fuzz`)
      return
    }
    const number = readFileSync(note, 'utf8').trim()
    const how = run.signal === null ? `exit ${run.status}` : run.signal
    const repeat = `node --max-old-space-size=${HEAP_MIB} test/fuzz/main.mjs ${decoder} ${seed} ${number} 1 ${HANG_SECONDS}`
    expect.fail(`${decoder}: case ${number} ends in ${how}; repeat it with: ${repeat}\n${run.stderr.slice(0, 6000)}`)
  }, (SECONDS + HANG_SECONDS + 10) * 1000)
})
