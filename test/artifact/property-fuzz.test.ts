import Ajv2020 from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readYaml } from '../../src/artifact/document.js'
import { formatProblem } from '../../src/artifact/problem.js'
import type { Problem } from '../../src/artifact/problem.js'
import { decodeInvariants } from '../../src/artifact/property-list.js'
import { reasonNames } from '../../src/artifact/reason-names.js'
import { makeReport } from '../../src/artifact/source.js'
import { runs } from '../seed.js'
import { BASE } from './property-defects.js'
import { lawOfTexts } from './reading.js'
import { SHIPPED } from './shipped.js'

const ajv = new Ajv2020.default({ strict: true, strictRequired: false, strictTypes: false, allErrors: false })
const url = new URL('../../specs/schemas/invariants.schema.json', import.meta.url)
const fits = ajv.compile(JSON.parse(readFileSync(url, 'utf8')) as object)
const { facts, validation, routing } = lawOfTexts(SHIPPED)
const reasons = new Set(reasonNames(validation, routing).keys())
const decode = decodeInvariants({ facts, declared: new Set(facts.keys()), hasFields: true }, reasons)

/** The file alone, read against the facts and reasons of the shipped law. */
const load = (text: string): { readonly ok: boolean; readonly problems: readonly Problem[] } => {
  const read = readYaml(text, 'invariants.yaml')
  if (!read.ok) return read
  const problems: Problem[] = []
  const stated = decode(read.root, makeReport(read.source, problems))
  expect(stated === undefined).toBe(problems.length > 0)
  return { ok: stated !== undefined, problems }
}

type Node = { [key: string]: unknown } | unknown[]

const nodesIn = (value: unknown): readonly Node[] =>
  value === null || typeof value !== 'object' ? [] : [value as Node, ...Object.values(value).flatMap(nodesIn)]

const WRONG: readonly unknown[] = [null, true, 3, -1, 0.5, '', 'nonsense', [], {}, ['nonsense'], 'opens', 'globally', '__proto__', ['fair']]
// What the schema must see; names that resolve, uniqueness and what belongs together it may not.
const STRUCTURAL = new Set(['key-unknown', 'key-missing', 'wrong-type', 'kind-wrong'])

test('[LAW-41, LAW-43] one structural defect of invariants/2 is seen by decoder and schema alike', () => {
  let refused = 0
  fc.assert(
    fc.property(fc.record({ node: fc.nat(), member: fc.nat(), how: fc.nat({ max: WRONG.length + 1 }) }), ({ node, member, how }) => {
      const draft = parse(BASE) as Node
      const nodes = nodesIn(draft)
      const target = nodes[node % nodes.length] as { [key: string]: unknown }
      const keys = Object.keys(target)
      const key = keys[member % Math.max(1, keys.length)]
      if (how === 0 || key === undefined) Object.assign(target, Array.isArray(target) ? { [target.length]: 'nonsense' } : { nonsense: 1 })
      else if (how === 1 && !Array.isArray(target)) delete target[key]
      else target[key] = structuredClone(WRONG[how % WRONG.length])
      const loaded = load(JSON.stringify(draft))
      const codes = loaded.problems.map(({ code }) => code)
      if (fits(draft)) expect(codes.filter((code) => STRUCTURAL.has(code))).toEqual([])
      else {
        refused++
        expect({ errors: fits.errors, loads: loaded.ok }).toEqual({ errors: fits.errors, loads: false })
      }
    }),
    runs(300),
  )
  expect(refused).toBeGreaterThan(50)
})

test('[LAW-61] mutated properties load or are refused with places, and never throw', () => {
  const junk = fc.constantFrom('', ': ', '- ', '{', ']', '"', '__proto__', 'constructor', '&a ', '!!str ', '\n', '\t')
  const put = fc.oneof(junk, fc.string({ maxLength: 6 }))
  const edits = fc.array(fc.record({ at: fc.nat({ max: BASE.length }), cut: fc.nat({ max: 20 }), put }), { minLength: 1, maxLength: 3 })
  fc.assert(
    fc.property(edits, (changes) => {
      const text = changes.reduce((all, change) => all.slice(0, change.at) + change.put + all.slice(change.at + change.cut), BASE)
      const result = load(text)
      for (const problem of result.problems) {
        expect(formatProblem(problem)).not.toContain('\n')
        expect(problem.line).toBeLessThanOrEqual(text.split('\n').length)
      }
    }),
    runs(150),
  )
})
