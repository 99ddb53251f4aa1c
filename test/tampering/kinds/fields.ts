import type { Reason } from '../../../src/verifier/reason.js'
import { CORPUS, makeRandom } from '../corpus.js'
import type { Trace } from '../corpus.js'
import { at, canonical, put, relink } from '../forge.js'
import type { Plain, PlainLine } from '../forge.js'
import { departing, FIRST, found, lineAt, places } from '../kind.js'
import type { Effort, Forgery, Kind } from '../kind.js'
import { FIELDS, TYPES } from '../schema.js'

/** What replay takes from a trace: another value of its type may be another lawful history (RPL-01). */
const INPUTS = new Set(
  `header/session_id header/environment header/backend header/ruleset/digest operator/name operator/params operator/source
  token/token_id transition/to footer/ended header/ruleset`.split(/\s+/),
)

/** Whether replay takes the field from the trace. */
export const isInput = (type: string, path: readonly string[]): boolean =>
  path.join() === 'timestamp' || INPUTS.has([type, ...path].join('/')) || (type === 'operator' && path[0] === 'params')

const CHAIN = new Set(['seq', 'hash_prev', 'hash_self', 'root', 'merkle_root'])

/** The rows of RPL-05, by the start of type and path. */
const REASONS: readonly (readonly [start: RegExp, reason: Reason])[] = [
  [/^operator\/validation(\/allowed)?$/, 'illegal operator'],
  [/^transition\/validation(\/allowed)?$/, 'illegal transition'],
  [/^frame\/tier$/, 'tier violation'],
  [/^operator\/routing(\/backend)?$|^frame\/(backend|frame_backend)\b|\/backend_legal$/, 'backend violation'],
  [/^frame\/environment$|^transition\/from$|^footer\/lineage$/, 'environment violation'],
  [/^operator\/drift\b|^frame\/frame_drift\b|\/drift_bound$/, 'drift violation'],
  [/\/(seq|hash_prev|hash_self|root|merkle_root)$/, 'hash chain invalid'],
]

/** The reason that RPL-05 gives for a difference there. */
export const reasonOf = (type: string, path: readonly string[]): Reason =>
  REASONS.find(([start]) => start.test([type, ...path].join('/')))?.[1] ?? 'capture mismatch'

const REASONS_IN_ORDER: readonly Reason[] = [
  'illegal operator',
  'illegal transition',
  'tier violation',
  'backend violation',
  'environment violation',
  'drift violation',
  'hash chain invalid',
  'capture mismatch',
]

const kindOf = (value: Plain): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value)

/** What stands in this field anywhere in the corpus: other values that look right. */
const stock = new Map<string, Map<string, Plain>>()
for (const { lines } of CORPUS) {
  for (const line of lines) {
    for (const { type, path } of FIELDS) {
      const value = line['type'] === type ? at(line, path) : undefined
      if (value === undefined) continue
      const key = [type, ...path].join('/')
      const values = stock.get(key) ?? new Map<string, Plain>()
      stock.set(key, values.set(canonical(value), value))
    }
  }
}

const variants = (value: Plain, path: readonly string[]): Plain[] => {
  if (typeof value === 'string') {
    // A text that parses is no source.
    if (path.join() === 'source') return ['h(q=0)', 'nope()', `${value}x`]
    const digit = value.replace(/[0-9a-f](?=[^0-9a-f]*$)/, (one) => (one === '0' ? '1' : '0'))
    return [`${value}x`, `${value} `, value.toUpperCase(), '', '__proto__', digit]
  }
  if (typeof value === 'number') return [value + 1, value - 1, value + 0.5, -value, value * 2, value + 2 ** -40, 1e300]
  if (typeof value === 'boolean') return [!value]
  if (Array.isArray(value)) return [[], [...value, 'x'], value.slice(1), value.toReversed(), [...value, ...value]]
  return []
}

/** The same value but for its last digit or letter: a text of the same length, which a careless comparison could take for it. */
const lastChanged = (value: Plain): Plain[] => {
  if (typeof value === 'string') return /[a-z0-9]$/.test(value) ? [value.slice(0, -1) + (value.endsWith('1') ? '2' : '1')] : []
  if (typeof value !== 'number') return []
  const text = JSON.stringify(value)
  const others = ['1', '2', '5', '7'].map((digit) => text.slice(0, -1) + digit)
  return others.filter((other) => other !== text && JSON.stringify(Number(other)) === other).map(Number)
}

