import Ajv2020 from 'ajv/dist/2020.js'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readYaml } from '../../src/artifact/document.js'
import { WORDS } from '../../src/artifact/names.js'
import { jsonOf } from '../../src/artifact/node.js'
import { NO_PROPERTIES } from '../../src/artifact/property-list.js'
import { reasonNames } from '../../src/artifact/reason-names.js'
import { FORMULA_WORDS } from '../../src/checker/temporal/ltl-text.js'
import { clauses } from '../../tools/trace.mjs'
import { BASE, DEFECTS } from './property-defects.js'
import { lawOfTexts } from './reading.js'
import { loadTexts, readTexts, SHIPPED } from './shipped.js'
import type { Texts } from './shipped.js'

const at = (path: string): URL => new URL(`../../${path}`, import.meta.url)
const NEW = 'rules/qcompute/1.1.0'
const ajv = new Ajv2020.default({ strict: true, strictRequired: false, strictTypes: false, allErrors: false })
const schema = ajv.compile(JSON.parse(readFileSync(at('specs/schemas/invariants.schema.json'), 'utf8')) as object)
const fits = (text: string): boolean => {
  const read = readYaml(text, 'invariants.yaml')
  return read.ok && schema(jsonOf(read.root)) === true
}
const having = (text: string): Texts => new Map([...SHIPPED, ['invariants.yaml', text]])

describe('[LAW-41, LAW-42, LAW-43, LAW-44] invariants/2', () => {
  test('every section is read', () => {
    const { invariants, properties } = lawOfTexts(having(BASE))
    expect(invariants.map(({ name }) => name)).toEqual(['within'])
    expect(properties.model).toEqual({ tokens: 2, driftQuantum: 0.125 })
    expect([...properties.invariantSeeds]).toEqual([['within', ['001-11-6', '000-12-3']]])
    expect(properties.propositions.map(({ name, form }) => `${name} ${form}`)).toEqual(['opens step', 'moves step', 'over state'])
    const { properties: stated } = properties
    const checks = stated.map(({ check }) => (check.kind === 'ltl' ? check.formula : [check.pattern, check.and, check.scope]))
    expect(checks).toEqual([
      ['terminal', null, { kind: 'globally' }],
      ['response', 'opens', { kind: 'after-until', start: 'opens', end: 'over' }],
      '[] (refused-token-required -> !moves)',
      ['absence', null, { kind: 'globally' }],
      ['existence', null, { kind: 'before', end: 'moves' }],
      ['precedence', 'opens', { kind: 'after', start: 'opens' }],
      ['universality', null, { kind: 'between', start: 'opens', end: 'moves' }],
    ])
    expect(properties.properties[2]).toMatchObject({ clause: 'SES-46', seeds: ['002-10-9'], under: [], description: 'In words.' })
    expect(properties.properties[1]?.under).toEqual(['fair'])
    expect(properties.fairness[1]).toEqual({ name: 'mild', strength: 'weak', of: 'refused-token-required' })
    expect(properties.decidedElsewhere).toEqual([
      { name: 'bytes', clause: 'LED-03', seeds: ['001-11-12'], decidedBy: 'verifier', test: 'test/some.test.ts', description: '' },
    ])
    expect(fits(BASE)).toBe(true)
  })

  test('sections that are absent are empty, and invariants/1 has none', () => {
    const bare = 'kind: invariants/2\ninvariants: []\n'
    expect(lawOfTexts(having(bare)).properties).toEqual(NO_PROPERTIES)
    expect(lawOfTexts(SHIPPED).properties).toEqual(NO_PROPERTIES)
    expect(fits(bare)).toBe(true)
  })

  test('[LAW-05] the digest sees them, but for descriptions', () => {
    const digestOf = (text: string): string => lawOfTexts(having(text)).digest
    expect(digestOf(BASE.replace('In words.', 'In other words.'))).toBe(digestOf(BASE))
    expect(digestOf(BASE.replace('tokens: 2', 'tokens: 3'))).not.toBe(digestOf(BASE))
    expect(digestOf(BASE.replace('!moves', '! moves'))).not.toBe(digestOf(BASE))
  })

  test('[LAW-60] what is found wrong later has its place', () => {
    const result = loadTexts(having(BASE))
    const found = { code: 'formula-unparsed', artifact: 'invariants', path: ['properties', 2, 'ltl'], message: 'm', expected: null }
    const problem = result.ok ? result.problemAt(found) : null
    const line = BASE.split('\n').findIndex((text) => text.includes('name: three'))
    const column = BASE.split('\n')[line]?.indexOf("'[] (")
    expect(problem).toMatchObject({ file: 'rules/invariants.yaml', line: line + 1, column: (column ?? 0) + 1, code: 'formula-unparsed' })
  })
})

