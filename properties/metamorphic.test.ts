import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileLaw, openSession } from '../src/engine/index.js'
import type { Session } from '../src/engine/index.js'
import { parseInvocation } from '../src/kernel/index.js'
import { nodeDigest } from '../src/shell/node-digest.js'
import { bind } from './agreement.js'
import { shippedDraft } from './arbitraries/bundle.js'
import { lawOf, shippedLaw } from './arbitraries/loading.js'
import { programArbitrary, programYaml } from './arbitraries/program.js'
import type { Item, RandomProgram } from './arbitraries/program.js'
import { execute, logicalClock, perform } from './execution.js'
import { check } from './repeat.js'
import { replay } from './replaying.js'

const FILE = 'properties/metamorphic.test.ts'
const bound = bind(shippedLaw())
const programs = programArbitrary(bound.law)

const plan = (numRuns: number) => ({ file: FILE, numRuns, explain: ([program]: [RandomProgram]): string => programYaml(program) })

interface Line {
  readonly type: string
  readonly validation?: { readonly allowed: boolean }
  readonly [name: string]: unknown
}

const linesOf = (program: RandomProgram, law = bound.compiled): readonly Line[] =>
  execute(law, program).lines.map((line) => JSON.parse(line) as Line)

const PLACE = ['seq', 'timestamp', 'hash_prev', 'hash_self']

const without = (line: Line, names: readonly string[]): object =>
  Object.fromEntries(Object.entries(line).filter(([name]) => !names.includes(name)))

test('[SES-20] [SES-23] the text and the object form of an invocation give the same line', () => {
  const asObjects = ({ items, ...session }: RandomProgram): RandomProgram => ({
    ...session,
    items: items.map((item): Item => {
      const parsed = item.kind === 'source' ? parseInvocation(item.source) : null
      return parsed === null ? item : { kind: 'operator', name: parsed.name, params: parsed.params }
    }),
  })
  check(
    fc.property(programs, (program) => {
      expect(execute(bound.compiled, asObjects(program)).lines).toEqual(execute(bound.compiled, program).lines)
    }),
    plan(150),
  )
})

test('[SES-10] [SES-60] without its refused events a program has the same frames, lineage and drift', () => {
  const essence = (lines: readonly Line[]): object[] =>
    lines
      .filter(({ validation }) => validation?.allowed !== false)
      .map((line) => without(line, [...PLACE, 'op_id', 'operators', 'timestamp_open', 'timestamp_close', 'counts', 'root', 'merkle_root']))
  check(
    fc.property(programs, (program) => {
      const lines = linesOf(program)
      const events = lines.filter(({ validation }) => validation !== undefined)
      const items = program.items.filter((_item, index) => events[index]?.validation?.allowed === true)
      expect(events.length).toBe(program.items.length)
      expect(essence(linesOf({ ...program, items }))).toEqual(essence(lines))
    }),
    plan(150),
  )
})

test('[SES-46] [SES-48] frames are never empty, follow each other, and sum up their operators', () => {
  check(
    fc.property(programs, (program) => {
      const lines = linesOf(program)
      const frames = lines.filter(({ type }) => type === 'frame') as unknown as readonly {
        frame_id: number
        operators: { first: number; last: number; count: number }
        frame_drift: { total: number; max: number; bound: number }
      }[]
      const operators = lines.filter(({ type }) => type === 'operator') as unknown as readonly {
        op_id: number
        frame_id: number | null
        drift: { measured: number } | null
      }[]
      expect(frames.map(({ frame_id: id }) => id)).toEqual(frames.map((_frame, index) => index + 1))
      expect(operators.map(({ op_id: id }) => id)).toEqual(operators.map((_operator, index) => index + 1))
      for (const frame of frames) {
        const members = operators.filter(({ frame_id: id }) => id === frame.frame_id)
        const measured = members.map(({ drift }) => drift?.measured ?? Number.NaN)
        expect(frame.operators).toEqual({ first: members[0]?.op_id, last: members.at(-1)?.op_id, count: members.length })
        expect(frame.frame_drift).toMatchObject({ total: measured.reduce((sum, one) => sum + one, 0), max: Math.max(...measured) })
        expect(frame.frame_drift.total).toBeLessThanOrEqual(frame.frame_drift.bound)
      }
    }),
    plan(150),
  )
})

