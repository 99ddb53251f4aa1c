import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inOrder } from '../../src/shell/replay-pool.js'
import type { PoolWorker, WorkerEvents } from '../../src/shell/replay-pool.js'
import { runs } from '../seed.js'

interface Task {
  readonly index: number
  readonly cost: number
  readonly weight: number
  /** Whether its worker dies over it, each time it is tried. */
  readonly isDeadly: boolean
}

interface Result {
  readonly index: number
  readonly weight: number
  readonly lost: boolean
}

/** Workers that finish when a drawn number says so; counts what a pool must keep to. */
const makeCrew = (draw: () => number, isBornDead = false) => {
  const living = new Set<() => void>()
  const crew = { started: 0, living: 0, livingMax: 0, closed: 0, given: new Map<number, number>() }
  const start = (events: WorkerEvents<Result>): PoolWorker<Task> => {
    const tasks: Task[] = []
    let isClosed = false
    crew.started++
    crew.livingMax = Math.max(crew.livingMax, ++crew.living)
    const end = (): void => {
      if (isClosed) return
      isClosed = true
      crew.living--
      living.delete(step)
    }
    let isReady = false
    const step = (): void => {
      if (isBornDead) {
        end()
        return events.died(new Error('born dead'))
      }
      if (!isReady) {
        isReady = true
        return events.ready()
      }
      const task = tasks.shift()
      if (task === undefined) return
      if (task.isDeadly) {
        end()
        return events.died(new Error(`task ${task.index}`))
      }
      events.progress(task.cost / 2)
      events.done({ index: task.index, weight: task.weight, lost: false })
    }
    living.add(step)
    return {
      post: (task) => {
        crew.given.set(task.index, (crew.given.get(task.index) ?? 0) + 1)
        tasks.push(task)
      },
      close: async () => {
        end()
        crew.closed++
      },
    }
  }
  const turn = (): void => {
    const steps = [...living]
    steps[draw() % Math.max(1, steps.length)]?.()
  }
  return { crew, start, turn }
}

const options = (jobs: number, start: (events: WorkerEvents<Result>) => PoolWorker<Task>, progress: (done: number) => void) => ({
  jobs,
  start,
  cost: ({ cost }: Task) => cost,
  weight: ({ weight }: Result) => weight,
  lost: ({ index, weight }: Task): Result => ({ index, weight, lost: true }),
  progress,
})

/** Takes every result while the crew makes one step after the other. */
const drive = async (pool: AsyncGenerator<Result>, turn: () => void, takeMax = Infinity): Promise<Result[]> => {
  const results: Result[] = []
  const taken = { all: false }
  const taking = (async () => {
    for await (const result of pool) {
      results.push(result)
      if (results.length >= takeMax) break
    }
    taken.all = true
  })()
  for (let turns = 0; !taken.all; turns++) {
    if (turns > 20_000) throw new Error('the pool hangs')
    turn()
    await new Promise((resolve) => setImmediate(resolve))
  }
  await taking
  return results
}

const tasksOf = fc
  .array(fc.record({ cost: fc.nat(400_000), weight: fc.nat(9_000_000), isDeadly: fc.integer({ min: 0, max: 7 }).map((n) => n === 0) }), {
    maxLength: 60,
  })
  .map((tasks) => tasks.map((task, index) => ({ ...task, index })))

/** Repeats `numbers`, one more each time, so that no worker waits for ever. */
const drawsOf = (numbers: readonly number[]): (() => number) => {
  let at = 0
  return () => (numbers[at % numbers.length] ?? 0) + Math.floor(at++ / numbers.length)
}

const draws = fc.array(fc.nat(1000), { minLength: 1, maxLength: 200 })

