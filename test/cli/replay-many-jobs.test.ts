import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { qcompute } from './command.js'
import type { Finished } from './command.js'
import { itemsOf, makeTraces } from './replay-many-fixture.js'
import type { TraceFolder } from './replay-many-fixture.js'

let { folder, tour, place }: TraceFolder = { folder: '', tour: '', place: () => undefined }
beforeAll(() => void ({ folder, tour, place } = makeTraces()))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('[CMD-26] --jobs', () => {
  const both = (args: readonly string[], jobs: string): Finished => {
    const { status, stdout, stderr } = qcompute(['replay', ...args, '--jobs', jobs], folder)
    return { status, stdout, stderr }
  }

  const asked = [
    [['mixed'], ['3']],
    [['mixed', 'nowhere', 'sound', '--json'], ['2', '5']],
    [['mixed', '--json', '--full'], ['2']],
    [['mixed', 'tour.qtrace', '--oracle'], ['2']],
  ] as const
  test.each(asked)('%j: what is written does not depend on it', (args: readonly string[], others) => {
    const alone = both(args, '1')
    expect(alone.stdout.length).toBeGreaterThan(40)
    for (const jobs of others) expect(both(args, jobs)).toEqual(alone)
    if (args.includes('--full')) expect(alone.stdout).toContain('"operators_all": [\n')
    if (args.includes('--oracle')) expect(alone.stdout).toContain('steps decided again by json-rules-engine and XState\n')
  })

  test('signatures are asked for of each trace, whatever the number', () => {
    for (const key of ['alice', 'bob']) expect(qcompute(['keys', 'new', '-o', key], folder).status).toBe(0)
    place('signed', { '1.qtrace': tour, '2.qtrace': tour })
    for (const [trace, key] of [
      ['1', 'alice'],
      ['2', 'bob'],
    ] as const) {
      expect(qcompute(['ledger', 'sign', `signed/${trace}.qtrace`, '--key', `${key}.key`], folder).status).toBe(0)
    }
    for (const jobs of ['1', '2']) {
      const { status, stdout } = both(['signed', '--signed-by', 'alice.pub'], jobs)
      expect({ status, stdout }).toEqual({
        status: 1,
        stdout:
          'signed/2.qtrace: unsigned: the trace is valid, but not signed as asked\n' +
          '2 traces: 1 valid, 1 unsigned\n  entries   36\n',
      })
    }
    const document = both(['signed', '--signed-by', 'alice.pub', '--json'], '2').stdout
    expect(itemsOf(document)).toMatchObject([{ signatures: { valid: true } }, { signatures: { valid: false } }])
    expect(both(['signed', 'tour.qtrace', '--signed-by', 'alice.pub'], '2')).toMatchObject({ status: 2 })
  })

  test.each(['0', '65', '1.5', '-1', 'all', ''])('%j is bad usage', (jobs) => {
    const { status, stdout, stderr } = qcompute(['replay', 'sound', `--jobs=${jobs}`], folder)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain('whole number from 1 to 64')
  })

  test('many small traces, in order', () => {
    const count = 200
    const name = (n: number): string => `${n % 7}/${n}.qtrace`
    place('many', Object.fromEntries(Array.from({ length: count }, (_, n) => [name(n), n % 100 === 3 ? tour.slice(0, -30) : tour])))
    const { status, stdout, stderr } = qcompute(['replay', 'many', '--jobs', '2'], folder)
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' })
    const lines = stdout.split('\n')
    const wrong = lines.filter((line) => line.includes(': invalid: ')).map((line) => line.split(': ')[0] ?? '')
    expect(wrong).toHaveLength(count / 100)
    expect(wrong.every((one, index) => index === 0 || (wrong[index - 1] ?? '') < one)).toBe(true)
    expect(lines[wrong.length]).toBe(`${count} traces: ${count - count / 100} valid, ${count / 100} invalid`)
  })
})
