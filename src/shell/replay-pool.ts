import { Worker } from 'node:worker_threads'

/** What a worker says of itself and its tasks. */
export interface WorkerEvents<Result> {
  /** It can take tasks. A worker that ends before takes the whole pool with it. */
  ready(): void
  /** How much of the running task is done, in its own units of cost. */
  progress(done: number): void
  /** The first of its tasks is done. */
  done(result: Result): void
  /** It is gone, with all that it had to do. Nothing follows. */
  died(why: unknown): void
}

/** Does tasks one after the other, in the order in which it was given them. */
export interface PoolWorker<Task> {
  post(task: Task): void
  /** Ends it, whatever it does. */
  close(): Promise<void>
}

/** How a pool works. */
export interface PoolOptions<Task, Result> {
  /** The most workers at once, from 1. */
  readonly jobs: number
  /** Starts a worker, which tells nothing before this returns. */
  readonly start: (events: WorkerEvents<Result>) => PoolWorker<Task>
  /** What a task costs, such as its bytes. A worker is given tasks ahead while they are cheap. */
  readonly cost: (task: Task) => number
  /** What a result weighs, such as its characters; what waits for its turn is bounded by it. */
  readonly weight: (result: Result) => number
  /** The result of a task whose worker is gone. */
  readonly lost: (task: Task, why: unknown) => Result
  /** Is told the cost of all that is done. */
  readonly progress: (done: number) => void
}

const COST_AHEAD = 262_144
const TASKS_AHEAD = 32
const WEIGHT_WAITING_MAX = 16_777_216

interface Hand<Task> {
  readonly worker: PoolWorker<Task>
  /** Indexes of its tasks; it works on the first. */
  readonly tasks: number[]
  cost: number
  partial: number
  isReady: boolean
}

/**
 * Does `tasks` with several workers and yields their results in the order of the tasks, whatever the number of workers. A worker that
 * dies loses the task it was at; another one takes its place and the rest. Every worker is closed at the end, an early one too.
 */
export async function* inOrder<Task, Result>(
  tasks: readonly Task[],
  options: PoolOptions<Task, Result>,
): AsyncGenerator<Result, void, undefined> {
  const pool = new Pool(tasks, options)
  try {
    for (let index = 0; index < tasks.length; index++) yield await pool.result(index)
  } finally {
    await pool.close()
  }
}

// Invariant: each task is in exactly one place: not given out yet, returned by a dead worker, with a hand, waiting, or taken.
class Pool<Task, Result> {
  readonly #tasks: readonly Task[]
  readonly #options: PoolOptions<Task, Result>
  readonly #hands = new Set<Hand<Task>>()
  readonly #waiting = new Map<number, Result>()
  readonly #returned: number[] = []
  #weight = 0
  #next = 0
  #doneCost = 0
  #isClosed = false
  #failure: { readonly why: unknown } | null = null
  #wake: () => void = () => undefined

  constructor(tasks: readonly Task[], options: PoolOptions<Task, Result>) {
    this.#tasks = tasks
    this.#options = options
  }

