import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { CATALOGUE } from '../../src/artifact/catalogue.js'
import { FACT_REGISTRY } from '../../src/artifact/fact-registry.js'
import { formatProblem } from '../../src/artifact/problem.js'
import type { LoadResult } from '../../src/artifact/load.js'
import { loadTexts, readTexts, SHIPPED } from './shipped.js'
import type { Texts } from './shipped.js'

const lawOf = (result: LoadResult) => {
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'))
  return result.law
}
const having = (file: string, text: string): Texts => new Map([...SHIPPED, [file, text]])
const without = (file: string): Texts => new Map([...SHIPPED].filter(([name]) => name !== file))
const replaced = (file: string, from: string | RegExp, to: string): Texts => having(file, (SHIPPED.get(file) ?? '').replace(from, to))
const codes = (result: LoadResult): readonly string[] => (result.ok ? [] : result.problems.map(({ code }) => code))
const places = (result: LoadResult): readonly string[] =>
  result.ok ? [] : result.problems.map(({ code, file, line, column }) => `${file}:${line}:${column} ${code}`)

describe('the shipped law', () => {
  const law = lawOf(loadTexts(SHIPPED))

  test('[LAW-01, RTR-50] loads, with the streams of the router as cases', () => {
    const result = loadTexts(SHIPPED)
    expect(result.ok ? result.cases?.length : 0).toBeGreaterThanOrEqual(20)
    expect(law.bundle).toEqual({ id: 'qcompute', version: '1.0.0' })
    expect([...law.environments.keys()]).toEqual(['sandbox', 'production', 'archive'])
    expect([...law.operators.operators.keys()].at(-1)).toBe('flush')
  })

  test('[RTR-50, LAW-37] its cases name each reason that it can reach', () => {
    const result = loadTexts(SHIPPED)
    const said = new Set(result.ok ? result.cases?.flatMap(({ expect: { frames, verdicts, routing } }) =>
      [...frames.map(({ reason }) => reason), ...(verdicts ?? []), ...(routing ?? [])]) : [])
    const reachable = [...law.validation.reasons, ...law.routing.reasons].filter(({ unreachable }) => unreachable === null)
    expect(reachable.map(({ reason }) => reason).filter((reason) => !said.has(reason))).toEqual([])
  })

  test('[LAW-12, LAW-13] declares every fact there is, in the order of the registry', () => {
    expect([...law.facts.keys()]).toEqual([...FACT_REGISTRY.keys()])
  })

  test('[LAW-14] domains stand in artifact order, each member once', () => {
    expect(law.facts.get('operator-family')?.domain).toEqual(['primitive', 'composite', 'pulse', 'measurement', 'meta'])
    expect(law.facts.get('operator-tier')?.domain).toEqual(['r1', 'r2', 'r3', 'special', 'meta'])
    expect(law.facts.get('frame-state')?.domain).toEqual(['absent', 'open', 'pending', 'over'])
    expect(law.facts.get('transition-guard')?.domain).toEqual(['token-unbound'])
    expect(law.facts.get('params')?.fields).toEqual(['q', 'q1', 'q2', 'duration', 'amplitude'])
  })

  test('[LAW-30] rules come strongest first', () => {
    const priorities = law.routing.operator.map(({ priority }) => priority)
    expect(priorities).toEqual([...priorities].sort((a, b) => b - a))
    expect(law.validation.operator[0]?.condition).toMatchObject({ kind: 'any' })
  })

  test('[LAW-47] targets are paths, targetless transitions stay', () => {
    const { frame } = law.machines
    expect(frame.nodes.get('open')?.on.get('new')?.[0]).toMatchObject({
      target: 'open', actions: ['close-frame', 'open-frame', 'append-operator'],
    })
    expect(frame.nodes.get('open')?.on.get('reuse')?.[0]?.target).toBeNull()
    expect(frame.events).toEqual(['new', 'transition', 'end', 'reuse'])
    expect([...frame.nodes.keys()]).toEqual(['', 'absent', 'open', 'pending', 'over'])
  })
})

test('[LAW-01] the example law loads with its own machine', () => {
  const texts = readTexts('examples/rulesets/staging')
  const file = 'machines/environment/1.1.0.json'
  const own = new Map([[file, readFileSync(new URL(`../../examples/rulesets/staging/${file}`, import.meta.url), 'utf8')]])
  expect(lawOf(loadTexts(texts, own)).environments.size).toBe(4)
})

