import Ajv2020 from 'ajv/dist/2020.js'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { compareCodeUnits } from '../../src/base/order.js'
import { readYaml } from '../../src/artifact/document.js'
import { readJson } from '../../src/artifact/json-text.js'
import { jsonOf } from '../../src/artifact/node.js'
import { loadTexts, SHIPPED } from './shipped.js'
import type { Twin } from './twin.js'
import { MACHINES } from './twins-machines.js'
import { CONDITIONS, RULES } from './twins-rules.js'
import { FACTS, READING, SHAPES, TABLES } from './twins-tables.js'

const ajv = new Ajv2020.default({ strict: true, strictRequired: false, strictTypes: false, allErrors: false })
const schemaOf = (file: string): string => (file.endsWith('.json') ? 'machine' : (file.split('.')[0] ?? ''))
const validators = new Map(
  [...new Set([...SHIPPED.keys()].map(schemaOf))].map((name) => {
    const text = readFileSync(new URL(`../../specs/schemas/${name}.schema.json`, import.meta.url), 'utf8')
    return [name, ajv.compile(JSON.parse(text) as object)] as const
  }),
)

const parsed = (file: string, text: string) => (file.endsWith('.json') ? readJson(text, file) : readYaml(text, file))

const fits = (file: string, text: string): boolean | null => {
  const read = parsed(file, text)
  return read.ok ? validators.get(schemaOf(file))?.(jsonOf(read.root)) === true : null
}

const edit = ({ file, from, to }: Twin): { text: string; place: string | null } => {
  const before = SHIPPED.get(file) ?? ''
  const marked = typeof from === 'string' ? before.replace(from, () => to) : before.replace(from, to)
  expect(marked, 'the edit changes the file').not.toBe(before)
  const at = marked.indexOf('§')
  if (at < 0) return { text: marked, place: null }
  const lines = marked.slice(0, at).split('\n')
  return { text: marked.replace('§', ''), place: `${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}` }
}

// Without the rule that always holds the file is otherwise sound; the edit takes it out.
const withoutCatchAll = (text: string): string => text.slice(0, text.indexOf('    - name: binding'))

const loadTwin = (twin: Twin) => {
  const { text, place } = edit(twin)
  const edited = twin.code === 'catch-all-missing' ? withoutCatchAll(text) : text
  return { edited, place, result: loadTexts(new Map([...SHIPPED, [twin.file, edited]])) }
}

const refuse = (twin: Twin): void => {
  const { file, code, hint, also, schema } = twin
  const { edited, place, result } = loadTwin(twin)
  const problems = result.ok ? [] : result.problems
  const main = problems.find((problem) => problem.code === code)
  expect(main, JSON.stringify(problems, null, 1)).toBeDefined()
  const places = problems.map((problem) => `${problem.code} ${problem.line}:${problem.column}`)
  if (place !== null) expect(places).toContain(`${code} ${place}`)
  if (hint !== undefined) expect(problems.map(({ expected }) => expected).join('\n')).toContain(hint)
  expect(problems.map((problem) => problem.code).sort(compareCodeUnits)).toEqual([code, ...(also ?? [])].sort(compareCodeUnits))
  for (const problem of problems) expect(`${problem.message}${problem.expected ?? ''}`).not.toMatch(/\n|undefined|\[object/)
  const isElsewhere = ['file-missing', 'fact-undeclared'].includes(code) || also !== undefined
  if (!isElsewhere) expect(main?.file).toBe(file.startsWith('machines') ? file : `rules/${file}`)
  expect(fits(file, edited)).toBe({ sees: false, beyond: true, text: null }[schema])
}

describe.each([
  ['[LAW-02, LAW-45] what cannot be read', READING],
  ['[LAW-03, LAW-04, LAW-06, LAW-07, LAW-20, LAW-22, LAW-23, LAW-24, LAW-25, LAW-26, LAW-27, LAW-29] shapes and names', SHAPES],
  ['[LAW-12, LAW-13, LAW-14] facts', FACTS],
  ['[LAW-20, LAW-21, LAW-23, LAW-24, LAW-25, LAW-26, LAW-28] names that do not resolve, tables that disagree', TABLES],
  ['[LAW-30, LAW-36, LAW-37, LAW-38, LAW-40] rules, events, reasons, invariants', RULES],
  ['[LAW-11, LAW-12, LAW-31, LAW-32, LAW-33, LAW-34, LAW-35, LAW-39] conditions', CONDITIONS],
  ['[LAW-45, LAW-46, LAW-47, LAW-49, LAW-50, LAW-51, LAW-53] machines', MACHINES],
])('%s', (_title, twins) => {
  test.each(twins.map((twin) => [twin.clause, twin.defect, twin.code, twin] as const))('%s: %s is refused as %s', (...[, , , twin]) => {
    refuse(twin)
  })
})

test.each([...SHIPPED.keys()])('[LAW-03] %s fits its schema', (file) => {
  expect(fits(file, SHIPPED.get(file) ?? '')).toBe(true)
  expect(validators.get(schemaOf(file))?.errors ?? null).toBeNull()
})
