import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { documentOf, ensureBuilt, makeFolder, qcompute, root } from './command.js'

const main = join(root, 'dist', 'cli', 'main.js')
const isRoot = process.getuid?.() === 0

let folder = ''
beforeAll(() => {
  ensureBuilt()
  folder = makeFolder()
  writeFileSync(join(folder, 'short.yaml'), program(20))
  writeFileSync(join(folder, 'long.yaml'), program(2000))
  writeFileSync(join(folder, 'endless.yaml'), program(400_000))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const program = (operators: number): string => `qcompute: program/1\nstream:\n${'  - h(q=0)\n'.repeat(operators)}`

const locks = (where = folder): readonly string[] => readdirSync(where).filter((name) => name.includes('.lock'))

/** Notes every sync of the process in a file, from outside: node:fs is wrapped before the command is loaded. */
const NOTING = `
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
const note = (text) => fs.appendFileSync(process.env.NOTES, text + '\\n')
for (const name of ['fdatasyncSync', 'fsyncSync']) {
  const real = fs[name]
  fs[name] = (descriptor) => { note(name); return real(descriptor) }
}
const write = process.stdout.write.bind(process.stdout)
process.stdout.write = (...all) => { note('said'); return write(...all) }
syncBuiltinESMExports()
`

describe('[LED-17] [CMD-20] run --durability', () => {
  const notesOf = (more: readonly string[]): readonly string[] => {
    const notes = join(folder, 'notes')
    writeFileSync(notes, '')
    writeFileSync(join(folder, 'noting.mjs'), NOTING)
    const node = ['--import', new URL(`file://${join(folder, 'noting.mjs')}`).href]
    const { status, stderr } = qcompute(['run', 'short.yaml', '--force', ...more], folder, { NOTES: notes }, node)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    return readFileSync(notes, 'utf8').split('\n').slice(0, -1)
  }

  test('the folder is synced first, the trace before anything is said', () => {
    expect(notesOf(['--durability', 'none'])).toEqual(['said'])
    expect(notesOf(['--durability', 'batch'])).toEqual(['fsyncSync', 'fdatasyncSync', 'said'])
    expect(notesOf([])).toEqual(['fsyncSync', 'fdatasyncSync', 'said'])
    const each = notesOf(['--durability', 'each'])
    const lines = readFileSync(join(folder, 'short.qtrace'), 'utf8').trimEnd().split('\n')
    expect(each).toEqual(['fsyncSync', ...lines.map(() => 'fdatasyncSync'), 'said'])
  })

  test('[LED-18] saveTrace syncs the file before it has its name, and then the folder, unless the durability is none', () => {
    const synced = ['fsyncSync', 'link', 'fsyncSync']
    for (const [durability, expected] of [['none', ['link']], ['batch', synced], ['each', synced]] as const) {
      const notes = join(folder, 'notes')
      writeFileSync(notes, '')
      const module = new URL(`file://${join(root, 'dist', 'index.js')}`).href
      const link = `const link = fs.linkSync; fs.linkSync = (...all) => { note('link'); return link(...all) }\n`
      writeFileSync(join(folder, 'noting.mjs'), NOTING.replace('syncBuiltinESMExports()\n', `${link}syncBuiltinESMExports()\n`))
      const save = `qSession({ durability: '${durability}' }).saveTrace('saved-${durability}.qtrace')`
      const script = `import { qSession } from '${module}'; ${save}`
      const node = ['--import', new URL(`file://${join(folder, 'noting.mjs')}`).href, '--input-type=module', '-e', script]
      const { status } = spawnSync(process.execPath, node, { cwd: folder, env: { PATH: process.env['PATH'], NOTES: notes } })
      expect(status).toBe(0)
      const noted = readFileSync(notes, 'utf8').split('\n').slice(0, -1)
      expect(noted).toEqual(expected)
    }
  })

  test('[LED-13] a run that is interrupted syncs what it captured', async () => {
    const notes = join(folder, 'notes')
    writeFileSync(notes, '')
    writeFileSync(join(folder, 'noting.mjs'), NOTING)
    const node = ['--import', new URL(`file://${join(folder, 'noting.mjs')}`).href]
    const env = { PATH: process.env['PATH'], NOTES: notes }
    const run = spawn(process.execPath, [...node, main, 'run', 'endless.yaml', '-o', 'interrupted.qtrace'], { cwd: folder, env })
    const path = join(folder, 'interrupted.qtrace')
    const ended = new Promise<number | null>((resolve) => void run.on('close', resolve))
    while ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) < 5000) await new Promise((resolve) => void setTimeout(resolve, 5))
    run.kill('SIGTERM')
    expect(await ended).toBe(143)
    expect(readFileSync(notes, 'utf8')).toBe('fsyncSync\nfdatasyncSync\n')
    expect(locks()).toEqual([])
  })

  test('another word is bad usage', () => {
    const { status, stderr } = qcompute(['run', 'short.yaml', '--durability', 'always'], folder)
    expect(status).toBe(2)
    expect(stderr).toContain('none, batch, each')
  })
})

