import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findBundles, shippedBundles } from '../../src/shell/bundle-folders.js'
import { logicalClock, makeWallClock } from '../../src/shell/clock.js'
import { openLawFiles } from '../../src/shell/law-files.js'
import { loadLaw, makeLawStore } from '../../src/shell/law-store.js'
import { writeOutput } from '../../src/shell/output-file.js'
import { packageIdentity } from '../../src/shell/package-root.js'
import { compareVersions, isVersion } from '../../src/shell/semver.js'
import { readText } from '../../src/shell/source-file.js'
import { createTrace } from '../../src/shell/trace-writer.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const isRoot = process.getuid?.() === 0

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qcompute-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const at = (name: string): string => join(folder, name)
const LIMIT = { value: 100, unit: 'bytes', meaning: 'a test', exceeded: 'refused' }

const codeOf = (result: { readonly ok: true } | { readonly ok: false; readonly error: { readonly code: string } }): string =>
  result.ok ? 'ok' : result.error.code

describe('[LAW-61] reading a file', () => {
  test('what is no regular file is refused at once', () => {
    execFileSync('mkfifo', [at('pipe')])
    symlinkSync(at('loop'), at('loop'))
    symlinkSync(at('pipe'), at('to-pipe'))
    expect(codeOf(readText(at('pipe'), LIMIT))).toBe('file-kind')
    expect(codeOf(readText(at('to-pipe'), LIMIT))).toBe('file-kind')
    expect(codeOf(readText('/dev/zero', LIMIT))).toBe('file-kind')
    expect(codeOf(readText(folder, LIMIT))).toBe('file-kind')
    expect(codeOf(readText(at('loop'), LIMIT))).toBe('file-missing')
    expect(codeOf(readText(at('none'), LIMIT))).toBe('file-missing')
    expect(codeOf(readText('a\u0000b', LIMIT))).toBe('file-missing')
    expect(codeOf(readText('', LIMIT))).toBe('file-missing')
  })

  test('a file that may not be read', () => {
    writeFileSync(at('secret'), 'x')
    chmodSync(at('secret'), 0)
    expect(codeOf(readText(at('secret'), LIMIT))).toBe(isRoot ? 'ok' : 'file-access')
  })

  test('a size at the limit is read, one byte more is refused', () => {
    writeFileSync(at('hundred'), 'x'.repeat(100))
    writeFileSync(at('more'), 'x'.repeat(101))
    expect(readText(at('hundred'), LIMIT)).toEqual({ ok: true, value: 'x'.repeat(100) })
    expect(codeOf(readText(at('more'), LIMIT))).toBe('file-too-large')
  })

  test.each([
    [[0x61, 0x0a, 0x62, 0xff], 2, 2],
    [[0xc3, 0xa9, 0xc3], 1, 2],
    [[0x61, 0x0d, 0x0a, 0xed, 0xa0, 0x80], 2, 1],
  ])('bytes %j are no UTF-8 at %d:%d', (bytes, line, column) => {
    writeFileSync(at('bytes'), new Uint8Array(bytes))
    expect(readText(at('bytes'), LIMIT)).toMatchObject({ ok: false, error: { code: 'file-encoding', line, column } })
  })
})

describe('writing', () => {
  test('[LED-13] a trace is created exclusively, truncated by force, and holds its lines in order', () => {
    const write = (force: boolean, lines: number): string => {
      const created = createTrace(at('t.qtrace'), { force, keep: [] })
      if (!created.ok) return created.error.code
      for (let index = 0; index < lines; index++) created.value.write(`line ${index} é`)
      created.value.close()
      return 'ok'
    }
    expect(write(false, 20_000)).toBe('ok')
    expect(readFileSync(at('t.qtrace'), 'utf8')).toBe(Array.from({ length: 20_000 }, (_, index) => `line ${index} é\n`).join(''))
    expect(write(false, 1)).toBe('file-exists')
    expect(write(true, 1)).toBe('ok')
    expect(readFileSync(at('t.qtrace'), 'utf8')).toBe('line 0 é\n')
    symlinkSync(at('nowhere'), at('dangling.qtrace'))
    expect(codeOf(createTrace(at('dangling.qtrace'), { force: false, keep: [] }))).toBe('file-exists')
  })

  test('[LED-13] blocks are whole lines and never wait beyond 64 Ki code units; closing twice is closing once', () => {
    const created = createTrace(at('blocks.qtrace'), { force: false, keep: [] })
    if (!created.ok) throw new Error(created.error.message)
    const line = 'x'.repeat(999)
    for (let lines = 1; lines <= 300; lines++) {
      created.value.write(line)
      const text = readFileSync(at('blocks.qtrace'), 'utf8')
      expect(text === '' || text.endsWith('\n')).toBe(true)
      expect(lines * 1000 - text.length).toBeLessThan(65_536)
    }
    created.value.close()
    created.value.close()
    expect(readFileSync(at('blocks.qtrace'), 'utf8')).toBe(`${line}\n`.repeat(300))
  })

  test('[NUM-05] a line that no verifier would read is refused; what was written before it stays', () => {
    const created = createTrace(at('line.qtrace'), { force: false, keep: [] })
    if (!created.ok) throw new Error(created.error.message)
    const write = (line: string) => (): void => created.value.write(line)
    write('one')()
    expect(write('é'.repeat(524_289))).toThrow(expect.objectContaining({ problem: expect.objectContaining({ code: 'limit-reached' }) }))
    expect(readFileSync(at('line.qtrace'), 'utf8')).toBe('one\n')
  })

  test('[CMD-15] an output appears whole or not at all', () => {
    expect(codeOf(writeOutput(at('out.yaml'), 'one', { force: false }))).toBe('ok')
    expect(codeOf(writeOutput(at('out.yaml'), 'two', { force: false }))).toBe('file-exists')
    expect(readFileSync(at('out.yaml'), 'utf8')).toBe('one')
    expect(codeOf(writeOutput(at('out.yaml'), 'two', { force: true }))).toBe('ok')
    expect(readFileSync(at('out.yaml'), 'utf8')).toBe('two')
    symlinkSync(at('out.yaml'), at('out.link'))
    for (const path of [at('out.yaml'), at('out.link')]) {
      expect(codeOf(writeOutput(path, 'x', { force: true, keep: [at('none'), at('out.yaml')] }))).toBe('file-exists')
    }
    expect(readFileSync(at('out.link'), 'utf8')).toBe('two')
    expect(codeOf(writeOutput(folder, 'x', { force: true }))).toBe('file-kind')
    expect(codeOf(writeOutput(at('no/such'), 'x', { force: false }))).toBe('file-missing')
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })
})