describe('[CMD-26] a pool of workers', () => {
  test('yields each result once, in order; only tasks whose worker died are lost, and only workers that died are replaced', async () => {
    await fc.assert(
      fc.asyncProperty(tasksOf, fc.integer({ min: 1, max: 5 }), draws, async (tasks, jobs, numbers) => {
        const { crew, start, turn } = makeCrew(drawsOf(numbers))
        let told = 0
        const results = await drive(
          inOrder(
            tasks,
            options(jobs, start, (done) => {
              expect(done).toBeLessThanOrEqual(tasks.reduce((sum, { cost }) => sum + cost, 0))
              told = done
            }),
          ),
          turn,
        )
        expect(results).toEqual(tasks.map(({ index, weight, isDeadly }) => ({ index, weight, lost: isDeadly })))
        expect(told).toBe(tasks.reduce((sum, { cost }) => sum + cost, 0))
        const deaths = tasks.filter(({ isDeadly }) => isDeadly).length
        expect(crew.livingMax).toBeLessThanOrEqual(Math.min(jobs, Math.max(1, tasks.length)))
        expect(crew.started).toBeLessThanOrEqual(jobs + deaths)
        expect([crew.living, crew.started - crew.closed <= deaths]).toEqual([0, true])
      }),
      runs(200),
    )
  })

  test('works ahead of a slow first task only as far as results may wait', async () => {
    const tasks = Array.from({ length: 100 }, (_, index) => ({ index, cost: 400_000, weight: 4_000_000, isDeadly: false }))
    const { crew, start } = makeCrew(() => 0)
    const hands: (() => void)[] = []
    const slowFirst = (events: WorkerEvents<Result>): PoolWorker<Task> => {
      const worker = start(events)
      const isFirst = crew.started === 1
      setImmediate(() => events.ready())
      return {
        ...worker,
        post(task) {
          worker.post(task)
          if (!isFirst) setImmediate(() => events.done({ index: task.index, weight: task.weight, lost: false }))
          else hands.push(() => events.done({ index: task.index, weight: task.weight, lost: false }))
        },
      }
    }
    const pool = inOrder(tasks, options(2, slowFirst, () => undefined))
    const first = pool.next()
    for (let turns = 0; turns < 200; turns++) await new Promise((resolve) => setImmediate(resolve))
    expect(crew.given.size).toBeGreaterThan(3)
    expect(crew.given.size).toBeLessThan(8)
    hands[0]?.()
    expect((await first).value).toMatchObject({ index: 0 })
    await pool.return()
  })

  test('one that is left early closes its workers', async () => {
    const tasks = Array.from({ length: 50 }, (_, index) => ({ index, cost: 1, weight: 1, isDeadly: false }))
    let turns = 0
    const { crew, start, turn } = makeCrew(() => turns++)
    expect(await drive(inOrder(tasks, options(3, start, () => undefined)), turn, 7)).toHaveLength(7)
    expect(crew).toMatchObject({ living: 0, closed: 3 })
  })

  test('one whose workers cannot start loses every task and does not start them for ever', async () => {
    const tasks = Array.from({ length: 500 }, (_, index) => ({ index, cost: 1, weight: 1, isDeadly: false }))
    const { crew, start, turn } = makeCrew(() => 0, true)
    const results = await drive(inOrder(tasks, options(2, start, () => undefined)), turn)
    expect(results).toEqual(tasks.map(({ index, weight }) => ({ index, weight, lost: true })))
    expect(crew.started).toBeLessThanOrEqual(4)
  })

  test('cheap tasks are given out ahead, dear ones one by one', async () => {
    for (const [cost, most] of [
      [100, 32],
      [300_000, 1],
    ] as const) {
      const tasks = Array.from({ length: 100 }, (_, index) => ({ index, cost, weight: 1, isDeadly: false }))
      const { crew, start } = makeCrew(() => 0)
      const pool = inOrder(tasks, options(1, start, () => undefined))
      void pool.next()
      await new Promise((resolve) => setImmediate(resolve))
      expect(crew.given.size).toBe(most)
    }
  })
})
