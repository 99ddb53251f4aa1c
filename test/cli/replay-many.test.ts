import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { documentOf, qcompute, root } from './command.js'
import { itemsOf, makeTraces } from './replay-many-fixture.js'
import type { TraceFolder } from './replay-many-fixture.js'

let { folder, tour, place }: TraceFolder = { folder: '', tour: '', place: () => undefined }
beforeAll(() => void ({ folder, tour, place } = makeTraces()))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const FORGED =
  'invalid: seq 6 /validation/reason expected "illegal transition", actual "token required" (value, SES-12) (first of 44)'

describe('[CMD-25] a folder', () => {
  test('a line for each trace that is not valid, in order, and one summary; problems stand on standard error', () => {
    const { status, stdout, stderr } = qcompute(['replay', 'mixed'], folder)
    expect(status).toBe(2)
    const lines = stdout.split('\n')
    expect(lines.slice(0, 2)).toEqual(['mixed/b/.c/empty.qtrace: unreadable', `mixed/b/forged.qtrace: ${FORGED}`])
    expect(lines.slice(2, 4)).toEqual(['mixed/d.qtrace: undecided', expect.stringMatching(/^mixed\/e\.qtrace: invalid: seq 17 expected /)])
    expect(lines.slice(4)).toEqual([
      '5 traces: 1 valid, 2 invalid, 1 undecided, 1 unreadable',
      `  entries   ${18 * 3 + 15}`,
      '  findings  46',
      '  reasons   illegal operator in 1 trace',
      '            illegal transition in 1 trace',
      '            tier violation in 1 trace',
      '            backend violation in 1 trace',
      '            environment violation in 1 trace',
      '            drift violation in 1 trace',
      '            hash chain invalid in 1 trace',
      '            capture mismatch in 2 traces',
      '',
    ])
    expect(stderr.split('\n')).toEqual([
      expect.stringMatching(/^mixed:1:1: warning links-passed-over .*: 1 passed over/),
      expect.stringMatching(/^mixed\/b\/\.c\/empty\.qtrace:1:1: error file-empty/),
      expect.stringMatching(/^mixed\/d\.qtrace:1:1: error law-not-found/),
      '',
    ])
  })

  test('all valid: exit 0, nothing but the summary', () => {
    expect(qcompute(['replay', 'sound'], folder)).toMatchObject({
      status: 0,
      stdout: '40 traces: 40 valid\n  entries   720\n',
      stderr: '',
    })
  })

  test('[CMD-22] --json: an array, for one trace too, each item with its trace and the object of RPL-03 or an error', () => {
    const { status, stdout } = qcompute(['replay', 'mixed', '--json'], folder)
    expect(status).toBe(2)
    const items = itemsOf(stdout)
    const names = ['mixed/a', 'mixed/b/.c/empty', 'mixed/b/forged', 'mixed/d', 'mixed/e'].map((name) => `${name}.qtrace`)
    expect(items.map(({ trace }) => trace)).toEqual(names)
    expect(items.map(({ error, replay }) => error?.exit ?? replay?.valid)).toEqual([true, 2, false, false, false])
    const { trace: _trace, ...rest } = items[2] ?? { trace: '' }
    expect(rest).toEqual(documentOf(qcompute(['replay', 'mixed/b/forged.qtrace', '--json'], folder).stdout, 'replay'))
    place('one', { 'a.qtrace': tour })
    expect(itemsOf(qcompute(['replay', 'one', '--json'], folder).stdout)).toHaveLength(1)
    expect(qcompute(['--json', 'replay', 'one'], folder).stdout).toBe(qcompute(['replay', 'one', '--json'], folder).stdout)
    expect(stdout).toBe(`${JSON.stringify(items, null, 2)}\n`)
  })

  test('without a trace: exit 2, never a pass, an error document; beside others an item', () => {
    mkdirSync(join(folder, 'bare'), { recursive: true })
    const { status, stdout, stderr } = qcompute(['replay', 'bare'], folder)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toMatch(/^bare:1:1: error traces-missing is a folder without traces; the names of traces end in \.qtrace\n$/)
    documentOf(qcompute(['replay', 'bare', '--json'], folder).stdout, 'error')
    const both = qcompute(['replay', 'bare', 'sound', '--json'], folder)
    expect(both.status).toBe(2)
    expect(itemsOf(both.stdout)).toHaveLength(41)
  })

  test('[CMD-12] the worst exit code of all counts', () => {
    place('wrong', { 'a.qtrace': tour, 'b.qtrace': tour.replace('"seq":3', '"seq":4') })
    expect(qcompute(['replay', 'wrong'], folder).status).toBe(1)
    expect(qcompute(['replay', 'wrong', 'sound', 'nowhere.qtrace'], folder).status).toBe(2)
  })

  test('[CMD-14] --rules counts for all; a bundle with problems is told of once', () => {
    const rules = join(root, 'examples', 'rulesets', 'staging')
    expect(qcompute(['replay', 'staging.qtrace', 'tour.qtrace', '--rules', rules, '--jobs', '2'], folder).status).toBe(0)
    place('broken', { 'bundle.yaml': 'kind: bundle/1\nid: broken\nversion: 1.0.0\nmachins: {}\n' })
    for (const jobs of ['1', '3']) {
      const { status, stderr } = qcompute(['replay', 'sound', '--rules', 'broken', '--jobs', jobs], folder)
      expect({ status, told: stderr.match(/warning key-unknown/g) }).toEqual({ status: 0, told: ['warning key-unknown'] })
    }
  })
})
