import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { documentOf, ensureBuilt, makeFolder, qcompute, root } from './command.js'

const machine = (id: string, states: Readonly<Record<string, object>>): string =>
  JSON.stringify({ id, version: '1.0.0', initial: Object.keys(states)[0], states })

const ends = { type: 'final' }

let folder = ''
beforeAll(() => {
  ensureBuilt()
  folder = makeFolder()
  // Each takes the two locks in its own order.
  writeFileSync(join(folder, 'one.json'), machine('one', {
    idle: { on: { 'one takes a': 'half' } }, half: { on: { 'one takes b': 'both' } }, both: { on: { 'one is done': 'over' } }, over: ends,
  }))
  writeFileSync(join(folder, 'two.json'), machine('two', {
    idle: { on: { 'two takes b': 'half' } }, half: { on: { 'two takes a': 'both' } }, both: { on: { 'two is done': 'over' } }, over: ends,
  }))
  const lock = (name: string): string => machine(name, {
    free: { on: { [`one takes ${name}`]: 'first', [`two takes ${name}`]: 'second' } },
    first: { on: { 'one is done': 'free' } },
    second: { on: { 'two is done': 'free' } },
  })
  writeFileSync(join(folder, 'a.json'), lock('a'))
  writeFileSync(join(folder, 'b.json'), lock('b'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Said {
  readonly property: string
  readonly verdict: string
  readonly counterexample: { readonly steps: number } | null
}

const composed = (...args: readonly string[]) => qcompute(['check', '--compose', ...args], folder)
const verdictsOf = (stdout: string): readonly Said[] => documentOf(stdout, 'check')['verdicts'] as readonly Said[]

describe('[CHK-70] [CMD-33] machines together', () => {
  test('of the shipped laws everything holds', () => {
    for (const law of ['qcompute@1.0.0', 'qcompute@1.1.0', 'openqasm@1.1.0']) {
      const { status, stdout } = composed(law, '--json')
      const verdicts = verdictsOf(stdout)
      expect([status, new Set(verdicts.map(({ verdict }) => verdict))]).toEqual([0, new Set(['holds'])])
      expect(verdicts.map(({ property }) => property)).toContain('environment: every transition is taken')
    }
  })

  test('two that lock in different orders are sound by themselves and deadlock together; the shortest way is shown and written', () => {
    for (const name of ['one.json', 'two.json']) expect(qcompute(['check', name], folder).status).toBe(0)
    const { status, stdout, stderr } = composed('one.json', 'two.json', 'a.json', 'b.json', '-o', 'found')
    expect([status, stderr]).toEqual([1, ''])
    expect(stdout).toMatch(/^one x two x a x b\n {2}\d+ states, \d+ steps, \d+ deep: everything that can be reached/u)
    const way = /something can happen until the end \(CHK-08\) is violated after 2 steps\n(.*)/su.exec(stdout)?.[1] ?? ''
    expect(way).toContain('no event does anything, and nothing has ended: one half, two half, a first, b second')
    expect(way).toContain('with one idle, two idle, a free, b free')
    expect(way.match(/(?<= {5}\d {2})\S+ takes \S/gu)).toEqual(['one takes a', 'two takes b'])
    const [itf] = readdirSync(join(folder, 'found')).filter((name) => name.endsWith('.itf.json'))
    const { vars, states } = JSON.parse(readFileSync(join(folder, 'found', itf ?? ''), 'utf8'))
    expect(new Set(vars).size).toBe(vars.length)
    expect(states).toHaveLength(3)
  })

  test('in one order they do not, and what one never lets the other do is named', () => {
    const text = readFileSync(join(folder, 'two.json'), 'utf8')
    const other = { a: 'b', b: 'a' } as const
    writeFileSync(join(folder, 'ordered.json'), text.replaceAll(/(?<=two takes )[ab]/gu, (lock) => other[lock as 'a' | 'b']))
    const { stdout } = composed('one.json', 'ordered.json', 'a.json', 'b.json', '--json')
    const refuted = verdictsOf(stdout).filter(({ verdict }) => verdict !== 'holds')
    // The locks have no end of their own, so nothing has ended when all is done.
    expect(refuted.map(({ property }) => property)).toEqual(['one x two x a x b: something can happen until the end'])
    writeFileSync(join(folder, 'greedy.json'), machine('a', {
      free: { on: { 'one takes a': 'first' } }, first: { on: { 'one takes a': 'again' } }, again: { on: { 'two takes a': 'again' } },
    }))
    const greedy = composed('one.json', 'two.json', 'greedy.json', 'b.json')
    expect(greedy.stdout).toMatch(/violated +two: the end can be reached/u)
    expect(greedy.stdout).toMatch(/violated +two: every transition is taken .*\n +in "half" the transition #0 of "two takes a" is never/u)
  })

  test('two of one name are told apart', () => {
    const { status, stdout } = composed('one.json', 'one.json')
    expect(stdout.split('\n')[0]).toBe('one x one-2')
    expect(status).toBe(0)
  })

  test.each([
    [[], '--compose needs the files of two machines or more, or one law'],
    [['one.json'], 'one.json:1:1: error composition-targets'],
    [['one.json', 'qcompute'], 'composition-targets'],
    [['qcompute', 'openqasm'], 'composition-targets'],
    [['one.json', 'nowhere.json'], 'nowhere.json:1:1: error file-missing'],
    [['qcompute', '--tokens', '2'], '--tokens is not for --compose'],
    [['qcompute', '--cover', 'x'], '--cover is not for --compose'],
    [['qcompute', '--certificate', 'x'], '--certificate is not for --compose'],
    [['qcompute', '--walks', '5'], '--compose and --walks are different jobs'],
  ])('%j is refused', (args, said) => {
    const { status, stdout, stderr } = composed(...args)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toContain(said)
    expect(readdirSync(folder)).not.toContain('x')
  })

  test('[CHK-09] a limit ends in exit 3', () => {
    const { status, stdout } = composed('one.json', 'two.json', 'a.json', 'b.json', '--states', '2', '--json')
    expect([status, new Set(verdictsOf(stdout).map(({ verdict }) => verdict))]).toEqual([3, new Set(['inconclusive'])])
  })

  test('the example of the help is one that runs', () => {
    expect(readFileSync(join(root, 'machines', 'session', '1.0.0.json'), 'utf8')).toContain('"states"')
    expect(composed(join(root, 'machines', 'session', '1.0.0.json'), join(root, 'machines', 'frame', '1.0.0.json')).status).toBe(0)
  })
})
