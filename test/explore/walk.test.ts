import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PackedSystem } from '../../src/explore/index.js'
import { NoveltySketch } from '../../src/explore/novelty.js'
import { isEnabled } from '../../src/explore/swarm.js'
import { pairFeatures } from '../../src/explore/walk-features.js'
import { walk } from '../../src/explore/walk.js'
import type { WalkOptions, WalkOutcome } from '../../src/explore/walk.js'
import { shortestWithin } from '../../src/explore/walk-path.js'
import type { WalkPath } from '../../src/explore/walk-path.js'
import { runs } from '../seed.js'

type Arrow = readonly [from: number, to: number, label: number]

/** A system from its edges. */
const systemOf = (arrows: readonly Arrow[], initial: readonly number[] = [0]): PackedSystem => {
  const rows = new Map<number, Arrow[]>()
  for (const arrow of arrows) rows.set(arrow[0], [...(rows.get(arrow[0]) ?? []), arrow])
  return {
    initial,
    fanoutMax: Math.max(1, ...[...rows.values()].map(({ length }) => length)),
    expand: (state, out) => {
      const row = rows.get(state) ?? []
      out.set(row.flatMap(([, to, label]) => [to, label]))
      return row.length
    },
  }
}

const BAD = 99
const isBad = (label: number): boolean => label === BAD
const options = (more: Partial<WalkOptions> = {}): WalkOptions => ({ seed: 1, walksMax: 50, stepsMax: 20, ...more })

/** Whether the path is one of the system, ends with its only bad label, and begins initially. */
const expectPath = (system: PackedSystem, { states, labels }: WalkPath): void => {
  expect(system.initial).toContain(states[0])
  expect(states.length).toBe(labels.length + 1)
  const out = new Int32Array(2 * system.fanoutMax)
  labels.forEach((label, index) => {
    const edges = system.expand(states[index] ?? -1, out)
    const pairs = Array.from({ length: edges }, (_, edge) => `${out[2 * edge]} ${out[2 * edge + 1]}`)
    expect(pairs).toContain(`${states[index + 1]} ${label}`)
  })
  expect(labels.findIndex(isBad)).toBe(labels.length - 1)
}

const graphs = fc.array(fc.tuple(fc.nat({ max: 11 }), fc.nat({ max: 11 }), fc.nat({ max: 6 })), { minLength: 1, maxLength: 40 })
  .map((list) => list.map(([from, to, label]) => [from, to, label === 6 ? BAD : label] as const))
  .map((arrows) => [...new Map(arrows.map((arrow) => [arrow.join(), arrow])).values()])

/** The length of a shortest path to a bad label by plain search, null if there is none. */
const distance = (arrows: readonly Arrow[]): number | null => {
  const depth = new Map([[0, 0]])
  for (const [state, steps] of depth) {
    for (const [from, to, label] of arrows) {
      if (from !== state) continue
      if (label === BAD) return steps + 1
      if (!depth.has(to)) depth.set(to, steps + 1)
    }
  }
  return null
}

