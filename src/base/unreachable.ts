import { AssertionFailure } from './assertion.js'

/** Ends a switch that names every case. The compiler rejects the call while a case is missing; at run time it is a bug. */
export const unreachable = (x: never): never => {
  throw new AssertionFailure(`unreachable case: ${String(x)}`)
}
