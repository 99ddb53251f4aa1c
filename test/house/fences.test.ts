import { describe, expect, test } from 'vitest'
import { fileURLToPath } from 'node:url'
import { formatFindings } from '../../tools/fences/finding.mjs'
import { checkCycles, checkLayers, checkSeparations } from '../../tools/fences/imports.mjs'
import { checkFileSize, checkFunctionSize } from '../../tools/fences/size.mjs'
import { checkAny, checkDefaultExports, checkDocstrings, checkFocus, checkNonNull } from '../../tools/fences/style.mjs'
import { checkTree, readTree } from '../../tools/fences/tree.mjs'
import { checkWords } from '../../tools/fences/words.mjs'

interface File {
  readonly path: string
  readonly text: string
}
interface Finding {
  readonly path: string
  readonly line: number
  readonly message: string
}
type Fence = (files: readonly File[]) => Finding[]

const root = fileURLToPath(new URL('../..', import.meta.url))
const lines = (fence: Fence, text: string, path = 'src/kernel/a.ts'): number[] => fence([{ path, text }]).map(({ line }) => line)
const tree = (files: Record<string, string>): File[] => Object.entries(files).map(([path, text]) => ({ path, text }))

test('the house is in order', () => {
  expect(formatFindings(checkTree(root))).toBe('')
})

test('the fences look at this very tree', () => {
  const paths = readTree(root, ['src', 'test'], ['.ts']).map(({ path }: File) => path)
  expect(paths).toContain('src/base/canonical.ts')
  expect(paths).toContain('test/house/fences.test.ts')
})

test.each([
  checkLayers, checkCycles, checkSeparations, checkWords, checkFileSize, checkFunctionSize,
  checkDefaultExports, checkAny, checkNonNull, checkDocstrings, checkFocus,
])('%o looks at more than nothing', (fence) => {
  expect(() => fence([])).toThrow('looked at no file')
})

describe('layers', () => {
  test.each([
    ['src/kernel/a.ts', "import { b } from '../engine/b.js'"],
    ['src/engine/a.ts', "import { b } from '../kernel/b.js'"],
    ['src/base/a.ts', "export * from '../artifact/b.js'"],
    ['src/verifier/a.ts', "import type { B } from '../engine/b.js'"],
    ['src/qasm/a.ts', "import '../kernel/b.js'"],
    ['src/shell/a.ts', "import { b } from '../cli/b.js'"],
    ['src/index.ts', "export { b } from './cli/b.js'"],
    ['src/oracle/a.ts', "const b = await import('../shell/b.js')"],
    ['src/kernel/a.ts', "type B = import('../engine/b.js').B"],
    ['src/kernel/a.ts', "import { readFileSync } from 'node:fs'"],
    ['src/kernel/a.ts', "import { readFileSync } from 'fs'"],
    ['src/kernel/a.ts', "import { parse } from 'yaml'"],
    ['src/oracle/a.ts', "import { parse } from 'yaml'"],
    ['src/engine/a.ts', "import { Engine } from 'json-rules-engine'"],
    ['src/artifact/a.ts', "import { sha256 } from '@noble/hashes/sha2.js'"],
    ['src/shell/a.ts', "import { Command } from 'commander'"],
    ['src/cli/a.ts', "import x from 'left-pad'"],
    ['src/kernel/a.ts', 'const x = await import(name)'],
    ['src/kernel/a.ts', "import { b } from '../base/b'"],
    ['src/kernel/a.ts', "import { b } from '../base/absent.js'"],
    ['src/lifecycle/a.ts', ''],
    ['src/loose.ts', ''],
  ])('%s: %s is caught', (path, text) => {
    const others = ['base', 'artifact', 'kernel', 'engine', 'shell', 'cli'].map((layer) => ({ path: `src/${layer}/b.ts`, text: '' }))
    expect(checkLayers([{ path, text }, ...others])).toMatchObject([{ path, line: 1 }])
  })

  test.each([
    ['src/kernel/a.ts', "import { b } from '../artifact/b.js'"],
    ['src/kernel/a.ts', "import { c } from './b.js'"],
    ['src/artifact/a.ts', "import { parseDocument } from 'yaml'"],
    ['src/cli/a.ts', "import { Command } from 'commander'"],
    ['src/oracle/a.ts', "import { sha256 } from '@noble/hashes/sha2.js'"],
    ['src/index.ts', "export { b } from './kernel/b.js'"],
    ['src/kernel/a.ts', "// import { b } from '../engine/b.js'"],
    ['src/kernel/a.ts', "const text = `import { b } from '../engine/b.js'`"],
  ])('%s: %s is fine', (path, text) => {
    const others = ['artifact', 'kernel', 'engine'].map((layer) => ({ path: `src/${layer}/b.ts`, text: '' }))
    expect(checkLayers([{ path, text }, ...others])).toEqual([])
  })
})

