import { activeState, countOf, finish } from './bound.js'
import type { BoundLaw, Step } from './bound-law.js'
import type { StepContext } from './step-context.js'

/** The step of a token: an allowed one is appended to the deployed ones (SES-30). */
export const stepToken = (bound: BoundLaw, context: StepContext, tokenId: string): Step => {
  const { before } = context
  const ruling = bound.token(context)
  const { validation } = ruling
  context.allowed = validation.allowed
  const tokens = validation.allowed ? before.tokens.append(tokenId) : before.tokens
  const sessionState = activeState(bound.session(before.sessionState, 'token'))
  const state = { ...before, tokens, sessionState, counts: countOf(before.counts, 'tokens', validation) }
  return finish(bound, context, ruling, state, null, { type: 'token', tokenId, validation })
}