const OF_ANOTHER_TYPE: readonly Plain[] = ['0', 0, true, [], {}, [[1]], 'null']

type Values = (line: PlainLine, type: string, path: readonly string[]) => readonly (Plain | undefined)[]

const ofItsType: Values = (line, type, path) => {
  const value = at(line, path) ?? null
  const others = [...(stock.get([type, ...path].join('/')) ?? new Map<string, Plain>()).values()]
  return [...variants(value, path), ...others].filter((one) => kindOf(one) === kindOf(value) && canonical(one) !== canonical(value))
}

const ofAnotherType: Values = (line, type, path) => {
  const value = at(line, path) ?? null
  const others = [...(stock.get([type, ...path].join('/')) ?? new Map<string, Plain>()).values()]
  return [...OF_ANOTHER_TYPE, ...others].filter((one) => one !== null && kindOf(one) !== kindOf(value))
}

const ofItsLength: Values = (line, _type, path) => lastChanged(at(line, path) ?? null)
const toNull: Values = (line, _type, path) => (at(line, path) === null ? [] : [null])
const removed: Values = () => [undefined]

/** The reasons of all that differs between two values of a field, without regard to verdicts. */
const grounds = (type: string, path: readonly string[], before: Plain | undefined, after: Plain | undefined): readonly Reason[] => {
  const inner = FIELDS.filter((field) => field.type === type && field.path.slice(0, -1).join('/') === path.join('/'))
  if (kindOf(after ?? null) !== 'object' || inner.length === 0) return [reasonOf(type, path)]
  const names = inner.flatMap((field) => field.path.slice(-1))
  const missing = names.filter((name) => textAt(after ?? null, name) === null)
  if (kindOf(before ?? null) !== 'object') return [reasonOf(type, path), ...missing.map((name) => reasonOf(type, [...path, name]))]
  const changed = names.filter((name) => missing.includes(name) || textAt(before ?? null, name) !== textAt(after ?? null, name))
  return changed.flatMap((name) => grounds(type, [...path, name], at(before ?? null, [name]), at(after ?? null, [name])))
}

const textAt = (value: Plain, name: string): string | null => {
  const member = at(value, [name])
  return member === undefined ? null : canonical(member)
}

/** The reasons that RPL-05 and RPL-06 give: a wrong verdict hides what differs beside it. */
const told = (line: PlainLine, type: string, path: readonly string[], value: Plain | undefined, effort: Effort) => {
  const all = grounds(type, path, at(line, path), value)
  const verdict = all.find((reason) => reason === 'illegal operator' || reason === 'illegal transition')
  const expected = verdict === undefined ? [...new Set(all)] : [verdict]
  if (effort === 'as it stands') return { reasons: ['hash chain invalid', ...expected] as const }
  const only = REASONS_IN_ORDER.filter((reason) => expected.includes(reason))
  // The state is recomputed, so nothing follows from a derived field; another hash or number is what the next line is compared with.
  const isApart = !CHAIN.has(path[0] ?? '') && kindOf(at(line, path) ?? null) !== 'object' && kindOf(value ?? null) !== 'object'
  return isApart ? { only, total: 1 } : { only }
}

const forgeField = (trace: Trace, index: number, type: string, path: readonly string[], value: Plain | undefined, effort: Effort) => {
  const line = lineAt(trace, index)
  const lines = trace.lines.with(index, put(line, path, value))
  const isChain = path.length === 1 && CHAIN.has(path[0] ?? '')
  const leave = (place: number, name: string): boolean => isChain && place === index && name === path[0]
  const forged = effort === 'as it stands' ? lines : relink(lines, leave, index)
  const what = `line ${index}, ${type} /${path.join('/')} = ${JSON.stringify(value)}`
  const isFit = value !== undefined && kindOf(value) === kindOf(at(line, path) ?? null)
  // The engine judges other inputs of their types; a digest that no law has, or that is none, is told apart in the headers' kinds.
  if (isInput(type, path)) return isFit ? departing(what, forged) : found(what, index, forged)
  return found(what, index, forged, path.join() === 'type' ? {} : told(line, type, path, value, effort))
}

/** Whether the engine can be asked: inputs beyond the limits of SES-23, SES-30 and LED-09 have their own kinds. */
const isAskable = (type: string, path: readonly string[], value: Plain | undefined): boolean => {
  const key = [type, ...path].join('/')
  if (key === 'header/ruleset/digest' || key === 'header/session_id') return typeof value !== 'string'
  const isLabel = typeof value === 'string' && (key === 'token/token_id' || key === 'transition/to')
  return !isLabel || (value !== '' && [...value].length <= 256)
}