describe('separations', () => {
  test('[DESIGN 3] the verifier does not reach the encoder through an index', () => {
    const files = tree({
      'src/verifier/a.ts': "import { x } from '../ledger/index.js'",
      'src/ledger/index.ts': "export { x } from './encode-line.js'",
      'src/ledger/encode-line.ts': '',
    })
    const chain = 'src/verifier/a.ts → src/ledger/index.ts → src/ledger/encode-line.ts'
    expect(checkSeparations(files)).toMatchObject([{ path: 'src/verifier/a.ts', line: 1, message: expect.stringContaining(chain) }])
  })

  test.each([
    ['src/engine/a.ts', "import { x } from '../ledger/decode.js'"],
    ['src/ledger/encode.ts', "import { x } from './decode.js'"],
    ['src/ledger/decode.ts', "import { x } from './encode.js'"],
  ])('%s: %s is caught', (path, text) => {
    const others = tree({ 'src/ledger/decode.ts': '', 'src/ledger/encode.ts': '' }).filter((file) => file.path !== path)
    expect(checkSeparations([{ path, text }, ...others])).toMatchObject([{ path, line: 1 }])
  })

  test.each([
    ["import { readFileSync } from 'node:fs'", 'node:fs'],
    ["import { readFileSync } from 'fs'", 'fs'],
    ["import { Ajv } from 'ajv'", 'ajv'],
    ["const fs = import('node:fs')", 'node:fs'],
  ])('[DESIGN 3] web does not reach %s through the shell', (text, name) => {
    const files = tree({
      'src/web/a.ts': "import { x } from '../shell/b.js'\nimport { sha256 } from '@noble/hashes/sha2.js'\nimport 'yaml'",
      'src/shell/b.ts': `import type { Stats } from 'node:fs'\n${text}`,
    })
    const chain = `src/web/a.ts → src/shell/b.ts → ${name}`
    expect(checkSeparations(files)).toMatchObject([{ path: 'src/web/a.ts', line: 1, message: expect.stringContaining(chain) }])
  })

  test('types do not exist at run time', () => {
    const files = tree({ 'src/verifier/a.ts': "import type { X } from '../ledger/encode.js'", 'src/ledger/encode.ts': '' })
    expect(checkSeparations(files)).toEqual([])
  })
})

describe('cycles', () => {
  test('a cycle of three is caught once', () => {
    const files = tree({
      'src/kernel/a.ts': "import { b } from './b.js'",
      'src/kernel/b.ts': "import { c } from './c.js'",
      'src/kernel/c.ts': "\nexport { a } from './a.js'",
    })
    expect(checkCycles(files)).toMatchObject([
      { path: 'src/kernel/c.ts', line: 2, message: 'import cycle: src/kernel/a.ts → src/kernel/b.ts → src/kernel/c.ts → src/kernel/a.ts' },
    ])
  })

  test('a diamond and a cycle of types are none', () => {
    const files = tree({
      'src/kernel/a.ts': "import { b } from './b.js'\nimport { c } from './c.js'",
      'src/kernel/b.ts': "import { d } from './d.js'",
      'src/kernel/c.ts': "import { d } from './d.js'",
      'src/kernel/d.ts': "import type { A } from './a.js'",
    })
    expect(checkCycles(files)).toEqual([])
  })
})

describe('words', () => {
  test.each([
    'const t = Date.now()', 'const t = new Date()', 'Math.random()', 'Math.sin(x)', 'Math.pow(x, 2)', 'Math.hypot(x)', 'x ** y',
    '2 ** x', 'x ** 0.5', "Math['sin'](x)", 'const { exp } = Math', 'list.sort()', 'list?.sort()', 'list.toSorted()',
    'a.localeCompare(b)', 'eval(x)',
    "new Function('x')", 'globalThis.x', 'performance.now()', 'new Intl.Collator()', 'f`${Math.random()}`', 'console.log(x)',
  ])('%s is caught, with what to use instead', (text) => {
    const findings = checkWords([{ path: 'src/kernel/a.ts', text: `\n${text}` }])
    expect(findings).toMatchObject([{ line: 2 }])
    expect(findings[0].message).toMatch(/: .+/)
  })

  test.each([
    'list.sort(compareCodeUnits)', 'Math.floor(x)', '2 ** 53', '2 ** -1022', '2n ** x', "'Math.random()'", '// Date',
    'x ** BigInt(y)', 'const kind = { Date: 1 }', 'x.Date',
    '/Math.sin()/',
    '`Date`',
  ])('%s is fine', (text) => {
    expect(lines(checkWords, text)).toEqual([])
  })

  test('effects are for the outer layers, code from text for none', () => {
    expect(lines(checkWords, 'Date.now()', 'src/shell/a.ts')).toEqual([])
    expect(lines(checkWords, 'eval(x)', 'src/shell/a.ts')).toEqual([1])
    expect(lines(checkWords, "new Function('x')", 'src/oracle/a.ts')).toEqual([1])
  })
})

