import { parentPort, workerData } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import { makeLawStore } from '../shell/law-store.js'
import type { ThreadMessage } from '../shell/replay-pool.js'
import { makeReplayer } from './replay-one.js'
import type { ReplayChoices } from './replay-one.js'
import { resultOf } from './replay-result.js'
import type { TraceResult } from './replay-result.js'
import { styleOf } from './style.js'

/** What a thread is told at its start. */
export interface WorkerOrders {
  readonly choices: ReplayChoices
  readonly isJson: boolean
  /** Whether somebody watches how far it is. */
  readonly isWatched: boolean
}

/** Verifies the traces that arrive at `port`, one after the other, with laws that are loaded once. */
const serve = (port: MessagePort, { choices, isJson, isWatched }: WorkerOrders): void => {
  const store = makeLawStore(choices.rules)
  if (!store.ok) throw new Error('rules that could be read cannot be read any more')
  const maker = { replayer: makeReplayer(store.value, choices, styleOf({}, {})), isJson }
  const send = (message: ThreadMessage<TraceResult>): void => port.postMessage(message)
  const progress = (done: number): void => {
    if (isWatched) send({ kind: 'progress', done })
  }
  let before = Promise.resolve()
  port.on('message', (trace: string) => {
    before = before.then(async () => send({ kind: 'done', result: await resultOf(trace, maker, progress) }))
  })
  send({ kind: 'ready' })
}

if (parentPort !== null) serve(parentPort, workerData as WorkerOrders)
