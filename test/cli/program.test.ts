import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeProgram } from '../../src/artifact/program.js'
import { formatProblem } from '../../src/artifact/problem.js'
import { ensureBuilt, makeFolder, qcompute } from './command.js'

let folder = ''
beforeAll(() => {
  ensureBuilt()
  folder = makeFolder()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (name: string, text: string | Uint8Array): ReturnType<typeof qcompute> => {
  writeFileSync(join(folder, name), text)
  return qcompute(['run', name, '--no-replay', '--force', '--clock', 'logical'], folder)
}

const typesOf = (trace: string): readonly string[] =>
  readFileSync(join(folder, trace), 'utf8').trimEnd().split('\n').map((line) => (JSON.parse(line) as { type: string }).type)

describe('programs', () => {
  test('[CMD-01] without a stream, or with an empty one, the session has header and footer only', () => {
    for (const text of ['qcompute: program/1\n', 'qcompute: program/1\nsession: {}\nstream: []\n', '{"qcompute":"program/1"}']) {
      expect(run('p.yaml', text).status).toBe(0)
      expect(typesOf('p.qtrace')).toEqual(['header', 'footer'])
    }
    expect(run('p.yaml', 'qcompute: program/1\nsession: { env: production, backend: hybrid-sim }\n').status).toBe(0)
    expect(readFileSync(join(folder, 'p.qtrace'), 'utf8')).toMatch(/^\{"backend":"hybrid-sim",.*"environment":"production"/)
  })

  test('[CMD-02] an item is a text that parses or not, an operator with or without params, a token, a transition', () => {
    const stream = ['h(q=0)', 'h(', { op: 'barrier' }, { op: 'h', params: { q: 0 } }, { op: 'x y', params: { a: true, b: 'é' } }]
    const items = [...stream, { token: 't' }, { transition: 'production' }]
    expect(run('i.json', JSON.stringify({ qcompute: 'program/1', stream: items })).status).toBe(0)
    const types = typesOf('i.qtrace').filter((type) => type !== 'frame')
    expect(types).toEqual(['header', ...stream.map(() => 'operator'), 'token', 'transition', 'footer'])
  })

  const bad: readonly (readonly [string, string | Uint8Array])[] = [
    ['another key', 'qcompute: program/1\nsteam: []\n'],
    ['another format', 'qcompute: program/2\n'],
    ['a key in the session', 'qcompute: program/1\nsession: { environment: sandbox }\n'],
    ['another item', 'qcompute: program/1\nstream: [5]\n'],
    ['a parameter that is a list', 'qcompute: program/1\nstream: [{ op: h, params: { q: [0] } }]\n'],
    ['a parameter that is no finite number', 'qcompute: program/1\nstream: [{ op: h, params: { q: .inf } }]\n'],
    ['ill-formed Unicode', '{"qcompute":"program/1","stream":["\\ud800"]}'],
    ['bytes that are no UTF-8', new Uint8Array([0x71, 0xff])],
    ['an unknown environment', 'qcompute: program/1\nsession: { env: moon }\n'],
    ['an unknown backend', 'qcompute: program/1\nsession: { backend: abacus }\n'],
    ['no mapping', '[]'],
    ['nothing', ''],
  ]
  test.each(bad)('[CMD-03] [CMD-11] %s: exit 2 at a place, and no trace', (_name, text) => {
    const { status, stdout, stderr } = run('bad.yaml', text)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toMatch(/^bad\.yaml:\d+:\d+: error [a-z-]+ \S/)
    expect(existsSync(join(folder, 'bad.qtrace'))).toBe(false)
  })
})

test('[CMD-12] [NUM-05] more tokens than a session may have: exit 3, and no trace', () => {
  const { status, stdout, stderr } = run('tokens.yaml', `qcompute: program/1\nstream:\n${'  - token: t\n'.repeat(1_000_001)}`)
  expect({ status, stdout }).toEqual({ status: 3, stdout: '' })
  expect(stderr).toMatch(/^tokens\.yaml:1000003:5: error limit-reached /)
  expect(existsSync(join(folder, 'tokens.qtrace'))).toBe(false)
})

describe('[CMD-03] YAML of more than 2 MiB', () => {
  const HEAD = 'qcompute: program/1\n'
  const MANY = '  - h(q=0)\n'.repeat(200_000)
  const NEEDED = 'YAML of more than 2097152 bytes has stream as its last key and each item on a line of its own; or write JSON'
  const free = `${HEAD}stream: [${'h(q=0), '.repeat(300_000)}]\n`
  const cases: readonly (readonly [string, string, string])[] = [
    ['free form', free, `2:1: error file-too-large ${free.length} characters of YAML in free form; ${NEEDED}`],
    ['a key follows', `${HEAD}stream:\n${MANY}session: {}\n`,
      `200003:1: error file-too-large the key "session" follows the stream; ${NEEDED}`],
    ['a line without a dash', `${HEAD}stream:\n${MANY}  h(q=0)\n${MANY}`,
      `200003:1: error file-too-large this line is no item of the stream; ${NEEDED}`],
    ['a dash too far left', `${HEAD}stream:\n${MANY}- h(q=0)\n`,
      `200003:1: error file-too-large this line is no item of the stream; ${NEEDED}`],
    ['a wrong item', `${HEAD}stream:\n${MANY}  - 5\n${MANY}`, '200003:5: error wrong-type 5 stands here'],
    ['a wrong head', `${HEAD}session: { env: 1 }\nstream:\n${MANY}`, '2:17: error wrong-type'],
    ['a head that is no YAML', `${HEAD}session: { env: \nstream:\n${MANY}`, '2:17: error yaml-syntax'],
  ]
  test.each(cases)('%s', (_name, text, expected) => {
    const result = decodeProgram(text, 'p')
    expect(result.ok).toBe(false)
    expect(result.ok ? '' : formatProblem(result.problems[0] ?? expect.fail())).toContain(`p:${expected}`)
  })

  test('as it should be, with comments and empty lines, and as JSON', () => {
    const laidOut = decodeProgram(`${HEAD}stream: # all\n\n${MANY}  # the end\n\n`, 'p')
    const json = decodeProgram(JSON.stringify({ stream: Array(200_000).fill('h(q=0)'), qcompute: 'program/1' }, null, 2), 'p')
    for (const result of [laidOut, json]) expect(result.ok && result.program.items.length).toBe(200_000)
  })
})
