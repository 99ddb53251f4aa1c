import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { build, missingOutputs, staleOutputs } from '../../tools/build.mjs'

const house = fileURLToPath(new URL('../..', import.meta.url))

test('an output without a source is stale, another file is not', () => {
  const outputs = ['a.js', 'a.js.map', 'a.d.ts', 'b/c.js', 'b/gone.js', 'b/gone.js.map', 'gone.d.ts', '.tsbuildinfo', 'notes.txt']
  expect(staleOutputs(['a.ts', 'b/c.ts', 'notes.md'], outputs)).toEqual(['b/gone.js', 'b/gone.js.map', 'gone.d.ts'])
})

test('a source needs its code and its types', () => {
  expect(missingOutputs(['a.ts', 'b.ts', 'c.ts', 'd.md'], ['a.js', 'a.d.ts', 'b.js'])).toEqual(['b.ts', 'c.ts'])
})

describe('build', () => {
  let root = ''
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const outputs = (): string[] =>
    (readdirSync(join(root, 'dist'), { recursive: true }) as string[]).filter((path) => path.endsWith('.js')).toSorted()

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'qcompute-build-'))
    symlinkSync(join(house, 'node_modules'), join(root, 'node_modules'))
    put('package.json', '{ "type": "module" }')
    const compilerOptions = { rootDir: 'src', outDir: 'dist', tsBuildInfoFile: 'dist/.tsbuildinfo' }
    put('tsconfig.json', JSON.stringify({ extends: join(house, 'tsconfig.json'), compilerOptions, include: ['src'] }))
    put('src/cli/main.ts', '#!/usr/bin/env node\nexport const a = 1\n')
    put('src/b.ts', 'export const b = 1\n')
  })
  afterEach(() => rmSync(root, { recursive: true }))

  test('makes the command executable, removes the stale, restores the missing', () => {
    expect(build(root)).toBe(0)
    expect(outputs()).toEqual(['b.js', 'cli/main.js'])
    expect(statSync(join(root, 'dist/cli/main.js')).mode & 0o111).toBe(0o111)

    rmSync(join(root, 'src/b.ts'))
    rmSync(join(root, 'dist/cli/main.js'))
    expect(build(root)).toBe(0)
    expect(outputs()).toEqual(['cli/main.js'])
  })

  test('passes the exit code of the compiler on', () => {
    put('src/b.ts', 'export const b: string = 1\n')
    const script = join(root, 'tools', 'build.mjs')
    mkdirSync(dirname(script))
    symlinkSync(join(house, 'tools', 'build.mjs'), script)
    const options = ['--preserve-symlinks', '--preserve-symlinks-main']
    const { status, stdout } = spawnSync(process.execPath, [...options, script], { encoding: 'utf8' })
    expect(stdout).toMatch(/src\/b\.ts.*TS2322/)
    expect(status).toBeGreaterThan(0)
  })

  test('nothing to build is an error', () => {
    rmSync(join(root, 'src'), { recursive: true })
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    expect(build(root)).toBe(1)
    expect(said).toHaveBeenCalledWith('build: no file found under src/')
    said.mockRestore()
  })
})

describe('the pure layers', () => {
  const globals = ['process', 'TextEncoder', 'setTimeout', 'console', 'crypto', 'document', 'URL']

  test('know neither Node nor DOM', () => {
    const root = mkdtempSync(join(tmpdir(), 'qcompute-pure-'))
    try {
      mkdirSync(join(root, 'src'))
      writeFileSync(join(root, 'package.json'), '{ "type": "module" }')
      const compilerOptions = { rootDir: 'src', incremental: false, tsBuildInfoFile: null }
      const config = { extends: join(house, 'tsconfig.pure.json'), compilerOptions, include: ['src'] }
      writeFileSync(join(root, 'tsconfig.json'), JSON.stringify(config))
      writeFileSync(join(root, 'src/a.ts'), globals.map((name, index) => `export const a${index} = ${name}\n`).join(''))
      const tsc = join(house, 'node_modules', 'typescript', 'bin', 'tsc')
      const { stdout } = spawnSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.json')], { encoding: 'utf8' })
      for (const name of globals) expect(stdout).toContain(`Cannot find name '${name}'`)
    } finally {
      rmSync(root, { recursive: true })
    }
  })
})
