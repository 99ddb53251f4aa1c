import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readYaml } from '../../src/artifact/document.js'
import { readJson } from '../../src/artifact/json-text.js'
import { jsonOf } from '../../src/artifact/node.js'
import { formatProblem } from '../../src/artifact/problem.js'
import { decodeMachine } from '../../src/artifact/statechart.js'
import { runs } from '../seed.js'
import { loadTexts, SHIPPED } from './shipped.js'

const JUNK = [
  '', ' ', '\n', '\t', '\r', '\u0000', '\ufeff', '\ud800', ':', ': ', '- ', '? ', '[', ']', '{', '}', ',', '"', "'", '|', '>',
  '&a ', '*a', '!!str ', '!x ',
  '%YAML 1.1\n', '---\n', '...\n', '#', '<<: ', 'null', 'true', '0x1f', '.inf', '1e999', '-0',
  '__proto__', 'constructor', '"\\ud800"', '\\', '"\\u0000"', '…',
  '{ fact: x }', '{ all: [] }', '{ not: { not: 1 } }', 'someFact:', 'swap:', '[[[[[[', '9'.repeat(400), 'x'.repeat(300),
]

const edits = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.nat({ max: 30 }),
    put: fc.oneof(fc.constantFrom(...JUNK), fc.string({ maxLength: 8 })),
  }),
  { minLength: 1, maxLength: 4 },
)

const mutated = (text: string, changes: readonly { at: number; cut: number; put: string }[]): string => {
  let result = text
  for (const { at, cut, put } of changes) {
    const start = Math.floor(at * result.length)
    result = result.slice(0, start) + put + result.slice(start + cut)
  }
  return result
}

test('[LAW-61, LAW-60] mutated artifacts and machines load or are refused with places, and never throw', () => {
  fc.assert(
    fc.property(fc.constantFrom(...SHIPPED.keys()), edits, (file, changes) => {
      const text = mutated(SHIPPED.get(file) ?? '', changes)
      const start = performance.now()
      const result = loadTexts(new Map([...SHIPPED, [file, text]]))
      expect(performance.now() - start).toBeLessThan(5000)
      if (result.ok) return
      expect(result.problems.length).toBeGreaterThan(0)
      expect(result.problems.length).toBeLessThanOrEqual(100)
      for (const problem of result.problems) {
        expect(formatProblem(problem)).not.toContain('\n')
        expect(problem.column).toBeGreaterThan(0)
        const lines = problem.file.endsWith(file) ? text.split('\n').length : Number.POSITIVE_INFINITY
        expect(problem.line).toBeLessThanOrEqual(lines)
      }
    }),
    runs(50),
  )
})

test('[LAW-61] junk is no artifact and no machine, and never throws', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...JUNK), { maxLength: 40 }), (parts) => {
      const text = parts.join('')
      expect(loadTexts(new Map([...SHIPPED, ['tokens.yaml', text]])).ok).toBe(false)
      expect(decodeMachine(text, { file: 'm', id: 'm', version: '1.0.0' }).ok).toBe(false)
    }),
    runs(60),
  )
})

test('[LAW-02] JSON is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), (text) => {
      const read = readJson(text, 'f')
      if (!read.ok) return
      expect(JSON.stringify(jsonOf(read.root))).toBe(JSON.stringify(JSON.parse(text)).replace(/([[:,])-0(?=[,}\]])/g, '$10'))
    }),
    runs(120),
  )
})

test('[LAW-02] what JSON.parse refuses is refused, and nothing else but duplicate keys, infinities, surrogates and depth', () => {
  const accepts = (text: string): boolean => {
    try {
      JSON.parse(text)
      return true
    } catch {
      return false
    }
  }
  const ours = new Set(['key-repeated', 'number-not-finite', 'text-ill-formed', 'file-too-deep'])
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), edits, (json, changes) => {
      const text = mutated(json, changes)
      const read = readJson(text, 'f')
      if (read.ok) expect(accepts(text)).toBe(true)
      else if (accepts(text)) expect(read.problems.every(({ code }) => ours.has(code))).toBe(true)
    }),
    runs(400),
  )
})

test('[LAW-02] a JSON text is read as the same value by the YAML reader', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), (text) => {
      const [json, yaml] = [readJson(text, 'f'), readYaml(text, 'f')]
      if (json.ok && yaml.ok) expect(jsonOf(yaml.root)).toEqual(jsonOf(json.root))
    }),
    runs(80),
  )
})