describe('[LAW-04] machines', () => {
  const file = 'machines/frame/1.0.0.json'
  const text = SHIPPED.get(file) ?? ''

  test('an own copy that differs in layout and remarks is fine', () => {
    const other = JSON.stringify({ ...(JSON.parse(text) as object), description: 'mine' })
    expect(codes(loadTexts(SHIPPED, new Map([[file, other]])))).toEqual([])
  })
  test('an own machine of other content is refused', () => {
    const result = loadTexts(SHIPPED, new Map([[file, text.replace('"over": {', '"over": { "entry": "close-frame",')]]))
    expect(places(result)).toEqual(['rules/machines/frame/1.0.0.json:1:1 machine-differs'])
  })
  test('an own machine alone is enough', () => {
    expect(codes(loadTexts(without(file), new Map([[file, text]])))).toEqual([])
  })
})

describe('[LAW-01] files', () => {
  test.each([...SHIPPED.keys()].filter((file) => file.endsWith('.yaml') && file !== 'cases.yaml'))('%s must be there', (file) => {
    expect(places(loadTexts(without(file)))).toContain(`rules/${file}:1:1 file-missing`)
  })
  test('cases.yaml may be absent', () => {
    expect(loadTexts(without('cases.yaml'))).toMatchObject({ ok: true, cases: null })
  })
  test('an empty file has no mapping', () => {
    expect(places(loadTexts(having('tokens.yaml', '')))).toEqual(['rules/tokens.yaml:1:1 wrong-type'])
  })
})

describe('[LAW-08, NUM-05] limits', () => {
  test.each([
    ['bytes', `${SHIPPED.get('tokens.yaml')}#${'x'.repeat(1_048_576)}`, 'file-too-large'],
    ['bytes of UTF-8', `${SHIPPED.get('tokens.yaml')}#${'é'.repeat(600_000)}`, 'file-too-large'],
    ['lists', `x: ${'['.repeat(100_000)}`, 'file-too-deep'],
    ['block lists', `${'- '.repeat(100_000)}`, 'file-too-deep'],
    ['keys', `${'? '.repeat(100_000)}`, 'file-too-deep'],
    ['nodes', `x: [${'1,'.repeat(210_000)}]`, 'file-too-many-nodes'],
    ['quotes', '"'.repeat(300_000), 'yaml-syntax'],
    ['brackets', '[]'.repeat(100_000), 'yaml-syntax'],
    ['anchors', '&a '.repeat(100_000), 'yaml-anchor'],
    ['members', `{${'a,'.repeat(520_000)}}`, 'file-too-many-nodes'],
    ['commas', `{${','.repeat(700_000)}}`, 'yaml-syntax'],
  ])('YAML: %s', (_what, text, code) => {
    expect(codes(loadTexts(having('tokens.yaml', text)))).toContain(code)
  })
  test.each([
    ['bytes', `{"x":"${'x'.repeat(1_048_576)}"}`, 'file-too-large'],
    ['lists', `{"x":${'['.repeat(100_000)}`, 'file-too-deep'],
    ['mappings', '{"x":'.repeat(100_000), 'file-too-deep'],
    ['nodes', `{"x":[${'1,'.repeat(300_000)}1]}`, 'file-too-many-nodes'],
  ])('JSON: %s', (_what, text, code) => {
    expect(codes(loadTexts(having('machines/frame/1.0.0.json', text)))).toEqual([code])
  })
  test('a depth of 32 is read, 33 is not', () => {
    const nested = (depth: number): string => `x: ${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}`
    expect(codes(loadTexts(having('tokens.yaml', nested(32))))).not.toContain('file-too-deep')
    expect(codes(loadTexts(having('tokens.yaml', nested(33))))).toEqual(['file-too-deep'])
  })
  test('conditions nest 16 deep, not 17', () => {
    const nested = (depth: number): string => `${'{ not: '.repeat(depth - 1)}{ all: [] }${' }'.repeat(depth - 1)}`
    const holds = 'holds: { all: [{ fact: drift-within-bound, operator: equal, value: true }] }'
    const at = (depth: number): Texts => replaced('invariants.yaml', holds, `holds: ${nested(depth)}`)
    expect(codes(loadTexts(at(16)))).toEqual([])
    expect(codes(loadTexts(at(17)))).toEqual(['condition-too-deep'])
  })
})

