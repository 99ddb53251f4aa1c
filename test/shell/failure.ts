import { QComputeError } from '../../src/index.js'

/** The QComputeError that `call` throws; anything else fails the test. */
export const failure = (call: () => unknown): QComputeError => {
  try {
    call()
  } catch (thrown) {
    if (thrown instanceof QComputeError) return thrown
    throw thrown
  }
  throw new Error('the call did not fail')
}
