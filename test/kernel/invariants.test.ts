import { describe, expect, test } from 'vitest'
import { evaluateCondition } from '../../src/kernel/index.js'
import type { FactValue } from '../../src/kernel/index.js'
import { lawWith } from './fixture.js'

type Facts = { readonly [fact: string]: FactValue }

const law = lawWith()

const holds = (name: string, facts: Facts): boolean => {
  const invariant = law.invariants.find((one) => one.name === name)
  if (invariant === undefined) throw new Error(`no invariant ${name}`)
  return evaluateCondition(invariant.holds, ({ fact }) => {
    const value = facts[fact]
    if (value === undefined) throw new Error(`the table gives no ${fact}`)
    return value
  })
}

// Facts of an allowed r1 operator that joins an open r1 frame: every invariant holds of it.
const quiet: Facts = {
  'drift-within-bound': true, 'frame-backend-legal': true, 'frame-environment-matches': true, 'frame-tier-supported': true,
  'environment-terminal': false, 'frame-open': true, 'before-terminal': false, 'entry-kind': 'operator', 'entry-allowed': true,
  'routing-action': 'reuse', 'tier-step': 'same', 'operator-tier': 'r1', 'operator-family': 'primitive', 'token-deployed': false,
  'environment-changed': false, 'token-used': false, 'frame-opened': false, 'frame-closed': false, 'routing-overflow': false,
}

const broken: readonly (readonly [clause: string, name: string, change: Facts])[] = [
  ['[SES-50]', 'drift-within-bound', { 'drift-within-bound': false }],
  ['[SES-51]', 'frame-backend-legal', { 'frame-backend-legal': false }],
  ['[SES-52]', 'frame-environment', { 'frame-environment-matches': false }],
  ['[SES-53]', 'frame-tier-supported', { 'frame-tier-supported': false }],
  ['[SES-54]', 'terminal-has-no-frame', { 'environment-terminal': true }],
  ['[SES-55]', 'terminal-allows-no-operator', { 'before-terminal': true }],
  ['[SES-56]', 'tier-never-falls-inside-a-frame', { 'tier-step': 'down' }],
  ['[SES-57]', 'highest-tier-needs-token', { 'operator-tier': 'r3' }],
  ['[SES-58]', 'transition-binds-a-token', { 'environment-changed': true }],
  ['[SES-59]', 'transition-closes-the-frame', { 'environment-changed': true }],
  ['[SES-60]', 'refusal-touches-nothing', { 'entry-allowed': false, 'frame-closed': true }],
  ['[RTR-30]', 'special-families-open-a-frame', { 'operator-family': 'meta' }],
  ['[RTR-31]', 'overflow-opens-a-frame', { 'routing-overflow': true }],
]

describe('[LAW-40] each invariant holds of a quiet step and fails of the step that it forbids', () => {
  test('the table names every invariant of the shipped law', () => {
    expect(broken.map(([, name]) => name).sort()).toEqual(law.invariants.map(({ name }) => name).sort())
  })

  test.each(broken)('%s %s', (_clause, name, change) => {
    expect(holds(name, quiet)).toBe(true)
    expect(holds(name, { ...quiet, ...change })).toBe(false)
  })
})
