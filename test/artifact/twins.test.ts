import Ajv2020 from 'ajv/dist/2020.js'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readYaml } from '../../src/artifact/document.js'
import { readJson } from '../../src/artifact/json-text.js'
import { jsonOf } from '../../src/artifact/node.js'
import { loadTexts, SHIPPED } from './shipped.js'
import type { Twin } from './twins.js'
import { TWINS } from './twins.js'

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

test.each(TWINS.map((twin) => [twin.clause, twin.defect, twin.code, twin] as const))('[%s] %s is refused: %s', (_clause, _defect, code, twin) => {
  const { file, hint, also, schema } = twin
  const { edited, place, result } = loadTwin(twin)
  const problems = result.ok ? [] : result.problems
  const main = problems.find((problem) => problem.code === code)
  expect(main, JSON.stringify(problems, null, 1)).toBeDefined()
  if (place !== null) expect(problems.map(({ code: c, line, column }) => `${c} ${line}:${column}`)).toContain(`${code} ${place}`)
  if (hint !== undefined) expect(problems.map(({ expected }) => expected).join('\n')).toContain(hint)
  expect(problems.map((problem) => problem.code).sort()).toEqual([code, ...(also ?? [])].sort())
  for (const problem of problems) expect(`${problem.message}${problem.expected ?? ''}`).not.toMatch(/\n|undefined|\[object/)
  if (!['file-missing', 'fact-undeclared'].includes(code) && also === undefined) expect(main?.file).toBe(file.startsWith('machines') ? file : `rules/${file}`)
  expect(fits(file, edited)).toBe({ sees: false, beyond: true, text: null }[schema])
})

test.each([...SHIPPED.keys()])('[LAW-03] %s fits its schema', (file) => {
  expect(fits(file, SHIPPED.get(file) ?? '')).toBe(true)
  expect(validators.get(schemaOf(file))?.errors ?? null).toBeNull()
})
