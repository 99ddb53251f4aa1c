import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** The bytes of the heap that something still holds. */
export const bytesHeld = (): number => {
  collect()
  return process.memoryUsage().heapUsed
}
