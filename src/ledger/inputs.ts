import { isWellFormed, LIMITS } from '../base/index.js'
import type { Params, Scalar } from '../artifact/law.js'
import { isObject } from './decode.js'
import type { LineRecord } from './decode.js'

/** What an operator line gives to replay: its text, or its name and parameters (RPL-01). */
export type OperatorInput =
  | { readonly kind: 'source'; readonly source: string }
  | { readonly kind: 'operator'; readonly name: string; readonly params: Params }

const ID_POINTS_MAX = LIMITS.tokenCharsMax.value

// Printable ASCII: well-formed, without looking at each unit.
const PLAIN = /^[ -~]*$/

/** Whether `value` is a string that has a UTF-8 form (NUM-02). */
export const isText = (value: unknown): value is string => typeof value === 'string' && (PLAIN.test(value) || isWellFormed(value))

/** Whether `value` is a well-formed string of 1 to 256 code points: a token id or a name asked for (SES-30, SES-34). */
export const isId = (value: unknown): value is string => {
  if (!isText(value) || value.length === 0 || value.length > 2 * ID_POINTS_MAX) return false
  return value.length <= ID_POINTS_MAX || [...value].length <= ID_POINTS_MAX
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[48][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** Whether `value` is the id of a session: a UUID in lower case, version 4 or 8, variant 10 (LED-09). */
export const isSessionId = (value: unknown): value is string => typeof value === 'string' && UUID.test(value)

/** Whether `value` is a parameter: a boolean, a finite number or a well-formed string (SES-23). */
export const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'boolean' || (typeof value === 'number' ? Number.isFinite(value) : isText(value))

/** The inputs of an operator line, or null if they are not of their types (RPL-01, SES-20 to SES-26). -0 is read as 0. */
export const readOperatorInput = (record: LineRecord): OperatorInput | null => {
  if (Object.hasOwn(record, 'source')) {
    const source = record['source']
    return isText(source) ? { kind: 'source', source } : null
  }
  const name = record['name']
  const params = readParams(record['params'])
  return isText(name) && params !== null ? { kind: 'operator', name, params } : null
}

/** Parameters by name, or null if `value` is no object of scalars with well-formed names (SES-23). */
export const readParams = (value: unknown): Params | null => {
  if (!isObject(value)) return null
  const params = new Map<string, Scalar>()
  for (const name of Object.keys(value)) {
    const param = value[name]
    if (!isText(name) || !isScalar(param)) return null
    params.set(name, param === 0 ? 0 : param)
  }
  return params
}
