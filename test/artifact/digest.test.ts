import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import type { Json } from '../../src/base/json.js'
import { readYaml } from '../../src/artifact/document.js'
import { readJson } from '../../src/artifact/json-text.js'
import { jsonOf } from '../../src/artifact/node.js'
import { digestOfLaw } from '../../src/artifact/digest.js'
import type { LawSource } from '../../src/artifact/law.js'
import { nodeDigest } from '../../src/shell/node-digest.js'
import { runs } from '../seed.js'
import { loadTexts, SHIPPED } from './shipped.js'

const loaded = loadTexts(SHIPPED)
if (!loaded.ok) throw new Error('the shipped law does not load')
const { law } = loaded
const LAW_FILES = [...SHIPPED.keys()].filter((file) => file !== 'cases.yaml' && file !== 'bundle.yaml')

const digestWith = (file: string, text: string): string | null => {
  const result = loadTexts(new Map([...SHIPPED, [file, text]]))
  return result.ok ? result.law.digest : null
}

type Plain = { readonly [key: string]: Json }
const isPlain = (json: Json): json is Plain => json !== null && typeof json === 'object' && !Array.isArray(json)

const shuffled = (json: Json, draw: () => number): Json => {
  if (Array.isArray(json)) return (json as readonly Json[]).map((item) => shuffled(item, draw))
  if (!isPlain(json)) return json
  const entries = Object.entries(json).map(([key, value]) => ({ key, value, at: draw() }))
  return Object.fromEntries(entries.sort((a, b) => a.at - b.at).map(({ key, value }) => [key, shuffled(value, draw)]))
}

const valueOf = (file: string, text: string): Json => {
  const read = file.endsWith('.json') ? readJson(text, file) : readYaml(text, file)
  if (!read.ok) throw new Error(`${file}: ${read.problems[0]?.message}\n${text}`)
  return jsonOf(read.root)
}

const serialised = (file: string, json: Json, indent: number, width: number, flow: boolean): string => {
  if (file.endsWith('.json')) return JSON.stringify(json, null, indent)
  const collectionStyle = flow ? 'flow' : 'block'
  const text = stringify(json, { indent, lineWidth: width, collectionStyle, aliasDuplicateObjects: false })
  return `# another remark\n${text}\n# the end\n`
}

describe('[LAW-05] the digest', () => {
  test('is 64 lower-case hex digits and does not look at bundle.yaml or cases.yaml', () => {
    expect(law.digest).toMatch(/^[0-9a-f]{64}$/)
    expect(digestWith('bundle.yaml', (SHIPPED.get('bundle.yaml') ?? '').replace('id: qcompute', 'id: other'))).toBe(law.digest)
    expect(digestWith('cases.yaml', 'kind: cases/1\ncases: []\n')).toBe(law.digest)
  })

  test('does not depend on layout, comments and key order', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...LAW_FILES), fc.integer({ min: 1, max: 8 }), fc.constantFrom(0, 80, 120), fc.boolean(),
        fc.infiniteStream(fc.nat()),
        (file, indent, width, flow, numbers) => {
          const json = shuffled(valueOf(file, SHIPPED.get(file) ?? ''), () => numbers.next().value ?? 0)
          expect(valueOf(file, serialised(file, json, indent, width, flow))).toEqual(json)
          // Document order of states and events may change; that is another machine, of the same content.
          const source: LawSource = {
            artifacts: new Map([...law.source.artifacts, ...(file.endsWith('.yaml') ? [[kindOf(json), json] as const] : [])]),
            machines: new Map([...law.source.machines, ...(file.endsWith('.json') ? [[file.split('/')[1] ?? '', json] as const] : [])]),
          }
          expect(digestOfLaw(source, nodeDigest)).toBe(law.digest)
        },
      ),
      runs(60),
    )
  })

  test.each([
    ['environments.yaml', 'drift_bound: 0.5', 'drift_bound: 5.0e-1'],
    ['environments.yaml', 'drift_bound: 0.5', 'drift_bound: +.5'],
    ['environments.yaml', 'drift_bound: 0,', 'drift_bound: -0.0,'],
    ['environments.yaml', 'drift_bound: 0,', 'drift_bound: 0x0,'],
    ['backends.yaml', 'max_accumulated: 3.0', 'max_accumulated: 3'],
    ['environments.yaml', 'label: strict', "label: 'strict'"],
    ['environments.yaml', 'terminal: true', 'terminal: TRUE'],
    ['environments.yaml', 'label: strict', 'description: a remark, label: strict'],
    ['routing.rules.yaml', 'description: Kept', 'description: Kept still'],
    ['machines/frame/1.0.0.json', '"description": "Lifecycle', '"description": "The lifecycle'],
    ['machines/frame/1.0.0.json', '"over": {', '"over": { "description": "x",'],
    ['tokens.yaml', 'kind:', '$schema: x\nkind:'],
    ['tokens.yaml', 'form: opaque\n', 'form: opaque\r\n'],
    ['tokens.yaml', 'form: opaque\n', 'form: >-\n  opaque\n'],
  ])('does not depend on spelling and remarks: %s, %s as %s', (file, from, to) => {
    const text = SHIPPED.get(file) ?? ''
    expect(text).toContain(from)
    expect(digestWith(file, text.replace(from, to))).toBe(law.digest)
  })
})

const kindOf = (json: Json): string => (isPlain(json) && typeof json['kind'] === 'string' ? (json['kind'].split('/')[0] ?? '') : '')

// The paths of all scalars of a value that are no remark.
const leaves = (json: Json, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] => {
  if (Array.isArray(json)) return (json as readonly Json[]).flatMap((item, index) => leaves(item, [...path, index]))
  if (!isPlain(json)) return [path]
  return Object.entries(json).flatMap(([key, value]) => (key === 'description' || key === '$schema' ? [] : leaves(value, [...path, key])))
}

const changed = (json: Json, path: readonly (string | number)[]): Json => {
  const [step, ...rest] = path
  if (step === undefined) {
    if (typeof json === 'number') return json > 1 ? json / 2 : json + 1
    return typeof json === 'boolean' ? !json : json === null ? 0 : `${String(json)}x`
  }
  if (Array.isArray(json)) return (json as readonly Json[]).map((item, index) => (index === step ? changed(item, rest) : item))
  return Object.fromEntries(Object.entries(json as Plain).map(([key, value]) => [key, key === step ? changed(value, rest) : value]))
}

test('[LAW-05] every single value of every artifact and machine changes the digest', () => {
  const digests = new Set([law.digest])
  let count = 0
  const look = (all: ReadonlyMap<string, Json>, rebuild: (name: string, json: Json) => LawSource): void => {
    for (const [name, json] of all) {
      for (const path of leaves(json)) {
        const other = changed(json, path)
        count += 1
        digests.add(digestOfLaw(rebuild(name, other), nodeDigest))
      }
    }
  }
  const { artifacts, machines } = law.source
  look(artifacts, (name, json) => ({ artifacts: new Map([...artifacts, [name, json]]), machines }))
  look(machines, (name, json) => ({ artifacts, machines: new Map([...machines, [name, json]]) }))
  expect(count).toBeGreaterThan(600)
  expect(digests.size).toBe(count + 1)
})
