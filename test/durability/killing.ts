import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from '../cli/command.js'

export const dist = join(root, 'dist')

/** What a killed process had said, line by line; a line without its end counts for nothing. */
export interface Killed {
  readonly said: readonly string[]
  readonly signal: NodeJS.Signals | null
  readonly stderr: string
}

/** Starts a script of this folder, kills it `delay` milliseconds after its first words, and waits until it is gone. */
export const killAfter = (script: string, args: readonly string[], delay: number): Promise<Killed> =>
  new Promise((resolve, reject) => {
    const path = fileURLToPath(new URL(script, import.meta.url))
    const child = spawn(process.execPath, [path, dist, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    let [stdout, stderr] = ['', '']
    let isDue = false
    let timer: NodeJS.Timeout | undefined
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString()
      if (isDue) return
      isDue = true
      if (delay === 0) child.kill('SIGKILL')
      else timer = setTimeout(() => child.kill('SIGKILL'), delay)
    })
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    child.on('error', reject)
    child.on('close', (_, signal) => {
      clearTimeout(timer)
      resolve({ said: stdout.split('\n').slice(0, -1), signal, stderr })
    })
  })

/** Runs `jobs` jobs by number, two at a time. */
export const inPairs = async (jobs: number, job: (number: number) => Promise<void>): Promise<void> => {
  let next = 0
  const work = async (): Promise<void> => {
    while (next < jobs) await job(next++)
  }
  await Promise.all([work(), work()])
}
