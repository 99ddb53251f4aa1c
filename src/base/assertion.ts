/** A broken assumption of the program itself: the outcome "bug", never a verdict, a trap or a limit. */
export class AssertionFailure extends Error {
  readonly outcome = 'bug'
  override readonly name = 'AssertionFailure'
}

/** Throws AssertionFailure with `message` unless `cond` holds. For what must be true if the code is right. */
export function assert(cond: boolean, message: string): asserts cond {
  if (!cond) throw new AssertionFailure(message)
}
