import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensureBuilt, root } from './command.js'

let folder = ''
beforeAll(() => {
  ensureBuilt()
  folder = mkdtempSync(join(tmpdir(), 'qcompute-start-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('npm start runs, shows and verifies a program and a circuit, and leaves the clone as it was', () => {
  const before = readdirSync(root)
  const run = spawnSync(process.execPath, [join(root, 'tools', 'start.mjs')], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], TMPDIR: folder },
  })
  expect(run).toMatchObject({ status: 0, stderr: '' })
  expect(run.stdout.match(/replay +valid/g)).toHaveLength(2)
  expect(run.stdout).toMatch(/oracle +\d+ steps decided again/)
  expect(run.stdout).toContain('$ npx qcompute import qasm examples/circuits/')
  expect(readdirSync(root)).toEqual(before)
})
