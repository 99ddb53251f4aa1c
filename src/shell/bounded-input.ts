import { canonicalJson, isWellFormed, LIMITS, utf8Length } from '../base/index.js'
import type { Params, Scalar } from '../artifact/law.js'
import { QComputeError } from './qcompute-error.js'

const bad = (message: string): QComputeError => new QComputeError('bad-input', message)

const NAME_POINTS_MAX = 256

const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value)) ||
  (typeof value === 'string' && isWellFormed(value))

const entriesOf = (params: object): Iterable<readonly [unknown, unknown]> =>
  params instanceof Map ? (params as ReadonlyMap<unknown, unknown>) : Object.entries(params)

/** Parameters from a plain object or a map, within the limits of programs, so that each entry fits a line (SES-23, SES-73). */
export const decodeCallParams = (params: unknown): Params => {
  if (typeof params !== 'object' || params === null || Array.isArray(params)) throw bad('parameters are an object of scalars')
  const decoded = new Map<string, Scalar>()
  for (const [name, value] of entriesOf(params)) {
    if (typeof name !== 'string' || !isWellFormed(name)) throw bad('the name of a parameter is a well-formed string')
    if (!isScalar(value)) throw bad(`parameter ${name} is a finite number, a boolean or a well-formed string`)
    decoded.set(name, value === 0 ? 0 : value) // SES-23: -0 is taken as 0.
  }
  if (decoded.size > LIMITS.paramCount.value) throw bad(`an operator has at most ${LIMITS.paramCount.value} parameters`)
  const isLong = utf8Length(canonicalJson(decoded)) > LIMITS.paramsBytes.value
  if (isLong) throw bad(`the parameters of an operator have at most ${LIMITS.paramsBytes.value} bytes as JSON`)
  return decoded
}

/** The name of an operator: a well-formed string of at most 256 code points (SES-73). */
export const decodeCallName = (name: unknown): string => {
  if (typeof name !== 'string' || !isWellFormed(name)) throw bad('the name of an operator is a well-formed string')
  if (name.length > NAME_POINTS_MAX && [...name].length > NAME_POINTS_MAX) {
    throw bad(`the name of an operator has at most ${NAME_POINTS_MAX} characters`)
  }
  return name
}

/** The text of an invocation: a well-formed string within the limit of program items (SES-73). */
export const decodeCallText = (text: unknown): string => {
  if (typeof text !== 'string' || !isWellFormed(text)) throw bad('an invocation is a well-formed string')
  if (utf8Length(text) > LIMITS.itemTextBytes.value) throw bad(`an invocation has at most ${LIMITS.itemTextBytes.value} bytes`)
  return text
}
