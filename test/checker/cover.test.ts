import { describe, expect, test } from 'vitest'
import { checkLaw } from '../../src/checker/check-law.js'
import { coverGroups, coverText } from '../../src/checker/picture/cover.js'
import { coverSvg } from '../../src/checker/picture/picture-svg.js'
import { coverCounts } from '../../src/checker/survey-cover.js'
import { lawWith } from '../kernel/fixture.js'
import { itemsOf } from './fixture-cover.js'
import { elementsOf } from './fixture-svg.js'

const ITEMS = [
  'machine frame state open', 'machine frame state over', 'machine frame open new #0',
  'guard ready true at a e', 'guard ready false at a e',
  'rule operator grammar', 'rule routing meta', 'reason validation invalid grammar', 'reason routing meta',
  'machine other state x', 'oddity',
]

describe('the table of cover', () => {
  test('[CHK-59] items are grouped by machine and table, in the order in which they stand', () => {
    const cover = new Map([['machine frame state open', 4], ['rule operator grammar', 1], ['guard ready true at a e', 2]])
    expect(coverGroups(ITEMS, cover)).toEqual([
      { name: 'machine frame', met: 1, of: 3, never: ['state over', 'open new #0'] },
      { name: 'guards', met: 1, of: 2, never: ['ready false at a e'] },
      { name: 'rules of operator', met: 1, of: 1, never: [] },
      { name: 'rules of routing', met: 0, of: 1, never: ['meta'] },
      { name: 'reasons of validation', met: 0, of: 1, never: ['invalid grammar'] },
      { name: 'reasons of routing', met: 0, of: 1, never: ['meta'] },
      { name: 'machine other', met: 0, of: 1, never: ['state x'] },
      { name: 'others', met: 0, of: 1, never: ['oddity'] },
    ])
  })

  test('[CHK-59] the text names what was never met and counts the rest', () => {
    const cover = new Map([['machine frame state open', 4], ['machine frame open new #0', 7]])
    expect(coverText(ITEMS.slice(0, 5), cover)).toBe(
      [
        'machine frame  2 of 3, 1 never', '  never  state over',
        'guards         0 of 2, 2 never', '  never  ready true at a e', '  never  ready false at a e',
        'all            2 of 5', '',
      ].join('\n'),
    )
  })

  test('[CHK-59] a count of zero, and a count of something that is no item, are nothing met', () => {
    const cover = new Map([['rule a b', 0], ['rule a c', 3]])
    expect(coverText(['rule a b'], cover)).toBe('rules of a  0 of 1, 1 never\n  never  b\nall         0 of 1\n')
  })

  test('[CHK-59] no name adds a line to the text or steers a terminal', () => {
    const text = coverText(['rule a b\n\u001b[2J'], new Map())
    expect(text).toBe('rules of a  0 of 1, 1 never\n  never  b\ufffd\ufffd[2J\nall         0 of 1\n')
  })

  test('[CHK-59] names that are words of objects are names', () => {
    expect(coverGroups(['machine __proto__ state constructor', 'machine constructor state x'], new Map()).map(({ name }) => name)).toEqual([
      'machine __proto__', 'machine constructor',
    ])
  })
})

describe('the shipped law', () => {
  const law = lawWith()
  const checked = checkLaw(law, { tokens: 2, symmetry: true, limits: { states: 100_000, goesOn: () => true } })
  if (!checked.ok || !checked.value.ok) throw new Error('the shipped law is explored')
  const { model, survey } = checked.value
  const cover = coverCounts(survey, (state) => {
    const { sessionState, frameState, environment } = model.stateOf(state)
    return [`machine session state ${sessionState}`, `machine frame state ${frameState}`, `machine environment state ${environment}`]
  })

  test('[CHK-56] the session model names cover items as the pictures read them', () => {
    const items = new Set(model.coverItems)
    for (const machine of Object.values(law.machines)) {
      for (const item of itemsOf(machine)) expect(items.has(item), item).toBe(true)
    }
  })

  test('[CHK-56] [CHK-57] its three pictures show everything as met', () => {
    for (const machine of Object.values(law.machines)) {
      const svg = coverSvg(machine, cover)
      expect(elementsOf(svg).filter(({ attributes }) => attributes.get('class') === 'sign never')).toHaveLength(1) // that of the legend
    }
  })

  test('[CHK-59] only what is declared unreachable was never met', () => {
    const never = coverGroups(model.coverItems, cover).flatMap(({ name, never: rest }) => rest.map((one) => `${name}: ${one}`))
    const reasons = [...law.validation.reasons, ...law.routing.reasons]
    const declared = reasons.filter(({ unreachable }) => unreachable !== null).map(({ reason }) => reason)
    expect(never.filter((one) => one.startsWith('reasons')).map((one) => one.slice(one.indexOf(': ') + 2))).toEqual(declared)
    expect(never.filter((one) => one.startsWith('machine') || one.startsWith('guards'))).toEqual([])
  })
})
