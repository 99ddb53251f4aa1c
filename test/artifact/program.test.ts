import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatProblem } from '../../src/artifact/problem.js'
import { decodeProgram } from '../../src/artifact/program.js'
import type { Program } from '../../src/artifact/program.js'
import { readYaml } from '../../src/artifact/document.js'
import { jsonOf } from '../../src/artifact/node.js'
import { runs } from '../seed.js'

const HEAD = 'qcompute: program/1\n'

const decoded = (text: string): Program => {
  const result = decodeProgram(text, 'p')
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'))
  return result.program
}

const problems = (text: string): readonly string[] => {
  const result = decodeProgram(text, 'p')
  return result.ok ? [] : result.problems.map(formatProblem)
}

const plain = ({ items }: Program): readonly unknown[] =>
  items.map(({ line: _line, column: _column, ...item }) => ('params' in item ? { ...item, params: [...item.params].sort() } : item))

const validate = new Ajv2020({ strict: false }).compile(
  JSON.parse(readFileSync(new URL('../../specs/schemas/program.schema.json', import.meta.url), 'utf8')) as object,
)

describe('spellings that mean the same', () => {
  test('the example of SEMANTICS 8 in YAML, in free form, as JSON', () => {
    const lines = `${HEAD}session: { env: sandbox, backend: auto }
stream:
  - token: t1
  - h(q=0)
  - { op: cx, params: { q1: 0, q2: 1 } }
  - transition: production
  - pulse(q=0, duration=20, amplitude=0.5)
`
    const expected = [
      { kind: 'token', tokenId: 't1' },
      { kind: 'source', source: 'h(q=0)' },
      { kind: 'operator', name: 'cx', params: [['q1', 0], ['q2', 1]] },
      { kind: 'transition', to: 'production' },
      { kind: 'source', source: 'pulse(q=0, duration=20, amplitude=0.5)' },
    ]
    const program = decoded(lines)
    expect(plain(program)).toEqual(expected)
    expect(program).toMatchObject({ environment: 'sandbox', backend: 'auto' })
    expect(program.items.map(({ line, column }) => [line, column])).toEqual([[4, 5], [5, 5], [6, 5], [7, 5], [8, 5]])
    const read = readYaml(lines, 'p')
    expect(read.ok).toBe(true)
    const json = read.ok ? JSON.stringify(jsonOf(read.root)) : ''
    const indented = JSON.stringify(JSON.parse(json), null, 3)
    for (const text of [json, indented, `# flow\n${json}`, lines.replaceAll('\n', '\r\n'), `\uFEFF${lines}`]) {
      expect(plain(decoded(text))).toEqual(expected)
    }
  })

  const twins: readonly (readonly [string, string])[] = [
    ['- h(q=0)', '- "h(q=0)"'],
    ['- h(q=0)   # a remark', '-   >-\n    h(q=0)'],
    ['- { op: x, params: { q: -0 } }', '- op: x\n  params:\n    q: 0.0'],
    ['- { op: x, params: { a: 1e2 } }', '- {"op": "x", "params": {"a": 100}}'],
    ['- { op: barrier }', '- { op: barrier, params: {} }'],
    ['- token: t1', '- { "token": "t1" }'],
    ['- {token: t1}', '- token: "\\u00741"'],
    ['- transition: production', '-\n  transition:\n    production'],
    ['- { op: x, params: { a: true } }', '- { op: x, params: { "a": true } }'],
    ['- "\\u00e9("', "- 'é('"],
    ['- "barrier(q=\\"0,1\\")"', `- barrier(q="0,1")`],
    ['- { op: constructor, params: { __proto__: 1 } }', '- {"op":"constructor","params":{"__proto__":1}}'],
  ]
  test.each(twins)('%j is %j', (left, right) => {
    expect(plain(decoded(`${HEAD}stream:\n${left}\n`))).toEqual(plain(decoded(`${HEAD}stream:\n${right}\n`)))
  })

  test('a program laid out an item a line reads as the whole document does', () => {
    const scalar = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.string({ unit: 'binary' }))
    const known = fc.constantFrom('h', 'null', 'true', 'yes', '__proto__', '~', '0x1', '1')
    const name = fc.oneof(known, fc.string({ unit: 'binary', minLength: 1, maxLength: 9 }))
    const item = fc.oneof(
      name,
      fc.record({ op: name, params: fc.dictionary(name, scalar, { maxKeys: 3 }) }),
      fc.record({ token: name }),
      fc.record({ transition: name }),
    )
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 5 }), fc.nat({ max: 4 }), (stream, indent) => {
        const json = JSON.stringify({ qcompute: 'program/1', stream })
        const lines = `${HEAD}stream:\n${stream.map((one) => `${' '.repeat(indent)}- ${JSON.stringify(one)}\n`).join('')}`
        const free = `${HEAD}stream: ${JSON.stringify(stream)}\n`
        const expected = plain(decoded(json))
        expect(plain(decoded(lines))).toEqual(expected)
        expect(plain(decoded(free))).toEqual(expected)
      }),
      runs(200),
    )
  })
})