describe('[LAW-60] problems', () => {
  test('all files are looked at, problems are sorted and have places', () => {
    const drift = (SHIPPED.get('drift.yaml') ?? '').replace('scale', 'scales')
    const texts = new Map([...replaced('tokens.yaml', 'opaque', 'signed'), ['drift.yaml', drift]])
    expect(places(loadTexts(texts))).toEqual([
      'rules/drift.yaml:2:1 key-missing', 'rules/drift.yaml:10:1 key-unknown', 'rules/tokens.yaml:4:7 value-outside',
    ])
  })
  test('at most 100', () => {
    const rows = Array.from({ length: 500 }, (_, index) => `  - { label: ${index} }`).join('\n')
    const result = loadTexts(having('drift.yaml', `kind: drift/1\nlabels:\n${rows}\nscale: []\n`))
    expect(codes(result)).toHaveLength(100)
  })
  test('a contradiction that evaluation finds gets the place of its path', () => {
    const found = { code: 'frame-statement', artifact: 'operators', path: ['operators', 0, 'frame'], message: 'm', expected: null }
    const other = { ...found, artifact: 'machine:frame', path: ['states', 'open'] }
    const result = loadTexts(SHIPPED, new Map(), { evaluateConsistency: () => [found, other] })
    expect(places(result)).toEqual(['machines/frame/1.0.0.json:15:13 frame-statement', 'rules/operators.yaml:9:78 frame-statement'])
  })
  test('the catalogue and specs/problems.md are equal', () => {
    const page = readFileSync(new URL('../../specs/problems.md', import.meta.url), 'utf8')
    const rows = [...page.matchAll(/^\| `([a-z-]+)` \| (.*) \|$/gm)].map(([, code, meaning]) => [code, meaning])
    expect(rows).toEqual(Object.entries(CATALOGUE))
  })
})

describe('[LAW-07] names of prototypes are names', () => {
  const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']

  test.each(NAMES)('an operator and a parameter %s', (name) => {
    const rest = `tier: r1, drift: low, token: false, frame: reuse, parameters: [{ name: ${name}, type: int }]`
    const row = `  - { name: ${name}, family: ${name}, ${rest} }\n`
    const law = lawOf(loadTexts(having('operators.yaml', `${SHIPPED.get('operators.yaml')}${row}`)))
    expect(law.operators.operators.get(name)?.parameters[0]?.name).toBe(name)
    expect(law.facts.get('params')?.fields).toContain(name)
    expect(JSON.stringify(law.source.artifacts.get('operators'))).toContain(`{"name":"${name}","family":"${name}"`)
  })
  test.each(NAMES)('an unranked tier %s', (name) => {
    const row = `${name}: { tier: r1, backend: local-sim, inherit: false }`
    const texts = replaced('operators.yaml', 'frame_defaults:', `frame_defaults:\n  ${row}`)
    const law = lawOf(loadTexts(texts))
    expect(law.operators.frameDefaults.get(name)?.tier).toBe('r1')
    expect(law.digest).not.toBe(lawOf(loadTexts(SHIPPED)).digest)
  })
  test.each(NAMES)('a state %s', (name) => {
    const text = `"${name}": { "type": "final" }, "closed": {`
    const law = lawOf(loadTexts(replaced('machines/session/1.0.0.json', '"closed": {', text)))
    expect(law.machines.session.nodes.get(name)?.type).toBe('final')
  })
  test.each(NAMES)('%s is no key, fact, operator of conditions or member of a table', (name) => {
    expect(codes(loadTexts(replaced('tokens.yaml', 'form: opaque', `form: opaque\n${name}: 1`)))).toEqual(['key-unknown'])
    expect(codes(loadTexts(replaced('routing.rules.yaml', 'fact: operator-tier,', `fact: ${name},`)))).toEqual(['fact-undeclared'])
    expect(codes(loadTexts(replaced('routing.rules.yaml', 'operator: equal,', `operator: ${name},`)))).toEqual(['operator-unknown'])
    expect(codes(loadTexts(replaced('facts.yaml', 'domain: families', `domain: ${name}`)))).toEqual(['fact-differs'])
    const machine = replaced('machines/frame/1.0.0.json', '"initial": "absent"', `"initial": "${name}"`)
    expect(codes(loadTexts(machine))).toEqual(['machine-state'])
  })
})