describe('size', () => {
  test('400 lines are fine, 401 are not', () => {
    expect(lines(checkFileSize, 'x\n'.repeat(400))).toEqual([])
    expect(lines(checkFileSize, 'x\n'.repeat(401))).toEqual([1])
  })

  test('140 characters are fine, 141 are not', () => {
    expect(lines(checkFileSize, `\n${'x'.repeat(140)}\n`)).toEqual([])
    expect(lines(checkFileSize, `\n${'x'.repeat(141)}\n`)).toEqual([2])
  })

  test.each([
    ['function f() {', '}'],
    ['const f = (a: A): B => {', '}'],
    ['class A { m(): void {', '} }'],
  ])('%s with 70 lines is fine, with 71 not', (opening, closing) => {
    expect(lines(checkFunctionSize, `\n${opening}\n${"'}'\n".repeat(68)}${closing}`)).toEqual([])
    expect(lines(checkFunctionSize, `\n${opening}\n${"'}'\n".repeat(69)}${closing}`)).toEqual([2])
  })
})

describe('style', () => {
  test.each(['export default 1', 'const a = 1\nexport { a as default }', 'export default function f() {}'])('%s is caught', (text) => {
    expect(lines(checkDefaultExports, text)).toHaveLength(1)
  })

  test.each(["export { default as a } from './a.js'", "import { default as a } from './a.js'", 'switch (a) { default: }'])(
    '%s is no default export',
    (text) => {
      expect(lines(checkDefaultExports, text)).toEqual([])
    },
  )

  test.each([
    'let a: any', 'const a = b as any', 'let a: any[]', 'let a: Map<string, any>', 'let a: Array<any>', 'let a: readonly any[]',
    'type A = any', 'type A = B | any', 'const f = (): any => 1', 'f(a as any)', 'let a: Map<A, Map<B, any>>',
  ])('%s is caught', (text) => {
    expect(lines(checkAny, text)).toEqual([1])
  })

  test.each([
    'const c = { any: 1 }', 'c.any', 'interface C { readonly any: C[] }', 'interface C { any?: C[] }', 'const { all, any, not } = c',
    "'any'", '// any', 'const f = (any, all) => 1', 'c?.any ?? 1',
  ])('%s is no type any', (text) => {
    expect(lines(checkAny, text)).toEqual([])
  })

  test.each(['a!.b', 'f(a)!', 'list[0]! + 1', 'let a!: B'])('%s without a reason is caught', (text) => {
    expect(lines(checkNonNull, `\n${text}`)).toEqual([2])
    expect(lines(checkNonNull, `\n${text} // index < length`)).toEqual([])
    expect(lines(checkNonNull, `// index < length\n${text}`)).toEqual([])
  })

  test.each(['if (!a) b', 'return !a', 'a !== b', 'a != b', 'f(!a)', 'a && !b'])('%s is no non-null assertion', (text) => {
    expect(lines(checkNonNull, text)).toEqual([])
  })
})

describe('focus', () => {
  test.each(["test.only('a', f)", "describe.skip('a', f)", "it.todo('a')", "test.only.each([])('a', f)"])('%s is caught', (text) => {
    expect(lines(checkFocus, text, 'test/a.test.ts')).toEqual([1])
  })

  test.each(["test('a', f)", "test.each([1])('only %d', f)", 'options.only', '// test.skip(a)'])('%s is fine', (text) => {
    expect(lines(checkFocus, text, 'test/a.test.ts')).toEqual([])
  })
})

describe('docstrings', () => {
  test.each([
    'export function f() {}', 'export async function f() {}', 'export function* f() {}', 'export const f = () => 1',
    'export const f = (a: A): B => 1', 'export const f = <T>(a: T): T => a', 'export const f = a => a', 'export const f: F = (a) => a',
    'export const f = async () => {}',
    '// a note\nexport function f() {}', '/** far */\nconst a = 1\nexport function f() {}',
  ])('%s is caught', (text) => {
    expect(lines(checkDocstrings, text)).toHaveLength(1)
  })

  test.each([
    '/** Says. */\nexport function f() {}', '/** Says. */\nexport const f = () => 1', 'export const a = 1',
    'export const a = b.map((c) => c)',
    'export type F = (a: A) => B', 'function f() {}', "export { f } from './f.js'",
    '/** Says. */\nexport function f(a: A): A\nexport function f(a: B): B\nexport function f(a) { return a }',
  ])('%s is fine', (text) => {
    expect(lines(checkDocstrings, text)).toEqual([])
  })
})
