import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { readTree } from '../../tools/fences/tree.mjs'
import { codeLines, EXCUSED, formatTable, isTypesOnly, listFaults, TCB_LINES_MAX, TRUSTED, trustedBase } from '../../tools/tcb.mjs'

test.each([
  ['', 0],
  ['a\n\nb\n', 2],
  ['// note\na // note\n', 1],
  ['/**\n * note\n */\nexport const a = 1\n', 1],
  ['a /* note\n note */ b\n', 2],
  ["const a = '// no note'\n", 1],
  ['const a = `\n// text\n\n`\n', 3],
])('%j', (text, count) => {
  expect(codeLines(text)).toBe(count)
})

describe('files that hold only types count zero', () => {
  test.each([
    ['', true],
    ["import type { A } from './a.js'\nimport type B from 'b'\nexport interface C extends A<{ x: B }>, B { y(): void }\n", true],
    ["export type A = 'a' | 'b'\nexport type B =\n  | { readonly kind: 'a' }\n  | { readonly kind: 'b'; of: (x: A) => void }\n", true],
    ["import type * as A from './a.js'\nexport type { B } from './b.js'\nexport type { C }\ntype D<T> = readonly T[];\n", true],
    ['export interface A { x: 1 }\nexport const a = 1\n', false],
    ["export type { A }\nconst a = 1\nimport type { B } from './b.js'\n", false],
    ["export { a } from './a.js'\n", false],
    ["import { type A } from './a.js'\n", false],
    ["import type from './a.js'\n", false],
    ["import './a.js'\n", false],
    ['type A = 1\nrun()\n', false],
    ['type A = B\n(run)()\n', false],
    ['interface A {}\nfunction run() {}\n', false],
    ['interface A {}\nclass B implements A {}\n', false],
    ['interface A {}\nenum B { C }\n', false],
    ["interface A {}\nexport * from './a.js'\n", false],
    ['interface A {}\nif (1) {}\n', false],
  ])('%j', (text, expected) => {
    expect(isTypesOnly(text)).toBe(expected)
  })
})

describe('the lists', () => {
  const files = readTree(fileURLToPath(new URL('../..', import.meta.url)), ['src'], ['.ts'])

  test('each file of kernel, verifier and ledger is trusted or excused, and so is what trusted files run', () => {
    expect(files.length).toBeGreaterThan(100)
    expect(listFaults(files)).toEqual([])
  })
  test('the trusted base is no larger than it may be', () => {
    const rows: readonly { lines: number }[] = trustedBase(files)
    expect(rows.length).toBeGreaterThan(40)
    expect(rows.reduce((sum, { lines }) => sum + lines, 0)).toBeLessThanOrEqual(TCB_LINES_MAX)
  })
  test.each(['src/kernel/new.ts', 'src/verifier/new.ts', 'src/ledger/new.ts'])('a new file is found: %s', (path) => {
    expect(listFaults([...files, { path, text: '' }])).toEqual([`${path}: neither trusted nor excused`])
  })
  test('a file that is gone is found', () => {
    const gone = 'src/kernel/step.ts'
    expect(listFaults(files.filter(({ path }: { path: string }) => path !== gone))).toContain(`${gone}: is listed, but not there`)
  })
  test.each([
    ["import { decode } from './tables.js'\n", './tables.js'],
    ["export * from '../artifact/tables.js'\n", '../artifact/tables.js'],
    ["import { z } from 'zod'\n", 'zod'],
    ["const a = await import('./tables.js')\n", './tables.js'],
  ])('an import of a file on no list is found: %j', (text, specifier) => {
    const changed = files.map((file: { path: string }) => (file.path === 'src/artifact/seal.ts' ? { ...file, text } : file))
    expect(listFaults(changed)).toEqual([`src/artifact/seal.ts: runs ${specifier}, which is neither trusted nor excused`])
  })
  test('an import of types alone is none', () => {
    const text = "import type { A } from './tables.js'\n"
    expect(listFaults(files.map((file: { path: string }) => (file.path === 'src/artifact/seal.ts' ? { ...file, text } : file)))).toEqual([])
  })
  test('each part and each excuse has a reason', () => {
    for (const { why } of TRUSTED) expect(why).not.toBe('')
    for (const why of EXCUSED.values()) expect(why).not.toBe('')
  })
})

test('the table has a row for each trusted file, a sum for each part, and the total', () => {
  const texts = new Map([
    ['src/artifact/digest.ts', 'a\n'], ['src/artifact/tables.ts', 'a\n'], ['src/engine/run.ts', 'a\n'], ['src/kernel/step.ts', 'a\nb\n'],
    ['src/kernel/state.ts', 'export type A = 1\n'], ['src/kernel/cell.ts', 'a\n'], ['src/ledger/encode.ts', 'a\n'],
  ])
  const rows = trustedBase([...texts].map(([path, text]) => ({ path, text })))
  expect(rows.map(({ path, lines, typesOnly }: { path: string; lines: number; typesOnly: boolean }) => [path, lines, typesOnly])).toEqual([
    ['src/kernel/step.ts', 2, false], ['src/kernel/state.ts', 0, true], ['src/artifact/digest.ts', 1, false],
  ])
  const lines = formatTable(rows).split('\n')
  expect(lines).toContain('src/kernel/state.ts        0  types only')
  expect(lines.at(-1)).toMatch(new RegExp(`^total, at most ${TCB_LINES_MAX} +3$`))
})
