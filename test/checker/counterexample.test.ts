import { describe, expect, test } from 'vitest'
import { openingValue, showPath } from '../../src/checker/path/counterexample.js'
import { valuesOf } from '../../src/checker/certificate/certificate-state.js'
import { bindLaw } from '../../src/kernel/index.js'
import { lawWith } from '../kernel/fixture.js'
import { fixtureModel } from './path-model.js'
import { drawing, modelOf, walk } from './path-fixture.js'

const law = lawWith()
const kernel = bindLaw(law)

describe('[CHK-40] a path that is shown', () => {
  const model = fixtureModel([['open', 'close']])

  test('has a text for each variable at each position, and one more position than moves', () => {
    const shown = showPath(model, { states: [0, 0, 1], labels: [1, 2], loop: null })
    expect(shown.texts).toEqual([['a'], ['a'], ['b']])
    expect(shown.moves.map(({ asked }) => asked.name)).toEqual(['open', 'close'])
    expect(shown.loop).toBeNull()
    expect([openingValue(model, shown, 'x'), openingValue(model, shown, 'y')]).toEqual(['a', ''])
  })

  test('ends where only staying follows: the loop is then its last position', () => {
    expect(showPath(model, { states: [0, 1, 1, 1], labels: [2, 0, 0], loop: 2 })).toMatchObject({ loop: 1, moves: [{ label: 2 }] })
    expect(showPath(model, { states: [0, 1, 1], labels: [2, 0], loop: 1 }).texts).toEqual([['a'], ['b']])
    expect(showPath(model, { states: [0, 0], labels: [1], loop: 0 }).loop).toBe(0)
  })

  test.each([
    [{ states: [0], labels: [1], loop: null }, 'one state more'],
    [{ states: [0, 1], labels: [2], loop: 0 }, 'returns to one of its states'],
    [{ states: [0, 0, 0], labels: [0, 1], loop: null }, 'no event follows'],
  ])('is no path: %j', (path, message) => {
    expect(() => showPath(model, path)).toThrow(message)
  })

  test.each([[true], [false]])('is what the kernel does with its events, token by token (symmetry %s)', (symmetry) => {
    const sessions = modelOf(law, { tokens: 3, symmetry })
    let moves = 0
    for (let seed = 1; seed <= 150; seed++) {
      const shown = showPath(sessions, walk(sessions, seed, 25, drawing(seed)))
      const [environment, backend] = ['environment', 'backend'].map((name) => openingValue(sessions, shown, name))
      const opening = kernel.open({ environment: environment ?? '', backend: backend ?? '' })
      if (!opening.ok) throw new Error(opening.unknown)
      let { state } = opening
      for (const [index, { asked }] of shown.moves.entries()) {
        if (asked.event.kind !== 'session') throw new Error('an event of a session')
        const step = kernel.step(state, asked.event.event)
        if (step === null) throw new Error('the session is done')
        state = step.state
        moves++
        expect(valuesOf(law, state, (ids) => ids), `seed ${seed}, step ${index + 1}`).toEqual(shown.texts[index + 1])
      }
    }
    expect(moves).toBeGreaterThan(700)
  })
})
