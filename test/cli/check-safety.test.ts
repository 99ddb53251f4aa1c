import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { documentOf, ensureBuilt, makeFolder, qcompute, root } from './command.js'

let folder = ''
beforeAll(() => {
  ensureBuilt()
  folder = makeFolder()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const check = (...args: readonly string[]) => qcompute(['check', ...args], folder)

/** A copy of the law of 1.0.0 with changes of its files. */
const lawOf = (name: string, ...edits: readonly (readonly [file: string, from: string, to: string])[]): string => {
  cpSync(join(root, 'rules', 'qcompute', '1.0.0'), join(folder, name), { recursive: true })
  for (const [file, from, to] of edits) {
    const text = readFileSync(join(folder, name, file), 'utf8')
    expect(text).toContain(from)
    writeFileSync(join(folder, name, file), text.replace(from, to))
  }
  return name
}

const broken = (property: string): string =>
  `  - { name: ${property}, form: step, clause: SES-50, holds: { all: [{ fact: entry-kind, operator: notEqual, value: token }] } }\n`
const breaking = (name: string, ...properties: readonly string[]): string =>
  lawOf(name, ['invariants.yaml', 'invariants:\n', `invariants:\n${properties.map(broken).join('')}`])

describe('[CMD-33] one job at a time, and nothing that is asked for is passed over', () => {
  test.each([
    [['--diff', 'qcompute', 'openqasm', '--export', 'tla'], '--diff and --export are different jobs'],
    [['--confirm', 'c.json', '--walks', '3'], '--confirm and --walks are different jobs'],
    [['--diff', 'qcompute', 'openqasm', '-o', 'out'], '--output is not for --diff'],
    [['--diff', 'qcompute', 'openqasm', '--cover', 'out'], '--cover is not for --diff'],
    [['--confirm', 'c.json', '--no-symmetry'], '--no-symmetry is not for --confirm'],
    [['qcompute', '--walks', '3', '--certificate', 'out'], '--certificate is not for --walks'],
    [['qcompute', '--export', 'tla', '--cover', 'out'], '--cover is not for --export'],
    [['qcompute', '--seed', '3'], '--seed needs --walks'],
    [['qcompute', '--property', 'x'], '--property needs --export'],
  ])('%j', (args, said) => {
    const { status, stdout, stderr } = check(...args)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toContain(said)
    expect(existsSync(join(folder, 'out'))).toBe(false)
  })
})

describe('[CMD-15] [LAW-61] what is written stays where it belongs', () => {
  test('an artifact of the law that is checked is never replaced, with --force neither', () => {
    const law = lawOf('kept')
    const before = readFileSync(join(folder, law, 'drift.yaml'), 'utf8')
    const { status, stderr } = check(law, '--certificate', `${law}/drift.yaml`, '--force')
    expect([status, stderr]).toEqual([2, expect.stringContaining('cannot write over the input')])
    expect(readFileSync(join(folder, law, 'drift.yaml'), 'utf8')).toBe(before)
    const other = breaking('named', 'drift')
    const over = check(other, '-o', other, '--force')
    expect([over.status, over.stderr]).toEqual([2, expect.stringContaining('cannot write over the input')])
    expect(readFileSync(join(folder, other, 'drift.yaml'), 'utf8')).toBe(before)
    expect(readdirSync(join(folder, other)).filter((name) => /itf|qtrace/u.test(name))).toEqual([])
  })

  test('the name of a bundle leads nowhere', () => {
    const law = lawOf('leading', ['bundle.yaml', 'id: qcompute', 'id: ../escaped'])
    expect(check(law, '--export', 'promela', '-o', 'deep/er').status).toBe(0)
    expect(readdirSync(join(folder, 'deep', 'er'))).toEqual(['escaped.pml'])
    expect(readdirSync(join(folder, 'deep'))).toEqual(['er'])
  })

  test('properties that are named alike have files of their own', () => {
    const { status, stdout } = check(breaking('alike', 'a/b', 'a?b', 'A.b'), '-o', 'alike.out')
    expect(status).toBe(1)
    const programs = readdirSync(join(folder, 'alike.out')).filter((name) => name.endsWith('.yaml'))
    expect(programs.toSorted()).toEqual(['A.b.yaml', 'a-b-2.yaml', 'a-b.yaml'])
    expect(stdout).toContain('wrote alike.out/a-b-2.yaml')
  })

  test('a folder that cannot be made is refused at once', () => {
    for (const args of [['-o'], ['--cover']]) {
      const { status, stderr } = check(breaking('anywhere', 'drift'), ...args, '/proc/nowhere/found')
      expect([status, stderr]).toEqual([2, expect.stringContaining('cannot make the folder')])
      rmSync(join(folder, 'anywhere'), { recursive: true })
    }
    writeFileSync(join(folder, 'file'), '')
    const { status, stderr } = check('qcompute', '--cover', 'file')
    expect([status, stderr]).toEqual([2, expect.stringContaining('file:1:1: error file-')])
  })
})

describe('[CHK-47] a certificate says for how many tokens it holds', () => {
  test('fewer than the law asks for are confirmed only where they are asked for', () => {
    expect(check('qcompute', '--tokens', '1', '--certificate', 'one.json').status).toBe(3)
    rmSync(join(folder, 'one.json'), { force: true })
    const law = lawOf('few')
    check(law, '--tokens', '2', '--certificate', 'two.json')
    const refused = check('--confirm', 'two.json', law, '--json')
    expect(refused.status).toBe(1)
    expect(documentOf(refused.stdout, 'confirmation')).toMatchObject({ confirmed: false, code: 'tokens', path: '/tokens' })
    const confirmed = check('--confirm', 'two.json', law, '--tokens', '2')
    expect(confirmed.status).toBe(0)
    expect(confirmed.stdout).toMatch(/^confirmed .* states with up to 2 tokens, closed under /u)
    expect(documentOf(check('--confirm', 'two.json', law, '--tokens', '1', '--json').stdout, 'confirmation')).toMatchObject({ tokens: 2 })
  })
})

describe('[CMD-10] each JSON form has a schema', () => {
  test('of a comparison, and of an export', () => {
    const law = lawOf('other', ['drift.yaml', 'nominal: 0.5 }', 'nominal: 0.25 }'])
    const differs = check('--diff', 'qcompute@1.0.0', law, '--json')
    expect([differs.status, documentOf(differs.stdout, 'diff')['verdict']]).toEqual([1, 'different'])
    const whole = check('--diff', 'qcompute@1.0.0', join(root, 'examples', 'rulesets', 'staging'), '--json')
    expect(documentOf(whole.stdout, 'diff')['verdict']).toBe('different')
    expect(documentOf(check('--diff', 'qcompute@1.0.0', 'qcompute@1.1.0', '--json').stdout, 'diff')['verdict']).toBe('equal')
    for (const language of ['promela', 'tla']) {
      expect(documentOf(check('qcompute@1.0.0', '--export', language, '--json').stdout, 'export')['language']).toBe(language)
    }
  })
})
