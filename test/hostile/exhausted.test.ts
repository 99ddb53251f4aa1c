import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Machine, StateNode } from '../../src/artifact/machine.js'
import { decodeMachine } from '../../src/artifact/statechart.js'
import { LIMITS } from '../../src/base/index.js'
import { LimitReached } from '../../src/engine/index.js'
import { compileMachine } from '../../src/engine/machine.js'
import { openRules, qSession } from '../../src/index.js'
import { ensureBuilt, makeFolder, root } from '../cli/command.js'
import { codesOf, spawned } from './spawned.js'

let folder = ''
beforeAll(() => {
  ensureBuilt()
  folder = makeFolder()
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

const TIME = 300_000

const machineOf = (content: object): Machine => {
  const decoded = decodeMachine(JSON.stringify({ id: 'm', version: '1.0.0', ...content }), { file: 'm.json', id: 'm', version: '1.0.0' })
  if (!decoded.ok) throw new Error(decoded.problems[0]?.message)
  return decoded.machine
}

const limitOf = (act: () => unknown): string | null => {
  try {
    act()
    return null
  } catch (thrown) {
    if (thrown instanceof LimitReached) return thrown.limit
    throw thrown
  }
}

const chain = (count: number): object => ({
  initial: 's0',
  states: Object.fromEntries(Array.from({ length: count }, (_, at) => [`s${at}`, at + 1 < count ? { on: { next: `s${at + 1}` } } : {}])),
})

const guarded = (count: number, perState: number): object => ({
  initial: 's0',
  states: Object.fromEntries(Array.from({ length: Math.ceil(count / perState) }, (_, state) => [`s${state}`, {
    on: { go: Array.from({ length: Math.min(perState, count - state * perState) }, (__, at) => ({ guard: `g${state * perState + at}` })) },
  }])),
})

describe('[NUM-05] machines that are too large to compile', () => {
  test.each([
    ['machineConfigurations', chain, LIMITS.machineConfigurations.value],
    ['machineGuards', (count: number) => guarded(count, 10), LIMITS.machineGuards.value],
    ['eventGuards', (count: number) => guarded(count, 20), LIMITS.eventGuards.value],
  ] as const)('%s', (limit, content, most) => {
    expect(limitOf(() => compileMachine(machineOf(content(most))))).toBeNull()
    expect(limitOf(() => compileMachine(machineOf(content(most + 1))))).toBe(limit)
  })
})

const largeLaw = (): string => {
  const law = join(folder, 'large')
  cpSync(join(root, 'rules', 'qcompute', '1.0.0'), law, { recursive: true })
  const bundle = join(law, 'bundle.yaml')
  writeFileSync(bundle, readFileSync(bundle, 'utf8').replace('session: 1.0.0', 'session: 2.0.0'))
  mkdirSync(join(law, 'machines', 'session'), { recursive: true })
  const count = LIMITS.machineConfigurations.value
  const states = Object.fromEntries(Array.from({ length: count }, (_, at): [string, Partial<StateNode> | object] => [`s${at}`, {
    on: { operator: `s${(at + 1) % count}`, token: {}, transition: {}, close: 'closed', recover: 'recovered' },
  }]))
  const session = { id: 'session', version: '2.0.0', initial: 's0', states: { ...states, closed: { type: 'final' },
    recovered: { type: 'final' } } }
  writeFileSync(join(law, 'machines', 'session', '2.0.0.json'), JSON.stringify(session))
  return law
}

describe('[NUM-05, CMD-12] a law that loads but is too large to compile', () => {
  test('ends a run with 3 and a problem, and leaves no trace', async () => {
    writeFileSync(join(folder, 'p.yaml'), 'qcompute: program/1\n')
    const run = await spawned(['run', 'p.yaml', '--rules', largeLaw(), '-o', 'large.qtrace'], folder)
    expect(run.status, run.stderr).toBe(3)
    expect(codesOf(run)).toEqual(['limit-reached'])
    expect(existsSync(join(folder, 'large.qtrace'))).toBe(false)
  }, TIME)

  test('[SES-73] is a failure of openRules with a code and a problem', () => {
    expect(() => openRules(join(folder, 'large'))).toThrow(
      expect.objectContaining({ name: 'QComputeError', code: 'limit-reached',
        problems: [expect.objectContaining({ code: 'limit-reached' })] }),
    )
  })
})

describe('[NUM-05, CMD-12] more than one session may ask for', () => {
  const run = async (items: string) => {
    writeFileSync(join(folder, 'many.json'), `{"qcompute":"program/1","stream":[${items}]}`)
    return spawned(['run', 'many.json', '-o', 'many.qtrace', '--force', '--no-replay'], folder)
  }
  const many = (count: number, item: string): string => Array.from({ length: count }, () => item).join(',')

  test.each([
    ['tokens', '{"token":"t"}', LIMITS.tokensMax.value],
    ['transitions', '{"transition":"x"}', Math.floor(LIMITS.lineageBytes.value / 4)],
    ['transitions to long names', `{"transition":"${'x'.repeat(256)}"}`, Math.floor(LIMITS.lineageBytes.value / 259)],
  ])('%s: exit 3 with a place, before anything is written', async (_what, item, most) => {
    const above = await run(many(most + 1, item))
    expect(above.status).toBe(3)
    expect(codesOf(above)).toEqual(['limit-reached'])
    expect(existsSync(join(folder, 'many.qtrace'))).toBe(false)
  }, TIME)

  test('[LED-05] a lineage at the limit fits its footer, which is read again', async () => {
    const most = Math.floor(LIMITS.lineageBytes.value / 259)
    const at = await run(many(most, `{"transition":"${'x'.repeat(256)}"}`))
    expect(at.status, at.stderr).toBe(0)
    expect((await spawned(['replay', 'many.qtrace'], folder)).status).toBe(0)
  }, TIME)

  test('[SES-73] a session of the library says so before it captures anything', () => {
    const session = qSession()
    const name = 'x'.repeat(256)
    const most = Math.floor(LIMITS.lineageBytes.value / 259)
    const transition = (): unknown => session.transition(name)
    for (let asked = 0; asked < most; asked++) expect(transition).toThrow(expect.objectContaining({ code: 'refused' }))
    expect(transition).toThrow(expect.objectContaining({ code: 'limit-reached' }))
  }, TIME)
})
