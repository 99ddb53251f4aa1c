import { spawn } from 'node:child_process'
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { documentOf, ensureBuilt, makeFolder, qcompute, root } from './command.js'

let folder = ''
beforeAll(() => {
  ensureBuilt()
  folder = makeFolder()
  writeFileSync(join(folder, 'long.yaml'), `qcompute: program/1\nstream:\n${'  - h(q=0)\n'.repeat(400_000)}`)
  writeFileSync(join(folder, 'short.yaml'), `qcompute: program/1\nstream:\n${'  - h(q=0)\n'.repeat(1000)}`)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Ended {
  readonly status: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
}

/** Starts a long run, sends `signal` when the trace has some size, and waits for the end. */
const interrupt = async (signal: NodeJS.Signals, trace: string, more: readonly string[] = []): Promise<Ended> => {
  const main = join(root, 'dist', 'cli', 'main.js')
  const command = spawn(process.execPath, [main, 'run', 'long.yaml', '-o', trace, ...more], { cwd: folder })
  let [stdout, stderr] = ['', '']
  command.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  command.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const watch = setInterval(() => {
    if ((statSync(join(folder, trace), { throwIfNoEntry: false })?.size ?? 0) < 500_000) return
    clearInterval(watch)
    command.kill(signal)
  }, 5)
  return new Promise((resolve) => {
    command.on('close', (status, ended) => {
      clearInterval(watch)
      resolve({ status, signal: ended, stdout, stderr })
    })
  })
}

/** The trace is whole lines, and nothing is wrong with it but that its footer is missing. Gives the number of lines. */
const expectPrefix = (trace: string): number => {
  const text = readFileSync(join(folder, trace), 'utf8')
  expect(text.endsWith('\n')).toBe(true)
  const lines = text.split('\n').length - 1
  const { status, stdout } = qcompute(['replay', trace, '--json'], folder)
  expect(status).toBe(1)
  const missing = { seq: lines, code: 'order', path: '', expected: 'footer', actual: null, clause: 'LED-06' }
  expect(documentOf(stdout, 'replay')).toMatchObject({ findings: [missing], findings_total: 1 })
  return lines
}

describe('[LED-13] [LED-14] what ends a run early', () => {
  const signals = [['SIGINT', 130], ['SIGTERM', 143]] as const
  test.each(signals)('%s: exit %d, whole lines up to the last captured one', async (signal, status) => {
    const ended = await interrupt(signal, `${signal}.qtrace`)
    expect(ended).toMatchObject({ status, signal: null, stdout: '' })
    expect(ended.stderr).toBe(`qcompute: interrupted by ${signal}: the trace holds what was captured, without a footer\n`)
    expect(expectPrefix(`${signal}.qtrace`)).toBeGreaterThan(500)
  })

  test('[CMD-10] with --json there is one document', async () => {
    const ended = await interrupt('SIGINT', 'json.qtrace', ['--json'])
    expect(ended.status).toBe(130)
    expect(documentOf(ended.stdout, 'error')).toHaveProperty('error.exit', 130)
  })

  test('[CMD-12] [LAW-61] a bug of ours: exit 70, and every line before it stands in the file', () => {
    const clock = 'let%20n=0;const%20now=Date.now;Date.now=()=>{if(n++===700)throw%20new%20Error(String(n));return%20now()}'
    const env = { NODE_OPTIONS: `--import=data:text/javascript,${clock}` }
    const { status, stderr } = qcompute(['run', 'short.yaml'], folder, env)
    expect(status).toBe(70)
    expect(stderr).toContain('this is a bug of qcompute')
    expect(expectPrefix('short.qtrace')).toBe(700)
  })
})
