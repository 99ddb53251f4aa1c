import { readYaml } from '../../src/artifact/document.js'
import type { Law } from '../../src/artifact/law.js'
import type { LawReading } from '../../src/artifact/seal.js'
import { loadTexts, SHIPPED } from './shipped.js'
import type { Texts } from './shipped.js'

const FILES = new Map([
  ...['facts', 'operators', 'environments', 'backends', 'drift', 'tokens', 'invariants'].map((kind) => [kind, `${kind}.yaml`] as const),
  ['validation', 'validation.rules.yaml'] as const,
  ['routing', 'routing.rules.yaml'] as const,
])

const rootOf = (texts: Texts, file: string) => {
  const read = readYaml(texts.get(file) ?? '', file)
  if (!read.ok) throw new Error(`${file} does not read`)
  return read.root
}

/** What the law of `texts` is read from; `own` holds machines of the bundle itself. */
export const readingOf = (texts: Texts, law: Law, own: Texts = new Map()): LawReading => ({
  bundle: rootOf(texts, 'bundle.yaml'),
  artifacts: new Map([...FILES].map(([kind, file]) => [kind, rootOf(texts, file)])),
  machines: new Map(
    Object.entries(law.machines).map(([name, { version }]) => {
      const file = `machines/${name}/${version}.json`
      return [name, own.get(file) ?? texts.get(file) ?? '']
    }),
  ),
})

/** The law of `texts`, which must load. */
export const lawOfTexts = (texts: Texts, own: Texts = new Map()): Law => {
  const loaded = loadTexts(texts, own)
  if (!loaded.ok) throw new Error(loaded.problems.map(({ file, line, code, message }) => `${file}:${line} ${code} ${message}`).join('\n'))
  return loaded.law
}

const edits: readonly (readonly [file: string, from: string, to: string])[] = [
  ['operators.yaml', 'operators:\n', `operators:
  - name: rich
    family: primitive
    tier: r1
    drift: low
    token: false
    frame: reuse
    parameters:
      - { name: a, type: int, min: 0, max: 9 }
      - { name: b, type: number, exclusive_min: 0.5, exclusive_max: 1e3 }
      - { name: c, type: string }
    distinct: [[a, b], [a, c]]
`],
  ['drift.yaml', 'scale: []', `scale:
  - { operator: rich, parameter: b, coefficient: 0.25 }
  - { operator: rich, parameter: a, coefficient: -1 }`],
  ['invariants.yaml', 'invariants:\n', `invariants:
  - name: rich
    form: step
    clause: SES-50
    holds:
      any:
        - { fact: token-id-deployed, params: { id: t1 }, operator: equal, value: true }
        - { fact: params, path: $.c, operator: 'not:in', value: [x, null, y] }
        - { fact: drift-measured, operator: greaterThan, value: 0.125 }
        - { fact: environment-tiers, operator: 'someFact:not:equal', value: { fact: frame-tier } }
        - { fact: backend-named, params: {}, operator: equal, value: null }
        - { all: [] }
`],
  ['machines/session/1.0.0.json', '"closed": {', `"aside": {
      "type": "compound", "initial": "in", "entry": [], "exit": [],
      "states": { "in": { "on": {} }, "out": {} },
      "on": {
        "operator": { "reenter": true },
        "token": { "target": ".out", "reenter": false, "actions": [] },
        "transition": [{ "target": "#session.aside.in" }],
        "close": { "target": "closed" },
        "recover": "recovered"
      }
    }, "closed": {`],
]

/** The shipped law with constructs that it does not use itself: bounds, groups, drift terms, references, nested states. */
export const RICH: Texts = edits.reduce((texts, [file, from, to]) => {
  const text = texts.get(file) ?? ''
  if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`)
  return new Map([...texts, [file, text.replace(from, to)]])
}, SHIPPED)
