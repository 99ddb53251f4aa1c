import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { contentOf } from '../../src/artifact/digest.js'
import type { Law } from '../../src/artifact/law.js'
import { contentOfLaw } from '../../src/artifact/reencode.js'
import { contentOfMachine } from '../../src/artifact/reencode-machine.js'
import { sealLaw } from '../../src/artifact/seal.js'
import { decodeMachine } from '../../src/artifact/statechart.js'
import { canonicalJson } from '../../src/base/index.js'
import type { Json } from '../../src/base/index.js'
import { bindLaw } from '../../src/kernel/index.js'
import { nodeDigest } from '../../src/shell/node-digest.js'
import { conditionsArbitrary } from '../../properties/arbitraries/condition.js'
import { loadDraft } from '../../properties/arbitraries/loading.js'
import { mutate, mutationsArbitrary } from '../../properties/arbitraries/law.js'
import { machineArbitrary, orderedText } from '../../properties/arbitraries/machine.js'
import { opened, stepsOf } from '../kernel/fixture.js'
import { runs } from '../seed.js'
import { lawOfTexts, readingOf, RICH } from './reading.js'
import { loadTexts, readTexts, SHIPPED } from './shipped.js'
import type { Texts } from './shipped.js'

const STAGING = 'examples/rulesets/staging'
const OWN = 'machines/environment/1.1.0.json'
const own: Texts = new Map([[OWN, readFileSync(new URL(`../../${STAGING}/${OWN}`, import.meta.url), 'utf8')]])
const none: Texts = new Map()

const BUNDLES: readonly (readonly [string, Texts, Texts])[] = [
  ['rules/qcompute/1.0.0', SHIPPED, none],
  ['rules/qcompute/1.1.0', readTexts('rules/qcompute/1.1.0'), none],
  ['rules/openqasm/1.0.0', readTexts('rules/openqasm/1.0.0'), none],
  [STAGING, readTexts(STAGING), own],
  ['the shipped law with more constructs', RICH, none],
]

const saidBy = ({ source }: Law): ReadonlyMap<string, Json> =>
  new Map([
    ...[...source.artifacts].map(([kind, json]) => [kind, contentOf(json)] as const),
    ...[...source.machines].map(([name, json]) => [`machine:${name}`, contentOf(json)] as const),
  ])

// What a law says in the spelling of its own that the writer has where nothing was read, as texts. JSON is YAML.
const plainTexts = (law: Law): Texts => {
  const written = contentOfLaw(law, new Map())
  const fileOf = (name: string): string => {
    if (name.startsWith('machine:')) return `machines/${name.slice(8)}/${law.machines[name.slice(8) as keyof Law['machines']].version}.json`
    return name === 'validation' || name === 'routing' ? `${name}.rules.yaml` : `${name}.yaml`
  }
  const facts = law.source.artifacts.get('facts') ?? null
  return new Map([...written, ['facts', facts] as const].map(([name, json]) => [fileOf(name), canonicalJson(json)]))
}

// Law without what only the files decide: how they are spelt, in which order their members stand, and remarks.
const meaningOf = ({ bundle, facts, operators, environments, backends, drift, validation, routing, invariants, machines }: Law) => ({
  bundle, operators, environments, backends, drift, validation, routing, invariants,
  facts: [...facts.values()].map((fact) => ({ ...fact, domain: fact.domain === null ? null : new Set(fact.domain) })),
  machines: Object.values(machines).map(({ id, version, nodes, events, guards, actions }) => ({
    id, version, events: new Set(events), guards: new Set(guards), actions: new Set(actions),
    nodes: new Map([...nodes].map(([path, { children, ...node }]) => [
      path,
      { ...node, children: new Set(children.map(({ key }: { readonly key: string }) => key)) },
    ])),
  })),
})

