import { expect, test } from 'vitest'
import { playSnippets, playTour } from '../../tools/tour.mjs'

test('every command of the tour prints what the README shows', () => {
  const { now, fresh, commands } = playTour() as { now: string; fresh: string; commands: number }
  expect(commands).toBeGreaterThan(10)
  expect(fresh).toBe(now)
})

test('every library snippet prints what the README promises', () => {
  const played = playSnippets() as { promised: string; printed: string }[]
  expect(played.length).toBeGreaterThan(0)
  for (const { promised, printed } of played) expect(printed).toBe(promised)
})