describe('[CHK-69] walks', () => {
  test('find only what is there, give a path of the system, and never say that nothing is there', () => {
    let found = 0
    fc.assert(
      fc.property(graphs, fc.integer({ min: 0, max: 1000 }), (arrows, seed) => {
        const system = systemOf(arrows)
        const outcome = walk(system, isBad, options({ seed }))
        const shortest = distance(arrows)
        if (outcome.verdict === 'violated') {
          found++
          expectPath(system, outcome.path)
          expectPath(system, outcome.walked)
          expect(shortest).not.toBeNull()
          expect(outcome.path.labels.length).toBeGreaterThanOrEqual(shortest ?? 0)
          expect(outcome.path.labels.length).toBeLessThanOrEqual(outcome.walked.labels.length)
        } else {
          expect(outcome).toMatchObject({ verdict: 'sampled', isStopped: false })
          expect(outcome.progress.walks).toBe(50)
        }
      }),
      runs(100),
    )
    expect(found).toBeGreaterThan(5)
  })

  test('in small systems find all that is there', () => {
    fc.assert(
      fc.property(graphs, (arrows) => {
        const { verdict } = walk(systemOf(arrows), isBad, options({ walksMax: 400 }))
        expect(verdict).toBe(distance(arrows) === null ? 'sampled' : 'violated')
      }),
      runs(150),
    )
  })

  test('look at every edge of a state that they pass, so a bad step beside the way is seen at once', () => {
    const beside: Arrow[] = Array.from({ length: 10 }, (_, state) => [state, state + 1, 1] as const)
    const outcome = walk(systemOf([...beside, [3, 40, BAD]]), isBad, options({ walksMax: 1 }))
    expect(outcome).toMatchObject({ verdict: 'violated', path: { states: [0, 1, 2, 3, 40] }, progress: { walks: 1, steps: 4 } })
  })

  test('are the same for the same seed, and others for another', () => {
    const arrows: Arrow[] = Array.from({ length: 300 }, (_, state) => [state, (state * 7 + 1) % 300, 1] as const)
    const more: Arrow[] = Array.from({ length: 300 }, (_, state) => [state, (state * 11 + 3) % 300, 2] as const)
    const system = systemOf([...arrows, ...more, [251, 0, BAD]])
    const at = (seed: number): WalkOutcome => walk(system, isBad, options({ seed, walksMax: 500 }))
    expect(at(5)).toEqual(at(5))
    expect(new Set([1, 2, 3, 4, 5, 6, 7, 8].map((seed) => JSON.stringify(at(seed)))).size).toBeGreaterThan(1)
  })

  test('give a path that is as short as it can be through what was visited', () => {
    const ring: Arrow[] = Array.from({ length: 30 }, (_, state) => [state, (state + 1) % 30, 1] as const)
    const system = systemOf([...ring, [0, 29, 2], [29, 50, BAD]])
    for (let seed = 0; seed < 20; seed++) {
      const outcome = walk(system, isBad, options({ seed, stepsMax: 40 }))
      expect(outcome.verdict === 'violated' && outcome.path.states).toEqual([0, 29, 50])
    }
  })

  test('a path is shortened through known states only', () => {
    const system = systemOf([[0, 1, 1], [1, 2, 1], [2, 9, BAD], [0, 5, 1], [5, 9, BAD]])
    expect(shortestWithin(system, (state) => state !== 5, isBad)).toEqual({ states: [0, 1, 2, 9], labels: [1, 1, BAD] })
    expect(shortestWithin(system, () => true, isBad)).toEqual({ states: [0, 5, 9], labels: [1, BAD] })
    expect(shortestWithin(system, (state) => state === 1, isBad)).toBeNull()
  })

  test('a bad opening is a violation without a step', () => {
    const system = systemOf([[0, 1, 1]], [0, 7])
    const outcome = walk(system, isBad, options({ opening: (state) => (state === 7 ? BAD : 0) }))
    expect(outcome).toMatchObject({ verdict: 'violated', path: { states: [7], labels: [] } })
  })

  test('end where they are told to', () => {
    const system = systemOf([[0, 1, 1], [1, 0, 1]])
    expect(walk(system, isBad, options({ walksMax: 3, stepsMax: 5 }))).toEqual({
      verdict: 'sampled', progress: { walks: 3, steps: 15, states: 2 }, isStopped: false,
    })
    const stopped = walk(system, isBad, options({ goesOn: ({ walks }) => walks < 2 }))
    expect(stopped).toMatchObject({ verdict: 'sampled', isStopped: true, progress: { walks: 2 } })
  })

  test('keep within their memory and find nonetheless', () => {
    const ring: Arrow[] = Array.from({ length: 200 }, (_, state) => [state, state + 1, 1] as const)
    const system = systemOf([...ring, [150, 0, BAD]])
    const outcome = walk(system, isBad, options({ stepsMax: 300, keptMax: 10 }))
    expect(outcome).toMatchObject({ verdict: 'violated', progress: { states: 10 } })
    expect(outcome.verdict === 'violated' && outcome.path.labels.length).toBe(151)
  })

  test('do nothing in a system without initial states', () => {
    expect(walk(systemOf([[0, 1, BAD]], []), isBad, options())).toMatchObject({ verdict: 'sampled', progress: { walks: 0 } })
  })
})