/** All values for all occurrences of one field in a trace. */
const waysOf = (trace: Trace, type: string, path: readonly string[], values: Values, effort: Effort): (() => Forgery | null)[] =>
  places(trace, type).flatMap((index) => {
    const line = lineAt(trace, index)
    if (at(line, path) === undefined) return []
    return values(line, type, path)
      .filter((value) => isAskable(type, path, value))
      .map((value) => () => forgeField(trace, index, type, path, value, effort))
  })

interface Change {
  readonly name: string
  readonly clause: string
  readonly values: Values
}

const CHANGES: readonly Change[] = [
  { name: 'another value of its type', clause: 'RPL-01', values: ofItsType },
  { name: 'another last digit or letter', clause: 'RPL-01', values: ofItsLength },
  { name: 'a value of another type', clause: 'LED-05', values: ofAnotherType },
  { name: 'null', clause: 'LED-05', values: toNull },
  { name: 'removed', clause: 'LED-05', values: removed },
]

const EFFORTS = ['as it stands', 're-hashed'] as const

/** One field of the schema, changed in one way with one effort: all the traces together. */
export interface FieldCase {
  readonly type: string
  readonly path: readonly string[]
  readonly change: string
  readonly effort: Effort
  ways(trace: Trace): readonly (() => Forgery | null)[]
}

/** Every field of the schema with every change and effort. */
export const FIELD_CASES: readonly FieldCase[] = FIELDS.flatMap(({ type, path }) =>
  CHANGES.flatMap(({ name, values }) =>
    EFFORTS.map((effort) => ({ type, path, change: name, effort, ways: (trace: Trace) => waysOf(trace, type, path, values, effort) })),
  ),
)

const changed: readonly Kind[] = TYPES.flatMap((type) =>
  CHANGES.flatMap(({ name, clause, values }) =>
    EFFORTS.map((effort): Kind => ({
      group: 'fields',
      name: `a field of a line of type ${type}: ${name}`,
      effort,
      clause,
      first: `${FIRST.line}; for an input, ${FIRST.engine}`,
      forge: (trace) => {
        const own = FIELDS.filter((field) => field.type === type)
        return own.flatMap(({ path }) => waysOf(trace, type, path, values, effort))
      },
    })),
  ),
)

const EXTRA = ['zzz', '', '__proto__', 'a/b~c', 'Type', 'hash_next']

const added = (effort: Effort): Kind => ({
  group: 'fields',
  name: 'a field that the table does not name, in the line or in an object that it holds',
  effort,
  clause: 'LED-05',
  first: FIRST.line,
  forge: (trace) =>
    places(trace).flatMap((index) => {
      const line = lineAt(trace, index)
      const holders = [[], ...FIELDS.filter(({ type }) => type === line['type']).map(({ path }) => path)].filter(
        (path) => path[0] !== 'params' && kindOf(at(line, path) ?? null) === 'object',
      )
      return holders.flatMap((path) =>
        EXTRA.map((name) => () => {
          const lines = trace.lines.with(index, put(line, [...path, name], makeRandom(name)(2)))
          const what = `line ${index}, ${String(line['type'])} /${[...path, name].join('/')} added`
          return found(what, index, effort === 'as it stands' ? lines : relink(lines, undefined, index), { code: 'field' })
        }),
      )
    }),
})

const renamed: Kind = {
  group: 'fields',
  name: 'a field under a name spelt otherwise',
  effort: 're-hashed',
  clause: 'LED-05',
  first: FIRST.line,
  forge: (trace) =>
    places(trace).flatMap((index) => {
      const line = lineAt(trace, index)
      const own = FIELDS.filter(({ type, path }) => type === line['type'] && path.join() !== 'type' && at(line, path) !== undefined)
      return own.map(({ path }) => () => {
        const other = [...path.slice(0, -1), (path.at(-1) ?? '').replace(/^./, (letter) => letter.toUpperCase())]
        const forged = put(put(line, path, undefined), other, at(line, path) ?? null)
        return found(`line ${index} /${other.join('/')}`, index, relink(trace.lines.with(index, forged), undefined, index))
      })
    }),
}

export const FIELD_KINDS: readonly Kind[] = [...changed, added('as it stands'), added('re-hashed'), renamed]