test('[LAW-30] the order of rules in the file decides nothing', () => {
  const draft = shippedDraft()
  const { tables } = draft['validation.rules.yaml']
  for (const { rules } of [tables.operator, tables.token, tables.transition, draft['routing.rules.yaml'].table]) rules.reverse()
  const turned = lawOf(draft)
  expect(turned.digest).not.toBe(bound.law.digest)
  const compiled = compileLaw(turned)
  const decided = (lines: readonly Line[]): object[] =>
    lines.slice(1).map((line) => without(line, ['hash_prev', 'hash_self', 'root', 'merkle_root']))
  check(
    fc.property(programs, (program) => {
      expect(decided(linesOf(program, compiled))).toEqual(decided(linesOf(program)))
    }),
    plan(100),
  )
})

test('[SES-04] sessions that take turns write what they write alone', () => {
  const open = ({ environment, backend }: RandomProgram): { readonly session: Session; readonly lines: string[] } => {
    const lines: string[] = []
    const sessionId = '00000000-0000-8000-8000-000000000000'
    const write = (line: string): void => void lines.push(line)
    const opened = openSession({ law: bound.compiled, environment, backend, sessionId, clock: logicalClock, digest: nodeDigest, write })
    if (!opened.ok) throw new Error(`unknown ${opened.unknown}`)
    return { session: opened.session, lines }
  }
  check(
    fc.property(fc.tuple(programs, programs), (pair) => {
      const opened = pair.map(open)
      const turns = Math.max(...pair.map(({ items }) => items.length))
      for (let turn = 0; turn < turns; turn++) {
        pair.forEach(({ items }, index) => {
          const [item, one] = [items[turn], opened[index]]
          if (item !== undefined && one !== undefined) perform(one.session, item)
        })
      }
      for (const { session } of opened) session.close()
      expect(opened.map(({ lines }) => lines)).toEqual(pair.map((program) => execute(bound.compiled, program).lines))
    }),
    { file: FILE, numRuns: 80, explain: ([pair]) => pair.map(programYaml).join('---\n') },
  )
})

test('[LED-03] a trace in which one value is changed is not valid', () => {
  /** The path of every scalar in `value`. */
  const scalars = (value: unknown, path: readonly string[]): readonly (readonly string[])[] =>
    value !== null && typeof value === 'object'
      ? Object.entries(value).flatMap(([name, member]) => scalars(member, [...path, name]))
      : [path]
  const bend = (value: unknown): unknown =>
    typeof value === 'number' ? (value === 0 ? 1 : -value) : typeof value === 'boolean' ? !value : value === null ? 1 : `${String(value)}x`
  const change = (value: unknown, [name, ...rest]: readonly string[]): unknown => {
    if (name === undefined) return bend(value)
    const entries = Object.entries(value as object).map(([key, member]) => [key, key === name ? change(member, rest) : (member as unknown)])
    return Array.isArray(value) ? entries.map(([, member]) => member) : Object.fromEntries(entries)
  }
  check(
    fc.property(programs, fc.nat(), fc.nat(), (program, at, which) => {
      const { lines } = execute(bound.compiled, program)
      const index = at % lines.length
      const line = JSON.parse(lines[index] ?? '{}') as object
      const paths = scalars(line, [])
      const changed = change(line, paths[which % paths.length] ?? [])
      const bent = lines.map((one, place) => (place === index ? JSON.stringify(changed) : one))
      expect(replay(bound.kernel, bent).report.replay.valid).toBe(false)
    }),
    { file: FILE, numRuns: 200, explain: ([program, at, which]) => `${programYaml(program)}line ${at}, value ${which}` },
  )
})
