import { describe, expect, test } from 'vitest'
import { bindLaw } from '../../src/kernel/index.js'
import { decodeProgram } from '../../src/artifact/program.js'
import { canonicalJson } from '../../src/base/index.js'
import { diffBehaviour } from '../../src/checker/diff/diff.js'
import { answersIn, outcomeOf, OVER } from '../../src/checker/diff/diff-outcome.js'
import { diffJson, diffProgramJson, diffText } from '../../src/checker/diff/diff-text.js'
import { lawWith } from '../kernel/fixture.js'
import { hasTime } from '../seed.js'
import { openDefault, oracleOf } from './diff-oracle.js'
import { MUTATIONS } from './fixture-laws.js'

const SHIPPED = lawWith()
const LIMITS = { tokens: 1, pairsMax: 1_000_000 }
const isDeep = hasTime

describe.each(MUTATIONS)('$name', ({ law, kinds, isLarge }) => {
  const [old, now] = [bindLaw(SHIPPED), bindLaw(law)]
  const diff = diffBehaviour(SHIPPED, law, LIMITS)

  test('[CHK-54] it has the expected kinds of first differences', () => {
    expect(diff.verdict).toBe('different')
    const found = new Set(diff.differences.filter(({ isFirst }) => isFirst).map(({ kind }) => kind))
    expect([...found].toSorted((a, b) => (a < b ? -1 : 1))).toEqual(kinds)
  })

  test('[CHK-54] each program, replayed on both kernels, ends in exactly the outcomes that are told', () => {
    expect(diff.differences.length).toBeGreaterThan(0)
    for (const { program, old: told, new: toldNow, isFirst, environment } of diff.differences) {
      const [before, after] = [openDefault(old, program.opening), openDefault(now, program.opening)]
      if (program.events.length === 0) {
        const said = (one: typeof before) => ({ allowed: one.ok, drift_bound: one.ok ? one.state.drift.bound : null })
        expect(said(before)).toEqual({ allowed: told.allowed, drift_bound: told.drift_bound })
        expect(said(after)).toEqual({ allowed: toldNow.allowed, drift_bound: toldNow.drift_bound })
        continue
      }
      if (!before.ok || !after.ok) throw new Error('both laws open the session of a longer program')
      let [left, right] = [before.state, after.state]
      for (const [index, { event }] of program.events.entries()) {
        const [one, other] = [old.step(left, event), now.step(right, event)]
        const outcomes = [one === null ? OVER : outcomeOf(one), other === null ? OVER : outcomeOf(other)] as const
        if (index === program.events.length - 1) {
          expect(outcomes).toEqual([told, toldNow])
          expect([left.environment, right.environment]).toEqual([environment.old, environment.new])
        } else {
          if (one === null || other === null) throw new Error('a session ended before the difference')
          if (isFirst) {
            const changes = (['allowed', 'reason', 'routing_reason', 'frame_action', 'backend', 'drift_accumulated', 'token_used'] as const)
              .filter((field) => outcomes[0][field] !== outcomes[1][field])
            expect(changes).toEqual([])
          }
          ;[left, right] = [one.state, other.state]
        }
      }
    }
  })

  test('[CHK-50] [CHK-52] a plain product loop finds the same differences, by programs as short', () => {
    const first = oracleOf(SHIPPED, law, diff, false)
    const told = diff.differences.filter(({ changes, program }) => program.events.length > 0 && answersIn(changes).length > 0)
    const key = ({ environment, event, old: before, new: after }: (typeof told)[number]) =>
      JSON.stringify([environment.old, environment.new, event, before.allowed, before.reason, after.allowed, after.reason])
    const lengths = (differences: typeof told) => {
      const found = new Map<string, number>()
      for (const one of differences) {
        const { length } = one.program.events
        found.set(key(one), Math.min(found.get(key(one)) ?? length, length))
      }
      return found
    }
    const sorted = (map: ReadonlyMap<string, number>) => [...map].toSorted(([a], [b]) => (a < b ? -1 : 1))
    expect(sorted(lengths(told.filter(({ isFirst }) => isFirst)))).toEqual(sorted(first.lengths))
    if (isLarge && !isDeep) return
    const all = oracleOf(SHIPPED, law, diff, true)
    expect([...lengths(told).keys()].toSorted()).toEqual([...all.lengths.keys()].toSorted())
  })

  test('[CHK-55] the programs are programs of the format, and both forms are the same from run to run', () => {
    for (const { program } of diff.differences) {
      const read = decodeProgram(canonicalJson(diffProgramJson(program)), 'program.json')
      expect(read.ok).toBe(true)
    }
    if (isLarge && !isDeep) return
    const again = diffBehaviour(lawWith(), law, LIMITS)
    expect(canonicalJson(diffJson(again))).toBe(canonicalJson(diffJson(diff)))
    expect(diffText(again)).toBe(diffText(diff))
  })
})