describe('refusals, each with its place', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['', /^p:1:1: error wrong-type/],
    ['h(q=0)', /^p:1:1: error wrong-type/],
    ['stream: []', /^p:1:1: error key-missing key "qcompute"/],
    ['qcompute: program/2', /^p:1:11: error kind-wrong .*expected program\/1/],
    [`${HEAD}sesion: {}`, /^p:2:1: error key-unknown unknown key "sesion"; did you mean "session"/],
    [`${HEAD}session: { environment: a }`, /^p:2:12: error key-unknown .*"env"/],
    [`${HEAD}session: { env: 3 }`, /^p:2:17: error wrong-type/],
    [`${HEAD}session: []`, /^p:2:10: error wrong-type/],
    [`${HEAD}stream: {}`, /^p:2:9: error wrong-type the stream is no list/],
    [`${HEAD}stream:\n`, /^p:2:8: error wrong-type the stream is no list/],
    [`${HEAD}stream:\n  - 3\n`, /^p:3:5: error wrong-type 3 stands here/],
    [`${HEAD}stream:\n  - null\n`, /^p:3:5: error wrong-type null stands here/],
    [`${HEAD}stream:\n  -\n`, /^p:3:\d: error wrong-type null stands here/],
    [`${HEAD}stream:\n  - [h]\n`, /^p:3:5: error wrong-type a list stands here/],
    [`${HEAD}stream:\n  - { opp: h }\n`, /^p:3:7: error key-unknown unknown key "opp"; did you mean "op"/],
    [`${HEAD}stream:\n  - { op: h, parms: {} }\n`, /^p:3:14: error key-unknown unknown key "parms"; did you mean "params"/],
    [`${HEAD}stream:\n  - { op: h, token: t }\n`, /^p:3:14: error key-unknown "token" stands beside "op"/],
    [`${HEAD}stream:\n  - { token: t, params: {} }\n`, /^p:3:17: error key-unknown unknown key "params"/],
    [`${HEAD}stream:\n  - {}\n`, /^p:3:5: error key-missing/],
    [`${HEAD}stream:\n  - { op: null }\n`, /^p:3:11: error wrong-type/],
    [`${HEAD}stream:\n  - { op: h, params: [] }\n`, /^p:3:22: error wrong-type params is no mapping/],
    [`${HEAD}stream:\n  - { op: h, params: { q: null } }\n`, /^p:3:27: error wrong-type the value of "q" is no scalar/],
    [`${HEAD}stream:\n  - { op: h, params: { q: [1] } }\n`, /^p:3:27: error wrong-type/],
    [`${HEAD}stream:\n  - { op: h, params: { q: .inf } }\n`, /^p:3:27: error number-not-finite/],
    [`${HEAD}stream:\n  - { op: h, params: { q: 1e999 } }\n`, /^p:3:27: error number-not-finite/],
    [`${HEAD}stream:\n  - { op: h, params: { q: 1, q: 2 } }\n`, /^p:3:30: error key-repeated/],
    [`${HEAD}stream:\n  - { op: h, params: { 1: 2 } }\n`, /^p:3:24: error key-not-text/],
    [`${HEAD}stream:\n  - token: ""\n`, /^p:3:12: error name-ill-formed/],
    [`${HEAD}stream:\n  - token: ${'x'.repeat(257)}\n`, /^p:3:12: error name-ill-formed/],
    [`${HEAD}stream:\n  - token: 5\n`, /^p:3:12: error wrong-type/],
    [`${HEAD}stream:\n  - transition: ~\n`, /^p:3:17: error wrong-type/],
    [`${HEAD}stream:\n  - "\\ud800"\n`, /^p:3:5: error text-ill-formed/],
    [`${HEAD}stream:\n  - &a h(q=0)\n`, /^p:3:5: error yaml-anchor/],
    [`${HEAD}stream:\n  - *a\n`, /^p:3:5: error yaml-alias/],
    [`${HEAD}stream:\n  - !!str h\n`, /^p:3:5: error yaml-tag/],
    [`${HEAD}stream:\n  - h(q=0)\n---\nx: 1\n`, /error yaml-documents/],
    [`${HEAD}stream:\n  - h(q=0)\n - x(q=0)\n`, /^p:\d:\d+: error yaml-syntax/],
    [`${HEAD}stream:\n  - "open\n`, /error yaml-syntax/],
    [`${HEAD}stream:\n\t- h(q=0)\n`, /error yaml-syntax/],
    [`${HEAD}stream:\n  - { op: ${'x'.repeat(257)} }\n`, /^p:3:11: error value-outside/],
    ['{"qcompute":"program/1","stream":[1,]}', /^p:1:3\d: error/],
    ['{"qcompute":"program/1",\n "stream":["h(q=0)",\n  {"tokn":"t"}]}', /^p:3:4: error key-unknown .*"token"/],
    ['{"qcompute":"program/1","stream":["a"],"stream":["b"]}', /error key-repeated/],
    ['{"qcompute":"program/1","stream":["a"],\n"strem":[]}', /^p:2:1: error key-unknown/],
    ['{"qcompute":"program/1","stream":[{"op":"h","op":"x"}]}', /^p:1:45: error key-repeated/],
    ['{"qcompute":"program/1","stream":["\\udc00"]}', /^p:1:35: error text-ill-formed/],
  ]
  test.each(cases)('%j', (text, expected) => {
    expect(problems(text)[0]).toMatch(expected)
  })

  test('each problem of a program is reported, at most 100', () => {
    const text = `${HEAD}stream:\n${'  - 1\n'.repeat(300)}`
    const all = problems(text)
    expect(all).toHaveLength(100)
    expect(all[99]).toMatch(/^p:102:5:/)
  })
})

