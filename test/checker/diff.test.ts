import { describe, expect, test } from 'vitest'
import type { Law } from '../../src/artifact/law.js'
import { diffBehaviour } from '../../src/checker/diff/diff.js'
import { answersIn } from '../../src/checker/diff/diff-outcome.js'
import { diffText } from '../../src/checker/diff/diff-text.js'
import { lawWith } from '../kernel/fixture.js'
import { oracleOf } from './diff-oracle.js'
import { STAGING } from './fixture-laws.js'

const SHIPPED = lawWith()
const LIMITS = { tokens: 1, pairsMax: 1_000_000 }

test('[CHK-55] a search that is stopped is inconclusive', () => {
  const asked: number[] = []
  const diff = diffBehaviour(SHIPPED, SHIPPED, { tokens: 2, pairsMax: 1_000_000, goesOn: (pairs) => asked.push(pairs) < 1 })
  expect(diff).toMatchObject({ verdict: 'inconclusive', alike: { complete: false } })
  expect(asked).toEqual([1024])
})

describe('equal laws', () => {
  test('[CHK-50] a law and itself have no reachable difference, up to the last pair of states', () => {
    const diff = diffBehaviour(SHIPPED, lawWith(), { ...LIMITS, tokens: 2 })
    expect(diff.verdict).toBe('equal')
    expect(diff.differences).toEqual([])
    expect(diff.alike.complete).toBe(true)
    expect(diff.alike.pairs).toBe(oracleOf(SHIPPED, SHIPPED, diff, true).pairs)
    expect(diffText(diff)).toContain(`no reachable difference (exhaustive, ${diff.alike.pairs} state pairs, up to 2 tokens)`)
  })

  test('[CHK-50] another description, another digest and another name of a rule are no difference', () => {
    const other = lawWith({
      'bundle.yaml': [['description: The law', 'description: A law']],
      'routing.rules.yaml': [['name: decrease', 'name: fall']],
    })
    expect(other.digest).not.toBe(SHIPPED.digest)
    expect(diffBehaviour(SHIPPED, other, LIMITS).verdict).toBe('equal')
  })

  test('[CHK-50] a rule that is weaker than one that always holds before it changes nothing', () => {
    const swapped = lawWith({ 'validation.rules.yaml': [['priority: 900', 'priority: 850']] })
    expect(diffBehaviour(SHIPPED, swapped, LIMITS).verdict).toBe('equal')
  })

  test('[CHK-55] a search that its limit ends is inconclusive, and says what it covered', () => {
    const diff = diffBehaviour(SHIPPED, SHIPPED, { tokens: 1, pairsMax: 100 })
    expect(diff).toMatchObject({ verdict: 'inconclusive', alike: { pairs: 100, complete: false } })
    expect(diffText(diff)).toContain('inconclusive')
    expect(diffText(diff)).toContain('100 state pairs')
  })
})

test('[CHK-54] a difference that is only a figure of the law is told once for a place and ends nothing', () => {
  const law = lawWith({ 'environments.yaml': [['drift_bound: 0.75', 'drift_bound: 0.8125']] })
  const { differences } = diffBehaviour(SHIPPED, law, LIMITS)
  const figures = differences.filter(({ changes }) => answersIn(changes).length === 0)
  expect(figures.map(({ event, isFirst }) => [event, isFirst])).toContainEqual(['opening', true])
  expect(figures.filter(({ isFirst }) => isFirst)).toHaveLength(2)
})

const AMPLITUDE = '{ name: amplitude, type: number, min: 0, max: 0.96875 }'

// The shipped law with one more rule of the operator table.
const withRule = (name: string, priority: number, condition: string, reason: string): Law => {
  const text = '- name: grammar\n        priority: 900'
  const members = [`- name: ${name}`, `priority: ${priority}`, `conditions: { all: [${condition}] }`, `event: { type: ${reason} }`]
  const rule = members.join('\n        ')
  return lawWith({ 'validation.rules.yaml': [[text, `${rule}\n      ${text}`]] })
}

test('[CHK-51] a bound of an argument that moved is found between the old and the new one', () => {
  const law = lawWith({ 'operators.yaml': [['{ name: amplitude, type: number, min: 0, max: 1 }', AMPLITUDE]] })
  const { differences } = diffBehaviour(SHIPPED, law, LIMITS)
  const lost = differences.filter(({ kind, isFirst }) => kind === 'lost' && isFirst)
  expect(lost.length).toBeGreaterThan(0)
  for (const { new: now } of lost) expect(now.reason).toBe('invalid arguments')
})

test('[CHK-51] a literal that one law reads is asked of both', () => {
  const law = withRule('odd', 150, '{ fact: params, path: $.q, operator: equal, value: 17 }', 'invalid arguments')
  const lost = diffBehaviour(SHIPPED, law, { ...LIMITS, tokens: 0 }).differences.filter(({ kind, isFirst }) => kind === 'lost' && isFirst)
  expect(lost.length).toBeGreaterThan(0)
  expect(lost.every(({ event }) => event.includes('=17'))).toBe(true)
})

test('[CHK-52] [CHK-53] a token that a condition names is no token like the others', () => {
  const named = '{ fact: token-id-deployed, params: { id: stop }, operator: equal, value: true }'
  const law = withRule('blocked', 950, named, 'token required')
  const diff = diffBehaviour(SHIPPED, law, { ...LIMITS, tokens: 0 })
  expect(diff.tokens[0]).toBe('stop')
  const first = diff.differences.filter(({ isFirst }) => isFirst)
  expect(first.length).toBeGreaterThan(0)
  for (const { program } of first) expect(program.events.map(({ name }) => name)).toContain('token stop')
})

test('[CHK-55] the text tells gained, lost and changed, with what shows each', () => {
  const text = diffText(diffBehaviour(SHIPPED, STAGING, LIMITS))
  expect(text).toContain('gained: allowed now, not before\n  in sandbox, in production, in archive: opening\n')
  expect(text).toContain('  in sandbox: -> staging\n    before    refused: illegal transition\n    now       allowed: uses token token-1\n')
  expect(text).toContain('    shown by  sandbox on auto: token token-1; -> staging\n')
  expect(text).toContain('lost: allowed before, not now\n  in sandbox: -> production\n')
  expect(text.split('\n').every((line) => line.length <= 140)).toBe(true)
})

test('[CHK-55] no name of an artifact adds a line to the text or steers a terminal', () => {
  const law = lawWith({ 'validation.rules.yaml': [['illegal transition', '"odd\\u001b[31m\\nline\\u202e"']] })
  const text = diffText(diffBehaviour(SHIPPED, law, { tokens: 0, pairsMax: 200 }))
  expect(text).toContain('    now       refused: odd\ufffd[31m\ufffdline\ufffd\n')
})
