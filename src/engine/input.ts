import { isWellFormed, LIMITS } from '../base/index.js'
import type { Params, Scalar } from '../artifact/law.js'

/** Something that is no event at all; it is not captured (SES-73). */
export class BadInput extends Error {
  readonly code = 'bad-input'
  override readonly name = 'BadInput'
}

/** The session machine is done; nothing is captured any more (SES-11, SES-71). */
export class SessionEnded extends Error {
  readonly code = 'session-ended'
  override readonly name = 'SessionEnded'

  constructor() {
    super('the session has ended')
  }
}

const NAME_POINTS_MAX = LIMITS.tokenCharsMax.value

const countPoints = (text: string): number => Array.from(text).length

/** Whether `text` can be a token id or the name of a target: well-formed, 1 to 256 code points (SES-30, SES-34). */
export const isLabel = (text: unknown): text is string => {
  if (typeof text !== 'string' || text.length === 0 || text.length > 2 * NAME_POINTS_MAX || !isWellFormed(text)) return false
  return text.length <= NAME_POINTS_MAX || countPoints(text) <= NAME_POINTS_MAX
}

/** Returns `text`, which must be well-formed; throws BadInput otherwise. */
export const decodeText = (text: unknown, what: string): string => {
  if (typeof text !== 'string' || !isWellFormed(text)) throw new BadInput(`${what} is a well-formed string`)
  return text
}

/** Returns `text`, which must be a label; throws BadInput otherwise. */
export const decodeLabel = (text: unknown, what: string): string => {
  if (!isLabel(text)) throw new BadInput(`${what} is a well-formed string of 1 to ${NAME_POINTS_MAX} characters`)
  return text
}

const decodeScalar = (value: unknown, name: string): Scalar => {
  if (typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value === 0 ? 0 : value // SES-23: -0 is taken as 0.
  if (typeof value === 'string' && isWellFormed(value)) return value
  throw new BadInput(`parameter ${name} is a finite number, a boolean or a well-formed string`)
}

/** A copy of `params`, each name well-formed and each value a scalar; throws BadInput otherwise (SES-23, SES-73). */
export const decodeParams = (params: ReadonlyMap<string, unknown>): Params => {
  const decoded = new Map<string, Scalar>()
  for (const [name, value] of params) decoded.set(decodeText(name, 'the name of a parameter'), decodeScalar(value, name))
  return decoded
}
