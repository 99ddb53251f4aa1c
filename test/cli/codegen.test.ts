import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensureBuilt, makeFolder, qcompute, root } from './command.js'

let folder = ''
beforeAll(() => {
  ensureBuilt()
  folder = makeFolder()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('run, replay, explain and import make no code from text', () => {
  const tour = join(root, 'examples', 'programs', 'tour.yaml')
  const circuit = join(root, 'examples', 'circuits', 'ghz_5.qasm')
  const commands: readonly (readonly string[])[] = [
    ['run', tour, '-o', 'tour.qtrace'],
    ['replay', 'tour.qtrace'],
    ['replay', 'tour.qtrace', '--full', '--json'],
    ['explain', 'tour.qtrace', '--op', '3'],
    ['import', 'qasm', circuit, '-o', 'ghz.yaml'],
    ['run', 'ghz.yaml', '--rules', 'openqasm', '--json'],
    ['--help'],
  ]
  for (const args of commands) {
    const { status, stderr } = qcompute(args, folder, {}, ['--disallow-code-generation-from-strings'])
    expect({ args, status, stderr }).toEqual({ args, status: 0, stderr: '' })
  }
})
