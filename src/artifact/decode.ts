import type { MappingNode, Node } from './node.js'
import { quote, suggest } from './source.js'
import type { Report } from './source.js'

/** Turns a node into a value, or reports what is wrong and gives undefined. A decoder looks at all parts, also after a failure. */
export type Decoder<T> = (node: Node, report: Report) => T | undefined

/** A member of a mapping: how its value is decoded, and the value that stands for an absent one, if it may be absent. */
export interface Field<T> {
  readonly decode: Decoder<T>
  readonly absent: { readonly value: T } | null
}

/** A member that must be there. */
export const required = <T>(decode: Decoder<T>): Field<T> => ({ decode, absent: null })

/** A member that may be absent and then is `value`. */
export const optional = <T>(decode: Decoder<T>, value: T): Field<T> => ({ decode, absent: { value } })

const shapeOf = (node: Node): string => {
  if (node.kind !== 'scalar') return node.kind === 'list' ? 'a list' : 'a mapping'
  return node.value === null ? 'null' : typeof node.value === 'string' ? `the text ${quote(node.value)}` : String(node.value)
}

/** Reports that `node` is not what was expected (LAW-03). */
export const wrongType = (node: Node, report: Report, expected: string): undefined =>
  report(node.start, 'wrong-type', `${shapeOf(node)} stands here`, `expected ${expected}`)

/** A mapping of any keys; for decoders that look at the members themselves. */
export const anyMapping: Decoder<MappingNode> = (node, report) => (node.kind === 'mapping' ? node : wrongType(node, report, 'a mapping'))

type Fields = { readonly [key: string]: Field<unknown> }
type Decoded<F extends Fields> = { readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never }

const decodeMembers = (node: MappingNode, fields: Fields, report: Report): ReadonlyMap<string, unknown> | undefined => {
  const values = new Map<string, unknown>()
  let sound = true
  for (const [key, { keyStart }] of node.members) {
    if (Object.hasOwn(fields, key)) continue
    sound = false
    report(
      keyStart, 'key-unknown', `unknown key ${quote(key)}`, suggest(key, Object.keys(fields).filter((name) => !node.members.has(name))),
    )
  }
  for (const [key, field] of Object.entries(fields)) {
    const member = node.members.get(key)
    const value = member === undefined ? field.absent?.value : field.decode(member.node, report)
    if (member === undefined && field.absent === null) report(node.start, 'key-missing', `key ${quote(key)} is missing`)
    if (value === undefined) sound = false
    values.set(key, value)
  }
  return sound ? values : undefined
}

/** A mapping of exactly the keys of `fields`; the result has the same keys (LAW-03). */
export const mapping =
  <F extends Fields>(fields: F): Decoder<Decoded<F>> =>
  (node, report) => {
    if (node.kind !== 'mapping') return wrongType(node, report, 'a mapping')
    const values = decodeMembers(node, fields, report)
    // Each value came from the decoder of its key, so the object has the type that the fields state.
    return values === undefined ? undefined : (Object.fromEntries(values) as Decoded<F>)
  }

/** A list of at least `least` items. */
export const list =
  <T>(decode: Decoder<T>, least = 0): Decoder<readonly T[]> =>
  (node, report) => {
    if (node.kind !== 'list') return wrongType(node, report, 'a list')
    if (node.items.length < least) return report(
      node.start, 'list-too-short', `a list of ${node.items.length}`, `expected at least ${least}`,
    )
    const values = node.items.map((item) => decode(item, report))
    return values.includes(undefined) ? undefined : (values as readonly T[]) // No value is undefined.
  }

/** A list in which `keyOf` gives each item another name; `what` names the kind of thing, the place is the member `key` of the item. */
export const listByName =
  <T>(decode: Decoder<T>, what: string, keyOf: (item: T) => string, least = 0, key?: string): Decoder<ReadonlyMap<string, T>> =>
  (node, report) => {
    const items = list(decode, least)(node, report)
    if (items === undefined || node.kind !== 'list') return undefined
    const named = new Map<string, T>()
    items.forEach((item, index) => {
      const name = keyOf(item)
      const place = node.items[index] ?? node
      const at = key !== undefined && place.kind === 'mapping' ? (place.members.get(key)?.node ?? place) : place
      if (named.has(name)) report(at.start, 'name-repeated', `${what} ${quote(name)} stands here again`, 'expected each name once')
      named.set(name, item)
    })
    return named.size === items.length ? named : undefined
  }

/** A list of texts, each once. */
export const names = (decode: Decoder<string>, what: string, least = 0): Decoder<readonly string[]> =>
  mapped(listByName(decode, what, (name) => name, least), (byName) => [...byName.keys()])

/** A mapping from outside names to values of one kind, in document order. */
export const mapOf =
  <T>(decodeKey: Decoder<string>, decode: Decoder<T>): Decoder<ReadonlyMap<string, T>> =>
  (node, report) => {
    if (node.kind !== 'mapping') return wrongType(node, report, 'a mapping')
    const values = new Map<string, T>()
    for (const [key, member] of node.members) {
      const name = decodeKey({ kind: 'scalar', start: member.keyStart, value: key }, report)
      const value = decode(member.node, report)
      if (name !== undefined && value !== undefined) values.set(name, value)
    }
    return values.size === node.members.size ? values : undefined
  }

/** What `decode` gives, turned by `turn`. */
export const mapped =
  <T, U>(decode: Decoder<T>, turn: (value: T) => U): Decoder<U> =>
  (node, report) => {
    const value = decode(node, report)
    return value === undefined ? undefined : turn(value)
  }

/** Any text. */
export const text: Decoder<string> = (node, report) =>
  node.kind === 'scalar' && typeof node.value === 'string' ? node.value : wrongType(node, report, 'a text')

/** `true` or `false`. */
export const flag: Decoder<boolean> = (node, report) =>
  node.kind === 'scalar' && typeof node.value === 'boolean' ? node.value : wrongType(node, report, 'true or false')

/** A finite number for which `holds`; `expected` says which. */
export const number =
  (expected = 'a number', holds: (value: number) => boolean = () => true): Decoder<number> =>
  (node, report) => {
    if (node.kind !== 'scalar' || typeof node.value !== 'number') return wrongType(node, report, expected)
    if (holds(node.value)) return node.value
    return report(node.start, 'value-outside', `${node.value} is not allowed here`, `expected ${expected}`)
  }

/** One of the texts of `values`. */
export const oneOf =
  <T extends string>(...values: readonly T[]): Decoder<T> =>
  (node, report) => {
    const value = text(node, report)
    const found = values.find((candidate) => candidate === value)
    if (value === undefined || found !== undefined) return found
    return report(node.start, 'value-outside', `${quote(value)} is not allowed here`, suggest(value, values))
  }
