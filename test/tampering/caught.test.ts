import { describe, expect, test } from 'vitest'
import { clauses } from '../../tools/trace.mjs'
import { documentText } from './document.js'
import { draw, judgeAll, OF_KIND, TIMEOUT } from './draw.js'
import { faultOf } from './judge.js'
import { KINDS } from './table.js'

describe('[RPL-03] [RPL-05] [RPL-08] every kind of tampering is caught at its exact first index', () => {
  test.each(KINDS.map((kind) => [`${kind.clause} ${kind.name}, ${kind.effort}`, kind] as const))('%s', (_name, kind) => {
    const { judged, traces, fault } = judgeAll(draw(`${kind.name}, ${kind.effort}`, (trace) => kind.forge(trace), OF_KIND), faultOf)
    expect(fault).toBeNull()
    expect(judged).toBeGreaterThanOrEqual(3)
    expect(traces).toBeGreaterThanOrEqual(3)
  }, TIMEOUT)
})

test('there are many kinds, each with a name of its own', () => {
  const names = KINDS.map(({ name, effort }) => `${name}, ${effort}`)
  expect(new Set(names).size).toBe(names.length)
  expect(new Set(KINDS.map(({ name }) => name)).size).toBeGreaterThan(200)
})

test('[RPL-03] specs/tampering.md lists the kinds that are tried', async () => {
  await expect(documentText()).toMatchFileSnapshot('../../specs/tampering.md')
})

test('every kind names a clause that stands in the specs', () => {
  const known = new Set(clauses().keys())
  expect(KINDS.filter(({ clause }) => !known.has(clause)).map(({ name, clause }) => `${name}: ${clause}`)).toEqual([])
})