describe('what leads them', () => {
  test('counts are never too small, and exact while there are few', () => {
    const sketch = new NoveltySketch(12)
    for (let value = 0; value < 100; value++) for (let time = 0; time < value % 7; time++) sketch.see(value)
    for (let value = 0; value < 100; value++) expect(sketch.count(value)).toBeGreaterThanOrEqual(value % 7)
    const exact = Array.from({ length: 100 }, (_, value) => sketch.count(value) === value % 7).filter(Boolean)
    expect(exact.length).toBeGreaterThan(95)
    for (let time = 0; time < 1000; time++) sketch.see(5)
    expect(sketch.count(5)).toBe(255)
  })

  test('a mask leaves half or three quarters of the kinds, others for another mask', () => {
    const labels = Array.from({ length: 4000 }, (_, label) => label)
    const enabled = (mask: number): readonly number[] => labels.filter((label) => isEnabled(label, mask))
    for (const [mask, share] of [[0, 1 / 2], [1, 3 / 4], [0xffffffff, 3 / 4], [123456, 1 / 2]] as const) {
      expect(enabled(mask).length).toBeGreaterThan(4000 * (share - 0.05))
      expect(enabled(mask).length).toBeLessThan(4000 * (share + 0.05))
    }
    expect(enabled(1)).not.toEqual(enabled(2))
  })

  test('features tell pairs of values apart', () => {
    const features = pairFeatures((state) => [state % 3, Math.floor(state / 3) % 3, Math.floor(state / 9)])
    expect(features(0).length).toBe(6)
    const all = Array.from({ length: 27 }, (_, state) => [...features(state)]).flat()
    expect(new Set(all).size).toBe(3 * 3 + 3 * 9)
    expect([...features(5)]).toEqual([...features(5)])
  })
})

// A lock of three numbers, two counters, and two doors that end everything: 8 · 8 · 8 · 16 · 16 states. The bug needs the lock in one
// place, both counters in another, and none of the doors, so even-handed walks end long before.
const DOOR = 8 * 8 * 8 * 16 * 16
const lock: PackedSystem = {
  initial: [0],
  fanoutMax: 8,
  expand: (state, out) => {
    if (state >= DOOR) return 0
    const [a, b, c] = [state & 7, (state >> 3) & 7, (state >> 6) & 7]
    const [m, n] = [(state >> 9) & 15, (state >> 13) & 15]
    const pack = (x: number, y: number, z: number, p: number, q: number): number => x | (y << 3) | (z << 6) | (p << 9) | (q << 13)
    const edges = [
      [DOOR, 0], [DOOR + 1, 1],
      [pack((a + 1) & 7, b, c, m, n), 2],
      [pack(a, a === 5 ? (b + 1) & 7 : b, c, m, n), 3],
      [pack(a, b, b === 3 ? (c + 1) & 7 : c, m, n), 4],
      [pack(a, b, c, (m + 1) & 15, n), 5],
      [pack(a, b, c, m, m === 9 ? (n + 1) & 15 : n), 6],
      [pack(0, 0, c, 0, n), c === 6 && n === 3 && m === 9 ? BAD : 7],
    ]
    out.set(edges.flat())
    return edges.length
  },
}

const median = (values: readonly number[]): number => values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0

test('[CHK-69] swarm masks and novelty find the seeded bug in fewer walks than even-handed ones', () => {
  const walksTo = (more: Partial<WalkOptions>): number =>
    median(Array.from({ length: 7 }, (_, seed) => walk(lock, isBad, { seed, walksMax: 150, stepsMax: 200, ...more }).progress.walks))
  const valuesOf = (state: number): readonly number[] =>
    [state & 7, (state >> 3) & 7, (state >> 6) & 7, (state >> 9) & 15, (state >> 13) & 15]
  expect(walksTo({ steering: { swarm: false, novelty: false, turnsBack: false } })).toBe(150)
  expect(walksTo({})).toBeLessThanOrEqual(120)
  expect(walksTo({ features: pairFeatures(valuesOf) })).toBeLessThanOrEqual(60)
})
