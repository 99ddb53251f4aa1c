import { describe, expect, test } from 'vitest'
import { ARTIFACT_LIMITS, readYaml } from '../../src/artifact/document.js'
import { readJson } from '../../src/artifact/json-text.js'
import { decodeProgram } from '../../src/artifact/program.js'
import { LIMITS } from '../../src/base/index.js'
import { parseInvocation } from '../../src/engine/index.js'
import { parseInvocation as parseInKernel } from '../../src/kernel/grammar.js'
import { hasCanonicalForm } from '../../src/ledger/decode.js'
import { makeLineReader } from '../../src/ledger/lines.js'
import { loadTexts, SHIPPED } from '../artifact/shipped.js'
import { read as readCircuit } from '../qasm/support.js'

const valueOf = (name: keyof typeof LIMITS): number => LIMITS[name].value

/** The codes of what is wrong, in order and each once; [] for nothing. */
const codes = (read: { readonly ok: boolean; readonly problems?: readonly { readonly code: string }[] }): readonly string[] =>
  read.ok ? [] : [...new Set(read.problems?.map(({ code }) => code))]

/** A limit with what reads a text of a size: nothing is wrong at the limit, and `code` one above. */
interface Met {
  readonly limit: keyof typeof LIMITS
  readonly what: string
  readonly codesAt: (size: number) => readonly string[]
  /** Where the code is not that of the table: who reads says it in its own way. */
  readonly code?: string
}

const program = (items: string): readonly string[] => codes(decodeProgram(`{"qcompute":"program/1","stream":[${items}]}`, 'f'))
const params = (count: number): string => Array.from({ length: count }, (_, at) => `"p${at}":1`).join(',')
const law = (file: string, change: (text: string) => string): readonly string[] =>
  codes(loadTexts(new Map([...SHIPPED, [file, change(SHIPPED.get(file) ?? '')]])))

// As many members as nodes make a text of more bytes than an artifact may have.
const ROOMY = { ...ARTIFACT_LIMITS, bytes: 2 * ARTIFACT_LIMITS.bytes }

const TEST = '{ fact: operator-parsed, operator: equal, value: false }'
const inFirstRule = (condition: string) => (text: string): string => text.replace(`            - ${TEST}`, () =>
  `            - ${condition}`)
const nots = (count: number): string => `${'{ not: '.repeat(count)}{ all: [] }${' }'.repeat(count)}`

const LOADED = loadTexts(SHIPPED)
const FIRST_TABLE = LOADED.ok ? LOADED.law.validation.operator.length : 0

const circuitCodes = (body: string): readonly string[] => codes(readCircuit(`OPENQASM 2.0; qreg q[1]; ${body}`))

