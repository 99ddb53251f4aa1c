import type { Params } from '../../artifact/law.js'
import { canonicalJson, isWellFormed, LIMITS } from '../../base/index.js'
import { utf8Length } from '../../base/utf8.js'

// What a program says around the parameters of an item.
const ITEM_BYTES = 1024

/** Whether a session can be given a token of this id (SES-30). */
export const isTokenId = (id: string): boolean =>
  id !== '' && id.length <= 2 * LIMITS.tokenCharsMax.value && isWellFormed(id) && Array.from(id).length <= LIMITS.tokenCharsMax.value

/** Whether a session can be given an operator with these parameters: in object form, or as the text of an invocation (SES-21, SES-23). */
export const isAskable = (name: string, params: Params): boolean => {
  const texts = [name, ...params.keys(), ...[...params.values()].filter((value) => typeof value === 'string')]
  if (!texts.every(isWellFormed)) return false
  const bytes = utf8Length(canonicalJson(Object.fromEntries(params)))
  if (params.size <= LIMITS.paramCount.value) return bytes <= Math.min(LIMITS.paramsBytes.value, LIMITS.itemTextBytes.value - ITEM_BYTES)
  return utf8Length(name) + bytes <= LIMITS.invocationBytes.value
}
