import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { qcompute, root } from './command.js'
import { itemsOf, makeTraces } from './replay-many-fixture.js'
import type { TraceFolder } from './replay-many-fixture.js'

let { folder, tour, place }: TraceFolder = { folder: '', tour: '', place: () => undefined }
beforeAll(() => void ({ folder, tour, place } = makeTraces()))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Loaded before the command: where a thread opens a file named bomb it takes memory without end, at mine it throws. */
const MINES = `
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { isMainThread } from 'node:worker_threads'
const open = fs.openSync
fs.openSync = (path, ...rest) => {
  if (!isMainThread && String(path).includes('/bomb')) for (const all = []; ; ) all.push(new Array(100000).fill(all.length + 0.5))
  if (String(path).includes('/mine')) throw new RangeError('mine')
  return open(path, ...rest)
}
syncBuiltinESMExports()`

describe('[CMD-26] faults of the command', () => {
  const env = { NODE_OPTIONS: `--max-old-space-size=100 --import=data:text/javascript,${encodeURIComponent(MINES)}` }
  const failed = (trace: string) => ({ trace, error: { exit: 70, problems: [{ code: 'trace-unjudged', file: trace }] } })

  test('[CMD-12] a thread without memory: exit 70 for its trace, the others are verified', () => {
    const names = ['0', '1', '2', '3', 'bomb4', 'bomb5', 'c', 'd']
    place('shaft', Object.fromEntries(names.map((name) => [`${name}.qtrace`, tour])))
    const { status, stdout, stderr } = qcompute(['replay', 'shaft', '--jobs', '2', '--json'], folder, env)
    expect(status).toBe(70)
    expect(itemsOf(stdout)).toMatchObject(
      names.map((name) => (name.startsWith('bomb') ? failed(`shaft/${name}.qtrace`) : { replay: { valid: true } })),
    )
    expect(stderr).toMatch(/bomb4\.qtrace:1:1: error trace-unjudged .*memory.*this is a bug of qcompute/)
    expect(qcompute(['replay', 'shaft', '--jobs', '2'], folder, env).stdout).toContain('8 traces: 6 valid, 2 unjudged\n')
  })

  test.each(['1', '2'])('something unexpected, with %s job: exit 70 for its trace, the others are verified', (jobs) => {
    place('pit', { '0.qtrace': tour, 'mine1.qtrace': tour, '2.qtrace': tour })
    const { status, stdout, stderr } = qcompute(['replay', 'pit', '--json', '--jobs', jobs], folder, env)
    expect(status).toBe(70)
    expect(itemsOf(stdout)).toMatchObject([{ replay: { valid: true } }, { replay: { valid: true } }, failed('pit/mine1.qtrace')])
    expect(stderr).toMatch(/^pit\/mine1\.qtrace:1:1: error trace-unjudged unexpected RangeError: mine; this is a bug/)
  })
})

describe('what ends it early', () => {
  const main = join(root, 'dist', 'cli', 'main.js')
  const long = (): void => {
    const header = tour.slice(0, tour.indexOf('\n') + 1)
    place('long', Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`${n}.qtrace`, header + `${'{"x":1}\n'.repeat(400_000)}`])))
  }

  test.each(['1', '2'])('SIGINT ends it at once with %s job', async (jobs) => {
    long()
    const command = spawn(process.execPath, [main, 'replay', 'long', '--jobs', jobs], { cwd: folder })
    let sent = 0
    setTimeout(() => {
      sent = Date.now()
      command.kill('SIGINT')
    }, 700)
    const [status, signal] = await new Promise<readonly unknown[]>((resolve) => command.on('close', (...ended) => resolve(ended)))
    expect(sent).toBeGreaterThan(0)
    expect(status ?? signal).toBe('SIGINT')
    expect(Date.now() - sent).toBeLessThan(5000)
  })

  test.each(['1', '2'])('[CMD-26] a reader that goes away early has no verdict with %s job: exit 3, not 0', async (jobs) => {
    const args = ['replay', 'sound', 'sound', 'sound', '--full', '--json', '--jobs', jobs]
    const command = spawn(process.execPath, [main, ...args], { cwd: folder })
    command.stdout.once('data', () => command.stdout.destroy())
    let stderr = ''
    command.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    const status = await new Promise((resolve) => command.on('close', resolve))
    expect({ status, stderr }).toEqual({ status: 3, stderr: '' })
  })
})
