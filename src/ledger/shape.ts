import type { Json } from '../base/index.js'
import { isCount, isHash } from './chain.js'
import { isObject } from './decode.js'
import type { LineRecord } from './decode.js'
import { TRACE_FORMAT } from './format.js'
import { isId, isScalar, isSessionId } from './inputs.js'

/** A field that is missing, extra or of a wrong type (RPL-07 `field`); `path` holds names from the line inwards. */
export interface Misfit {
  readonly path: readonly string[]
  readonly actual: Json
}

/** Reports each misfit of `value` at `path`; `value` is undefined where a member is missing. */
type Shape = (value: unknown, path: readonly string[], report: (misfit: Misfit) => void) => void

const scalar =
  (fits: (value: unknown) => boolean): Shape =>
  (value, path, report) => {
    if (!fits(value)) report({ path, actual: (value ?? null) as Json })
  }

const orNull =
  (shape: Shape): Shape =>
  (value, path, report) => {
    if (value !== null) shape(value, path, report)
  }

const object =
  (members: { readonly [name: string]: Shape }): Shape =>
  (value, path, report) => {
    if (!isObject(value)) return report({ path, actual: (value ?? null) as Json })
    for (const [name, shape] of Object.entries(members)) {
      shape(Object.hasOwn(value, name) ? value[name] : undefined, [...path, name], report)
    }
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(members, name)) report({ path: [...path, name], actual: value[name] as Json })
    }
  }

const text = scalar((value) => typeof value === 'string')
const id = scalar(isId)
const flag = scalar((value) => typeof value === 'boolean')
const count = scalar(isCount)
const number = scalar((value) => typeof value === 'number')
const hash = scalar(isHash)
const uuid = scalar(isSessionId)
const texts = scalar((value) => Array.isArray(value) && value.every((item) => typeof item === 'string'))
const scalars = scalar((value) => isObject(value) && Object.values(value).every(isScalar))

const validation = object({ allowed: flag, reason: orNull(text) })

const line = (members: { readonly [name: string]: Shape }): Shape =>
  object({ type: text, seq: count, timestamp: text, hash_prev: hash, hash_self: hash, ...members })

const derivedOfOperator = {
  op_id: count,
  validation,
  routing: orNull(
    object({
      backend: orNull(text),
      frame_action: scalar((value) => value === null || value === 'new' || value === 'reuse'),
      reason: text,
    }),
  ),
  drift: orNull(object({ predicted: number, measured: number, accumulated: number, overflow: flag })),
  frame_id: orNull(count),
}

const HEADER = line({
  format: scalar((value) => value === TRACE_FORMAT),
  session_id: uuid,
  environment: text,
  backend: text,
  drift_bound: number,
  backend_legal: texts,
  ruleset: object({ id: text, version: text, digest: hash }),
})

const OPERATOR = line({ ...derivedOfOperator, name: text, params: scalars })

// LED-05: with a source, name and params are derived from it.
const OPERATOR_SOURCE = line({ ...derivedOfOperator, name: orNull(text), params: orNull(scalars), source: text })

const TOKEN = line({ token_id: id, validation })

const TRANSITION = line({
  from: text,
  to: id,
  token_used: orNull(text),
  validation,
  frame_closed: orNull(count),
  drift_bound: orNull(number),
  backend_legal: orNull(texts),
})

const FRAME = line({
  frame_id: count,
  environment: text,
  backend: text,
  tier: text,
  frame_backend: object({ id: text, tier_support: texts, drift_profile: text }),
  frame_drift: object({ total: number, max: number, environment_bound: number, bound: number }),
  operators: object({ first: count, last: count, count }),
  timestamp_open: text,
  timestamp_close: text,
})

const FOOTER = line({
  lineage: texts,
  counts: object({
    operators: count,
    tokens: count,
    transitions: count,
    refused: object({ operators: count, tokens: count, transitions: count }),
    frames: count,
  }),
  ended: text,
  root: hash,
  merkle_root: hash,
})

const shapeOf = (record: LineRecord): Shape => {
  switch (record.type) {
    case 'header':
      return HEADER
    case 'operator':
      return Object.hasOwn(record, 'source') ? OPERATOR_SOURCE : OPERATOR
    case 'token':
      return TOKEN
    case 'transition':
      return TRANSITION
    case 'frame':
      return FRAME
    case 'footer':
      return FOOTER
  }
}

/** Every member of a line that is missing, extra or of a wrong type, by the table of LED-05. The record has a canonical form. */
export const misfitsOf = (record: LineRecord): readonly Misfit[] => {
  const misfits: Misfit[] = []
  shapeOf(record)(record, [], (misfit) => misfits.push(misfit))
  return misfits
}
