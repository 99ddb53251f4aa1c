import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What SPIN found in a model. */
export interface Found {
  /** `states, stored`: the state before the first step is one of them. */
  readonly states: number
  readonly transitions: number
  readonly errors: number
  /** Text of the first failure, null if there is none. */
  readonly failure: string | null
  /** Steps from the state before the first one to the failure. */
  readonly length: number
  readonly seconds: number
  readonly output: string
}

const isThere = (command: string, argument: string): boolean => spawnSync(command, [argument], { stdio: 'ignore' }).status === 0

/** Why SPIN cannot be run here, null if it can. Where CI is set it must be there. */
export const missingSpin = ((): string | null => {
  const missing = [...(isThere('spin', '-V') ? [] : ['spin']), ...(isThere('gcc', '--version') ? [] : ['gcc'])]
  if (missing.length === 0) return null
  const text = `${missing.join(' and ')} not found; install with: apt-get install spin gcc`
  if (process.env['CI'] === 'true') throw new Error(text)
  return text
})()

const run = (folder: string, command: string, args: readonly string[]): string => {
  const { status, stdout, stderr, error } = spawnSync(command, [...args], {
    cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 26, timeout: 600_000,
  })
  if (error !== undefined) throw error
  // SPIN builds a model even where it could not read a formula: beside the formula itself nothing that it says is let pass.
  const said = `${stdout}${stderr}`.replaceAll(/^ltl \w+: .*\n/gm, '').trim()
  if (status !== 0 || (command === 'spin' && said !== '')) throw new Error(`${command}: ${stdout}${stderr}`)
  return stdout
}

const numberAt = (output: string, pattern: RegExp): number => Number(pattern.exec(output)?.[1] ?? Number.NaN)

/** How a model is searched: all states by breadth or by depth, or cycles that a claim accepts. */
export type Search = 'breadth' | 'depth' | 'acceptance'

const COMPILED: { readonly [search in Search]: readonly string[] } = {
  breadth: ['-DSAFETY', '-DBFS'],
  depth: ['-DSAFETY'],
  acceptance: [],
}

const OPTIMISED = ['-O2']

/** Has SPIN search a model (CHK-32): without dead variables put together, partial order reduction or hash compaction. */
export const searchWithSpin = (model: string, search: Search, compiler: readonly string[] = OPTIMISED): Found => {
  const folder = mkdtempSync(join(tmpdir(), 'pan-'))
  try {
    writeFileSync(join(folder, 'model.pml'), model)
    run(folder, 'spin', ['-o2', '-a', 'model.pml'])
    run(folder, 'gcc', [...compiler, '-w', ...COMPILED[search], '-DNOREDUCE', '-DMEMLIM=4096', '-o', 'pan', 'pan.c'])
    const output = run(folder, join(folder, 'pan'), ['-m20000000', ...(search === 'acceptance' ? ['-a'] : []), '-w22'])
    if (/max search depth too small|out of memory|reached -DMEMLIM|Search not completed/.test(output) && !/errors: [1-9]/.test(output)) {
      throw new Error(`the search was not completed: ${output}`)
    }
    const failure = /^pan:\d+: (.*) \(at depth (\d+)\)/m.exec(output)
    return {
      states: numberAt(output, /^\s*(\d+) states, stored/m),
      transitions: numberAt(output, /^\s*(\d+) transitions/m),
      errors: numberAt(output, /errors: (\d+)/),
      failure: failure?.[1] ?? null,
      length: failure === null ? Number.NaN : Number(failure[2]),
      seconds: numberAt(output, /elapsed time ([\d.]+) seconds/),
      output,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