describe('[LED-10] clocks', () => {
  test('the logical one counts milliseconds from 2026-01-01', () => {
    expect([0, 1].map(logicalClock)).toEqual(['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.001Z'])
    expect(logicalClock(86_400_000)).toBe('2026-01-02T00:00:00.000Z')
  })

  test('the wall clock never runs backwards', () => {
    const times = [5, 3, 7, 7, 6]
    const clock = makeWallClock(() => times.shift() ?? 0)
    expect([0, 1, 2, 3, 4].map(clock).map((text) => text.slice(-5, -1))).toEqual(['.005', '.005', '.007', '.007', '.007'])
  })
})

describe('bundles', () => {
  test('versions are ordered by their numbers', () => {
    expect(['1.10.0', '1.2.0', '1.9.9'].sort(compareVersions)).toEqual(['1.2.0', '1.9.9', '1.10.0'])
    expect(['1.0.0', '01.0.0', '1.0', 'v1.0.0', '1.0.0-a', '../1.0.0'].map(isVersion)).toEqual([true, false, false, false, false, false])
  })

  test('the default bundle is the one named like the package, and comes first', () => {
    const [first] = shippedBundles()
    expect(first).toMatchObject({ name: packageIdentity().name, version: '1.1.0' })
  })

  test('a tree of bundles gives each, the highest version first; the highest is chosen', () => {
    const tree = at('tree')
    for (const version of ['1.2.0', '1.10.0', '1.0.0']) {
      const bundle = join(tree, 'mine', version)
      mkdirSync(bundle, { recursive: true })
      cpSync(join(root, 'rules', 'qcompute', '1.0.0'), bundle, { recursive: true })
      const text = readFileSync(join(bundle, 'bundle.yaml'), 'utf8')
      writeFileSync(join(bundle, 'bundle.yaml'), text.replace(/^version: .*/m, `version: ${version}`))
    }
    mkdirSync(join(tree, 'mine', 'notes'))
    const found = findBundles(tree)
    expect(found.ok && found.value.map(({ version }) => version)).toEqual(['1.10.0', '1.2.0', '1.0.0'])
    const store = makeLawStore([tree])
    const chosen = store.ok ? store.value.chosen() : null
    expect(chosen?.ok === true && chosen.value.law.bundle.version).toBe('1.10.0')
  })

  test('names are never joined to a path unless they are names', () => {
    const files = openLawFiles(join(root, 'rules', 'qcompute', '1.0.0'))
    expect(files.file('bundle.yaml')).not.toBeNull()
    for (const name of ['../1.0.0/bundle.yaml', '/etc/passwd', 'bundle.yaml\u0000', 'a/b.yaml']) expect(files.file(name)).toBeNull()
    expect(files.shippedMachine('session', '1.0.0')).not.toBeNull()
    const paths = [['../machines/session', '1.0.0'], ['session', '../session/1.0.0'], ['..', '1.0.0'], ['', '1.0.0']] as const
    for (const [name, version] of paths) {
      expect(files.shippedMachine(name, version)).toBeNull()
    }
    expect(files.problems).toEqual([])
  })

  test('a file of a bundle that cannot be read is the problem, not the file that then seems absent', () => {
    const bundle = at('unreadable')
    cpSync(join(root, 'rules', 'qcompute', '1.0.0'), bundle, { recursive: true })
    rmSync(join(bundle, 'drift.yaml'))
    mkdirSync(join(bundle, 'drift.yaml'))
    writeFileSync(join(bundle, 'tokens.yaml'), new Uint8Array([0xff]))
    const loaded = loadLaw(bundle)
    expect(loaded.ok ? [] : loaded.error.map(({ code }) => code)).toEqual(['file-kind', 'file-encoding'])
  })
})
