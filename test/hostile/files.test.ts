import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { documentOf, ensureBuilt, makeFolder } from '../cli/command.js'
import { isDeep } from '../seed.js'
import { NO_FILES, put, sparse, WRONG_CIRCUITS, WRONG_EVERYWHERE, WRONG_PROGRAMS, WRONG_TRACES } from './inputs.js'
import type { Make } from './inputs.js'
import { codesOf, inPairs, spawned } from './spawned.js'

let folder = ''
beforeAll(() => {
  ensureBuilt()
  folder = makeFolder()
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

const TIME = 300_000

type Verb = 'run' | 'replay' | 'explain' | 'import'

const argumentsOf = (verb: Verb, path: string): readonly string[] => {
  if (verb === 'run') return ['run', path, '-o', `${path}.qtrace`, '--force']
  if (verb === 'explain') return ['explain', path, '--op', '1']
  return verb === 'import' ? ['import', 'qasm', path] : ['replay', path]
}

let count = 0
const made = (thing: Make): string => put(folder, `input ${count++}`, thing)

/** Gives each of `things` to `verb`, which must end with `exit`, and with a problem that has a place, or, in a replay, with findings. */
const refuses = (verb: Verb, things: ReadonlyMap<string, Make>, exit: number, others: Readonly<Record<string, number>> = {}) =>
  inPairs(things, async ([name, thing]) => {
    const path = made(thing)
    const run = await spawned(argumentsOf(verb, path), folder)
    rmSync(path, { recursive: true, force: true })
    const expected = others[name] ?? exit
    expect(run.status, `${verb}: ${name}: ${run.stderr}${run.stdout}`).toBe(expected)
    if (expected === 2) codesOf(run)
    else if (expected === 1) expect(run.stdout, name).toMatch(/invalid: .*\n.*\n +at seq 0 /)
  })

// One process costs far more than what it reads; the others are looked at in the deep run.
const each = (distance: number, things: ReadonlyMap<string, Make>): ReadonlyMap<string, Make> =>
  isDeep ? things : new Map([...things].filter((_, at) => at % distance === distance - 1))
const some = (things: ReadonlyMap<string, Make>): ReadonlyMap<string, Make> => each(6, things)
const quarter = (things: ReadonlyMap<string, Make>): ReadonlyMap<string, Make> => each(4, things)

describe('[LAW-61, NUM-05, CMD-11, CMD-12] what is no input of a verb', () => {
  test('run refuses it', () => refuses('run', quarter(WRONG_EVERYWHERE), 2), TIME)
  test('replay finds it invalid', () => refuses('replay', some(WRONG_EVERYWHERE), 1, { nothing: 2 }), TIME)
  test('explain refuses it', () => refuses('explain', some(WRONG_EVERYWHERE), 2), TIME)
  test('import refuses it', () => refuses('import', some(WRONG_EVERYWHERE), 2), TIME)
})

describe('[LAW-61, CMD-11, CMD-12] paths to no regular file', () => {
  test.each<Verb>(['run', 'replay', 'explain', 'import'])('%s refuses them at once', (verb) => refuses(verb, NO_FILES, 2), TIME)
})

describe('[LAW-61, NUM-05] inputs that begin well', () => {
  test('[CMD-03] programs', () => refuses('run', quarter(WRONG_PROGRAMS), 2), TIME)
  test('[QSM-10] circuits', () => refuses('import', quarter(WRONG_CIRCUITS), 2, { signs: 0 }), TIME)
  test('[RPL-02] traces', () => refuses('replay', quarter(WRONG_TRACES), 1), TIME)
  test('[CMD-23] traces to explain', () => refuses('explain', some(WRONG_TRACES), 2), TIME)
})

describe('[NUM-05] a gigabyte on one line', () => {
  test('is replayed in the memory that a line of the limit needs', async () => {
    const [short, long] = [made(sparse(2_000_000)), made(sparse(1_073_741_824))]
    const [before, after] = [await spawned(['replay', short], folder), await spawned(['replay', long], folder)]
    expect([before.status, after.status]).toEqual([1, 1])
    expect(after.peak).toBeLessThan(before.peak + 100)
  }, TIME)
  test('[CMD-10] is a finding in the document', async () => {
    const run = await spawned(['replay', made(sparse(1_073_741_824)), '--json'], folder)
    const { findings } = documentOf(run.stdout, 'replay') as { findings: { seq: number; code: string }[] }
    expect(findings[0]).toMatchObject({ seq: 0, code: 'form' })
  }, TIME)
})