  /** The result of task `index`; asked for in order, each once. */
  async result(index: number): Promise<Result> {
    for (;;) {
      const result = this.#waiting.get(index)
      if (result !== undefined) {
        this.#waiting.delete(index)
        this.#weight -= this.#options.weight(result)
        this.#deal()
        return result
      }
      if (this.#failure !== null) return this.#options.lost(this.#task(index), this.#failure.why)
      const woken = new Promise<void>((resolve) => (this.#wake = resolve))
      this.#deal()
      await woken
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    const hands = [...this.#hands]
    this.#hands.clear()
    await Promise.all(hands.map(({ worker }) => worker.close()))
  }

  #task(index: number): Task {
    const task = this.#tasks[index]
    if (task === undefined) throw new Error(`there is no task ${index}`)
    return task
  }

  // In order, and no further than the bound of what waits: the task that everything waits for is given out before all later ones.
  #deal(): void {
    if (this.#isClosed || this.#failure !== null) return
    while (this.#hands.size < Math.min(this.#options.jobs, this.#left())) this.#hire()
    for (let isGiven = true; isGiven; ) {
      isGiven = false
      for (const hand of [...this.#hands].sort((a, b) => a.tasks.length - b.tasks.length)) {
        const isFree = hand.tasks.length === 0 || (hand.cost < COST_AHEAD && hand.tasks.length < TASKS_AHEAD)
        const index = isFree ? this.#take() : null
        if (index === null) continue
        hand.tasks.push(index)
        hand.cost += this.#options.cost(this.#task(index))
        hand.worker.post(this.#task(index))
        isGiven = true
      }
    }
  }

  /** Tasks that are not done. */
  #left(): number {
    let held = 0
    for (const { tasks } of this.#hands) held += tasks.length
    return this.#tasks.length - this.#next + this.#returned.length + held
  }

  #take(): number | null {
    const returned = this.#returned.shift()
    if (returned !== undefined) return returned
    return this.#next < this.#tasks.length && this.#weight < WEIGHT_WAITING_MAX ? this.#next++ : null
  }

  #hire(): void {
    const events: WorkerEvents<Result> = {
      ready: () => void (hand.isReady = true),
      progress: (done) => {
        hand.partial = done
        this.#tell()
      },
      done: (result) => this.#finish(hand, result),
      died: (why) => this.#bury(hand, why),
    }
    const hand: Hand<Task> = { worker: this.#options.start(events), tasks: [], cost: 0, partial: 0, isReady: false }
    this.#hands.add(hand)
  }

  #finish(hand: Hand<Task>, result: Result): void {
    const index = hand.tasks.shift()
    if (index === undefined) throw new Error('a worker did what it was not asked to do')
    hand.cost -= this.#options.cost(this.#task(index))
    hand.partial = 0
    this.#keep(index, result)
  }

  #bury(hand: Hand<Task>, why: unknown): void {
    if (!this.#hands.delete(hand)) return
    const [at, ...after] = hand.tasks
    this.#returned.push(...after)
    this.#returned.sort((a, b) => a - b)
    if (!hand.isReady) this.#failure = { why }
    if (at !== undefined) this.#keep(at, this.#options.lost(this.#task(at), why))
    this.#deal()
    this.#wake()
  }

  #keep(index: number, result: Result): void {
    if (this.#isClosed) return
    this.#doneCost += this.#options.cost(this.#task(index))
    this.#waiting.set(index, result)
    this.#weight += this.#options.weight(result)
    this.#tell()
    this.#deal()
    this.#wake()
  }

  #tell(): void {
    let partial = 0
    for (const hand of this.#hands) partial += hand.partial
    this.#options.progress(this.#doneCost + partial)
  }
}

/** What a thread of `threadStarter` sends. */
export type ThreadMessage<Result> =
  | { readonly kind: 'ready' }
  | { readonly kind: 'progress'; readonly done: number }
  | { readonly kind: 'done'; readonly result: Result }

/** Starts threads that run the module `file`, each with `data`; tasks are posted to it, it answers with ThreadMessage. */
export const threadStarter =
  <Task, Result>(file: URL, data: unknown) =>
  (events: WorkerEvents<Result>): PoolWorker<Task> => {
    const thread = new Worker(file, { workerData: data })
    let why: unknown = new Error('the thread ended before its work was done')
    thread.on('message', (message: ThreadMessage<Result>) => {
      if (message.kind === 'ready') events.ready()
      else if (message.kind === 'progress') events.progress(message.done)
      else events.done(message.result)
    })
    thread.on('error', (error) => (why = error))
    thread.on('exit', () => events.died(why))
    return {
      // A thread, not a window: there is no origin.
      // oxlint-disable-next-line unicorn/require-post-message-target-origin
      post: (task) => thread.postMessage(task),
      async close() {
        await thread.terminate()
      },
    }
  }
