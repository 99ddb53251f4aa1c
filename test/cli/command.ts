import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect } from 'vitest'

export const root = fileURLToPath(new URL('../../', import.meta.url))
const main = join(root, 'dist', 'cli', 'main.js')
const lock = join(root, 'dist', '.building.tmp')

const newestBelow = (folder: string): number =>
  Math.max(...readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => statSync(join(folder, name)).mtimeMs))

const isBuilt = (): boolean => {
  const stamp = statSync(join(root, 'dist', '.tsbuildinfo'), { throwIfNoEntry: false })
  return existsSync(main) && stamp !== undefined && stamp.mtimeMs >= newestBelow(join(root, 'src'))
}

/** Builds dist/ if it is missing or older than src/. Several test files may ask at once: one builds, the others wait. */
export const ensureBuilt = (): void => {
  mkdirSync(join(root, 'dist'), { recursive: true })
  for (let tries = 0; tries < 300 && !isBuilt(); tries++) {
    try {
      mkdirSync(lock)
    } catch {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
      continue
    }
    spawnSync(process.execPath, [join(root, 'tools', 'build.mjs')], { stdio: 'inherit' })
    rmSync(lock, { recursive: true, force: true })
    return
  }
}

export interface Finished {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** What no run may ever show, whatever it is given (LAW-61). */
const STACK = /^\s+at .*\(?.*:\d+:\d+\)?$/m

/** Runs the built command, Node with the options `node`; fails on a stack trace, on a signal and on a time of more than 20 s. */
export const qcompute = (
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
  node: readonly string[] = [],
): Finished => {
  const run = spawnSync(process.execPath, [...node, main, ...args], {
    cwd,
    encoding: 'utf8',
    timeout: 20_000,
    env: { PATH: process.env['PATH'], HOME: cwd, ...env },
    maxBuffer: 1 << 28,
  })
  expect(run.signal, `${args.join(' ')} ended by a signal`).toBeNull()
  expect(run.stderr).not.toMatch(STACK)
  expect(run.stdout).not.toMatch(STACK)
  return run
}

/** A folder for one test file; the caller removes it. */
export const makeFolder = (): string => mkdtempSync(join(tmpdir(), 'qcompute test '))

const ajv = new Ajv2020({ strict: false, allErrors: true })

/** Parses standard output as the one JSON document of a verb and holds it against its schema. */
export const documentOf = (stdout: string, schema: string): Record<string, unknown> => {
  const json = JSON.parse(stdout) as Record<string, unknown>
  const file = join(root, 'specs', 'schemas', `${schema}.schema.json`)
  const content = JSON.parse(readFileSync(file, 'utf8')) as { $id: string }
  const validate = ajv.getSchema(content.$id) ?? ajv.compile(content)
  expect(validate(json), JSON.stringify(validate.errors)).toBe(true)
  return json
}
