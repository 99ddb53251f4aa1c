import type { FactReference } from '../artifact/condition.js'
import { LIMITS } from '../base/index.js'
import type { Read } from './expression.js'
import { driftOverflows, driftWithinBound } from './facts.js'
import type { OpenFrame, State } from './state.js'
import type { StepContext } from './step-context.js'

type Reader = Read<StepContext>
type ReaderOf = (reference: FactReference) => Reader

/** What was decided in a context. */
export interface Kept<R> {
  readonly context: StepContext
  readonly result: R
}

/** Whether two contexts are alike in all that a decision reads. */
export type IsAlike = (a: StepContext, b: StepContext) => boolean

const isFrameAlike = (a: OpenFrame | null, b: OpenFrame | null): boolean =>
  a === b || (a !== null && b !== null && a.tier === b.tier && a.backend === b.backend && a.environment === b.environment)

// What facts of the session are read from, but drift.
const isStateAlike = (a: State, b: State): boolean =>
  a.environment === b.environment &&
  a.backend === b.backend &&
  a.frameState === b.frameState &&
  isFrameAlike(a.frame, b.frame) &&
  a.tokens.size > 0 === b.tokens.size > 0 &&
  a.tokensBound < a.tokens.size === b.tokensBound < b.tokens.size

/** Whether each plain fact of two operators is the same when they are decided: so is all that it is read from (LAW-13). */
export const isAskedAlike: IsAlike = (a, b) =>
  a.row === b.row &&
  a.parsed === b.parsed &&
  a.argumentsValid === b.argumentsValid &&
  Object.is(a.measured, b.measured) &&
  a.placement?.backend === b.placement?.backend &&
  isStateAlike(a.before, b.before) &&
  driftOverflows(a) === driftOverflows(b)

/** Whether, of two operators that were asked for alike, each plain fact of what came of them is the same (LAW-13). */
export const isDoneAlike: IsAlike = (a, b) =>
  a.allowed === b.allowed &&
  a.routing === b.routing &&
  a.frameOpened === b.frameOpened &&
  a.frameClosed === b.frameClosed &&
  isStateAlike(a.after, b.after) &&
  driftWithinBound(a) === driftWithinBound(b)

/** The readers of `readerOf`. Those of facts that are not plain, of which being alike says nothing, are collected in `others`. */
export const collecting =
  (readerOf: ReaderOf, others: Reader[]): ReaderOf =>
  (reference) => {
    const read = readerOf(reference)
    if (reference.fact === 'params' || reference.params.size > 0) others.push(read)
    return read
  }

/** `isAlike`, and `others` read the same. */
export const alikeIn =
  (isAlike: IsAlike, others: readonly Reader[]): IsAlike =>
  (a, b) =>
    isAlike(a, b) && others.every((read) => read(a) === read(b))

/** What `decide` gives for `context`. If it was asked of one that is like it, it is not asked again: conditions are pure (LAW-32). */
export const recall = <R>(kept: Kept<R>[], context: StepContext, isAlike: IsAlike, decide: (context: StepContext) => R): R => {
  for (const { context: known, result } of kept) if (isAlike(known, context)) return result
  if (kept.length >= LIMITS.recallCases.value) kept.length = 0
  const result = decide(context)
  kept.push({ context, result })
  return result
}