const MET: readonly Met[] = [
  { limit: 'artifactBytes', what: 'YAML', codesAt: (size) => codes(readYaml(`#${'x'.repeat(size - 1)}`, 'f')) },
  { limit: 'artifactBytes', what: 'JSON', codesAt: (size) => codes(readJson(`"${'x'.repeat(size - 2)}"`, 'f')) },
  { limit: 'artifactDepth', what: 'YAML in brackets', codesAt: (size) => codes(readYaml('['.repeat(size) + ']'.repeat(size), 'f')) },
  { limit: 'artifactDepth', what: 'YAML in dashes', codesAt: (size) => codes(readYaml(`${'- '.repeat(size)}x`, 'f')) },
  { limit: 'artifactDepth', what: 'JSON', codesAt: (size) => codes(readJson('['.repeat(size) + ']'.repeat(size), 'f')) },
  { limit: 'artifactNodes', what: 'YAML, members', codesAt: (size) =>
    codes(readYaml(`{${Array.from({ length: size - 1 }, (_, at) => `${at.toString(36)}_:`).join(',')}}`, 'f', ROOMY)) },
  { limit: 'artifactNodes', what: 'JSON', codesAt: (size) => codes(readJson(`[${'1,'.repeat(size - 2)}1]`, 'f')) },
  { limit: 'conditionDepth', what: 'not', codesAt: (size) => law('validation.rules.yaml', inFirstRule(nots(size - 2))) },
  { limit: 'decoratorCount', what: 'not', codesAt: (size) =>
    law('validation.rules.yaml', inFirstRule(TEST.replace('equal', `'${'not:'.repeat(size)}equal'`).replace('false',
      size % 2 === 0 ? 'false' : 'true'))) },
  // A file has no room for so many rules that are sound.
  { limit: 'rulesPerTable', what: 'refusals', codesAt: (size) =>
    law('validation.rules.yaml', (text) => text.replace('    rules:\n', `    rules:\n${'      - 1\n'.repeat(size - FIRST_TABLE)}`))
      .filter((code) => code === 'rules-too-many') },
  { limit: 'priorityMax', what: 'of a rule', codesAt: (size) => law('validation.rules.yaml', (text) => text.replace('priority: 900',
    `priority: ${size}`)) },
  { limit: 'tokenCharsMax', what: 'operator', code: 'value-outside', codesAt: (size) => program(`{"op":"${'\u{1f984}'.repeat(size)}"}`) },
  { limit: 'tokenCharsMax', what: 'token', codesAt: (size) => program(`{"token":"${'\u{1f984}'.repeat(size)}"}`) },
  { limit: 'tokenCharsMax', what: 'target', codesAt: (size) => program(`{"transition":"${'x'.repeat(size)}"}`) },
  { limit: 'itemTextBytes', what: 'text', codesAt: (size) => program(`"${'x'.repeat(size)}"`) },
  { limit: 'itemTextBytes', what: 'text beyond ASCII', codesAt: (size) =>
    program(`"${'é'.repeat(Math.floor(size / 2))}${'x'.repeat(size % 2)}"`) },
  { limit: 'paramCount', what: 'object form', codesAt: (size) => program(`{"op":"h","params":{${params(size)}}}`) },
  { limit: 'paramsBytes', what: 'object form', codesAt: (size) => program(`{"op":"h","params":{"a":"${'x'.repeat(size - 8)}"}}`) },
  { limit: 'freeProgramBytes', what: 'YAML', codesAt: (size) =>
    codes(decodeProgram(`stream: []\nqcompute: program/1\n#${'x'.repeat(size - 32)}`, 'f')) },
  { limit: 'freeProgramNodes', what: 'YAML', code: 'file-too-many-nodes', codesAt: (size) =>
    codes(decodeProgram(`stream: [${'x,'.repeat(size - 4)}x]\nqcompute: program/1\n`, 'f')) },
  { limit: 'jsonDepth', what: 'a line', codesAt: (size) =>
    (hasCanonicalForm(JSON.parse('['.repeat(size) + ']'.repeat(size))) ? [] : ['form']) },
  { limit: 'invocationBytes', what: 'engine and kernel', code: 'does not parse', codesAt: (size) => {
    const text = `f(a="${'x'.repeat(size - 7)}")`
    expect(parseInKernel(text)).toEqual(parseInvocation(text))
    return parseInvocation(text) === null ? ['does not parse'] : []
  } },
  { limit: 'traceLineBytes', what: 'a line', codesAt: (size) => {
    const seen: string[] = []
    const reader = makeLineReader((bytes) => Buffer.from(bytes).toString('utf8'), { line: () => undefined, fault: () =>
      void seen.push('form') })
    reader.push(Buffer.from(`${'x'.repeat(size)}\n`))
    reader.end()
    return seen
  } },
  { limit: 'qasmDepth', what: 'parentheses', codesAt: (size) => circuitCodes(`U(${'('.repeat(size)}0${')'.repeat(size)},0,0) q[0];`) },
  { limit: 'qasmNumberUnits', what: 'a number', codesAt: (size) => circuitCodes(`U(0.${'0'.repeat(size - 2)},0,0) q[0];`) },
]

describe('[NUM-05] nothing is wrong at a limit; one above it has its code', () => {
  test.each(MET)('$limit, $what', ({ limit, codesAt, code }) => {
    expect(codesAt(valueOf(limit))).toEqual([])
    expect(codesAt(valueOf(limit) + 1)).toEqual([code ?? LIMITS[limit].code])
  })
})
