import { spawn, spawnSync } from 'node:child_process'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { worstExit } from '../../src/cli/exit.js'
import { styleOf } from '../../src/cli/style.js'
import { documentOf, ensureBuilt, makeFolder, qcompute, root } from './command.js'

let folder = ''
beforeAll(() => {
  ensureBuilt()
  folder = makeFolder()
  writeFileSync(join(folder, 'p.yaml'), 'qcompute: program/1\nstream: [h(q=0)]\n')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('[CMD-10] help', () => {
  const verbs = ['run', 'replay', 'explain', 'import', 'import qasm']
  const asked = ['--help', ...verbs.map((verb) => `${verb} --help`), 'help run', 'help import qasm']
  test.each(asked.map((line) => [line.split(' ')]))(
    '%j has a usage line, examples and the exit codes',
    (args) => {
      const { status, stdout, stderr } = qcompute(args, folder)
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
      expect(stdout).toMatch(/^Usage: qcompute /)
      expect(stdout).toMatch(/Examples:\n {2}\$ qcompute/)
      expect(stdout).toContain('Exit codes:')
    },
  )

  test('--version prints the version of the package', () => {
    expect(qcompute(['--version'], folder)).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
  })

  test.each([...asked, 'help'].map((line) => [line]))('%s --json writes one document with the same text', (line) => {
    const { status, stdout, stderr } = qcompute([...line.split(' '), '--json'], folder)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(documentOf(stdout, 'help')).toEqual({ help: qcompute(line.split(' '), folder).stdout })
  })

  test('--version --json writes one document', () => {
    const { status, stdout } = qcompute(['--version', '--json'], folder)
    expect(status).toBe(0)
    expect(documentOf(stdout, 'version')).toEqual({ version: qcompute(['-V'], folder).stdout.trim() })
  })
})

describe('[CMD-11] [CMD-12] bad usage: exit 2, one line on stderr, nothing on stdout', () => {
  const cases: readonly (readonly [readonly string[], string])[] = [
    [['rnu', 'p.yaml'], 'Did you mean run?'],
    [['import', 'qsm', 'x'], 'Did you mean qasm?'],
    [['frobnicate'], "unknown command 'frobnicate'"],
    [['run'], "missing required argument 'program'"],
    [['run', 'a', 'b'], 'too many arguments'],
    [['run', '--forze', 'p.yaml'], 'Did you mean --force?'],
    [['run', 'p.yaml', '--clock', 'sundial'], 'Allowed choices are wall, logical'],
    [['run', 'p.yaml', '-o'], 'argument missing'],
    [['replay'], "missing required argument 'traces'"],
    [['explain', 'x.qtrace'], "required option '--op <n>' not specified"],
    [['explain', 'x.qtrace', '--op', '0'], 'whole number from 1'],
    [['explain', 'x.qtrace', '--op', '1e3'], 'whole number from 1'],
    [['--frob'], "unknown option '--frob'"],
    [['help', 'nix'], "unknown command 'nix'"],
    [['help', 'rnu'], 'Did you mean run?'],
    [['help', 'import', 'qsm'], 'Did you mean qasm?'],
    [['import', 'help', 'nix'], "unknown command 'nix'"],
  ]
  test.each(cases)('%j', (args, message) => {
    const { status, stdout, stderr } = qcompute(args, folder)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain(message)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    const json = qcompute([...args, '--json'], folder)
    if (args.includes('-o')) return
    const document = documentOf(json.stdout, 'error')
    expect(document).toHaveProperty('error.exit', 2)
    expect(document).toHaveProperty('error.message', expect.stringContaining(message))
  })

  test('no verb at all shows the help on stderr', () => {
    const { status, stdout, stderr } = qcompute([], folder)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toMatch(/^Usage: qcompute/)
  })
})

test('[CMD-12] the worst exit code counts, in the order 70, 2, 1, 3, 0', () => {
  const worst: readonly number[] = [70, 2, 1, 3, 0]
  for (const [index, code] of worst.entries()) {
    for (const better of worst.slice(index)) expect([worstExit([code, better]), worstExit([better, code])]).toEqual([code, code])
  }
})

test('[CMD-13] colour on a terminal only; NO_COLOR switches it off', () => {
  const red = '\u001b[31mx\u001b[39m'
  expect(styleOf({ isTTY: true }, {}).bad('x')).toBe(red)
  expect(styleOf({ isTTY: true }, { NO_COLOR: '1' }).bad('x')).toBe('x')
  expect(styleOf({ isTTY: true }, { TERM: 'dumb' }).bad('x')).toBe('x')
  expect(styleOf({}, {}).bad('x')).toBe('x')
})

describe('streams', () => {
  test('a reader that goes away early is no fault to talk about', async () => {
    writeFileSync(join(folder, 'many.yaml'), `qcompute: program/1\nstream:\n${'  - h(q=0)\n'.repeat(20_000)}`)
    expect(qcompute(['run', 'many.yaml', '--no-replay'], folder).status).toBe(0)
    const main = join(root, 'dist', 'cli', 'main.js')
    const command = spawn(process.execPath, [main, 'replay', 'many.qtrace', '--full', '--json'], { cwd: folder })
    command.stdout.once('data', () => command.stdout.destroy())
    let stderr = ''
    command.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    const status = await new Promise((resolve) => command.on('close', resolve))
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })

  test('[CMD-13] no colour in a pipe; FORCE_COLOR asks for it, NO_COLOR does not undo what is forced', () => {
    const escape = '\u001b['
    expect(qcompute(['run', 'p.yaml', '--force'], folder).stdout).not.toContain(escape)
    expect(qcompute(['run', 'p.yaml', '--force'], folder, { FORCE_COLOR: '1' }).stdout).toContain(escape)
    expect(qcompute(['run', 'p.yaml', '--force', '--json'], folder, { FORCE_COLOR: '1' }).stdout).not.toContain(escape)
    expect(qcompute(['run', 'p.yaml', '--force'], folder, { FORCE_COLOR: '0' }).stdout).not.toContain(escape)
  })

  test('[CMD-12] [LED-13] a full disk ends the run with exit 2 and leaves whole lines', () => {
    const line = `ulimit -f 64; exec "${process.execPath}" "${join(root, 'dist', 'cli', 'main.js')}" run many.yaml -o full.qtrace`
    const run = spawnSync('bash', ['-c', line], { cwd: folder, encoding: 'utf8' })
    expect(run.status).toBe(2)
    expect(run.stderr).toMatch(/full\.qtrace:1:1: error file-space the trace is incomplete/)
  })

  test('[CMD-15] nothing is left behind', () => {
    expect(readdirSync(folder).filter((name) => name.includes('.tmp'))).toEqual([])
  })
})
