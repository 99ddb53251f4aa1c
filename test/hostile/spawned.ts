import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect } from 'vitest'
import { CATALOGUE } from '../../src/artifact/catalogue.js'
import { root } from '../cli/command.js'

const main = join(root, 'dist', 'cli', 'main.js')

// Writes the peak of memory behind everything else, whatever the command does.
const PEAK =
  'data:text/javascript,process.on("exit",()=>process.stderr.write("\\npeak="+process.resourceUsage().maxRSS+"\\n"))'

// Detects hangs only: a machine under load takes its time.
const WATCHDOG_MS = 120_000

/** No command needs more, whatever it is given, but for a run, which keeps every item of its program. */
const PEAK_MIB_MAX = 512

export interface Spawned {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
  /** Peak of resident memory in MiB. */
  readonly peak: number
}

const STACK = /^\s+at .*\(?.*:\d+:\d+\)?$/m
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/

/** Runs the built command; fails on a signal, a hang, a stack trace, exit 70, raw control characters and too much memory. */
export const spawned = async (args: readonly string[], cwd: string, peakMax = PEAK_MIB_MAX): Promise<Spawned> => {
  const child = spawn(process.execPath, ['--import', PEAK, main, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: cwd },
    timeout: WATCHDOG_MS,
    killSignal: 'SIGKILL',
  })
  const parts = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (parts.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (parts.stderr += text))
  const [status, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.on('error', reject).on('close', (code, by) => resolve([code, by]))
  })
  const what = args.map((arg) => JSON.stringify(arg)).join(' ')
  const [stderr = '', peakText = '0'] = parts.stderr.split('\npeak=')
  const peak = Number(peakText) / 1024
  expect(signal, `${what} ended by a signal`).toBeNull()
  expect(`${parts.stdout}${stderr}`, what).not.toMatch(STACK)
  expect(CONTROLS.exec(`${parts.stdout}${stderr}`), `${what} writes a control character`).toBeNull()
  expect([0, 1, 2, 3], `${what}: ${stderr}`).toContain(status)
  expect(peak, `${what} takes ${peak} MiB`).toBeLessThan(peakMax)
  return { status, stdout: parts.stdout, stderr, peak }
}

const PROBLEM = /^(.*):([1-9][0-9]*):([1-9][0-9]*): (error|warning) ([a-z-]+) (.+)$/

/** The codes of the problems on standard error. Fails where there is none, or a line that is no problem with a known code and a place. */
export const codesOf = ({ stderr }: Spawned): readonly string[] => {
  const lines = stderr.split('\n').filter((line) => line !== '' && !/^\.\.\. and [0-9]+ more$/.test(line))
  expect(lines.length).toBeGreaterThan(0)
  return lines.map((line) => {
    const found = PROBLEM.exec(line)
    expect(found, line).not.toBeNull()
    expect(Object.keys(CATALOGUE)).toContain(found?.[5])
    return found?.[5] ?? ''
  })
}

/** Runs `work` for each item, two at a time. */
export const inPairs = async <T>(items: Iterable<T>, work: (item: T) => Promise<void>): Promise<void> => {
  const queue = [...items]
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item)
  }
  await Promise.all([worker(), worker()])
}
