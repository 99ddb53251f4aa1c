import type { Law } from '../../src/artifact/law.js'
import type { BehaviourDiff } from '../../src/checker/diff/diff.js'
import { diffEvents } from '../../src/checker/diff/diff-events.js'
import { bindLaw } from '../../src/kernel/index.js'
import type { Entry, Frame, Kernel, Opening, SessionEvent, State, Step } from '../../src/kernel/index.js'

/** Opens a session as a difference says. */
export const openDefault = (kernel: Kernel, { environment, backend }: { environment: string | null; backend: string }): Opening =>
  kernel.open({ environment, backend })

// A state without ids, times, counts and lineage: written down apart from the product code, by leaving out and not by picking.
const projected = (state: State): string => {
  const { counts: _counts, lineage: _lineage, tokens, frame, ...rest } = state
  const kept = frame === null ? null : [frame.environment, frame.tier, frame.backend, frame.bound, frame.total]
  return JSON.stringify({ ...rest, tokens: tokens.toArray(), frame: kept })
}

const saidOf = (entry: Entry): unknown => {
  switch (entry.type) {
    case 'operator': {
      const { opId: _op, frameId: _frame, ...said } = entry
      return { ...said, params: entry.params === null ? null : [...entry.params] }
    }
    case 'transition': {
      // Where a transition comes from is the environment of the state: the place of a difference, and no difference of its own.
      const { frameClosed, driftBound: _bound, backendLegal: _legal, from: _from, ...said } = entry
      return { ...said, closes: frameClosed !== null }
    }
    case 'token':
      return entry
    case 'footer':
      return { ended: entry.ended }
  }
}

const frameSaid = (frame: Frame | null): unknown =>
  frame === null ? null : { environment: frame.environment, tier: frame.tier, backend: frame.backend, total: frame.frameDrift.total }

/** What a step says, without ids and without the figures of the law's tables. */
const answer = (step: Step | null): string =>
  step === null ? 'over' : JSON.stringify([saidOf(step.entry), frameSaid(step.closedFrame)])

const verdictOf = (step: Step | null): readonly [boolean | null, string | null] => {
  if (step === null) return [null, 'the session is over']
  return step.entry.type === 'footer' ? [true, null] : [step.entry.validation.allowed, step.entry.validation.reason]
}

interface Pair {
  readonly left: State
  readonly right: State
  readonly depth: number
}

/** What a plain product loop finds: differences by their words, with the fewest events that show each, and the pairs of states reached. */
export interface OracleDiff {
  readonly lengths: ReadonlyMap<string, number>
  readonly pairs: number
}

/**
 * The product of both kernels, one pair of whole states after the other. Tokens are taken one after the other, as many as `diff` took; a
 * token is one of the old or the new session, of both or of none.
 */
export const oracleOf = (old: Law, now: Law, diff: BehaviourDiff, isFollowed: boolean): OracleDiff => {
  const [one, other] = [bindLaw(old), bindLaw(now)]
  const { events } = diffEvents(old, now, diff.tokens.length)
  const asked = (pair: Pair): readonly { readonly name: string; readonly event: SessionEvent }[] => {
    const known = (id: string) => [pair.left.tokens.has(id), pair.right.tokens.has(id)] as const
    const fresh = diff.tokens.find((id) => known(id).every((has) => !has))
    return [
      ...events,
      ...diff.tokens.filter((id) => id === fresh || known(id).some((has) => has)).map((tokenId) => {
        const [left, right] = known(tokenId)
        const unlike = left || right ? `a token that only the ${left ? 'old' : 'new'} law has` : 'a new token'
        const name = left && right ? 'a token again' : unlike
        return { name, event: { kind: 'token', tokenId } as const }
      }),
    ]
  }
  const lengths = new Map<string, number>()
  const seen = new Set<string>()
  const queue: Pair[] = []
  const reach = (pair: Pair): void => {
    const key = `${projected(pair.left)} ${projected(pair.right)}`
    if (!seen.has(key)) queue.push(pair)
    seen.add(key)
  }
  for (const environment of new Set([...old.environments.keys(), ...now.environments.keys()])) {
    for (const backend of new Set(['auto', ...old.backends.keys(), ...now.backends.keys()])) {
      const [left, right] = [one.open({ environment, backend }), other.open({ environment, backend })]
      if (left.ok && right.ok) reach({ left: left.state, right: right.state, depth: 0 })
    }
  }
  for (const pair of queue) {
    for (const { name, event } of asked(pair)) {
      const [left, right] = [one.step(pair.left, event), other.step(pair.right, event)]
      const differs = answer(left) !== answer(right)
      if (differs) {
        const key = JSON.stringify([pair.left.environment, pair.right.environment, name, ...verdictOf(left), ...verdictOf(right)])
        if (!lengths.has(key)) lengths.set(key, pair.depth + 1)
      }
      if (left === null || right === null || (differs && !isFollowed)) continue
      reach({ left: left.state, right: right.state, depth: pair.depth + 1 })
    }
  }
  return { lengths, pairs: seen.size }
}
