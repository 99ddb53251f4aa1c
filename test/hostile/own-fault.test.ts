import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { documentOf, ensureBuilt, makeFolder, qcompute } from '../cli/command.js'

let folder = ''
beforeAll(() => {
  ensureBuilt()
  folder = makeFolder()
  writeFileSync(join(folder, 'p.yaml'), 'qcompute: program/1\nstream: [h(q=0)]\n')
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

/** Options of Node that put `source` before the command; it replaces functions of `fs` for everyone. */
const before = (source: string): readonly string[] => {
  const module = `import fs from 'node:fs'; import { syncBuiltinESMExports } from 'node:module'; ${source}; syncBuiltinESMExports()`
  return ['--import', `data:text/javascript,${encodeURIComponent(module)}`]
}

// A disk that gives back another byte than it was given, as soon as the trace is opened again to be read.
const FORGETFUL = before(`
  const { openSync, readFileSync, writeFileSync } = fs
  fs.openSync = (path, flags, ...more) => {
    if (String(path).endsWith('.qtrace') && typeof flags === 'number' && (flags & 3) === 0) {
      writeFileSync(path, readFileSync(path, 'utf8').replace('"op_id":1', '"op_id":2'))
    }
    return openSync(path, flags, ...more)
  }`)

const FAULTY = before(`fs.fstatSync = () => { throw new Error('first line\\n    at second (line:1:1)') }`)

test('[CMD-21] a run whose replay fails exits with 70 and asks for a report', () => {
  const run = qcompute(['run', 'p.yaml', '-o', 'forgotten.qtrace'], folder, {}, FORGETFUL)
  expect(run.status, run.stderr).toBe(70)
  expect(run.stderr).toContain('the trace of this run does not replay: this is a bug of qcompute, please report it')
  expect(readFileSync(join(folder, 'forgotten.qtrace'), 'utf8')).toContain('"op_id":2')
})

test('[CMD-21, CMD-10] its document says 70 by its verdict', () => {
  const run = qcompute(['run', 'p.yaml', '-o', 'again.qtrace', '--json'], folder, {}, FORGETFUL)
  expect(run.status).toBe(70)
  const { replay } = documentOf(run.stdout, 'run') as { replay: { valid: boolean; findings_total: number } }
  expect(replay.valid).toBe(false)
  expect(replay.findings_total).toBeGreaterThan(0)
})

test.each([
  ['run', ['run', 'p.yaml', '-o', 'x.qtrace']],
  ['explain', ['explain', 'p.yaml', '--op', '1']],
  ['import', ['import', 'qasm', 'p.yaml']],
])('[CMD-12, LAW-61] a fault of its own ends %s with 70, one line and no stack trace', (_verb, args) => {
  const run = qcompute(args, folder, {}, FAULTY)
  expect(run.status).toBe(70)
  const asked = 'this is a bug of qcompute, please report it (QCOMPUTE_DEBUG=1 shows where)'
  expect(run.stderr).toBe(`qcompute: unexpected Error: first line; ${asked}\n`)
  const json = qcompute([...args, '--json'], folder, {}, FAULTY)
  expect(documentOf(json.stdout, 'error')).toMatchObject({ error: { exit: 70, problems: [] } })
})
