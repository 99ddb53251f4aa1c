import type { LimitName } from '../base/index.js'

/** A law or machine that is larger than a limit allows to compile: the outcome "exhausted" (NUM-05), no verdict and no bug. */
export class LimitReached extends Error {
  readonly outcome = 'exhausted'
  override readonly name = 'LimitReached'
  readonly limit: LimitName

  constructor(limit: LimitName, what: string) {
    super(`${what} exceeds the limit ${limit}`)
    this.limit = limit
  }
}
