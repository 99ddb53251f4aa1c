import { canonicalJson, didYouMean, isWellFormed, LIMITS, utf8Length } from '../base/index.js'
import type { Params, Scalar } from '../artifact/law.js'
import { isLabel } from '../engine/index.js'
import { QComputeError } from './qcompute-error.js'

const bad = (message: string): QComputeError => new QComputeError('bad-input', message)

const NAME_POINTS_MAX = LIMITS.tokenCharsMax.value

const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value)) ||
  (typeof value === 'string' && isWellFormed(value))

// Of any realm: the prototype of a plain object has none itself.
const isPlainObject = (value: unknown): value is object => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

// Getters and proxies run the caller's code: what fails there is bad input too.
const reading = <T>(what: string, read: () => T): T => {
  try {
    return read()
  } catch (thrown) {
    throw thrown instanceof QComputeError ? thrown : bad(`${what} cannot be read`)
  }
}

const entriesOf = (params: unknown): readonly (readonly [unknown, unknown])[] => {
  if (params instanceof Map) return [...(params as ReadonlyMap<unknown, unknown>)]
  if (isPlainObject(params)) return Object.entries(params)
  throw bad('parameters are a plain object or a map of scalars')
}

/** A copy of `options`, a plain object with no field but those `known`; throws QComputeError `bad-input` otherwise (SES-73). */
export const decodeOptions = <T extends object>(options: T, known: readonly (keyof T & string)[], what: string): T =>
  reading(what, () => {
    if (!isPlainObject(options)) throw bad(`${what} are a plain object`)
    const unknown = Object.keys(options).find((name) => !(known as readonly string[]).includes(name))
    if (unknown === undefined) return { ...options }
    const near = didYouMean(unknown, known)
    const hint = near === undefined ? `they are ${known.join(', ')}` : `did you mean ${near}?`
    throw bad(`${what} have no field ${JSON.stringify(unknown)}; ${hint}`)
  })

/** Parameters from a plain object or a map, within the limits of programs, so that each entry fits a line (SES-23, SES-73). */
export const decodeCallParams = (params: unknown): Params => {
  const decoded = new Map<string, Scalar>()
  for (const [name, value] of reading('parameters', () => entriesOf(params))) {
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

/** The id of a token or the name of an environment: a well-formed string of 1 to 256 code points (SES-30, SES-34, SES-73). */
export const decodeCallLabel = (text: unknown, what: string): string => {
  if (!isLabel(text)) throw bad(`${what} is a well-formed string of 1 to ${NAME_POINTS_MAX} characters`)
  return text
}