describe('twins that are accepted', () => {
  const accepted: readonly (readonly [string, number])[] = [
    [HEAD, 0],
    [`${HEAD}session: {}\nstream: []\n`, 0],
    [`${HEAD}stream:\n  - token: ${'x'.repeat(256)}\n`, 1],
    [`${HEAD}stream:\n  - token: "${'😀'.repeat(256)}"\n`, 1],
    [`${HEAD}stream:\n  - { op: ${'x'.repeat(256)} }\n`, 1],
    [`${HEAD}stream:\n  - { op: "", params: { "": 1 } }\n`, 1],
    [`${HEAD}stream:\n  - ""\n  - not an invocation\n`, 2],
    [`${HEAD}stream:\n  - |\n    h(q=0)\n  - "x(q=0)"\n\n  # the end\n`, 2],
    [`stream:\n- h(q=0)\n- x(q=0)\nqcompute: program/1\n`, 2],
    ['{ qcompute: program/1, stream: [ "h(q=0)", { op: x } ] }', 2],
  ]
  test.each(accepted)('%j', (text, count) => {
    expect(decoded(text).items).toHaveLength(count)
  })
})

describe('limits and hostile layouts end soon', () => {
  const many = Array.from({ length: 65 }, (_, index) => `a${index}: 1`).join(', ')
  test.each([
    ['a text item of 65,537 bytes', `${HEAD}stream:\n  - ${'x'.repeat(65_537)}\n`, /value-outside/],
    ['a text item that is long in bytes only', `${HEAD}stream:\n  - ${'é'.repeat(32_769)}\n`, /value-outside/],
    ['65 parameters', `${HEAD}stream:\n  - { op: h, params: { ${many} } }\n`, /value-outside/],
    ['parameters of 65,537 bytes', `${HEAD}stream:\n  - { op: h, params: { a: "${'x'.repeat(65_537)}" } }\n`, /value-outside/],
    ['brackets', '['.repeat(1_000_000), /file-too-deep/],
    ['brackets in JSON', `{"qcompute":"program/1","stream":${'['.repeat(1_000_000)}`, /file-too-deep/],
    ['dashes', `${HEAD}stream:\n  ${'- '.repeat(100_000)}`, /file-too-deep/],
    ['a JSON text that never ends', `{"qcompute":"program/1","stream":["${'x'.repeat(4_000_000)}`, /json-syntax|file-too-large/],
    ['a JSON text of escapes', `{"qcompute":"program/1","stream":["${'\\n'.repeat(2_000_000)}"]}`, /value-outside/],
    ['a bomb of aliases', `a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n`, /yaml-anchor/],
    ['YAML in free form of more than 2 MiB', `${HEAD}stream: [${'h(q=0), '.repeat(400_000)}]\n`, /file-too-large.*item/],
  ])('%s', (_name, text, expected) => {
    expect(problems(text)[0]).toMatch(expected)
  })

  test('100,000 items of each layout', () => {
    const count = 100_000
    const lines = '  - h(q=0)\n  - { op: cx, params: { q1: 0, q2: 1 } }\n'.repeat(count / 2)
    expect(decoded(`${HEAD}stream:\n${lines}`).items).toHaveLength(count)
    const stream = Array.from({ length: count }, (_, q) => ({ op: 'h', params: { q } }))
    expect(decoded(JSON.stringify({ qcompute: 'program/1', stream })).items).toHaveLength(count)
  })
})

test('the decoder and the JSON Schema agree', () => {
  const value = fc.oneof(fc.constantFrom(null, '', 'h', 'program/1'), fc.integer(), fc.boolean(), fc.constant([]), fc.constant({}))
  const params = fc.oneof(value, fc.dictionary(fc.constantFrom('q', ''), value))
  const item = fc.oneof(value, fc.dictionary(fc.constantFrom('op', 'params', 'token', 'transition', 'x'), params, { maxKeys: 3 }))
  const session = fc.oneof(value, fc.dictionary(fc.constantFrom('env', 'backend', 'x'), value, { maxKeys: 2 }))
  const stream = fc.oneof(value, fc.array(item, { maxLength: 3 }))
  const qcompute = fc.constantFrom('program/1', 'program/2')
  const document = fc.record({ qcompute, session, stream, x: value }, { requiredKeys: [] })
  fc.assert(
    fc.property(document, (content) => {
      expect(decodeProgram(JSON.stringify(content), 'p').ok).toBe(validate(content))
    }),
    runs(1000),
  )
})
