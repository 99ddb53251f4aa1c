import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensureBuilt, makeFolder, root } from '../cli/command.js'
import { hasTime, isDeep } from '../seed.js'
import { LARGE_LAWS, WRONG_LAWS } from './laws.js'
import type { Spoil } from './laws.js'
import { codesOf, inPairs, spawned } from './spawned.js'

let folder = ''
beforeAll(async () => {
  ensureBuilt()
  folder = makeFolder()
  writeFileSync(join(folder, 'p.yaml'), 'qcompute: program/1\nstream: [h(q=0), barrier(), "constructor()"]\n')
  writeFileSync(join(folder, 'c.qasm'), 'OPENQASM 2.0; include "qelib1.inc"; qreg q[1]; h q[0];\n')
  expect((await spawned(['run', 'p.yaml', '-o', 'p.qtrace', '--rules', 'openqasm'], folder)).status).toBe(0)
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

const TIME = 300_000
let count = 0

const lawOf = (spoil: Spoil): string => {
  const law = join(folder, `law ${count++}`, 'bundle')
  mkdirSync(join(law, '..'))
  cpSync(join(root, 'rules', 'qcompute', '1.0.0'), law, { recursive: true })
  spoil(law)
  return law
}

test('[LAW-61, LAW-08, NUM-05, CMD-12] a hostile law does not load: run names what is wrong', async () => {
  const half = [...WRONG_LAWS].filter((_, at) => isDeep || at % 2 === 0)
  await inPairs(half, async ([name, [spoil, code]]) => {
    const run = await spawned(['run', 'p.yaml', '--rules', lawOf(spoil), '-o', `${count}.qtrace`], folder)
    expect(run.status, `${name}: ${run.stdout}`).toBe(2)
    expect(codesOf(run), name).toContain(code)
  })
}, TIME)

test('[RPL-13, CMD-14] replay and explain pass over a hostile law, with a warning, and take the shipped one', async () => {
  const some = [...WRONG_LAWS].filter((_, at) => hasTime || at % (isDeep ? 4 : 14) === 1)
  await inPairs(some, async ([name, [spoil, code]]) => {
    const law = lawOf(spoil)
    for (const args of [['replay', 'p.qtrace'], ['explain', 'p.qtrace', '--op', '1']]) {
      const run = await spawned([...args, '--rules', law], folder)
      expect(run.status, `${name}: ${run.stderr}`).toBe(0)
      expect(codesOf(run), name).toContain(code)
    }
  })
}, TIME)

test('[QSM-01, CMD-24] import refuses a bundle without a sound gate library', async () => {
  const includes = join(root, 'rules', 'openqasm', '1.0.0', 'includes.yaml')
  const broken: readonly (readonly [Spoil, string])[] = [
    [() => undefined, 'rules-missing'],
    [(law) => cpSync(includes, join(law, 'includes.yaml')), 'library-wrong'],
    [(law) => writeFileSync(join(law, 'includes.yaml'), `[${'a: '.repeat(100_000)}`), 'file-too-deep'],
    [(law) => writeFileSync(join(law, 'includes.yaml'), `kind: includes/1\nincludes: [${'1,'.repeat(100_000)}]`), 'library-wrong'],
    [(law) => mkdirSync(join(law, 'includes.yaml')), 'file-kind'],
  ]
  await inPairs(broken, async ([spoil, code]) => {
    const run = await spawned(['import', 'qasm', 'c.qasm', '--rules', lawOf(spoil)], folder)
    expect(run.status).toBe(2)
    expect(codesOf(run)).toContain(code)
    expect(codesOf(run).length).toBeLessThanOrEqual(100)
  })
}, TIME)

test('[LAW-61, NUM-05] a large or odd law that is sound runs and replays', async () => {
  await inPairs(LARGE_LAWS, async ([name, spoil]) => {
    const run = await spawned(['run', 'p.yaml', '--rules', lawOf(spoil), '-o', `${name}.qtrace`], folder)
    expect(run.status, `${name}: ${run.stderr}`).toBe(0)
  })
}, TIME)