describe('[LAW-05] a law written back is what was read', () => {
  test.each(BUNDLES)('%s', (_name, texts, owned) => {
    const law = lawOfTexts(texts, owned)
    const said = saidBy(law)
    const written = contentOfLaw(law, said)
    for (const [name, content] of said) if (name !== 'facts') expect(canonicalJson(written.get(name) ?? null)).toBe(canonicalJson(content))
    expect(sealLaw(law, readingOf(texts, law, owned), nodeDigest)).toEqual(law)
  })

  test.each(BUNDLES)('%s: written without looking at what was read, it is read as the same law', (_name, texts, owned) => {
    const law = lawOfTexts(texts, owned)
    expect(meaningOf(lawOfTexts(plainTexts(law)))).toEqual(meaningOf(law))
  })

  test('changed laws: whatever loads is sealed, and read again from the plain spelling', () => {
    let loaded = 0
    fc.assert(
      fc.property(mutationsArbitrary, (mutations) => {
        const result = loadDraft(mutate(mutations))
        if (!result.ok) return
        loaded++
        expect(meaningOf(lawOfTexts(plainTexts(result.law)))).toEqual(meaningOf(result.law))
      }),
      runs(25),
    )
    expect(loaded).toBeGreaterThan(10)
  })

  test('conditions of every construct', () => {
    const { facts } = lawOfTexts(RICH)
    fc.assert(
      fc.property(fc.array(conditionsArbitrary(facts, 'step'), { minLength: 1, maxLength: 8 }), (conditions) => {
        const invariants = conditions.map((holds, index) => ({ name: `${index}`, form: 'step', clause: 'LAW-40', holds }))
        const text = canonicalJson({ kind: 'invariants/1', invariants })
        const law = lawOfTexts(new Map([...RICH, ['invariants.yaml', text]]))
        expect(law.invariants).toHaveLength(conditions.length)
      }),
      runs(20),
    )
  })

  test('[LAW-46, LAW-47] machines of every construct, but parallel ones, which are no machines of a session', () => {
    let [plain, parallel] = [0, 0]
    fc.assert(
      fc.property(machineArbitrary, ({ id, version, config }) => {
        const decoded = decodeMachine(orderedText(config), { file: 'm.json', id, version })
        if (!decoded.ok) throw new Error(decoded.problems.map(({ message }) => message).join('\n'))
        const said = contentOf(decoded.content)
        if ([...decoded.machine.nodes.values()].some(({ type }) => type === 'parallel')) {
          parallel++
          expect(() => contentOfMachine(decoded.machine, said)).toThrow('parallel')
          return
        }
        plain++
        expect(canonicalJson(contentOfMachine(decoded.machine, said))).toBe(canonicalJson(said))
        const written = contentOfMachine(decoded.machine, undefined)
        const again = decodeMachine(canonicalJson(written), { file: 'm.json', id, version })
        expect(again.ok && canonicalJson(contentOfMachine(again.machine, said))).toBe(canonicalJson(said))
      }),
      runs(120),
    )
    expect(Math.min(plain, parallel)).toBeGreaterThan(20)
  })
})

describe('[LAW-36, LAW-47] spellings of one meaning load', () => {
  const replaced = (file: string, from: string, to: string): Texts => {
    const text = SHIPPED.get(file) ?? ''
    expect(text).toContain(from)
    return new Map([...SHIPPED, [file, text.replace(from, to)]])
  }
  const FRAME = 'machines/frame/1.0.0.json'
  const ROW = '{ fact: frame-state, operator: equal, value: pending }'
  test.each([
    ['no params of a fact', 'routing.rules.yaml', ROW, '{ fact: frame-state, params: {}, operator: equal, value: pending }'],
    ['no params of an event', 'validation.rules.yaml', '{ type: invalid arguments }', '{ type: invalid arguments, params: {} }'],
    ['defaults of a fact', 'facts.yaml', 'name: operator-parsed,', 'name: operator-parsed, nullable: false, parameters: [],'],
    ['a target alone', FRAME, '{ "target": "pending" }', '"pending"'],
    ['a target from the root', FRAME, '{ "target": "pending" }', '{ "target": "#frame.pending" }'],
    ['a list of one', FRAME, '{ "target": "pending" }', '[{ "target": "pending", "actions": [], "reenter": false }]'],
    ['a list of one action', FRAME, '["append-operator"]', '"append-operator"'],
    ['a type', FRAME, '"absent": {', '"absent": { "type": "atomic", "entry": [], "exit": [],'],
    ['a root with its type', FRAME, '"initial": "absent"', '"type": "compound", "on": {}, "initial": "absent"'],
  ])('%s', (_what, file, from, to) => {
    if (!(SHIPPED.get(file) ?? '').includes(from)) throw new Error(`${file} does not hold ${from}`)
    const [law, base] = [lawOfTexts(replaced(file, from, to)), lawOfTexts(SHIPPED)]
    expect(meaningOf(law)).toEqual(meaningOf(base))
    expect(law.digest).not.toBe(base.digest)
  })
  test('the order of rules in the file', () => {
    const routing = JSON.stringify(lawOfTexts(SHIPPED).source.artifacts.get('routing'))
    const draft = JSON.parse(routing) as { table: { rules: unknown[] } }
    draft.table.rules.reverse()
    const law = lawOfTexts(new Map([...SHIPPED, ['routing.rules.yaml', JSON.stringify(draft)]]))
    expect(law.routing).toEqual(lawOfTexts(SHIPPED).routing)
  })
  test.each(['[1.7976931348623157e+308, 0]', '[0, 0]'])('[LAW-12] a range of other ends, or in another order, is refused: %s', (range) => {
    const text = (SHIPPED.get('facts.yaml') ?? '').replace(/range: \[[^\]]*\]/, `range: ${range}`)
    const result = loadTexts(new Map([...SHIPPED, ['facts.yaml', text]]))
    expect(result.ok ? [] : result.problems.map(({ code }) => code)).toEqual(['fact-differs'])
  })
})

