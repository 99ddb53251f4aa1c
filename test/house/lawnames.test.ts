import { describe, expect, test } from 'vitest'
import { fileURLToPath } from 'node:url'
import { ALLOWED, checkLawNames, lawNames } from '../../tools/fences/lawnames.mjs'
import { readTree } from '../../tools/fences/tree.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))

const artifacts = [
  { path: 'rules/demo/1.0.0/environments.yaml', text: 'environments:\n  - id: staging\n  - { id: pre-live }\n' },
  { path: 'rules/demo/1.0.0/operators.yaml', text: 'tiers: [r9]\nframe_defaults: { odd: {} }\noperators:\n  - name: q\n  - name: spin\n' },
  { path: 'rules/demo/1.0.0/backends.yaml', text: 'backends: [{ id: big-box }]' },
  { path: 'rules/demo/1.0.0/validation.rules.yaml', text: 'reasons: [{ reason: not today }]' },
  { path: 'rules/demo/1.0.0/routing.rules.yaml', text: 'reasons: [{ reason: nearest-first }]' },
  { path: 'rules/demo/1.0.0/drift.yaml', text: 'environments: [{ id: unrelated }]' },
]
const caught = (text: string): unknown[] => checkLawNames([{ path: 'src/kernel/a.ts', text }], artifacts, [])

test('the names are those of the artifacts', () => {
  expect([...lawNames(artifacts).keys()].toSorted()).toEqual(
    ['big-box', 'nearest-first', 'not today', 'odd', 'pre-live', 'q', 'r9', 'spin', 'staging'],
  )
})

test('the bundled law has names of every kind', () => {
  const names = lawNames(readTree(root, ['rules', 'examples/rulesets'], ['.yaml']))
  for (const name of ['sandbox', 'hardware-qpu-2', 'r1', 'special', 'cx', 'h', 'invalid grammar', 'tier-binding']) {
    expect(names.has(name), name).toBe(true)
  }
})

describe('a name as a literal is caught', () => {
  test.each([
    "x === 'staging'", 'x === "q"', 'x === `r9`', "const m = { 'odd': 1 }", "x === '\\x71'", "'not today'", '`the big-box failed: ${x}`',
    "'reason: not today!'",
  ])('%s', (text) => {
    expect(caught(text)).toMatchObject([{ path: 'src/kernel/a.ts', line: 1 }])
  })
})

describe('what is no such literal is fine', () => {
  test.each(["'spinning'", "'the spin'", "// 'staging'", 'const q = 1', "'big-boxes'", "'unrelated'", '/staging/'])('%s', (text) => {
    expect(caught(text)).toEqual([])
  })
})

test('an exception holds below its folder only, and must be needed', () => {
  const allowed = [{ name: 'spin', under: 'src/qasm/', why: 'a word of another language' }]
  const at = (path: string): unknown[] => checkLawNames([{ path, text: "'spin'" }], artifacts, allowed)
  expect(at('src/qasm/a.ts')).toEqual([])
  expect(at('src/kernel/a.ts')).toMatchObject([{ path: 'src/kernel/a.ts' }, { message: expect.stringContaining('not needed') }])
})

test('every exception has a reason', () => {
  for (const { why } of ALLOWED) expect(why.length).toBeGreaterThan(10)
})

test('nothing to look at is an error', () => {
  expect(() => checkLawNames([], artifacts, [])).toThrow('looked at no file')
  expect(() => checkLawNames([{ path: 'src/a.ts', text: '' }], [], [])).toThrow('found no name')
})
