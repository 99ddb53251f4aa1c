import type { BoundLaw } from './bound.js'
import type { StepContext } from './context.js'
import { activeState, ALLOWED, count, finish, refused } from './outcome.js'
import type { Step } from './outcome.js'
import { decide } from './rule.js'
import type { State } from './state.js'

// SES-30: deploying appends the id.
export const stepToken = (bound: BoundLaw, context: StepContext, tokenId: string): Step => {
  const { before } = context
  const { event: refusal, decision } = decide('token', bound.token, context)
  context.allowed = refusal === null
  const state: State = {
    ...before,
    tokens: refusal === null ? before.tokens.append(tokenId) : before.tokens,
    sessionState: activeState(bound.session(before.sessionState, 'token')),
    counts: count(before.counts, 'tokens', context.allowed, before.counts.frames),
  }
  const validation = refusal === null ? ALLOWED : refused(refusal)
  return finish(bound, context, state, { type: 'token', tokenId, validation }, [decision], null)
}