describe('[LAW-41, LAW-42, LAW-43, LAW-44] what is refused, at its place', () => {
  test.each(DEFECTS.map((defect) => [defect[0], defect] as const))('%s', (_what, [, from, to, code, sees, hint]) => {
    const marked = BASE.replace(from, () => to)
    expect(marked).not.toBe(BASE)
    const place = marked.indexOf('§')
    const text = marked.replace('§', '')
    const result = loadTexts(having(text))
    const problems = result.ok ? [] : result.problems
    expect(problems.map((one) => one.code)).toContain(code)
    if (place >= 0) {
      const before = marked.slice(0, place).split('\n')
      const found = problems.find((one) => one.code === code)
      const expected = `rules/invariants.yaml:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`
      expect(`${found?.file}:${found?.line}:${found?.column}`).toBe(expected)
    }
    if (hint !== undefined) expect(problems.map(({ expected }) => expected).join('\n')).toContain(hint)
    expect(fits(text)).toBe(!sees)
  })

  test('where the rules could not be read, names of their reasons are not held against the properties', () => {
    const texts = new Map([...having(BASE), ['routing.rules.yaml', 'kind: routing/1\n']])
    const result = loadTexts(texts)
    const files = new Set(result.ok ? [] : result.problems.map(({ file }) => file))
    expect([...files]).toEqual(['rules/routing.rules.yaml'])
  })
})

test('[LAW-42] names of propositions are kept from formulas', () => {
  expect([...WORDS].toSorted()).toEqual([...FORMULA_WORDS].toSorted())
})

test('[LAW-42] each reason has a proposition, but where two names would be one or a name would end in a dash', () => {
  const declared = (...reasons: readonly string[]) => ({ reasons: reasons.map((reason) => ({ reason, unreachable: null })) })
  expect([...reasonNames(declared('a b', 'c', 'x!', 'ü-ü'), declared('a-b', 'd d', 'd-d'))]).toEqual([
    ['refused-a-b', { table: 'validation', reason: 'a b' }],
    ['refused-c', { table: 'validation', reason: 'c' }],
    ['routed-a-b', { table: 'routing', reason: 'a-b' }],
  ])
})

describe('[CHK-20] rules/qcompute/1.1.0 and rules/openqasm/1.1.0', () => {
  test.each(['qcompute', 'openqasm'])('%s 1.1.0 is 1.0.0 with another invariants.yaml', (name) => {
    const [old, now] = [`rules/${name}/1.0.0`, `rules/${name}/1.1.0`]
    const textOf = (folder: string, file: string): string => readFileSync(at(`${folder}/${file}`), 'utf8')
    expect(readdirSync(at(now))).toEqual(readdirSync(at(old)))
    for (const file of readdirSync(at(old))) {
      if (file === 'invariants.yaml') continue
      const expected = file === 'bundle.yaml' ? textOf(old, file).replace('version: 1.0.0', 'version: 1.1.0') : textOf(old, file)
      expect(textOf(now, file)).toBe(expected)
    }
    const [before, after] = [lawOfTexts(readTexts(old)), lawOfTexts(readTexts(now))]
    expect(after.invariants).toEqual(before.invariants)
    expect(after.bundle).toEqual({ id: name, version: '1.1.0' })
    expect(fits(textOf(now, 'invariants.yaml'))).toBe(true)
  })

  const law = lawOfTexts(readTexts(NEW))
  const stated = [...law.properties.properties, ...law.properties.decidedElsewhere]

  test('[CHK-21] the invariants of the seeds stand there, all 32', () => {
    const number = (seed: string, chapter: number, count: number): readonly string[] =>
      Array.from({ length: count }, (_, index) => `${seed}-${chapter}-${index + 1}`)
    const wanted = [...number('001', 11, 12), ...number('000', 12, 10), ...number('002', 10, 10)]
    const there = new Set([...law.properties.invariantSeeds.values(), ...stated.map(({ seeds }) => seeds)].flat())
    expect([...there].toSorted()).toEqual(wanted.toSorted())
  })

  test('[CHK-21] each stands under a clause of the specs', () => {
    const known = new Set(clauses().keys())
    const named = [...law.invariants, ...stated].map(({ name, clause }) => `${name}: ${clause}`)
    expect(named.filter((one) => !known.has(one.split(': ')[1] ?? ''))).toEqual([])
  })

  test.each(law.properties.decidedElsewhere)('[CHK-22] $name is decided by a test that cites its clause', ({ clause, test: file }) => {
    expect(existsSync(at(file))).toBe(true)
    expect(readFileSync(at(file), 'utf8')).toContain(clause)
  })

  test('[CHK-22] only what is about bytes and texts is decided elsewhere', () => {
    expect(law.properties.decidedElsewhere.map(({ clause }) => clause)).toEqual(['SES-20', 'SES-22', 'LED-03', 'SES-46'])
  })
})