describe('[LED-20] a disk that is full', () => {
  /** The trace is a prefix of whole lines: nothing is wrong with it but that its footer is missing. */
  const expectPrefix = (path: string): void => {
    const text = readFileSync(path, 'utf8')
    expect(text.endsWith('\n')).toBe(true)
    const { status, stdout } = qcompute(['replay', path, '--json'], folder)
    expect(status).toBe(1)
    const missing = { code: 'order', expected: 'footer', actual: null, seq: text.split('\n').length - 1 }
    expect(documentOf(stdout, 'replay')).toMatchObject({ findings: [missing], findings_total: 1 })
  }

  test.each(['none', 'batch', 'each'])('no space left, durability %s: a clear error, whole lines, recovery', (durability) => {
    const args = `run long.yaml -o full-${durability}.qtrace --durability ${durability}`
    const run = `ulimit -f 64; exec "${process.execPath}" "${main}" ${args}`
    const { status, stdout, stderr } = spawnSync('bash', ['-c', run], { cwd: folder, encoding: 'utf8' })
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toContain(`full-${durability}.qtrace:1:1: error file-space the trace is incomplete`)
    expectPrefix(join(folder, `full-${durability}.qtrace`))
    expect(qcompute(['ledger', 'recover', `full-${durability}.qtrace`], folder).status).toBe(0)
    expect(qcompute(['replay', `full-${durability}.qtrace`], folder).status).toBe(0)
    expect(locks()).toEqual([])
  })

  test('a file system without room: the same; recovery needs room too, and waits for it', () => {
    const disk = join(folder, 'tiny')
    mkdirSync(disk)
    // Only who may mount can try; the limit above is the same error from the same call.
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', disk]).status === 0
    if (!mounted) return
    try {
      writeFileSync(join(disk, 'spare'), 'x'.repeat(32_768))
      const { status, stderr } = qcompute(['run', 'long.yaml', '-o', 'tiny/full.qtrace'], folder)
      expect(status).toBe(2)
      expect(stderr).toContain('tiny/full.qtrace:1:1: error file-space the trace is incomplete: no space is left on the device')
      expect(locks(disk)).toEqual([])
      expectPrefix(join(disk, 'full.qtrace'))
      const before = readFileSync(join(disk, 'full.qtrace'), 'utf8')
      spawnSync('dd', ['if=/dev/zero', `of=${join(disk, 'filler')}`], { stdio: 'ignore' })
      const refused = qcompute(['ledger', 'recover', 'tiny/full.qtrace'], folder)
      expect([refused.status, refused.stderr.includes('error file-space')]).toEqual([2, true])
      expect(readFileSync(join(disk, 'full.qtrace'), 'utf8')).toBe(before)
      rmSync(join(disk, 'spare'))
      expect(qcompute(['ledger', 'recover', 'tiny/full.qtrace'], folder).status).toBe(0)
      expect(readFileSync(join(disk, 'full.qtrace'), 'utf8').startsWith(before)).toBe(true)
    } finally {
      execFileSync('umount', [disk])
    }
  })
})

describe('[LED-13] [CMD-15] where no trace can grow', () => {
  test.each([
    ['/dev/stdout', [], /error file-kind/],
    ['/dev/stdout', ['--force'], /error file-kind/],
    ['/dev/full', ['--force'], /error file-kind/],
    ['no/such/folder.qtrace', [], /error file-missing/],
  ])('-o %s %j', (path, more, expected) => {
    const { status, stdout, stderr } = qcompute(['run', 'short.yaml', '-o', path, ...more], folder)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(expected)
  })

  test('a folder that is read-only', () => {
    const closed = join(folder, 'closed')
    mkdirSync(closed)
    chmodSync(closed, 0o555)
    // Root may write anyway, so it looks at the system's own read-only folder.
    const path = isRoot ? '/proc/self/trace.qtrace' : join(closed, 'trace.qtrace')
    const { status, stderr } = qcompute(['run', 'short.yaml', '-o', path], folder)
    expect(status).toBe(2)
    expect(stderr).toMatch(/error file-(access|missing) cannot write the trace/)
    expect(readdirSync(closed)).toEqual([])
  })

  test('a pipe that nobody reads: the trace is whole all the same', () => {
    const run = `"${process.execPath}" "${main}" run short.yaml -o piped.qtrace --json | head -c 0; echo "\${PIPESTATUS[0]}"`
    const { stdout, stderr } = spawnSync('bash', ['-c', run], { cwd: folder, encoding: 'utf8' })
    expect([stdout.trim(), stderr]).toEqual(['0', ''])
    expect(qcompute(['replay', 'piped.qtrace'], folder).status).toBe(0)
  })
})

describe('[LED-21] a second writer', () => {
  test('is refused while the first lives, also with --force, and so is recovery; the lock of a killed one is taken over', async () => {
    const first = spawn(process.execPath, [main, 'run', 'endless.yaml', '-o', 'shared.qtrace', '--durability', 'each'], { cwd: folder })
    const ended = new Promise((resolve) => void first.on('close', resolve))
    const path = join(folder, 'shared.qtrace')
    try {
      while ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) < 5000) await new Promise((resolve) => void setTimeout(resolve, 5))
      for (const args of [['run', 'short.yaml', '-o', 'shared.qtrace'], ['run', 'short.yaml', '-o', 'shared.qtrace', '--force']]) {
        const { status, stderr } = qcompute(args, folder)
        expect(status).toBe(2)
        expect(stderr).toContain(`shared.qtrace:1:1: error file-locked another writer has the trace: process ${first.pid}`)
      }
      const recover = qcompute(['ledger', 'recover', 'shared.qtrace'], folder)
      expect([recover.status, recover.stderr.includes('file-locked')]).toEqual([2, true])
      expect(readFileSync(path, 'utf8')).toMatch(/^\{.*"type":"header"\}\n/)
    } finally {
      first.kill('SIGKILL')
      await ended
    }
    expect(locks()).toEqual(['shared.qtrace.lock'])
    expect(qcompute(['ledger', 'recover', 'shared.qtrace'], folder).status).toBe(0)
    expect(locks()).toEqual([])
    expect(qcompute(['run', 'short.yaml', '-o', 'shared.qtrace', '--force'], folder).status).toBe(0)
    expect(qcompute(['replay', 'shared.qtrace'], folder).status).toBe(0)
  })
})