test('[LAW-05] sealing costs a few milliseconds at most', () => {
  const law = lawOfTexts(SHIPPED)
  const read = readingOf(SHIPPED, law)
  const start = performance.now()
  for (let round = 0; round < 20; round++) sealLaw(law, read, nodeDigest)
  const each = (performance.now() - start) / 20
  console.info(`${each.toFixed(2)} ms to seal the shipped law`)
  expect(each).toBeLessThan(25)
})

describe('[LAW-05] what the seal reads for itself', () => {
  const law = lawOfTexts(SHIPPED)
  const read = readingOf(SHIPPED, law)
  const withMachine = (name: string, text: string) => ({ ...read, machines: new Map([...read.machines, [name, text]]) })
  const session = read.machines.get('session') ?? ''

  test('a machine text of another meaning', () => {
    const changed = session.replace('"closed": {', '"aside": {}, "closed": {')
    expect(changed).not.toBe(session)
    expect(() => sealLaw(law, withMachine('session', changed), nodeDigest)).toThrow('the law says what machine:session says')
  })
  test('a key that stands twice, of which JSON.parse takes the last', () => {
    const first = session.replace('"initial":', '"initial": "closed", "initial":')
    const last = session.replace(/"initial": "([a-z]+)"/, '"initial": "$1", "initial": "closed"')
    expect(sealLaw(law, withMachine('session', first), nodeDigest).digest).toBe(law.digest)
    expect(() => sealLaw(law, withMachine('session', last), nodeDigest)).toThrow('the law says what machine:session says')
  })
  test('[LAW-06] a name that the digest leaves out', () => {
    const tiers = new Map([...law.operators.frameDefaults, ['description', { tier: 'r1', backend: 'local-sim', inherit: false }]])
    const named = { ...law, operators: { ...law.operators, frameDefaults: tiers } }
    expect(() => sealLaw(named, read, nodeDigest)).toThrow('the law says what operators says')
  })
  test('[LAW-30] a table with a priority twice, even if the file has it', () => {
    const rules = law.routing.operator.map((rule) => ({ ...rule, priority: 1 }))
    expect(() => sealLaw({ ...law, routing: { ...law.routing, operator: rules } }, read, nodeDigest)).toThrow('LAW-30')
  })
  test('a file that is not there', () => {
    const artifacts = new Map([...read.artifacts].filter(([kind]) => kind !== 'tokens'))
    expect(() => sealLaw(law, { ...read, artifacts }, nodeDigest)).toThrow('a law is read from all its files')
  })
})

test('[RPL-01] no step depends on the declarations of facts, which the seal leaves out', () => {
  const law = lawOfTexts(RICH)
  const stream = ['token t1', 'h(q=0)', 'cx(q1=0,q2=1)', 'nothing(', 'measure(q=0)', '-> production', 'rich(a=1,b=2,c=x)', 'close']
  const [one, other] = [law, { ...law, facts: new Map() }].map((of) => {
    const kernel = bindLaw(of)
    return stepsOf(kernel, opened(kernel), stream).map(({ state, closedFrame, entry, broken }) => ({ state, closedFrame, entry, broken }))
  })
  expect(one).toHaveLength(stream.length)
  expect(other).toEqual(one)
})
