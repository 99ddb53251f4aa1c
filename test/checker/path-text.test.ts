import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { describePath, pathText } from '../../src/checker/path/path-text.js'
import { bindLaw } from '../../src/kernel/index.js'
import { lawWith } from '../kernel/fixture.js'
import { runs } from '../seed.js'
import { BROKEN, drawing, modelOf, shortestBroken, walk } from './path-fixture.js'
import { fixtureModel } from './path-model.js'

const law = lawWith()
const kernel = bindLaw(law)
const SAID = { property: 'p', clause: 'SES-50', why: 'a step breaks it' }

describe('[CHK-43] a path for people', () => {
  test('shows what changed at each step, and the rules that decided', () => {
    const [, , edits] = BROKEN[2] ?? ['', '', {}]
    const broken = lawWith(edits)
    const model = modelOf(broken)
    const hit = shortestBroken(model)
    const said = { property: hit?.invariant ?? '', clause: 'SES-50', why: 'a step breaks it' }
    expect(pathText(model, hit?.path ?? { states: [], labels: [], loop: null }, said, bindLaw(broken))).toBe(`\
drift-within-bound (SES-50) is violated after 3 steps
  a step breaks it

   0  open
        with environment production, backend auto, drift_bound 0.5
   1  cx(q1=0, q2=1) and 2 alike                allowed, new frame: tier-binding
        by   rule first-operator of routing, no rule of operator refuses
        now  frame absent -> open, frame_environment none -> production, frame_tier none -> r2,
             frame_backend none -> hybrid-sim, frame_drift none -> 0.25, drift 0 -> 0.25
   2  cx(q1=0, q2=1) and 2 alike                allowed, reuse frame: tier-binding
        by   rule binding of routing, no rule of operator refuses
        now  frame_drift 0.25 -> 0.5, drift 0.25 -> 0.5
   3  cx(q1=0, q2=1) and 2 alike                allowed, reuse frame: drift-overflow
        by   rule overflow of routing, no rule of operator refuses
        now  frame_drift 0.5 -> 0.75, drift 0.5 -> 0.75
        !    drift-within-bound does not hold here
`)
  })

  test('says where the loop begins, or where nothing more happens', () => {
    const model = fixtureModel([['again', 'over']])
    const text = (states: readonly number[], labels: readonly number[], loop: number | null): string =>
      pathText(model, { states, labels, loop }, { ...SAID, why: null }, null)
    expect(text([0, 0, 0, 0], [1, 1, 1], 1)).toBe(`\
p (SES-50) is violated: 1 step, then 2 steps for ever

   0  open
        with x a
   1  again                                     again
  ---- the loop begins: steps 2 to 3 repeat for ever
   2  again                                     again
   3  again                                     again
`)
    expect(text([0, 0], [1], 0)).toContain('---- the loop begins: step 1 repeats for ever\n   1  again')
    expect(text([0, 1, 1], [2, 0], 1)).toBe(`\
p (SES-50) is violated: the session ends after 1 step

   0  open
        with x a
   1  over                                      over
        now  x a -> b
        !    never b does not hold here
  ---- the end: nothing more happens
`)
  })

  test('names the rule that refused, and exactly the variables that changed', () => {
    const model = modelOf(law, { tokens: 2 })
    const seen = new Set<string>()
    for (let seed = 1; seed <= 60; seed++) {
      const { steps } = describePath(model, walk(model, seed, 20, drawing(seed)), kernel)
      for (const { outcome, rules, changes } of steps) {
        const isRefused = outcome.startsWith('refused')
        if (isRefused) expect(changes).toEqual([])
        for (const { from, to } of changes) expect(from).not.toBe(to)
        if (isRefused) expect(rules).toEqual([expect.stringMatching(/^rule .+ of (operator|token|transition)$/)])
        else if (outcome.startsWith('allowed')) expect(rules.at(-1)).toMatch(/^no rule of (operator|token|transition) refuses$/)
        else expect(rules).toEqual([])
        seen.add(rules.join())
      }
    }
    expect(seen.size).toBeGreaterThan(15)
  })

  test('is at most 96 columns wide and printable, whatever the names are, and the same each time', () => {
    const name = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.constantFrom('\u001b[31m', '\u202e', 'x\n', '𝔸'.repeat(90)))
    fc.assert(fc.property(name, name, name, (event, variable, value) => {
      const variables = [{ name: variable, values: ['', value] }, { name: 'y', values: [value, 'z'] }]
      const model = fixtureModel([[event, event]], undefined, variables)
      const said = { property: event, clause: variable, why: value }
      const path = { states: [0, 0, 1], labels: [1, 2], loop: null }
      const text = pathText(model, path, said, null)
      for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(96)
      // oxlint-disable-next-line no-control-regex
      expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
      expect(pathText(model, path, said, null)).toBe(text)
    }), runs(200))
  })
})
