import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { ARTIFACT_FILES, shippedDraft } from '../../properties/arbitraries/bundle.js'
import type { BundleDraft } from '../../properties/arbitraries/bundle.js'
import { mutate, mutationsArbitrary } from '../../properties/arbitraries/law.js'
import { loadDraft } from '../../properties/arbitraries/loading.js'
import type { Json } from '../../src/base/index.js'
import { makeSchemaOracle } from '../../src/oracle/schema-oracle.js'
import { runs } from '../seed.js'

const at = (path: string): URL => new URL(`../../${path}`, import.meta.url)

const jsonOf = (path: string): Json => JSON.parse(readFileSync(at(path), 'utf8')) as Json

const schemas = new Map(
  readdirSync(at('specs/schemas'))
    .filter((file) => file.endsWith('.schema.json'))
    .map((file): [string, Json] => [file.replace('.schema.json', ''), jsonOf(`specs/schemas/${file}`)]),
)
const oracle = makeSchemaOracle(schemas)

/** `validation.rules.yaml` holds the kind `validation`. */
const kindOf = (file: string): string => file.replace(/(?:\.rules)?\.yaml$/, '')

const faultsIn = (kind: string, name: string, document: unknown): readonly string[] =>
  oracle.validate(kind, document as Json).map(({ path, message }) => `${name}${path} ${message}`)

const faultsOf = (draft: BundleDraft): readonly string[] => [
  ...ARTIFACT_FILES.flatMap((file) => faultsIn(kindOf(file), file, draft[file])),
  ...Object.entries(draft.machines).flatMap(([name, machine]) => faultsIn('machine', name, machine)),
]

test('a schema for every artifact and for machines', () => {
  expect(oracle.names).toEqual(expect.arrayContaining([...ARTIFACT_FILES.map(kindOf), 'machine']))
  expect(() => oracle.validate('nothing', null)).toThrow(RangeError)
})

describe('[LAW-03] decoders and published schemas agree', () => {
  test('the shipped bundle is valid', () => {
    expect(faultsOf(shippedDraft())).toEqual([])
  })

  test('the shipped cases are valid', () => {
    const cases = parse(readFileSync(at('rules/qcompute/1.0.0/cases.yaml'), 'utf8')) as Json
    expect(oracle.validate('cases', cases)).toEqual([])
  })

  test('every changed bundle that loads is valid', () => {
    fc.assert(
      fc.property(mutationsArbitrary, (mutations) => {
        const draft = mutate(mutations)
        const faults = faultsOf(draft)
        if (faults.length > 0) expect({ faults, loads: loadDraft(draft).ok }).toEqual({ faults, loads: false })
      }),
      runs(60),
    )
  })
})

type Node = { [key: string]: unknown } | unknown[]

const nodesIn = (value: unknown): readonly Node[] => {
  if (value === null || typeof value !== 'object') return []
  return [value as Node, ...Object.values(value).flatMap(nodesIn)]
}

interface Damage {
  readonly file: number
  readonly node: number
  readonly member: number
  readonly how: number
}

const WRONG: readonly unknown[] = [null, true, 3, -1, 0.5, '', 'nonsense', [], {}, ['nonsense']]

// bundle.yaml is written by the loader of drafts.
const HARMED = ARTIFACT_FILES.filter((file) => file !== 'bundle.yaml')

/** Takes out, adds or replaces one member somewhere in one artifact. */
const harm = (draft: BundleDraft, { file, node, member, how }: Damage): (typeof ARTIFACT_FILES)[number] => {
  const name = HARMED[file % HARMED.length] ?? 'facts.yaml'
  const nodes = nodesIn(draft[name])
  const target = nodes[node % nodes.length] as { [key: string]: unknown }
  const keys = Object.keys(target)
  const key = keys[member % Math.max(1, keys.length)]
  if (how === 0 || key === undefined) {
    if (Array.isArray(target)) target.push('nonsense')
    else target['nonsense'] = 1
  } else if (how === 1 && !Array.isArray(target)) delete target[key]
  else target[key] = WRONG[how % WRONG.length]
  return name
}

// What the decoders see and a schema may not: names that resolve, agreement of two statements, order, uniqueness by a member.
const STRUCTURAL = new Set(['key-unknown', 'key-missing', 'wrong-type', 'kind-wrong'])

// One way: what the schema refuses does not load. The other: what is unknown, missing or of a wrong type the schema refuses.
test('[LAW-03] one structural defect is seen by decoder and schema alike', () => {
  const damage = fc.record({ file: fc.nat(), node: fc.nat(), member: fc.nat(), how: fc.nat({ max: 11 }) })
  let [tried, refused] = [0, 0]
  fc.assert(
    fc.property(damage, (one) => {
      tried++
      const draft = shippedDraft()
      const name = harm(draft, one)
      const faults = oracle.validate(kindOf(name), draft[name] as unknown as Json)
      const loaded = loadDraft(draft)
      const codes = loaded.ok ? [] : loaded.problems.filter(({ file }) => file.endsWith(name)).map(({ code }) => code)
      if (faults.length > 0) refused++
      if (faults.length > 0) expect({ name, faults, loads: loaded.ok }).toEqual({ name, faults, loads: false })
      if (faults.length === 0) expect({ name, codes: codes.filter((code) => STRUCTURAL.has(code)) }).toEqual({ name, codes: [] })
    }),
    runs(150),
  )
  expect(refused).toBeGreaterThan(tried / 3)
})

test('[QSM-02] the library of the OpenQASM bundle fits its schema, and a misspelt member does not', () => {
  const library = parse(readFileSync(at('rules/openqasm/1.0.0/includes.yaml'), 'utf8')) as { [name: string]: unknown }
  expect(faultsIn('includes', 'includes.yaml', library)).toEqual([])
  expect(faultsIn('includes', 'includes.yaml', { ...library, gates: [] })).not.toEqual([])
})

test('[LAW-03] every file of every bundle and every program names its schema in the first line', () => {
  const bundles = ['qcompute', 'openqasm'].flatMap((name) => [`rules/${name}/1.0.0`, `rules/${name}/1.1.0`])
  const folders = [...bundles, 'examples/rulesets/staging', 'examples/programs']
  const inFolder = (folder: string): readonly string[] => readdirSync(at(folder)).map((file) => `${folder}/${file}`)
  const files = folders.flatMap(inFolder).filter((file) => file.endsWith('.yaml'))
  expect(files.length).toBeGreaterThan(30)
  for (const file of files) {
    const [first = ''] = readFileSync(at(file), 'utf8').split('\n')
    const schema = /^# yaml-language-server: \$schema=(.*)$/.exec(first)?.[1]
    expect(schema, file).toBeDefined()
    expect(schemas.has(new URL(schema ?? '', at(file)).pathname.split('/').at(-1)?.replace('.schema.json', '') ?? ''), file).toBe(true)
  }
})
