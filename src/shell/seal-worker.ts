import { workerData } from 'node:worker_threads'
import { SealCheck } from '../verifier/sealcheck.js'
import { nodeDigest } from './node-digest.js'
import { CHUNKS, CONTROL, ROOT_UNITS } from './two-cores.js'
import type { SharedParts } from './two-cores.js'

// The second core of a replay: takes the chunks in the order in which the first one fills them, until it is asked for the root.
const { control, lengths, chunks, root } = workerData as SharedParts
// The request for the root may come between a look and a wait.
const POLL_MS = 20
const seals = new SealCheck(nodeDigest)

for (let taken = 0; ; taken++) {
  while (Atomics.load(control, CONTROL.filled) === taken && Atomics.load(control, CONTROL.asked) === 0) {
    Atomics.wait(control, CONTROL.filled, taken, POLL_MS)
  }
  if (Atomics.load(control, CONTROL.filled) === taken) break
  const place = taken % CHUNKS
  seals.take(Buffer.from(chunks[place] ?? new SharedArrayBuffer(0), 0, lengths[place]))
  Atomics.store(control, CONTROL.taken, taken + 1)
  Atomics.notify(control, CONTROL.taken)
}
root.set(new TextEncoder().encode(seals.root().padEnd(ROOT_UNITS)))
Atomics.store(control, CONTROL.answered, 1)
Atomics.notify(control, CONTROL.answered)
